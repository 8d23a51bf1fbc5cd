//! Writing: a change as one transaction.

use super::connection::Lock;
use super::{GeoPackage, beside, blob, connection, load, replay, row, writer_options};
use crate::model::{Change, Collection, Edit, Feature, Revision};
use crate::store::{StoreError, logged};
use geo_types::Rect;
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

/// Rows a statement: 16 columns × 200 stays far below SQLite's limit of 32,766 parameters.
pub(super) const BATCH: usize = 200;
/// A WAL longer than this is brought into the main file after a commit, bytes.
const WAL_LIMIT: u64 = 8 << 20;

impl GeoPackage {
    pub async fn commit(
        &self,
        change: &Change,
        expected: Revision,
        at: jiff::Timestamp,
    ) -> Result<Revision, StoreError> {
        let lock = self.turn().await?;
        self.commit_under(&lock, change, expected, at).await
    }

    /// Waits until no other process and no other task writes.
    pub async fn turn(&self) -> Result<Lock, StoreError> {
        if self.finished.is_some() {
            return Err(StoreError::Unavailable(format!("{} is opened for reading only", self.path.display())));
        }
        // Also before: a lock file would be made where there is no store any more.
        self.place.check()?;
        let lock = Lock::take(&self.path).await?;
        self.place.check()?;
        Ok(lock)
    }

    /// Commits while the caller holds the lock.
    pub async fn commit_under(
        &self,
        lock: &Lock,
        change: &Change,
        expected: Revision,
        at: jiff::Timestamp,
    ) -> Result<Revision, StoreError> {
        let stands = || self.place.check().and_then(|()| lock.check(&self.path));
        stands()?;
        let mut writer = self.writer.lock().await;
        let mut connection = match writer.take() {
            Some(connection) => connection,
            None => SqliteConnection::connect_with(&writer_options(&self.path)).await?,
        };
        match written(&mut connection, change, expected, at).await {
            Ok(revision) => {
                // Written, perhaps, into a file that nobody will ever find again: then it is not acknowledged. Nor is the
                // connection closed, for another store may stand under the name, whose side files SQLite would clear away.
                if let Err(moved) = stands() {
                    *writer = Some(connection);
                    return Err(moved);
                }
                // The change stands, whatever becomes of this: the next commit tries it again.
                if let Err(error) = self.checkpoint_if_long(&mut connection).await {
                    tracing::warn!(%error, "what was written is not brought into the main file yet");
                }
                *writer = Some(connection);
                Ok(revision)
            }
            Err(stale @ StoreError::Stale { .. }) => {
                *writer = Some(connection);
                Err(stale)
            }
            Err(error) => {
                tracing::warn!(%error, "a change was not written");
                // SQLite ends a transaction by itself where the disk is full, and the connection would believe to be in it for
                // ever. Closed here, while the lock is held: whoever is last to close brings the log into the main file.
                if let Err(error) = connection.close().await {
                    tracing::warn!(%error, "the connection did not close in good order");
                }
                Err(error)
            }
        }
    }

    /// Under the caller's lock.
    async fn checkpoint_if_long(&self, connection: &mut SqliteConnection) -> Result<(), StoreError> {
        let wal = beside::side_file(&self.path, "-wal");
        if std::fs::metadata(&wal).is_ok_and(|wal| wal.len() > WAL_LIMIT) {
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(connection).await?;
        }
        Ok(())
    }
}

/// The change as one transaction.
async fn written(
    connection: &mut SqliteConnection,
    change: &Change,
    expected: Revision,
    at: jiff::Timestamp,
) -> Result<Revision, StoreError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let actual = connection::revision(&mut transaction).await?;
    if actual != expected {
        return Err(StoreError::Stale { expected, actual });
    }
    let revision = Revision(actual.0 + 1);
    let act = serde_json::to_string(&change.act).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    sqlx::query("INSERT INTO revisions (revision, at, actor, act) VALUES (?, ?, ?, ?)")
        .bind(revision.0)
        .bind(logged::instant(at))
        .bind(&change.actor)
        .bind(act)
        .execute(&mut *transaction)
        .await?;
    for binding in &change.prefixes {
        sqlx::query("INSERT INTO prefixes (collection, prefix, file) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET file = excluded.file")
            .bind(binding.collection.word())
            .bind(&binding.prefix)
            .bind(&binding.file)
            .execute(&mut *transaction)
            .await?;
    }
    for collection in Collection::ALL {
        let edits: Vec<&Edit> = change.edits.iter().filter(|edit| edit.collection() == collection).collect();
        if !edits.is_empty() {
            write(&mut transaction, collection, &edits, revision, at).await?;
        }
    }
    replay::keep(&mut transaction, change.receipt.as_ref(), revision, at).await?;
    transaction.commit().await?;
    Ok(revision)
}

async fn write(
    connection: &mut SqliteConnection,
    collection: Collection,
    edits: &[&Edit],
    revision: Revision,
    at: jiff::Timestamp,
) -> Result<(), StoreError> {
    remember(connection, collection, edits, revision).await?;
    // Deletions first: a row that takes over the code of a deleted one must find it free.
    for edit in edits {
        if let Edit::Delete { id, .. } = edit {
            let delete = sqlx::AssertSqlSafe(format!("DELETE FROM {} WHERE id = ?", collection.word()));
            sqlx::query(delete).bind(id).execute(&mut *connection).await?;
        }
    }
    let puts: Vec<&Feature> =
        edits.iter().filter_map(|edit| if let Edit::Put(feature) = edit { Some(feature) } else { None }).collect();
    for batch in puts.chunks(BATCH) {
        let mut query = sqlx::query(row::upsert(collection, batch.len())).persistent(is_usual(batch.len()));
        for feature in batch {
            query = row::bind_feature(query, feature, revision)?;
        }
        query.execute(&mut *connection).await?;
    }
    touch_contents(connection, collection, &puts, at).await
}

/// Logs what the rows are before the change, many at a time.
async fn remember(
    connection: &mut SqliteConnection,
    collection: Collection,
    edits: &[&Edit],
    revision: Revision,
) -> Result<(), StoreError> {
    let next_id = load::next_ids(connection).await?.of(collection);
    for batch in edits.chunks(BATCH) {
        let ids: Vec<i64> = batch.iter().map(|edit| edit.id()).collect();
        // Ids never given before have no row to remember.
        let given: Vec<i64> = ids.iter().copied().filter(|id| *id < next_id).collect();
        let known = load::some(connection, collection, &given).await?;
        let mut query = sqlx::query(row::log_before(ids.len())).persistent(is_usual(ids.len()));
        for id in ids {
            let before = known.get(&id);
            let geom = before.map(|before| blob::encode(&before.geometry)).transpose().map_err(StoreError::Corrupt)?;
            query = query
                .bind(revision.0)
                .bind(collection.word())
                .bind(id)
                .bind(before.map(|before| logged::to_json(&before.item)))
                .bind(geom);
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// Statements of one row and of a whole batch come again and again; those between are prepared once and forgotten.
pub(super) fn is_usual(rows: usize) -> bool {
    rows == 1 || rows == BATCH
}

/// GeoPackage wants to know when a table last changed and how far it reaches.
pub(super) async fn touch_contents(
    connection: &mut SqliteConnection,
    collection: Collection,
    puts: &[&Feature],
    at: jiff::Timestamp,
) -> Result<(), StoreError> {
    let reach = puts.iter().filter_map(|feature| blob::bounds(&feature.geometry)).reduce(|a, b| {
        Rect::new(
            (a.min().x.min(b.min().x), a.min().y.min(b.min().y)),
            (a.max().x.max(b.max().x), a.max().y.max(b.max().y)),
        )
    });
    sqlx::query(
        "UPDATE gpkg_contents SET last_change = ?,
             min_x = min(coalesce(min_x, ?2), coalesce(?2, min_x)), min_y = min(coalesce(min_y, ?3), coalesce(?3, min_y)),
             max_x = max(coalesce(max_x, ?4), coalesce(?4, max_x)), max_y = max(coalesce(max_y, ?5), coalesce(?5, max_y))
         WHERE table_name = ?6",
    )
    .bind(logged::instant(at))
    .bind(reach.map(|reach| reach.min().x))
    .bind(reach.map(|reach| reach.min().y))
    .bind(reach.map(|reach| reach.max().x))
    .bind(reach.map(|reach| reach.max().y))
    .bind(collection.word())
    .execute(connection)
    .await?;
    Ok(())
}
