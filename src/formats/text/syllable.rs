//! Whether a word can be Vietnamese. The language's syllables are a closed set of onset, vowels, coda and tone, so text in
//! the wrong encoding hardly ever passes: this decides between encodings better than letter frequencies do.

use unicode_normalization::UnicodeNormalization;

const ONSETS: [&str; 28] = [
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "qu",
    "r", "s", "t", "th", "tr", "v", "x",
];

const VOWELS: [&str; 58] = [
    "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "ai", "ao", "au", "ay", "âu", "ây", "eo", "êu", "ia",
    "iê", "iu", "oa", "oă", "oe", "oi", "oo", "ôi", "ơi", "ua", "uâ", "uê", "ui", "uô", "uơ", "uy", "ưa", "ưi", "ươ",
    "ưu", "yê", "iêu", "yêu", "oai", "oao", "oay", "oeo", "uây", "uao", "uôi", "uya", "uyê", "uyu", "ươi", "ươu", "ya",
    "yu",
];

const CODAS: [&str; 10] = ["", "c", "ch", "k", "m", "n", "ng", "nh", "p", "t"];

/// Words with a letter beyond ASCII, and what cannot stand in text at all.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plausibility {
    pub(super) vietnamese: usize,
    pub(super) other: usize,
}

impl Plausibility {
    /// Counts the words of a text. Words of plain ASCII say nothing, for they are the same in every encoding.
    pub(super) fn of(text: &str) -> Self {
        let mut counted = Self::default();
        let is_part = |c: char| c.is_alphabetic() || ('\u{300}'..='\u{36F}').contains(&c);
        for word in text.split(|c: char| !is_part(c)) {
            if word.is_ascii() {
                continue;
            }
            if is_syllable(word) {
                counted.vietnamese += 1;
            } else {
                counted.other += 1;
            }
        }
        counted.other += text.chars().filter(|c| !c.is_ascii() && !is_part(*c) && !is_ordinary_sign(*c)).count();
        counted
    }

    /// More Vietnamese than not.
    pub(super) fn is_likely(self) -> bool {
        self.vietnamese > self.other
    }
}

/// Signs that stand in Vietnamese text of the usual encodings.
fn is_ordinary_sign(c: char) -> bool {
    matches!(
        c,
        '\u{A0}'
            | '–'
            | '—'
            | '‘'
            | '’'
            | '“'
            | '”'
            | '…'
            | '°'
            | '²'
            | '³'
            | '×'
            | '±'
            | '·'
            | '•'
            | '«'
            | '»'
            | '₫'
    )
}

/// One syllable, in any case, its tone anywhere on the vowels ("hoà" and "hòa").
pub(super) fn is_syllable(word: &str) -> bool {
    let mut letters = String::new();
    let mut tones = Vec::new();
    for c in word.chars().flat_map(char::to_lowercase).nfd() {
        match c {
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => tones.push(c),
            '\u{302}' | '\u{306}' | '\u{31B}' => {
                // Back onto its letter: the tables are in composed letters.
                let Some(base) = letters.pop() else { return false };
                let composed: String = [base, c].iter().collect::<String>().nfc().collect();
                letters.push_str(&composed);
            }
            c => letters.push(c),
        }
    }
    if tones.len() > 1 || letters.chars().count() > 7 {
        return false;
    }
    let stops = !matches!(tones.first(), Some('\u{301}' | '\u{323}'));
    ONSETS.iter().filter_map(|onset| letters.strip_prefix(onset)).any(|rime| {
        CODAS.iter().filter_map(|coda| rime.strip_suffix(coda).map(|vowels| (vowels, *coda))).any(|(vowels, coda)| {
            // A stop at the end has the rising or the heavy tone, no other.
            VOWELS.contains(&vowels) && !(stops && matches!(coda, "c" | "ch" | "k" | "p" | "t"))
        })
    })
}
