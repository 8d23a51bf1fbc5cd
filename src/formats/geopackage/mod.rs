//! GeoPackage (OGC 12-128): a SQLite file with feature tables. An uploaded one is a hostile database, so it is opened
//! read-only, views and virtual tables in it are not touched, nothing of its schema is trusted and the work it may cause is
//! counted.

mod blob;
mod database;
mod layer;
mod read;
mod write;

use std::io::Write as _;
use std::path::Path;

use super::{ReadError, ReadOptions, Table, foreign};
pub(super) use write::write;

/// Reads a layer of a file on disk.
pub(super) fn read(path: &Path, name: &str, options: &ReadOptions<'_>) -> Result<Table, ReadError> {
    let size = std::fs::metadata(path).map_err(|e| ReadError::io(path, &e))?.len();
    if size > options.limits.max_bytes {
        return Err(ReadError::TooLarge { name: name.into(), what: "bytes", limit: options.limits.max_bytes });
    }
    let mut head = Vec::new();
    let file = std::fs::File::open(path).map_err(|e| ReadError::io(path, &e))?;
    std::io::Read::read_to_end(&mut std::io::Read::take(file, 512), &mut head).map_err(|e| ReadError::io(path, &e))?;
    if !head.starts_with(b"SQLite format 3\0") {
        if let Some(fault) = foreign::by_beginning(name, &head) {
            return Err(fault);
        }
        return Err(ReadError::Corrupt {
            name: name.into(),
            place: "header".into(),
            reason: "it does not begin as a SQLite file does".into(),
        });
    }
    database::on_own_thread(name, path, async |connection| read::layer(connection, name, options).await)
}

/// Reads an upload, through a file that is gone afterwards.
pub(super) fn read_bytes(name: &str, bytes: &[u8], options: &ReadOptions<'_>) -> Result<Table, ReadError> {
    let io = |e: &std::io::Error| ReadError::Io { name: name.into(), reason: e.to_string() };
    let mut file = tempfile::Builder::new().suffix(".gpkg").tempfile().map_err(|e| io(&e))?;
    file.write_all(bytes).map_err(|e| io(&e))?;
    read(file.path(), name, options)
}

/// A name as an SQL identifier.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A database fault as one of the file.
fn broken(name: &str, place: &str, fault: &sqlx::Error) -> ReadError {
    ReadError::Corrupt { name: name.into(), place: place.into(), reason: fault.to_string() }
}
