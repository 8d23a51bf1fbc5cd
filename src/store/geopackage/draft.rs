//! A GeoPackage in the making: built beside and renamed, so that no half-made store is ever found under the name.

use super::commit::{BATCH, is_usual, touch_contents};
use super::connection::{Lock, writer_options};
use super::{MIGRATIONS, beside, blob, replay, row};
use crate::model::{Collection, Feature};
use crate::store::copy::{Entry, Head, Past};
use crate::store::{StoreError, Stored, logged};
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub struct Draft {
    connection: SqliteConnection,
    making: PathBuf,
    path: PathBuf,
    _alone: Alone,
}

/// Keeps others from making the same store meanwhile: they would clear this draft away, or put theirs over the store that
/// came of it.
#[derive(Debug)]
struct Alone {
    lock_file: PathBuf,
    _lock: Lock,
}

impl Alone {
    async fn take(making: &Path) -> Result<Self, StoreError> {
        Ok(Alone { _lock: Lock::take(making).await?, lock_file: beside::side_file(making, ".lock") })
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        // Still locked: whoever waits for it finds it gone, and takes one of its own.
        let _ = std::fs::remove_file(&self.lock_file);
    }
}

impl Draft {
    /// Refuses to touch a file that is there, and to be made beside what is left of another store.
    pub async fn begin(path: &Path) -> Result<Self, StoreError> {
        beside::refuse_leftovers(path)?;
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)
                .map_err(|error| StoreError::Unavailable(format!("{}: {error}", folder.display())))?;
        }
        let making = path.with_extension("gpkg.making");
        let alone = Alone::take(&making).await?;
        // Whoever had the turn before may have made it.
        beside::refuse_leftovers(path)?;
        // Of a making that was killed: nobody was ever told of what is in it.
        for left in std::iter::once(making.clone()).chain(beside::side_files(&making)) {
            let _ = std::fs::remove_file(left);
        }
        let mut connection = SqliteConnection::connect_with(&writer_options(&making).create_if_missing(true)).await?;
        MIGRATIONS
            .run_direct(None, &mut connection, false)
            .await
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await?;
        Ok(Draft { connection, making, path: path.to_owned(), _alone: alone })
    }

    pub async fn setting(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        let write = sqlx::query("INSERT INTO city (key, value) VALUES (?, ?)").bind(key).bind(value);
        write.execute(&mut self.connection).await?;
        Ok(())
    }

    pub async fn finish(mut self) -> Result<(), StoreError> {
        sqlx::query("COMMIT").execute(&mut self.connection).await?;
        // One file, that any program reads wherever it lies: beside one in WAL mode SQLite wants to write.
        sqlx::query("PRAGMA journal_mode = DELETE").execute(&mut self.connection).await?;
        self.connection.close().await?;
        // Somebody else may have made one meanwhile.
        beside::refuse_leftovers(&self.path)?;
        std::fs::rename(&self.making, &self.path)
            .map_err(|error| StoreError::Unavailable(format!("{}: {error}", self.path.display())))
    }

    pub(in crate::store) async fn head(&mut self, head: &Head) -> Result<(), StoreError> {
        for (key, value) in &head.settings {
            self.setting(key, value).await?;
        }
        for binding in &head.prefixes {
            sqlx::query("INSERT INTO prefixes (collection, prefix, file) VALUES (?, ?, ?)")
                .bind(binding.collection.word())
                .bind(&binding.prefix)
                .bind(&binding.file)
                .execute(&mut self.connection)
                .await?;
        }
        for kept in &head.receipts {
            replay::write(&mut self.connection, kept).await?;
        }
        // SQLite's memory of the highest id ever given knows so far of the rows that are still there.
        for collection in Collection::ALL {
            let (word, last) = (collection.word(), head.next_ids.of(collection) - 1);
            sqlx::query("DELETE FROM sqlite_sequence WHERE name = ?").bind(word).execute(&mut self.connection).await?;
            if last > 0 {
                let remember = sqlx::query("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)");
                remember.bind(word).bind(last).execute(&mut self.connection).await?;
            }
        }
        Ok(())
    }

    pub(in crate::store) async fn entries(&mut self, page: &[Entry]) -> Result<(), StoreError> {
        for entry in page {
            sqlx::query("INSERT INTO revisions (revision, at, actor, act) VALUES (?, ?, ?, ?)")
                .bind(entry.revision)
                .bind(&entry.at)
                .bind(&entry.actor)
                .bind(&entry.act)
                .execute(&mut self.connection)
                .await?;
        }
        Ok(())
    }

    pub(in crate::store) async fn befores(&mut self, page: &[Past]) -> Result<(), StoreError> {
        for batch in page.chunks(BATCH) {
            let mut query = sqlx::query(row::log_before(batch.len())).persistent(is_usual(batch.len()));
            for row in batch {
                let before = row.feature.as_ref();
                let geom =
                    before.map(|before| blob::encode(&before.geometry)).transpose().map_err(StoreError::Corrupt)?;
                query = query
                    .bind(row.revision)
                    .bind(row.collection.word())
                    .bind(row.id)
                    .bind(before.map(|before| logged::to_json(&before.item)))
                    .bind(geom);
            }
            query.execute(&mut self.connection).await?;
        }
        Ok(())
    }

    pub(in crate::store) async fn features(
        &mut self,
        collection: Collection,
        page: &[Stored],
        at: jiff::Timestamp,
    ) -> Result<(), StoreError> {
        for batch in page.chunks(BATCH) {
            let mut query = sqlx::query(row::upsert(collection, batch.len())).persistent(is_usual(batch.len()));
            for stored in batch {
                query = row::bind_feature(query, &stored.feature, stored.revision)?;
            }
            query.execute(&mut self.connection).await?;
        }
        let features: Vec<&Feature> = page.iter().map(|stored| &stored.feature).collect();
        touch_contents(&mut self.connection, collection, &features, at).await
    }
}
