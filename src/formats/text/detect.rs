//! Which encoding the text of a file has, from what it says of itself and from its bytes.

use super::syllable::Plausibility;
use super::{Charset, Encoding, KnownBy, ReadError};

/// How much text is weighed.
const SAMPLE_BYTES: usize = 1 << 18;

/// The text of a file, gathered cell by cell before any of it is decoded.
#[derive(Debug, Default)]
pub(in crate::formats) struct Evidence {
    sample: Vec<u8>,
    has_high_bytes: bool,
    /// Some cell is no UTF-8, not even with its end cut off by the field's width.
    is_not_utf8: bool,
}

impl Evidence {
    /// Adds a cell.
    pub(in crate::formats) fn add(&mut self, cell: &[u8]) {
        if cell.is_ascii() {
            return;
        }
        self.has_high_bytes = true;
        if let Err(fault) = std::str::from_utf8(cell)
            && (fault.error_len().is_some() || fault.valid_up_to() == 0)
        {
            self.is_not_utf8 = true;
        }
        if self.sample.len() + cell.len() < SAMPLE_BYTES {
            self.sample.extend_from_slice(cell);
            self.sample.push(b'\n');
        }
    }
}

/// What is said of the encoding, strongest first.
#[derive(Debug, Default, Clone, Copy)]
pub(in crate::formats) struct Declared<'a> {
    /// By whoever hands the file over.
    pub(in crate::formats) asked: Option<&'a str>,
    /// By the `.cpg`.
    pub(in crate::formats) cpg: Option<&'a str>,
    /// By the DBF's language driver byte.
    pub(in crate::formats) ldid: Option<u8>,
}

/// The encoding, how it was known, and what must be said about it.
#[derive(Debug)]
pub(in crate::formats) struct Choice {
    pub(in crate::formats) charset: Charset,
    pub(in crate::formats) encoding: Encoding,
    pub(in crate::formats) remark: Option<String>,
}

/// Chooses. A declaration is believed, but for windows-1252, which old programs write for whatever they do not know.
pub(in crate::formats) fn choose(evidence: &Evidence, declared: Declared<'_>) -> Result<Choice, ReadError> {
    let chosen = |charset: Charset, known_by, remark| Choice {
        charset,
        encoding: Encoding { name: charset.name().into(), known_by },
        remark,
    };
    if let Some(asked) = declared.asked {
        let charset = Charset::by_name(asked).ok_or_else(|| ReadError::UnknownEncoding { asked: asked.into() })?;
        return Ok(chosen(charset, KnownBy::Asked, None));
    }
    let mut remark = None;
    let cpg = declared.cpg.map(str::trim).filter(|cpg| !cpg.is_empty());
    let said = match cpg.map(|cpg| (cpg, Charset::by_name(cpg))) {
        Some((_, Some(charset))) => Some((charset, KnownBy::Cpg)),
        Some((cpg, None)) => {
            let cpg: String = cpg.chars().take(40).collect();
            remark = Some(format!("the .cpg says {cpg:?}, which is no encoding known here; the text itself decided"));
            None
        }
        None => None,
    };
    let said = said.or_else(|| Some((Charset::of_ldid(declared.ldid?)?, KnownBy::Ldid)));
    let Some((charset, known_by)) = said else {
        let (guess, weighed) = guess(evidence);
        return Ok(chosen(guess, KnownBy::Guessed, remark.or(weighed)));
    };
    if charset.is_default_of_old_programs() && evidence.has_high_bytes {
        let better = if evidence.is_not_utf8 { likely_vietnamese(evidence) } else { Some(Charset::Utf8) };
        if let Some(better) = better {
            let said = charset.name();
            let remark = format!("the file says {said}, but its text reads as {}", better.name());
            return Ok(chosen(better, KnownBy::Guessed, Some(remark)));
        }
    }
    Ok(chosen(charset, known_by, remark))
}

/// The likeliest encoding of undeclared text, with a remark where that is open to doubt.
fn guess(evidence: &Evidence) -> (Charset, Option<String>) {
    if !evidence.is_not_utf8 {
        return (Charset::Utf8, None);
    }
    let remark = |charset: Charset| {
        Some(format!("the file does not say its text encoding; it reads as {}: check a few names", charset.name()))
    };
    if let Some(charset) = likely_vietnamese(evidence) {
        return (charset, remark(charset));
    }
    if is_damaged_utf8(&evidence.sample) {
        let said =
            "the text was UTF-8 and has been damaged by another program: letters are lost and cannot be brought back";
        return (Charset::Utf8, Some(said.into()));
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&evidence.sample, true);
    let charset = Charset::Whatwg(detector.guess(None, chardetng::Utf8Detection::Deny));
    (charset, remark(charset))
}

/// The encoding in which most words are Vietnamese, if there is one.
fn likely_vietnamese(evidence: &Evidence) -> Option<Charset> {
    [Charset::Tcvn3, Charset::Whatwg(encoding_rs::WINDOWS_1258), Charset::Whatwg(encoding_rs::WINDOWS_1252)]
        .into_iter()
        .map(|charset| (charset, Plausibility::of(&charset.decode(&evidence.sample).text)))
        .filter(|(_, plausibility)| plausibility.is_likely())
        // The first of equals: `max_by_key` would give the last.
        .rev()
        .max_by_key(|(_, plausibility)| plausibility.vietnamese.saturating_sub(plausibility.other))
        .map(|(charset, _)| charset)
}

/// Bytes that began as UTF-8: whole sequences of Vietnamese letters stand between the broken ones.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let broken = text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    let whole = text.chars().filter(|c| !c.is_ascii() && *c != char::REPLACEMENT_CHARACTER).count();
    let latin =
        text.chars().filter(|c| ('\u{C0}'..='\u{1B0}').contains(c) || ('\u{1EA0}'..='\u{1EF9}').contains(c)).count();
    whole >= 3 && latin == whole && whole * 2 >= broken
}
