//! One cell of a `.dbf`: bytes of a fixed width become a value.

use jiff::civil::Date;

use super::bytes::{at, f64_le, i32_le};
use super::dbf::Field;
use crate::formats::Value;
use crate::formats::text::Charset;

pub(super) enum Cell {
    Read(Value),
    /// The field's width cut the last letter.
    Cut(Value),
    /// Bytes that are nothing in the encoding; the value shows them as U+FFFD.
    Damaged(Value),
    /// Not what the field's type says; kept as text.
    Odd(Value),
    /// A type that is not read.
    NotRead,
}

/// Without the spaces and zeros that fill the width.
pub(super) fn trim(cell: &[u8]) -> &[u8] {
    let end = cell.iter().rposition(|byte| !matches!(byte, b' ' | 0)).map_or(0, |last| last + 1);
    &cell[..end]
}

pub(super) fn value(field: &Field, cell: &[u8], charset: Charset) -> Cell {
    match field.kind {
        b'C' => text(cell, charset),
        b'N' | b'F' => number(field, cell, charset),
        b'D' => date(cell, charset),
        b'L' => match trim(cell).first() {
            Some(b'T' | b't' | b'Y' | b'y' | b'1') => Cell::Read(Value::Bool(true)),
            Some(b'F' | b'f' | b'N' | b'n' | b'0') => Cell::Read(Value::Bool(false)),
            _ => Cell::Read(Value::Null),
        },
        // Visual FoxPro's and dBASE 7's binary numbers; the first counts big-endian in dBASE 7 only, which no GIS writes.
        b'I' if cell.len() == 4 => Cell::Read(i32_le(cell, 0).map_or(Value::Null, |n| Value::Int(i64::from(n)))),
        b'B' | b'O' if cell.len() == 8 => Cell::Read(match f64_le(cell, 0) {
            Some(number) if number.is_finite() => Value::Float(number),
            _ => Value::Null,
        }),
        b'Y' if cell.len() == 8 => Cell::Read(match at(cell, 0).map(i64::from_le_bytes) {
            Some(ten_thousandths) => Value::Float(ten_thousandths as f64 / 10_000.0),
            None => Value::Null,
        }),
        _ if trim(cell).is_empty() => Cell::Read(Value::Null),
        _ => Cell::NotRead,
    }
}

fn text(cell: &[u8], charset: Charset) -> Cell {
    let used = trim(cell);
    if used.is_empty() {
        return Cell::Read(Value::Null);
    }
    // UTF-8 that fills the field may be cut within a letter.
    if charset == Charset::Utf8
        && used.len() == cell.len()
        && let Err(fault) = std::str::from_utf8(used)
        && fault.error_len().is_none()
    {
        return Cell::Cut(Value::Text(charset.decode(&used[..fault.valid_up_to()]).text));
    }
    let decoded = charset.decode(used);
    let value = Value::Text(decoded.text);
    if decoded.is_damaged { Cell::Damaged(value) } else { Cell::Read(value) }
}

fn number(field: &Field, cell: &[u8], charset: Charset) -> Cell {
    let written = String::from_utf8_lossy(trim(cell));
    let written = written.trim();
    // Stars are what programs write for a number that does not fit its width.
    if written.is_empty() || written.bytes().all(|byte| byte == b'*') {
        return Cell::Read(Value::Null);
    }
    if field.decimals == 0
        && let Ok(whole) = written.parse::<i64>()
    {
        return Cell::Read(Value::Int(whole));
    }
    match written.replace(',', ".").parse::<f64>() {
        Ok(number) if number.is_finite() => Cell::Read(Value::Float(number)),
        _ => odd(cell, charset),
    }
}

fn date(cell: &[u8], charset: Charset) -> Cell {
    let written = trim(cell);
    if written.iter().all(|byte| matches!(byte, b' ' | b'0')) {
        return Cell::Read(Value::Null);
    }
    let part = |from: usize, to: usize| -> Option<i16> {
        let digits = written.get(from..to)?;
        digits.iter().all(u8::is_ascii_digit).then(|| std::str::from_utf8(digits).ok()?.parse().ok())?
    };
    let parsed = match (written.len(), part(0, 4), part(4, 6), part(6, 8)) {
        (8, Some(year), Some(month), Some(day)) => Date::new(year, month as i8, day as i8).ok(),
        _ => None,
    };
    match parsed {
        Some(date) => Cell::Read(Value::Date(date)),
        None => odd(cell, charset),
    }
}

fn odd(cell: &[u8], charset: Charset) -> Cell {
    Cell::Odd(Value::Text(charset.decode(trim(cell)).text.trim().to_owned()))
}
