//! Whether the files that were opened are still those under their names.
//!
//! A file that is removed or replaced lives on for whoever has it open, so that writing to it succeeds and is lost.

use super::beside::side_file;
use crate::store::StoreError;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// What tells a file from every other on this machine, whatever its name: device and inode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark(u64, u64);

impl Mark {
    /// `None` where there is no file.
    pub fn of(path: &Path) -> Option<Self> {
        std::fs::metadata(path).ok().map(|found| Mark(found.dev(), found.ino()))
    }

    pub fn of_open(file: &std::fs::File) -> Option<Self> {
        file.metadata().ok().map(|found| Mark(found.dev(), found.ino()))
    }
}

/// The files of a store as they were opened.
#[derive(Debug)]
pub(super) struct Place {
    path: PathBuf,
    database: Mark,
    /// SQLite's log, which holds what was written last. It stays as long as anybody has the store open.
    log: Option<Mark>,
}

impl Place {
    /// To be taken when the store is open: `before` is the mark that its file had before that.
    pub fn of_opened(path: &Path, before: Option<Mark>) -> Result<Self, StoreError> {
        let database = Mark::of(path).filter(|now| Some(*now) == before).ok_or_else(|| moved(path))?;
        Ok(Place { path: path.to_owned(), database, log: Mark::of(&side_file(path, "-wal")) })
    }

    /// Refused where one of the files is gone, or another one has its name.
    pub fn check(&self) -> Result<(), StoreError> {
        let log_stands = self.log.is_none() || Mark::of(&side_file(&self.path, "-wal")) == self.log;
        if log_stands && Mark::of(&self.path) == Some(self.database) { Ok(()) } else { Err(moved(&self.path)) }
    }
}

fn moved(path: &Path) -> StoreError {
    StoreError::Moved { path: path.display().to_string() }
}
