//! Rows out. A file appears under its name only when it is whole.

use std::path::{Path, PathBuf};

use geo_types::Geometry;

use super::table::Note;
use super::{Format, Value, WriteError, csv, geojson, geopackage, shapefile};

/// A layer to be written. The rows are taken as they come; no format but the shapefile keeps them all in memory.
pub struct OutTable<'a> {
    /// The layer's name.
    pub name: &'a str,
    pub fields: &'a [OutField],
    pub crs: OutCrs<'a>,
    /// What is to be said of the data. GeoPackage and GeoJSON have room for it.
    pub about: Option<&'a str>,
    /// When the data were changed last, as GeoPackage wants to know; time is handed in.
    pub changed_at: jiff::Timestamp,
    pub rows: Box<dyn Iterator<Item = OutRow<'a>> + Send + 'a>,
}

/// A column to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutField {
    pub name: String,
    pub kind: FieldType,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    Text,
    Int,
    Float,
    Bool,
    Date,
}

/// A row to be written; `values` are parallel to the fields.
#[derive(Debug, Clone)]
pub struct OutRow<'a> {
    /// Becomes the feature's id, or a column `id`.
    pub id: i64,
    /// In the CRS of the table, x = east or lon.
    pub geometry: Option<&'a Geometry<f64>>,
    /// What a file had in place of a geometry; only a table of text can give that back.
    pub unread: Option<&'a str>,
    pub values: Vec<Value>,
}

/// The CRS the geometries are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutCrs<'a> {
    /// 0 where it is not known.
    pub epsg: u32,
    /// In words.
    pub name: &'a str,
    /// The definition as WKT, for `.prj` and GeoPackage.
    pub wkt: &'a str,
}

impl OutCrs<'_> {
    /// Lon/lat in degrees, by its definition.
    pub(super) fn is_in_degrees(&self) -> bool {
        let start = self.wkt.trim_start().to_ascii_uppercase();
        self.epsg == 4326 || start.starts_with("GEOGC") || start.starts_with("GEODCRS")
    }

    /// A billionth of a degree is what we keep, 0.1 mm. A coordinate in metres needs one digit more, so that reading it finds
    /// that same billionth again. Where the unit is not known none is taken away.
    pub(super) fn decimals(&self) -> i32 {
        if self.is_in_degrees() || self.epsg == 0 { 9 } else { 5 }
    }
}

/// What became of the rows.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Written {
    pub rows: u64,
    /// What the format could not hold, counted.
    pub notes: Vec<Note>,
}

impl Written {
    pub(super) fn note(&mut self, code: &'static str, row: i64, message: impl FnOnce() -> String) {
        match self.notes.iter_mut().find(|note| note.code == code) {
            Some(note) => note.count += 1,
            None => self.notes.push(Note { code, message: message(), count: 1, row: u64::try_from(row).ok() }),
        }
    }
}

/// Writes a layer as a file: `.geojson`, `.geojsonl`, `.gpkg`, a `.zip` of a shapefile, or `.csv`. An older file of that name
/// is replaced.
pub fn write(format: Format, table: OutTable<'_>, path: &Path) -> Result<Written, WriteError> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let _ = std::fs::remove_file(&part);
    let done = match format {
        Format::GeoJson => geojson::write(table, &part, geojson::Layout::Collection),
        Format::GeoJsonSeq => geojson::write(table, &part, geojson::Layout::Lines),
        Format::GeoPackage => geopackage::write(table, &part),
        Format::Shapefile => shapefile::write(table, &part),
        Format::Csv => csv::write(table, &part),
    };
    let done = done.and_then(|written| {
        std::fs::rename(&part, path).map_err(|e| WriteError::io(path, &e))?;
        Ok(written)
    });
    if done.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    done
}

/// A geometry with no more digits than mean something.
pub(super) fn rounded(geometry: &Geometry<f64>, decimals: i32) -> Geometry<f64> {
    use geo::MapCoords as _;
    let scale = 10_f64.powi(decimals);
    let round = |v: f64| {
        let scaled = v * scale;
        // Far from the origin the digits are not there to round.
        if scaled.abs() < 9e15 { scaled.round() / scale } else { v }
    };
    geometry.map_coords(|at| geo_types::Coord { x: round(at.x), y: round(at.y) })
}
