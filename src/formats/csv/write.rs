//! CSV for people: UTF-8 with a byte order mark, semicolons and decimal commas, because that is what a spreadsheet set to
//! Vietnamese opens rightly with a double click. The geometry is a last column `wkt`, always with decimal points, and the
//! column `crs` before it says which coordinates those are, so that the table can be read again.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use wkt::ToWkt as _;

use crate::formats::out::{OutTable, Written, rounded};
use crate::formats::{Value, WriteError};

pub(in crate::formats) fn write(table: OutTable<'_>, path: &Path) -> Result<Written, WriteError> {
    let io = |e: std::io::Error| WriteError::io(path, &e);
    let failed = |e: csv::Error| WriteError::io(path, &e);
    let mut file = BufWriter::new(File::create(path).map_err(io)?);
    file.write_all("\u{feff}".as_bytes()).map_err(io)?;
    let mut cells = csv::WriterBuilder::new().delimiter(b';').from_writer(file);
    let has_id = table.fields.iter().any(|field| field.name == "id");
    let names = (!has_id).then_some("id").into_iter().chain(table.fields.iter().map(|field| field.name.as_str()));
    cells.write_record(names.chain(["crs", "wkt"])).map_err(failed)?;
    let decimals = table.crs.decimals();
    let mut written = Written::default();
    for row in table.rows {
        if !has_id {
            cells.write_field(row.id.to_string()).map_err(failed)?;
        }
        for value in &row.values {
            cells.write_field(cell(value)).map_err(failed)?;
        }
        let crs = if table.crs.epsg == 0 { String::new() } else { format!("EPSG:{}", table.crs.epsg) };
        cells.write_field(crs).map_err(failed)?;
        let wkt = row.geometry.map(|geometry| rounded(geometry, decimals).wkt_string());
        let wkt = wkt.or_else(|| row.unread.map(|written| harmless(written.to_owned())));
        cells.write_field(wkt.unwrap_or_default()).map_err(failed)?;
        cells.write_record(None::<&[u8]>).map_err(failed)?;
        written.rows += 1;
    }
    cells.flush().map_err(io)?;
    Ok(written)
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(is) => is.to_string(),
        Value::Int(whole) => whole.to_string(),
        Value::Float(number) => number.to_string().replace('.', ","),
        Value::Date(date) => date.to_string(),
        Value::Text(words) => harmless(words.clone()),
        Value::Json(nested) => harmless(nested.to_string()),
    }
}

/// A spreadsheet runs a text that begins like a formula; an apostrophe in front makes it text again, and the reader takes
/// one away from what is then behind it.
fn harmless(words: String) -> String {
    if super::is_formula_behind_apostrophes(&words) { format!("'{words}") } else { words }
}
