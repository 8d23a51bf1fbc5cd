//! The GeoPackage store: one SQLite file in WAL mode, one writer at a time.
//!
//! SQLite before 3.51.3 can corrupt a WAL when two connections write or checkpoint at the same instant. So every write
//! and every checkpoint happens under an exclusive lock on a file beside the store, whichever process does it, and
//! reading connections are read-only and never checkpoint.

mod beside;
mod blob;
mod commit;
mod connection;
mod draft;
mod finished;
mod history;
mod load;
mod log;
mod picture;
mod place;
mod replay;
mod row;

use super::{Settings, StoreError};
use crate::model::{City, Collection, Revision};
pub use connection::Lock;
use connection::{finished_options, reader_options, writer_options};
pub use draft::Draft;
use finished::Finished;
pub use picture::Picture;
use place::{Mark, Place};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection, Row as _};
use std::path::{Path, PathBuf};
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard};

#[derive(Debug)]
pub struct GeoPackage {
    path: PathBuf,
    place: Place,
    writer: Mutex<Option<SqliteConnection>>,
    reader: Mutex<Option<SqliteConnection>>,
    /// A backup, which is only read.
    finished: Option<Finished>,
    /// The folder of a copy, which goes with it.
    _folder: Option<tempfile::TempDir>,
}

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("migrations/geopackage");

impl GeoPackage {
    /// Makes a new file; refuses to touch one that is there.
    pub async fn create(
        path: &Path,
        city: &City,
        base: Option<&str>,
        born: jiff::Timestamp,
    ) -> Result<Self, StoreError> {
        let mut draft = Draft::begin(path).await?;
        let settings = serde_json::to_string(city).map_err(|error| StoreError::Corrupt(error.to_string()))?;
        let born = born.to_string();
        for (key, value) in [("city", Some(&*settings)), ("base", base), ("born", Some(&*born))] {
            if let Some(value) = value {
                draft.setting(key, value).await?;
            }
        }
        draft.finish().await?;
        Self::open(path).await
    }

    /// Opens a store and brings its tables up to date.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing { path: path.display().to_string() });
        }
        let lock = Lock::take(path).await?;
        let before = Mark::of(path);
        let mut writer = SqliteConnection::connect_with(&writer_options(path)).await?;
        check_ours(&mut writer, path).await?;
        MIGRATIONS
            .run_direct(None, &mut writer, false)
            .await
            .map_err(|error| StoreError::NotOurs { path: path.display().to_string(), reason: error.to_string() })?;
        let reader = reader(&reader_options(path)).await?;
        let place = Place::of_opened(path, before)?;
        drop(lock);
        Ok(GeoPackage {
            path: path.to_owned(),
            place,
            writer: Mutex::new(Some(writer)),
            reader: Mutex::new(Some(reader)),
            finished: None,
            _folder: None,
        })
    }

    async fn reader(&self) -> Result<MappedMutexGuard<'_, SqliteConnection>, StoreError> {
        let closed = |_| StoreError::Unavailable("the store was closed".into());
        MutexGuard::try_map(self.reader.lock().await, Option::as_mut).map_err(closed)
    }

    /// How connections for reading are opened.
    fn reading(&self) -> SqliteConnectOptions {
        if self.finished.is_some() { finished_options(&self.path) } else { reader_options(&self.path) }
    }

    pub async fn settings(&self) -> Result<Settings, StoreError> {
        let mut reader = self.reader().await?;
        let value =
            |key: &'static str| sqlx::query_scalar::<_, String>("SELECT value FROM city WHERE key = ?").bind(key);
        let settings = value("city").fetch_one(&mut *reader).await?;
        let base = value("base").fetch_optional(&mut *reader).await?;
        let born = value("born").fetch_optional(&mut *reader).await?.unwrap_or_default();
        let city =
            serde_json::from_str(&settings).map_err(|error| StoreError::Corrupt(format!("city settings: {error}")))?;
        Ok(Settings { city, base, born })
    }

    pub async fn revision(&self) -> Result<Revision, StoreError> {
        let mut reader = self.reader().await?;
        connection::revision(&mut reader).await
    }

    /// Refused where the file is no longer the one that was opened: nobody else's commit would ever be seen.
    pub async fn data_version(&self) -> Result<i64, StoreError> {
        self.place.check()?;
        let mut reader = self.reader().await?;
        Ok(sqlx::query("PRAGMA data_version").fetch_one(&mut *reader).await?.try_get(0)?)
    }

    pub async fn prefix_owner(&self, collection: Collection, prefix: &str) -> Result<Option<String>, StoreError> {
        let mut reader = self.reader().await?;
        Ok(sqlx::query_scalar("SELECT file FROM prefixes WHERE collection = ? AND prefix = ?")
            .bind(collection.word())
            .bind(prefix)
            .fetch_optional(&mut *reader)
            .await?)
    }

    pub async fn integrity_faults(&self) -> Result<Vec<String>, StoreError> {
        let mut reader = self.reader().await?;
        let mut faults: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&mut *reader).await?;
        faults.retain(|fault| fault != "ok");
        let broken: Vec<String> =
            sqlx::query_scalar("SELECT \"table\" FROM pragma_foreign_key_check").fetch_all(&mut *reader).await?;
        faults.extend(broken.into_iter().map(|table| format!("a row of {table} points to a row that is not there")));
        Ok(faults)
    }

    /// Closes under the lock, with everything brought into the main file: whoever copies that file has it whole. Whoever is
    /// the last to close leaves no side file.
    pub async fn close(&self) -> Result<(), StoreError> {
        if self.reader.lock().await.is_none() {
            return Ok(());
        }
        if let Some(finished) = &self.finished {
            if let Some(reader) = self.reader.lock().await.take() {
                reader.close().await?;
            }
            return finished.check(&self.path);
        }
        if let Err(moved) = self.place.check() {
            // Another store may stand under the name by now. A connection that may write would clear that one's side files away
            // when it closes, also when it is only dropped: it is left to end with the process.
            if let Some(writer) = self.writer.lock().await.take() {
                std::mem::forget(writer);
            }
            return Err(moved);
        }
        // The lock first and then the connections, as everywhere: a turn may be held over several commits.
        let _lock = Lock::take(&self.path).await?;
        self.place.check()?;
        let (writer, reader) = (self.writer.lock().await.take(), self.reader.lock().await.take());
        let mut writer = match (writer, &reader) {
            (Some(writer), _) => writer,
            // A failed change took it along.
            (None, Some(_)) => SqliteConnection::connect_with(&writer_options(&self.path)).await?,
            (None, None) => return Ok(()), // somebody else closed it meanwhile
        };
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut writer).await?;
        // Only a connection that may write clears the side files away, so it is the last one.
        if let Some(reader) = reader {
            reader.close().await?;
        }
        writer.close().await?;
        Ok(())
    }
}

async fn reader(reading: &SqliteConnectOptions) -> Result<SqliteConnection, StoreError> {
    let mut reader = SqliteConnection::connect_with(reading).await?;
    // SQLite opens the log when it first reads: from here on nobody's closing takes it away.
    connection::revision(&mut reader).await?;
    Ok(reader)
}

/// Refused where the tables are not those of a store.
async fn check_ours(connection: &mut SqliteConnection, path: &Path) -> Result<(), StoreError> {
    let ours: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM sqlite_master WHERE name IN ('cables', 'conduits', 'structures', 'zones', 'revisions', '_sqlx_migrations')",
        )
        .fetch_one(connection)
        .await
        .map_err(|error| StoreError::NotOurs { path: path.display().to_string(), reason: error.to_string() })?;
    if ours != 6 {
        return Err(StoreError::NotOurs {
            path: path.display().to_string(),
            reason: "its tables are others; to bring its data in, import it".into(),
        });
    }
    Ok(())
}
