//! What a file is that none of the readers takes: known by its ending or its first bytes, so that the answer can say what to
//! do with it instead of that it is broken.

use std::path::Path;

use super::ReadError;

const AS_TABLE: &str = "save the sheet as CSV (UTF-8) with columns for the position, and send that";
const AS_LAYER: &str = "export it as GeoPackage, GeoJSON or shapefile (in QGIS: Export, Save Features As)";
const AS_ROUTES: &str =
    "export its route layer as GeoPackage, GeoJSON or shapefile, and say its grid with --crs EPSG:n";
const UNPACK: &str = "unpack it and send the file within";
const THE_SHP: &str = "send the .shp with its parts beside it, or all of them in one .zip";

/// What the ending names and what to do, for endings that people try.
const ENDINGS: [(&[&str], &str, &str); 9] = [
    (&["kml", "kmz"], "a KML file", AS_LAYER),
    (&["dxf", "dwg", "dgn"], "a CAD drawing", AS_ROUTES),
    (&["xlsx", "xls", "xlsm", "ods", "numbers"], "a spreadsheet", AS_TABLE),
    (&["gml", "xml", "gpx", "osm", "pbf", "topojson", "fgb", "parquet", "geoparquet"], "a file of map data", AS_LAYER),
    (&["tab", "mif", "mid", "map", "dat", "gdb", "mdb", "sqlite", "db"], "a file of a geodatabase", AS_LAYER),
    (&["gz", "tgz", "tar", "7z", "rar", "bz2", "xz", "zst"], "a packed file", UNPACK),
    (&["dbf", "shx", "prj", "cpg", "sbn", "sbx", "qix"], "a part of a shapefile", THE_SHP),
    (&["pdf", "doc", "docx"], "a document", "send the data that the document was made from"),
    (&["jpg", "jpeg", "png", "tif", "tiff"], "a picture", "trace its lines in a map program and send those"),
];

/// First bytes and what they tell.
const BEGINNINGS: [(&[u8], &str, &str); 7] = [
    (b"PK\x03\x04", "a zip archive or an Excel workbook", "send a shapefile as .zip; save a workbook's sheet as CSV"),
    (b"SQLite format 3\0", "a SQLite database", "if it is a GeoPackage, let its name end in .gpkg"),
    (b"%PDF", "a PDF document", "send the data that the document was made from"),
    (b"\x1f\x8b", "a gzip file", UNPACK),
    (b"AC10", "a CAD drawing", AS_ROUTES),
    (b"<?xml", "XML, such as KML or GML", AS_LAYER),
    (b"<kml", "a KML file", AS_LAYER),
];

/// The answer to an ending under which nothing is read.
pub(super) fn by_ending(name: &str) -> ReadError {
    let ending = Path::new(name).extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let known = ENDINGS.iter().find(|(endings, ..)| endings.contains(&ending.as_str()));
    match known {
        Some((_, what, remedy)) => foreign(name, format!("{what} (.{ending})"), remedy),
        None => ReadError::UnknownFormat { name: name.into() },
    }
}

/// The answer to a file whose first bytes are those of another kind of file than its ending says, or that is empty.
pub(super) fn by_beginning(name: &str, head: &[u8]) -> Option<ReadError> {
    let body = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    if body.is_empty() {
        return Some(ReadError::Structure {
            name: name.into(),
            place: "contents".into(),
            reason: "the file is empty".into(),
            remedy: "export it again".into(),
        });
    }
    let known = BEGINNINGS.iter().find(|(beginning, ..)| body.starts_with(beginning));
    known.map(|(_, what, remedy)| foreign(name, (*what).to_owned(), remedy))
}

fn foreign(name: &str, what: String, remedy: &'static str) -> ReadError {
    ReadError::Foreign { name: name.into(), what, remedy }
}
