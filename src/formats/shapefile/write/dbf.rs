//! The `.dbf`: dBASE III in UTF-8.

use crate::formats::Value;
use crate::formats::out::{FieldType, OutField, OutRow, Written};

/// The widest text, in bytes.
const WIDEST_TEXT: usize = 254;
const NAME_LEN: usize = 10;
/// Wide enough for any whole number of 64 bits, and for 15 digits with sign, point and decimals.
const NUMBER_WIDTH: usize = 20;
const DECIMALS: usize = 6;

struct Column {
    name: String,
    kind: u8,
    width: usize,
    decimals: usize,
}

/// The bytes of the table.
pub(super) fn table(
    fields: &[OutField],
    rows: &[OutRow<'_>],
    changed_at: jiff::Timestamp,
    written: &mut Written,
) -> Vec<u8> {
    let with_id = !fields.iter().any(|field| field.name == "id");
    let mut columns = Vec::new();
    if with_id {
        columns.push(Column { name: "id".into(), kind: b'N', width: NUMBER_WIDTH, decimals: 0 });
    }
    for (at, field) in fields.iter().enumerate() {
        let name = short_name(&field.name, &columns);
        if name != field.name {
            written.note("name_cut", 0, || format!("field names were cut to ten letters, as {} to {name}", field.name));
        }
        columns.push(match field.kind {
            FieldType::Text => {
                let widest = rows.iter().filter_map(|row| row.values.get(at)).map(|value| text(value).len()).max();
                Column { name, kind: b'C', width: widest.unwrap_or(1).clamp(1, WIDEST_TEXT), decimals: 0 }
            }
            FieldType::Int => Column { name, kind: b'N', width: NUMBER_WIDTH, decimals: 0 },
            FieldType::Float => Column { name, kind: b'N', width: NUMBER_WIDTH, decimals: DECIMALS },
            FieldType::Bool => Column { name, kind: b'L', width: 1, decimals: 0 },
            FieldType::Date => Column { name, kind: b'D', width: 8, decimals: 0 },
        });
    }
    let mut bytes = header(&columns, rows.len(), changed_at);
    for row in rows {
        bytes.push(b' ');
        let id = Value::Int(row.id);
        let values = with_id.then_some(&id).into_iter().chain(row.values.iter());
        let mut values = values.chain(std::iter::repeat(&Value::Null));
        for column in &columns {
            let cell = values.next().map(|value| cell(value, column, row.id, written)).unwrap_or_default();
            bytes.extend(cell);
        }
    }
    bytes.push(0x1A);
    bytes
}

fn header(columns: &[Column], rows: usize, changed_at: jiff::Timestamp) -> Vec<u8> {
    let date = jiff::tz::Offset::UTC.to_datetime(changed_at).date();
    let year = u8::try_from(date.year() - 1900).unwrap_or_default();
    let header_len = 32 + columns.len() * 32 + 1;
    let row_len = 1 + columns.iter().map(|column| column.width).sum::<usize>();
    let mut bytes = vec![0x03, year, date.month() as u8, date.day() as u8];
    bytes.extend((rows as u32).to_le_bytes());
    bytes.extend((header_len as u16).to_le_bytes());
    bytes.extend((row_len as u16).to_le_bytes());
    bytes.resize(32, 0);
    for column in columns {
        let start = bytes.len();
        bytes.extend(column.name.bytes());
        bytes.resize(start + 11, 0);
        bytes.push(column.kind);
        bytes.resize(start + 16, 0);
        bytes.push(column.width as u8);
        bytes.push(column.decimals as u8);
        bytes.resize(start + 32, 0);
    }
    bytes.push(0x0D);
    bytes
}

/// A name of at most ten bytes that no column before has; numbers take the place of the last letters where two would meet.
fn short_name(name: &str, before: &[Column]) -> String {
    let is_taken = |short: &str| before.iter().any(|column| column.name.eq_ignore_ascii_case(short));
    let short = cut(name, NAME_LEN).to_owned();
    if !is_taken(&short) {
        return short;
    }
    (1..=u16::MAX)
        .map(|nth: u16| {
            let nth = nth.to_string();
            format!("{}{nth}", cut(name, NAME_LEN - nth.len()))
        })
        .find(|short| !is_taken(short))
        .unwrap_or(short)
}

/// The longest beginning of a text that has no more bytes, whole letters only.
fn cut(words: &str, most: usize) -> &str {
    let mut end = words.len().min(most);
    while !words.is_char_boundary(end) {
        end -= 1;
    }
    &words[..end]
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(is) => is.to_string(),
        Value::Int(whole) => whole.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Text(words) => words.clone(),
        Value::Date(date) => date.to_string(),
        Value::Json(nested) => nested.to_string(),
    }
}

fn cell(value: &Value, column: &Column, row: i64, written: &mut Written) -> Vec<u8> {
    let (words, to_the_right) = match (column.kind, value) {
        (_, Value::Null) => (String::new(), false),
        (b'C', value) => {
            let whole = text(value);
            let kept = cut(&whole, column.width).to_owned();
            if kept.len() < whole.len() {
                let name = &column.name;
                written
                    .note("text_cut", row, || format!("text longer than {WIDEST_TEXT} bytes was cut in field {name}"));
            }
            (kept, false)
        }
        (b'D', Value::Date(date)) => (format!("{:04}{:02}{:02}", date.year(), date.month(), date.day()), false),
        (b'L', Value::Bool(is)) => (if *is { "T" } else { "F" }.to_owned(), false),
        (b'N', Value::Int(whole)) if column.decimals == 0 => (whole.to_string(), true),
        (b'N', Value::Int(whole)) => (number(*whole as f64), true),
        (b'N', Value::Float(given)) if column.decimals > 0 && given.is_finite() => (number(*given), true),
        _ => {
            let name = &column.name;
            written.note("value_unfit", row, || {
                format!("values that do not fit the type of field {name} were left empty")
            });
            (String::new(), false)
        }
    };
    let mut cell = words.into_bytes();
    cell.truncate(column.width);
    let blanks = column.width - cell.len();
    if to_the_right {
        cell.splice(0..0, std::iter::repeat_n(b' ', blanks));
    } else {
        cell.resize(column.width, b' ');
    }
    cell
}

/// A number within the width, with an exponent where its digits would not fit.
fn number(given: f64) -> String {
    let plain = format!("{given:.DECIMALS$}");
    if plain.len() <= NUMBER_WIDTH { plain } else { format!("{given:.12e}") }
}
