//! Shapefile, as a zip of its five parts. Names are cut to ten letters and text to 254 bytes, which is all a `.dbf` holds;
//! what was cut is said.

mod dbf;
mod shp;

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use zip::write::SimpleFileOptions;

use crate::formats::WriteError;
use crate::formats::out::{OutRow, OutTable, Written, rounded};

/// The largest part: its length is counted in a signed number of two-byte words, and readers use 32 bits.
const MOST_BYTES: usize = 2_000_000_000;

pub(in crate::formats) fn write(table: OutTable<'_>, path: &Path) -> Result<Written, WriteError> {
    let decimals = table.crs.decimals();
    let mut written = Written::default();
    // Text widths and the one geometry type are known only when all rows are.
    let rows: Vec<OutRow<'_>> = table.rows.collect();
    let mut shapes = shp::Shapes::of(&rows)?;
    for row in &rows {
        shapes.push(row.geometry.map(|geometry| rounded(geometry, decimals)).as_ref(), row.id)?;
        written.rows += 1;
    }
    let (shp, shx) = shapes.finish();
    let dbf = dbf::table(table.fields, &rows, table.changed_at, &mut written);
    if shp.len().max(dbf.len()) > MOST_BYTES {
        return Err(WriteError::Layer {
            reason: "more than 2 GB, which a shapefile cannot be".into(),
            remedy: "export a GeoPackage",
        });
    }
    let name = file_stem(table.name);
    let io = |e: std::io::Error| WriteError::io(path, &e);
    let mut zip = zip::ZipWriter::new(BufWriter::new(File::create(path).map_err(io)?));
    let parts: [(&str, &[u8]); 5] =
        [("shp", &shp), ("shx", &shx), ("dbf", &dbf), ("prj", table.crs.wkt.as_bytes()), ("cpg", b"UTF-8")];
    for (ending, bytes) in parts {
        zip.start_file(format!("{name}.{ending}"), SimpleFileOptions::default())
            .map_err(|e| WriteError::io(path, &e))?;
        zip.write_all(bytes).map_err(io)?;
    }
    zip.finish().map_err(|e| WriteError::io(path, &e))?.flush().map_err(io)?;
    Ok(written)
}

/// A layer's name as a file's, of letters every system takes.
fn file_stem(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') { c } else { '_' })
        .take(60)
        .collect();
    if plain.is_empty() { "layer".into() } else { plain }
}
