//! What every reader hands back: neutral rows, and what was read, skipped and why.

use geo_types::Geometry;

use super::Format;

/// One layer of one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub format: Format,
    /// The layer's name: that of the GeoPackage table, else of the file without its ending.
    pub name: String,
    pub crs: FileCrs,
    /// The text encoding and how it was known.
    pub encoding: Option<Encoding>,
    pub fields: Vec<String>,
    pub rows: Vec<Row>,
    /// What was dropped or assumed on the way in, counted.
    pub notes: Vec<Note>,
    /// Rows of which nothing could be read, each with its place and the remedy.
    pub skipped: Vec<Refusal>,
}

impl Table {
    /// The position of a field, by its exact name.
    pub fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field == name)
    }
}

/// One row of a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// 1-based: the feature's or record's place in the file; for CSV and GeoJSON text sequences the line it begins on;
    /// for a GeoPackage the row's primary key.
    pub number: u64,
    /// In the file's CRS, x = east or lon, y = north or lat. `None` where the file has none, an empty one, or one that cannot
    /// be read.
    pub geometry: Option<Geometry<f64>>,
    /// Parallel to [`Table::fields`].
    pub values: Vec<Value>,
    /// Faults of the row that its geometry and values can no longer show.
    pub flaws: Vec<Flaw>,
}

impl Row {
    /// Why the geometry could not be read, and what the file has in its place.
    pub fn unreadable(&self) -> Option<(&Refusal, &str)> {
        self.flaws.iter().find_map(|flaw| match flaw {
            Flaw::Unreadable { refusal, written } => Some((&**refusal, written.as_str())),
            Flaw::RingNotClosed { .. } | Flaw::TextDamaged { .. } => None,
        })
    }
}

/// A fault that reading hides: `geo_types` closes every ring, so that the file's own ring was open is said here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// The ring's last position differs from its first. `path` names the ring, for example `geometry.coordinates[0]`.
    RingNotClosed { path: String },
    /// The field's text holds bytes that mean nothing in the file's encoding; they are U+FFFD in the value.
    TextDamaged { field: String },
    /// The row has values and a geometry that cannot be read. `written`: what the file has in its place, where that is text.
    Unreadable { refusal: Box<Refusal>, written: String },
}

/// One cell. Text is always in Unicode NFC.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Value {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    Date(jiff::civil::Date),
    /// Nested GeoJSON properties. Boxed, for a table of millions of cells is mostly other kinds.
    Json(Box<serde_json::Value>),
}

/// What the file says about its coordinates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileCrs {
    /// Lon/lat on WGS 84, by RFC 7946 or because the file says so.
    Wgs84,
    /// An EPSG code the file names.
    Epsg(u32),
    /// A definition: the `.prj`, or the GeoPackage's own.
    Wkt(String),
    /// The file does not say.
    Unknown,
}

/// A text encoding and how it was known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoding {
    /// `UTF-8`, `TCVN3`, `windows-1258` …
    pub name: String,
    pub known_by: KnownBy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownBy {
    /// The format's standard fixes it.
    Standard,
    /// Whoever handed the file over said so.
    Asked,
    /// The `.cpg` beside the shapefile.
    Cpg,
    /// The language driver byte of the DBF.
    Ldid,
    /// A byte order mark.
    Bom,
    /// The bytes themselves: ASCII only, or the likeliest of the candidates.
    Guessed,
}

/// Something dropped, assumed or left aside, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub code: &'static str,
    pub message: String,
    /// How many rows (or values, as the message says) it concerns.
    pub count: u64,
    /// The first row it concerns.
    pub row: Option<u64>,
}

/// A row, a part of one, or a part of the file, that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub row: Option<u64>,
    /// Stable, for translation.
    pub code: &'static str,
    pub message: String,
    pub remedy: String,
    /// The JSON path or the field.
    pub path: Option<String>,
}
