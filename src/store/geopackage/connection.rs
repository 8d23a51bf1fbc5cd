//! How connections are opened, and the lock that lets one writer through at a time.

use super::beside;
use super::place::Mark;
use crate::model::Revision;
use crate::store::StoreError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use std::fs::File;
use std::path::Path;
use std::time::Duration;

/// How long to wait for another writer before saying that the store is busy.
const WRITER_PATIENCE: Duration = Duration::from_mins(10);
const RETRY: Duration = Duration::from_millis(5);

/// The exclusive lock on `store.gpkg.lock`; given back when dropped, also by a process that dies.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Lock {
    pub(super) async fn take(store: &Path) -> Result<Self, StoreError> {
        let path = beside::side_file(store, ".lock");
        let unavailable =
            |error: &dyn std::fmt::Display| StoreError::Unavailable(format!("{}: {error}", path.display()));
        let mut waited = Duration::ZERO;
        loop {
            let file = File::options().create(true).truncate(false).write(true).open(&path);
            let file = file.map_err(|error| unavailable(&error))?;
            match file.try_lock() {
                Ok(()) => {
                    let lock = Lock { file };
                    // Somebody may have removed the file after it was opened: then the next writer would lock another one.
                    if lock.check(store).is_ok() {
                        return Ok(lock);
                    }
                }
                Err(std::fs::TryLockError::WouldBlock) if waited < WRITER_PATIENCE => {
                    tokio::time::sleep(RETRY).await;
                    waited += RETRY;
                }
                Err(error) => return Err(unavailable(&error)),
            }
        }
    }

    /// Refused where the file was removed while it was locked: it keeps nobody out any more.
    pub(super) fn check(&self, store: &Path) -> Result<(), StoreError> {
        if Mark::of_open(&self.file) == Mark::of(&beside::side_file(store, ".lock")) {
            return Ok(());
        }
        Err(StoreError::Moved { path: store.display().to_string() })
    }
}

/// A connection that may write, and only under [`Lock`]; it never checkpoints by itself.
pub(super) fn writer_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(30))
        .pragma("wal_autocheckpoint", "0")
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("mmap_size", "0")
}

/// A connection that only reads and never checkpoints.
pub(super) fn reader_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(Duration::from_secs(30))
        .pragma("trusted_schema", "OFF")
        .pragma("mmap_size", "0")
        // Loading reads everything once: rows are handed over in large batches.
        .row_buffer_size(2048)
}

/// A connection to a file that nobody writes: no lock is taken, and nothing is made beside it.
pub(super) fn finished_options(path: &Path) -> SqliteConnectOptions {
    reader_options(path).immutable(true)
}

/// The last committed revision; 0 while nothing was.
pub(super) async fn revision(connection: &mut SqliteConnection) -> Result<Revision, StoreError> {
    let revision: i64 =
        sqlx::query_scalar("SELECT coalesce(max(revision), 0) FROM revisions").fetch_one(connection).await?;
    Ok(Revision(revision))
}
