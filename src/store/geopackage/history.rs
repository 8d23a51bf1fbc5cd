//! The past of single features and of whole collections, put together from the change log.

use super::{GeoPackage, connection, load, log};
use crate::model::{Collection, Feature, Revision};
use crate::store::{Past, StoreError, Stored, Version};
use futures_util::TryStreamExt;
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Row as _};

impl GeoPackage {
    /// The versions of a feature below a revision, newest first, at most so many.
    pub async fn versions(
        &self,
        collection: Collection,
        id: i64,
        below: Option<Revision>,
        limit: u32,
    ) -> Result<Vec<Version>, StoreError> {
        let mut reader = self.reader().await?;
        let mut transaction = reader.begin().await?;
        let below = below.unwrap_or(Revision(i64::MAX));
        // What the newest of them left is what the next change found, or what is there now.
        let mut after = found_by_next(&mut transaction, collection, id, Revision(below.0.saturating_sub(1))).await?;
        let mut versions = Vec::new();
        let mut rows = sqlx::query(
            "SELECT revisions.revision, at, actor, act, before, before_geom
             FROM changes JOIN revisions ON revisions.revision = changes.revision
             WHERE collection = ? AND id = ? AND changes.revision < ? ORDER BY changes.revision DESC LIMIT ?",
        )
        .bind(collection.word())
        .bind(id)
        .bind(below.0)
        .bind(limit)
        .fetch(&mut *transaction);
        while let Some(found) = rows.try_next().await? {
            let (entry, before) = (log::entry(&found)?, log::before(collection, id, &found, 4)?);
            versions.push(Version { entry, after: std::mem::replace(&mut after, before.clone()), before });
        }
        drop(rows);
        transaction.rollback().await?;
        Ok(versions)
    }

    /// A feature as it was at a revision.
    pub async fn feature_at(&self, collection: Collection, id: i64, at: Revision) -> Result<Past, StoreError> {
        let mut reader = self.reader().await?;
        let mut transaction = reader.begin().await?;
        if !(0..=connection::revision(&mut transaction).await?.0).contains(&at.0) {
            return Ok(Past::NoRevision);
        }
        let written: Option<i64> =
            sqlx::query_scalar("SELECT max(revision) FROM changes WHERE collection = ? AND id = ? AND revision <= ?")
                .bind(collection.word())
                .bind(id)
                .bind(at.0)
                .fetch_one(&mut *transaction)
                .await?;
        let feature = found_by_next(&mut transaction, collection, id, at).await?;
        transaction.rollback().await?;
        Ok(match (written, feature) {
            (Some(written), Some(feature)) => Past::There(Box::new(Stored { feature, revision: Revision(written) })),
            _ => Past::NotThere,
        })
    }

    /// The features of a collection that changed after a revision, as they were at it; `None` where one was not there.
    /// More than `most` of them are not told.
    pub async fn changed_since(
        &self,
        collection: Collection,
        at: Revision,
        most: u32,
    ) -> Result<Option<Vec<(i64, Option<Stored>)>>, StoreError> {
        let mut reader = self.reader().await?;
        let mut rows = sqlx::query(
            "SELECT id, before, before_geom,
                 (SELECT max(revision) FROM changes AS earlier
                  WHERE earlier.collection = first.collection AND earlier.id = first.id AND earlier.revision <= ?1)
             FROM changes AS first
             WHERE collection = ?2 AND revision > ?1 AND NOT EXISTS
                 (SELECT 1 FROM changes AS sooner
                  WHERE sooner.collection = first.collection AND sooner.id = first.id
                      AND sooner.revision > ?1 AND sooner.revision < first.revision)
             LIMIT ?3",
        )
        .bind(at.0)
        .bind(collection.word())
        .bind(most.saturating_add(1))
        .fetch(&mut *reader);
        let mut past = Vec::new();
        while let Some(found) = rows.try_next().await? {
            if past.len() as u64 == u64::from(most) {
                return Ok(None);
            }
            let id: i64 = found.try_get(0)?;
            let written: Option<i64> = found.try_get(3)?;
            let before = log::before(collection, id, &found, 1)?;
            let stored = before.zip(written).map(|(feature, written)| Stored { feature, revision: Revision(written) });
            past.push((id, stored));
        }
        Ok(Some(past))
    }
}

/// What the first change after a revision found, or what is there now if there was none: the feature as it was at it.
async fn found_by_next(
    connection: &mut SqliteConnection,
    collection: Collection,
    id: i64,
    at: Revision,
) -> Result<Option<Feature>, StoreError> {
    let next = sqlx::query(
        "SELECT before, before_geom FROM changes
         WHERE collection = ? AND id = ? AND revision > ? ORDER BY revision LIMIT 1",
    )
    .bind(collection.word())
    .bind(id)
    .bind(at.0)
    .fetch_optional(&mut *connection)
    .await?;
    match next {
        Some(found) => log::before(collection, id, &found, 0),
        None => Ok(load::some(connection, collection, &[id]).await?.remove(&id)),
    }
}
