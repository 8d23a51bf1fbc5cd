//! The `.dbf` (dBASE III and its kin): fixed-width rows of bytes.

use super::bytes::{u16_le, u32_le};
use super::cells;
use crate::formats::builder::Builder;
use crate::formats::text::{Charset, Evidence};
use crate::formats::{Flaw, Value};

const DESCRIPTOR: usize = 32;
/// More than any `.dbf` program allows (dBASE IV: 255, FoxPro: 255).
const MOST_FIELDS: usize = 2_048;

/// A field of the table.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) name: Vec<u8>,
    /// The type letter: C text, N and F number, D date, L yes or no, M memo …
    pub(super) kind: u8,
    pub(super) decimals: u8,
    from: usize,
    to: usize,
}

/// An opened table; rows are cut from the bytes when asked for.
#[derive(Debug)]
pub(super) struct Dbf<'a> {
    bytes: &'a [u8],
    header_len: usize,
    row_len: usize,
    pub(super) fields: Vec<Field>,
    /// How many rows the header says there are.
    pub(super) declared: u64,
    /// How many there are.
    pub(super) rows: usize,
    pub(super) ldid: u8,
}

impl<'a> Dbf<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, String> {
        let short = || format!("{} bytes, less than its header", bytes.len());
        let declared = u32_le(bytes, 4).ok_or_else(short)?;
        let header_len = usize::from(u16_le(bytes, 8).ok_or_else(short)?);
        let row_len = usize::from(u16_le(bytes, 10).ok_or_else(short)?);
        let ldid = *bytes.get(29).ok_or_else(short)?;
        if header_len < DESCRIPTOR || header_len > bytes.len() {
            return Err(format!("its header says it is {header_len} bytes long, of {}", bytes.len()));
        }
        let mut fields = Vec::new();
        let mut from = 1;
        for descriptor in bytes[DESCRIPTOR..header_len].chunks_exact(DESCRIPTOR) {
            if matches!(descriptor[0], 0x0D | 0x00) || fields.len() == MOST_FIELDS {
                break;
            }
            let kind = descriptor[11].to_ascii_uppercase();
            // Text wider than 255 keeps the upper byte of its width where numbers have their decimals.
            let wide = if kind == b'C' { usize::from(descriptor[17]) << 8 } else { 0 };
            let to = from + usize::from(descriptor[16]) + wide;
            let name = descriptor[..11].iter().copied().take_while(|byte| *byte != 0).collect();
            fields.push(Field { name, kind, decimals: descriptor[17], from, to });
            from = to;
        }
        if row_len == 0 || fields.last().is_some_and(|field| field.to > row_len) {
            return Err(format!("its rows are {row_len} bytes long, its fields need {from}"));
        }
        let there = (bytes.len() - header_len) / row_len;
        let declared = u64::from(declared);
        let rows = usize::try_from(declared).unwrap_or(usize::MAX).min(there);
        Ok(Self { bytes, header_len, row_len, fields, declared, rows, ldid })
    }

    fn raw(&self, at: usize) -> Option<&'a [u8]> {
        if at >= self.rows {
            return None;
        }
        let from = self.header_len + at * self.row_len;
        self.bytes.get(from..from + self.row_len)
    }

    pub(super) fn is_deleted(&self, at: usize) -> bool {
        self.raw(at).is_some_and(|row| row[0] == b'*')
    }

    /// Shows all text to the encoding's detection.
    pub(super) fn text(&self, evidence: &mut Evidence) {
        for field in &self.fields {
            evidence.add(&field.name);
        }
        for row in (0..self.rows).filter_map(|at| self.raw(at)) {
            for field in self.fields.iter().filter(|field| field.kind == b'C') {
                evidence.add(cells::trim(&row[field.from..field.to]));
            }
        }
    }

    pub(super) fn names(&self, charset: Charset) -> impl Iterator<Item = String> + '_ {
        self.fields.iter().map(move |field| charset.decode(&field.name).text.trim().to_owned())
    }

    /// The cells of a row; none for a row that is not there.
    pub(super) fn row(
        &self,
        at: usize,
        charset: Charset,
        number: u64,
        flaws: &mut Vec<Flaw>,
        builder: &mut Builder,
    ) -> Vec<Value> {
        let Some(row) = self.raw(at) else {
            return Vec::new();
        };
        self.fields
            .iter()
            .map(|field| {
                let cell = &row[field.from..field.to];
                match cells::value(field, cell, charset) {
                    cells::Cell::Read(value) => value,
                    cells::Cell::Cut(value) => {
                        builder
                            .note("text_cut", Some(number), || "text fills its field and lost its last letter".into());
                        value
                    }
                    cells::Cell::Damaged(value) => {
                        let name = charset.decode(&field.name).text.trim().to_owned();
                        builder.note("text_damaged", Some(number), || {
                            format!("text of field {name} holds bytes that are no {}", charset.name())
                        });
                        flaws.push(Flaw::TextDamaged { field: name });
                        value
                    }
                    cells::Cell::Odd(value) => {
                        let name = String::from_utf8_lossy(&field.name).into_owned();
                        builder.note("value_kept_as_text", Some(number), || {
                            format!("field {name} holds something else than its type says; kept as text")
                        });
                        value
                    }
                    cells::Cell::NotRead => {
                        let (name, kind) = (String::from_utf8_lossy(&field.name), char::from(field.kind));
                        builder.note("field_not_read", Some(number), || {
                            format!("field {name} is of type {kind:?} (memo, picture …), which is not read")
                        });
                        Value::Null
                    }
                }
            })
            .collect()
    }
}
