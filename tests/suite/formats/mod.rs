//! Files in and out.

mod archive;
mod csv;
mod encodings;
mod geojson;
mod geopackage;
mod limits;
mod mutated;
mod round_trip;
mod sequence;
mod shapefile;

use ngamhoa::formats::{ReadError, ReadOptions, Refusal, Row, Table, Value, read_bytes};

pub fn read(name: &str, bytes: impl AsRef<[u8]>) -> Result<Table, ReadError> {
    read_bytes(name, bytes.as_ref(), &ReadOptions::default())
}

pub fn text(words: &str) -> Value {
    Value::Text(words.into())
}

/// Why rows, or their geometries, could not be read, in order of rows.
pub fn refused(table: &Table) -> Vec<&Refusal> {
    let unreadable = table.rows.iter().filter_map(|row| Some(row.unreadable()?.0));
    let mut all: Vec<&Refusal> = table.skipped.iter().chain(unreadable).collect();
    all.sort_by_key(|refusal| refusal.row);
    all
}

/// The rows that were read whole.
pub fn whole(table: &Table) -> Vec<&Row> {
    table.rows.iter().filter(|row| row.unreadable().is_none()).collect()
}

/// The codes of the notes, in order.
pub fn notes(table: &Table) -> Vec<&'static str> {
    table.notes.iter().map(|note| note.code).collect()
}

/// A field of a `.dbf` made by hand: name, type letter, width.
pub type DbfField<'a> = (&'a str, u8, u8);

/// A `.dbf` made by hand from raw cells, each filled up with blanks. A row that begins with `*` is marked as deleted.
pub fn dbf(ldid: u8, fields: &[DbfField<'_>], rows: &[&[&[u8]]]) -> Vec<u8> {
    let row_len: usize = 1 + fields.iter().map(|field| usize::from(field.2)).sum::<usize>();
    let mut bytes = vec![3, 126, 11, 25];
    bytes.extend((rows.len() as u32).to_le_bytes());
    bytes.extend((33 + 32 * fields.len() as u16).to_le_bytes());
    bytes.extend((row_len as u16).to_le_bytes());
    bytes.resize(32, 0);
    bytes[29] = ldid;
    for (name, kind, width) in fields {
        let start = bytes.len();
        bytes.extend(name.bytes());
        bytes.resize(start + 11, 0);
        bytes.push(*kind);
        bytes.resize(start + 16, 0);
        bytes.push(*width);
        bytes.resize(start + 32, 0);
    }
    bytes.push(0x0D);
    for row in rows {
        let (mark, cells) = if row.len() > fields.len() { (row[0][0], &row[1..]) } else { (b' ', *row) };
        bytes.push(mark);
        for (cell, field) in cells.iter().zip(fields) {
            let mut cell = cell.to_vec();
            cell.resize(usize::from(field.2), b' ');
            bytes.extend(cell);
        }
    }
    bytes.push(0x1A);
    bytes
}

/// A `.shp` made by hand from the contents of its records.
pub fn shp(kind: i32, records: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = vec![0; 100];
    for (nth, record) in records.iter().enumerate() {
        bytes.extend((nth as i32 + 1).to_be_bytes());
        bytes.extend((record.len() as i32 / 2).to_be_bytes());
        bytes.extend(record);
    }
    let words = bytes.len() as i32 / 2;
    bytes[0..4].copy_from_slice(&9994_i32.to_be_bytes());
    bytes[24..28].copy_from_slice(&words.to_be_bytes());
    bytes[28..32].copy_from_slice(&1000_i32.to_le_bytes());
    bytes[32..36].copy_from_slice(&kind.to_le_bytes());
    bytes
}

/// The content of a polygon or polyline record.
pub fn parts_record(kind: i32, parts: &[&[(f64, f64)]]) -> Vec<u8> {
    let mut bytes = kind.to_le_bytes().to_vec();
    bytes.extend([0; 32]);
    bytes.extend((parts.len() as i32).to_le_bytes());
    bytes.extend((parts.iter().map(|part| part.len()).sum::<usize>() as i32).to_le_bytes());
    let mut first = 0_i32;
    for part in parts {
        bytes.extend(first.to_le_bytes());
        first += part.len() as i32;
    }
    for (x, y) in parts.iter().copied().flatten() {
        bytes.extend(x.to_le_bytes());
        bytes.extend(y.to_le_bytes());
    }
    bytes
}

/// A point record.
pub fn point_record(x: f64, y: f64) -> Vec<u8> {
    let mut bytes = 1_i32.to_le_bytes().to_vec();
    bytes.extend(x.to_le_bytes());
    bytes.extend(y.to_le_bytes());
    bytes
}

/// A zip of named files.
pub fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
