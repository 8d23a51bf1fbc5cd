//! Files in and out: bytes ↔ neutral rows, with a report of what was read, skipped and why. One subject a file.
//!
//! Holds: the readers and writers of GeoJSON (also newline-delimited), GeoPackage, Shapefile and CSV, the text encodings of
//! Vietnamese files, and the limits under which an uploaded file is read.
//!
//! Must never: trust its input, decide what a row means (cables, conduits, zones), transform coordinates, judge a geometry
//! beyond what its format demands, or touch the store.
//!
//! A fault of one row is a [`Refusal`] in the table, with the row's number; only what spoils the whole file is a [`ReadError`].

mod archive;
mod builder;
mod csv;
mod error;
mod foreign;
mod geojson;
mod geopackage;
mod options;
mod out;
mod shape;
mod shapefile;
mod table;
mod text;
mod wkb;
mod wkt;

use std::io::Read as _;
use std::path::Path;

pub use csv::decimal;
pub use error::{ReadError, WriteError};
pub use options::{CsvGeometry, Limits, ReadOptions};
pub use out::{FieldType, OutCrs, OutField, OutRow, OutTable, Written, write};
pub use table::{Encoding, FileCrs, Flaw, KnownBy, Note, Refusal, Row, Table, Value};

/// The formats, closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    GeoJson,
    /// One feature a line (`.geojsonl`), or each behind a record separator (RFC 8142).
    GeoJsonSeq,
    GeoPackage,
    /// A `.shp` with its parts, or a `.zip` of them.
    Shapefile,
    Csv,
}

impl Format {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 5] = [Self::GeoJson, Self::GeoJsonSeq, Self::GeoPackage, Self::Shapefile, Self::Csv];

    /// The format a file's ending names, whatever its case.
    pub fn of_path(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "geojson" | "json" => Some(Self::GeoJson),
            "geojsonl" | "geojsons" | "ndjson" | "jsonl" | "ndgeojson" => Some(Self::GeoJsonSeq),
            "gpkg" => Some(Self::GeoPackage),
            "shp" | "zip" | "shz" => Some(Self::Shapefile),
            "csv" | "tsv" | "txt" => Some(Self::Csv),
            _ => None,
        }
    }

    /// The ending of files we write.
    pub fn extension(self) -> &'static str {
        match self {
            Self::GeoJson => "geojson",
            Self::GeoJsonSeq => "geojsonl",
            Self::GeoPackage => "gpkg",
            Self::Shapefile => "zip",
            Self::Csv => "csv",
        }
    }

    /// The media type of files we write.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::GeoJson => "application/geo+json",
            Self::GeoJsonSeq => "application/geo+json-seq",
            Self::GeoPackage => "application/geopackage+sqlite3",
            Self::Shapefile => "application/zip",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// Reads a file: `.geojson .json .geojsonl .ndjson .gpkg .csv .shp` (beside its parts), a `.zip` of a shapefile, or a folder
/// that holds one shapefile.
pub fn read_path(path: &Path, options: &ReadOptions<'_>) -> Result<Table, ReadError> {
    if path.is_dir() {
        return read_path(&shapefile::in_folder(path, options)?, options);
    }
    let name = error::file_name(path);
    match Format::of_path(path) {
        None if !path.exists() => Err(ReadError::io(path, &std::io::ErrorKind::NotFound.into())),
        None => Err(foreign::by_ending(&name)),
        Some(Format::Shapefile) if !is_archive(&name) => shapefile::read(&shapefile::beside(path, options)?, options),
        Some(Format::GeoPackage) => geopackage::read(path, &name, options),
        Some(format) => read_loaded(format, &name, &load(path, options.limits.max_bytes)?, options),
    }
}

/// Reads an upload; its name tells the format.
pub fn read_bytes(name: &str, bytes: &[u8], options: &ReadOptions<'_>) -> Result<Table, ReadError> {
    let Some(format) = Format::of_path(Path::new(name)) else {
        return Err(foreign::by_ending(name));
    };
    if bytes.len() as u64 > options.limits.max_bytes {
        return Err(ReadError::TooLarge { name: name.into(), what: "bytes", limit: options.limits.max_bytes });
    }
    read_loaded(format, name, bytes, options)
}

fn read_loaded(format: Format, name: &str, bytes: &[u8], options: &ReadOptions<'_>) -> Result<Table, ReadError> {
    // An empty sequence is one of no features; an archive is looked into by its own reader.
    let is_sequence = format == Format::GeoJsonSeq && bytes.trim_ascii().is_empty();
    if !is_archive(name)
        && !is_sequence
        && format != Format::GeoPackage
        && let Some(fault) = foreign::by_beginning(name, &bytes[..bytes.len().min(512)])
    {
        return Err(fault);
    }
    match format {
        Format::GeoJson => geojson::read(name, bytes, options),
        Format::GeoJsonSeq => geojson::read_sequence(name, bytes, options),
        Format::Shapefile if is_archive(name) => shapefile::read(&shapefile::in_zip(name, bytes, options)?, options),
        Format::Shapefile => shapefile::read(&shapefile::Parts::alone(name, bytes.to_vec()), options),
        Format::GeoPackage => geopackage::read_bytes(name, bytes, options),
        Format::Csv => csv::read(name, bytes, options),
    }
}

/// Whether a shapefile comes packed.
fn is_archive(name: &str) -> bool {
    let ending = Path::new(name).extension().unwrap_or_default();
    ending.eq_ignore_ascii_case("zip") || ending.eq_ignore_ascii_case("shz")
}

/// The bytes of a file, counted while reading: what the file system says of its size may be old or (a pipe) nothing.
fn load(path: &Path, max_bytes: u64) -> Result<Vec<u8>, ReadError> {
    let file = std::fs::File::open(path).map_err(|e| ReadError::io(path, &e))?;
    let mut bytes = Vec::new();
    file.take(max_bytes + 1).read_to_end(&mut bytes).map_err(|e| ReadError::io(path, &e))?;
    if bytes.len() as u64 > max_bytes {
        return Err(ReadError::TooLarge { name: error::file_name(path), what: "bytes", limit: max_bytes });
    }
    Ok(bytes)
}

/// A layer's name from a file's: without folders and ending.
fn stem(name: &str) -> &str {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    last.rsplit_once('.').map_or(last, |(stem, _)| if stem.is_empty() { last } else { stem })
}
