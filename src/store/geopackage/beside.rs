//! What SQLite keeps beside a database file: it is found by the name alone, so whatever lies there is taken for its own.

use crate::store::StoreError;
use std::path::{Path, PathBuf};

/// The log of a store in use, the memory shared by its users, and the journal of a store that is not in WAL mode.
const SIDES: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The file with that ending after the whole name.
pub(super) fn side_file(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

pub(super) fn side_files(path: &Path) -> impl Iterator<Item = PathBuf> {
    SIDES.iter().map(move |ending| side_file(path, ending))
}

/// A store is made only where nothing is: neither another store, nor a side file, out of which SQLite would read the pages of
/// the store that was there into the new one, and then delete it with the last changes that store was acknowledged.
pub(super) fn refuse_leftovers(path: &Path) -> Result<(), StoreError> {
    let is_there = |path: &Path| path.symlink_metadata().is_ok();
    if is_there(path) {
        return Err(StoreError::Exists { path: path.display().to_string() });
    }
    let left: Vec<String> =
        side_files(path).filter(|side| is_there(side)).map(|side| side.display().to_string()).collect();
    if left.is_empty() {
        return Ok(());
    }
    Err(StoreError::Leftovers { path: path.display().to_string(), files: left.join(", ") })
}

/// The first side file in which there may be more than the file itself holds.
pub(super) fn side_with_content(path: &Path) -> Option<PathBuf> {
    ["-wal", "-journal"]
        .map(|ending| side_file(path, ending))
        .into_iter()
        .find(|side| side.metadata().is_ok_and(|found| found.len() > 0))
}
