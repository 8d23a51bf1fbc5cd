//! How much of a file may be believed, and what its owner said about it.

/// Bounds under which one file is read. Every uploaded file is taken as hostile: a count in a header is compared with the
/// bytes that are there and never used to reserve memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Largest file, in bytes; for an archive, of the packed file.
    pub max_bytes: u64,
    /// Most rows of one layer, refused rows counted too.
    pub max_rows: u64,
    /// Most vertices of one row's geometry; a row over it is refused, the file goes on.
    pub max_vertices_per_feature: usize,
    /// Most vertices of the whole layer.
    pub max_vertices: u64,
    /// Deepest nesting of brackets (JSON, WKT) or of geometries (WKB).
    pub max_depth: usize,
    /// Most different column names.
    pub max_fields: usize,
    /// Most cells, rows times columns: GeoJSON rows may each name other properties, and a table is rectangular.
    pub max_cells: u64,
    /// Most entries of a zip archive.
    pub max_zip_entries: usize,
    /// Most bytes a zip archive may hold unpacked, counted while inflating.
    pub max_zip_bytes: u64,
    /// Most bytes one packed byte may become.
    pub max_zip_ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 1 << 30,
            max_rows: 2_000_000,
            max_vertices_per_feature: 1_000_000,
            max_vertices: 50_000_000,
            max_depth: 64,
            max_fields: 1_000,
            max_cells: 40_000_000,
            max_zip_entries: 200,
            max_zip_bytes: 1 << 30,
            max_zip_ratio: 200,
        }
    }
}

/// Which columns of a CSV file carry the place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum CsvGeometry {
    /// Recognise them by their names (`wkt`, `lon`/`lat`, `x`/`y` and their Vietnamese forms) and, for X and Y, by their values.
    #[default]
    Auto,
    /// Degrees east and north.
    LonLat { lon: String, lat: String },
    /// Metres east and north in the file's grid.
    EastNorth { east: String, north: String },
    /// Well-known text.
    Wkt { column: String },
}

/// What whoever hands the file over says about it.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions<'a> {
    pub csv: CsvGeometry,
    /// The layer of a GeoPackage; without it the file must have exactly one.
    pub layer: Option<&'a str>,
    /// The text encoding (`utf-8`, `tcvn3`, `windows-1258` …), stronger than what the file says of itself.
    pub encoding: Option<&'a str>,
    pub limits: Limits,
}
