//! TCVN3, also called ABC: what Vietnamese programs wrote before Unicode, one byte a letter.

/// The letters of bytes 0x80 to 0xFF by TCVN 5712:1993 (VN2, which holds VN3). The fonts of that time (.VnTime and kin) are
/// VN3: a capital with a tone has no byte of its own there and is stored as the small letter's, shown by a capital font.
#[rustfmt::skip]
const LETTERS: [char; 128] = [
    'À', 'Ả', 'Ã', 'Á', 'Ạ', 'Ặ', 'Ậ', 'È', 'Ẻ', 'Ẽ', 'É', 'Ẹ', 'Ệ', 'Ì', 'Ỉ', 'Ĩ', // 8_
    'Í', 'Ị', 'Ò', 'Ỏ', 'Õ', 'Ó', 'Ọ', 'Ộ', 'Ờ', 'Ở', 'Ỡ', 'Ớ', 'Ợ', 'Ù', 'Ủ', 'Ũ', // 9_
    '\u{a0}', 'Ă', 'Â', 'Ê', 'Ô', 'Ơ', 'Ư', 'Đ', 'ă', 'â', 'ê', 'ô', 'ơ', 'ư', 'đ', 'Ằ', // A_
    '\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}', 'à', 'ả', 'ã', 'á', 'ạ', 'Ẳ', 'ằ', 'ẳ', 'ẵ', 'ắ', 'Ẵ', // B_
    'Ắ', 'Ầ', 'Ẩ', 'Ẫ', 'Ấ', 'Ề', 'ặ', 'ầ', 'ẩ', 'ẫ', 'ấ', 'ậ', 'è', 'Ể', 'ẻ', 'ẽ', // C_
    'é', 'ẹ', 'ề', 'ể', 'ễ', 'ế', 'ệ', 'ì', 'ỉ', 'Ễ', 'Ế', 'Ồ', 'ĩ', 'í', 'ị', 'ò', // D_
    'Ổ', 'ỏ', 'õ', 'ó', 'ọ', 'ồ', 'ổ', 'ỗ', 'ố', 'ộ', 'ờ', 'ở', 'ỡ', 'ớ', 'ợ', 'ù', // E_
    'Ỗ', 'ủ', 'ũ', 'ú', 'ụ', 'ừ', 'ử', 'ữ', 'ứ', 'ự', 'ỳ', 'ỷ', 'ỹ', 'ý', 'ỵ', 'Ố', // F_
];

/// Decodes bytes. In a word whose other letters are all capitals the shared bytes become capitals too.
pub(super) fn decode(bytes: &[u8]) -> String {
    let letters: Vec<char> = bytes.iter().map(|byte| letter(*byte)).collect();
    let is_all_capitals = !letters.iter().zip(bytes).any(|(letter, byte)| letter.is_lowercase() && !is_shared(*byte))
        && words(&letters).any(|(from, to)| capitals(&letters[from..to]) >= 2);
    let mut text = letters.clone();
    for (from, to) in words(&letters) {
        let has_small = letters[from..to].iter().zip(&bytes[from..to]).any(|(l, b)| l.is_lowercase() && !is_shared(*b));
        let certain = capitals(&letters[from..to]);
        // One capital is any name's first letter ("Hà"); two, or one in a text without small letters ("HÀ NỘI"), are a
        // word in capitals.
        if !has_small && (certain >= 2 || (certain == 1 && is_all_capitals)) {
            for letter in &mut text[from..to] {
                let mut upper = letter.to_uppercase();
                if let (Some(one), None) = (upper.next(), upper.next()) {
                    *letter = one;
                }
            }
        }
    }
    text.into_iter().collect()
}

fn letter(byte: u8) -> char {
    byte.checked_sub(0x80).and_then(|at| LETTERS.get(usize::from(at)).copied()).unwrap_or(char::from(byte))
}

/// Whether a byte is a small letter with a tone: in VN3 it stands for the capital too. Those without a tone (ă â ê ô ơ ư đ)
/// have a capital of their own.
fn is_shared(byte: u8) -> bool {
    byte >= 0xB5 && letter(byte).is_lowercase()
}

fn capitals(word: &[char]) -> usize {
    word.iter().filter(|letter| letter.is_uppercase()).count()
}

/// The runs of letters, as (from, to).
fn words(letters: &[char]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < letters.len() && !letters[at].is_alphabetic() {
            at += 1;
        }
        let from = at;
        while at < letters.len() && letters[at].is_alphabetic() {
            at += 1;
        }
        (from < at).then_some((from, at))
    })
}
