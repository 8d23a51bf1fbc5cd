//! Bytes of text files become Unicode NFC here, and only here.

mod charset;
mod depth;
mod detect;
mod syllable;
mod tcvn3;

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::table::{Encoding, KnownBy};
use super::{ReadError, ReadOptions};
pub(super) use charset::Charset;
pub(super) use depth::depth_over;
pub(super) use detect::{Declared, Evidence, choose};

/// Composes base letters and combining tones, so that equal names are equal bytes.
pub(super) fn nfc(text: String) -> String {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return text;
    }
    text.nfc().collect()
}

/// The text of a format that is UTF-8 by its standard (GeoJSON), unless the options name another encoding.
pub(super) fn standard_utf8<'a>(
    name: &str,
    bytes: &'a [u8],
    options: &ReadOptions<'_>,
) -> Result<(Cow<'a, str>, Encoding), ReadError> {
    if is_utf16(bytes) {
        return Err(ReadError::Utf16 { name: name.into() });
    }
    let (bytes, known_by) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (rest, KnownBy::Bom),
        None => (bytes, KnownBy::Standard),
    };
    if let Some(asked) = options.encoding {
        let charset = Charset::by_name(asked).ok_or_else(|| ReadError::UnknownEncoding { asked: asked.into() })?;
        if charset != Charset::Utf8 {
            let encoding = Encoding { name: charset.name().into(), known_by: KnownBy::Asked };
            return Ok((Cow::Owned(charset.decode(bytes).text), encoding));
        }
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((Cow::Borrowed(text), Encoding { name: "UTF-8".into(), known_by })),
        Err(fault) => Err(not_utf8(name, bytes, fault.valid_up_to())),
    }
}

/// UTF-16 or UTF-32 text: a byte order mark, or the zero bytes that its ASCII letters have.
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return true;
    }
    let head = &bytes[..bytes.len().min(64)];
    head.len() >= 4 && occurrences(head, 0) * 3 >= head.len()
}

fn not_utf8(name: &str, bytes: &[u8], at: usize) -> ReadError {
    let before = &bytes[..at];
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    ReadError::NotUtf8 { name: name.into(), line: occurrences(before, b'\n') + 1, column: at - line_start + 1 }
}

fn occurrences(bytes: &[u8], wanted: u8) -> usize {
    bytes.iter().fold(0, |count, byte| count + usize::from(*byte == wanted))
}
