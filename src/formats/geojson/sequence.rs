//! GeoJSON text sequences: one feature a line, or each behind a record separator (RFC 8142).

use super::crs_member::{crs_member, crs_of};
use super::feature::{self, Place};
use super::members::Members;
use super::top::small;
use crate::formats::builder::Builder;
use crate::formats::{FileCrs, Format, ReadError, ReadOptions, Table, stem, text};

const SEPARATOR: char = '\u{1e}';

/// Reads a sequence. One ordinary collection under this ending is read as that.
pub(in crate::formats) fn read(name: &str, bytes: &[u8], options: &ReadOptions<'_>) -> Result<Table, ReadError> {
    let (text, encoding) = text::standard_utf8(name, bytes, options)?;
    if is_one_value(&text) {
        return super::read(name, bytes, options);
    }
    let mut builder = Builder::new(Format::GeoJsonSeq, stem(name), &options.limits);
    builder.set_encoding(encoding);
    read_text(&text, builder)
}

/// Reads the records of a decoded sequence.
pub(super) fn read_text(text: &str, mut builder: Builder) -> Result<Table, ReadError> {
    builder.set_crs(FileCrs::Wgs84);
    let mut crs = None;
    if text.trim_start().starts_with(SEPARATOR) {
        let mut line = 1;
        for record in text.split(SEPARATOR) {
            let start = line + leading_newlines(record);
            line += newlines(record);
            read_record(record, start, &mut crs, &mut builder)?;
        }
    } else {
        for (at, record) in text.lines().enumerate() {
            read_record(record, at as u64 + 1, &mut crs, &mut builder)?;
        }
    }
    Ok(builder.finish())
}

/// `crs`: what the records before name.
fn read_record(record: &str, line: u64, crs: &mut Option<FileCrs>, builder: &mut Builder) -> Result<(), ReadError> {
    let record = record.trim();
    if record.is_empty() {
        return Ok(());
    }
    // There is no collection that could say it for all, so the records do; one that says nothing follows the others.
    if let Some(member) = own_crs(record) {
        let said = crs_of(&member);
        match crs {
            None => {
                crs_member(&member, builder);
                *crs = Some(said);
            }
            Some(known) if *known == said => {}
            Some(_) => {
                let message = "another `crs` than that of the records before".to_owned();
                let remedy = "write one file for each CRS";
                return builder.refuse(Place::line(line).refusal("srid_differs", "crs", message, remedy));
            }
        }
    }
    feature::read_raw(record, Place::line(line), builder)
}

/// The record's own `crs` member. Looked for only where the word stands, for most files have none.
fn own_crs(record: &str) -> Option<serde_json::Value> {
    if !record.contains("\"crs\"") {
        return None;
    }
    serde_json::from_str::<Members<'_>>(record).ok()?.crs.map(small)
}

/// Whether a text under an ordinary GeoJSON ending is a sequence: a separator, or a whole Feature on the first line with
/// another object behind it.
pub(super) fn looks_like_one(text: &str) -> bool {
    let text = text.trim_start();
    if text.starts_with(SEPARATOR) {
        return true;
    }
    let Some((first, rest)) = text.split_once('\n') else {
        return false;
    };
    rest.trim_start().starts_with('{') && is_object(first)
}

/// Whether the text is one JSON value over several lines, so no sequence at all.
fn is_one_value(text: &str) -> bool {
    let text = text.trim_start();
    let first = text.lines().next().unwrap_or_default();
    if text.starts_with(SEPARATOR) || is_object(first) {
        // A single line may be a collection all the same.
        return first.contains("\"FeatureCollection\"") && text.trim_end().len() == first.trim_end().len();
    }
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

fn is_object(line: &str) -> bool {
    line.trim_end().ends_with('}') && serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok()
}

fn newlines(text: &str) -> u64 {
    text.bytes().filter(|byte| *byte == b'\n').count() as u64
}

fn leading_newlines(text: &str) -> u64 {
    let body = text.len() - text.trim_start().len();
    newlines(&text[..body])
}
