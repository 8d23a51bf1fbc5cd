//! A backup as it lies, opened for reading: a finished file that nobody writes, perhaps on a medium where nobody can. No lock
//! is taken, and nothing is made beside it.

use super::connection::finished_options;
use super::place::{Mark, Place};
use super::{GeoPackage, MIGRATIONS, beside, check_ours, reader};
use crate::store::StoreError;
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;
use std::path::Path;
use std::time::SystemTime;
use tokio::sync::Mutex;

/// A finished file as it was found: when it changes while it is read, what was read is worth nothing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Finished {
    length: u64,
    modified: Option<SystemTime>,
}

impl Finished {
    fn of(path: &Path) -> Result<Self, StoreError> {
        let found = path.metadata().map_err(|error| StoreError::Unavailable(format!("{}: {error}", path.display())))?;
        Ok(Finished { length: found.len(), modified: found.modified().ok() })
    }

    /// Refused where somebody wrote since.
    pub fn check(&self, path: &Path) -> Result<(), StoreError> {
        refuse_unfinished(path)?;
        if Finished::of(path)? == *self {
            return Ok(());
        }
        Err(StoreError::Unavailable(format!("{} was written while it was read: try again", path.display())))
    }
}

impl GeoPackage {
    /// Opens a backup. One that an older version made is brought up to date in a copy of its own.
    pub async fn open_finished(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing { path: path.display().to_string() });
        }
        refuse_unfinished(path)?;
        let (found, before) = (Finished::of(path)?, Mark::of(path));
        let reading = finished_options(path);
        let not_ours =
            |error: sqlx::Error| StoreError::NotOurs { path: path.display().to_string(), reason: error.to_string() };
        let mut first = SqliteConnection::connect_with(&reading).await.map_err(not_ours)?;
        check_ours(&mut first, path).await?;
        if !is_up_to_date(&mut first).await? {
            first.close().await?;
            return Self::of_copy(path, &found).await;
        }
        first.close().await?;
        let reader = reader(&reading).await?;
        Ok(GeoPackage {
            path: path.to_owned(),
            place: Place::of_opened(path, before)?,
            writer: Mutex::new(None),
            reader: Mutex::new(Some(reader)),
            finished: Some(found),
            _folder: None,
        })
    }

    /// Opens a store or a backup for reading. One that is in use has its log beside it.
    pub async fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        let log = beside::side_file(path, "-wal");
        if !log.exists() {
            return Self::open_finished(path).await;
        }
        match Self::open(path).await {
            // An empty log that somebody left beside a backup, where nobody may write.
            Err(StoreError::Unavailable(_)) if beside::side_with_content(path).is_none() => {
                Self::open_finished(path).await
            }
            opened => opened,
        }
    }

    async fn of_copy(path: &Path, found: &Finished) -> Result<Self, StoreError> {
        let unavailable = |error: std::io::Error| {
            StoreError::Unavailable(format!(
                "{} is of an older version and cannot be copied to be read: {error}",
                path.display()
            ))
        };
        let folder = tempfile::tempdir().map_err(unavailable)?;
        let copy = folder.path().join("backup.gpkg");
        // Read and written, not copied with its rights: it may be for reading only.
        let mut from = std::fs::File::open(path).map_err(unavailable)?;
        let mut to = std::fs::File::create(&copy).map_err(unavailable)?;
        std::io::copy(&mut from, &mut to).map_err(unavailable)?;
        found.check(path)?;
        match Self::open(&copy).await {
            Ok(store) => Ok(GeoPackage { _folder: Some(folder), ..store }),
            Err(StoreError::NotOurs { reason, .. }) => {
                Err(StoreError::NotOurs { path: path.display().to_string(), reason })
            }
            Err(error) => Err(error),
        }
    }
}

/// What SQLite would read from beside the file first is not read here, so there must be nothing of it.
fn refuse_unfinished(path: &Path) -> Result<(), StoreError> {
    match beside::side_with_content(path) {
        None => Ok(()),
        Some(side) => {
            Err(StoreError::Unfinished { path: path.display().to_string(), side: side.display().to_string() })
        }
    }
}

async fn is_up_to_date(connection: &mut SqliteConnection) -> Result<bool, StoreError> {
    let done: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT version, checksum FROM _sqlx_migrations WHERE success ORDER BY version")
            .fetch_all(connection)
            .await?;
    let wanted = MIGRATIONS.iter().map(|migration| (migration.version, &*migration.checksum));
    Ok(wanted.eq(done.iter().map(|(version, checksum)| (*version, &**checksum))))
}
