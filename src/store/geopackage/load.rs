//! Reading: everything at start, and what changed since.

use super::{GeoPackage, connection, log, row};
use crate::model::{Collection, Feature, Revision};
use crate::store::{Delta, Loaded, NextIds, StoreError};
use futures_util::TryStreamExt;
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Row as _};
use std::collections::{BTreeMap, BTreeSet};

impl GeoPackage {
    pub async fn load_all(&self) -> Result<Loaded, StoreError> {
        let mut reader = self.reader().await?;
        let mut transaction = reader.begin().await?;
        let revision = connection::revision(&mut transaction).await?;
        let last = log::entry_of(&mut transaction, revision).await?;
        let next_ids = next_ids(&mut transaction).await?;
        let mut features = Vec::new();
        for collection in Collection::ALL {
            let mut rows = sqlx::query(row::select(collection, "ORDER BY id")).fetch(&mut *transaction);
            while let Some(found) = rows.try_next().await? {
                features.push(row::read(collection, &found)?);
            }
        }
        transaction.rollback().await?;
        Ok(Loaded { revision, last, features, next_ids })
    }

    pub async fn next_ids(&self) -> Result<NextIds, StoreError> {
        let mut reader = self.reader().await?;
        next_ids(&mut reader).await
    }

    /// The rows touched after a revision, as they are now, in one transaction.
    pub async fn changes_after(&self, after: Revision) -> Result<Delta, StoreError> {
        let mut reader = self.reader().await?;
        let mut transaction = reader.begin().await?;
        let revision = connection::revision(&mut transaction).await?;
        let base = log::entry_of(&mut transaction, after).await?;
        let last = log::entry_of(&mut transaction, revision).await?;
        let mut changed = Vec::new();
        // Most often nobody else wrote.
        let collections = if revision == after { &[][..] } else { &Collection::ALL[..] };
        for collection in collections.iter().copied() {
            let mut gone: BTreeSet<i64> =
                sqlx::query_scalar("SELECT DISTINCT id FROM changes WHERE revision > ? AND collection = ?")
                    .bind(after.0)
                    .bind(collection.word())
                    .fetch_all(&mut *transaction)
                    .await?
                    .into_iter()
                    .collect();
            let select = row::select(
                collection,
                "WHERE id IN (SELECT id FROM changes WHERE revision > ? AND collection = ?) ORDER BY id",
            );
            let mut rows = sqlx::query(select).bind(after.0).bind(collection.word()).fetch(&mut *transaction);
            while let Some(found) = rows.try_next().await? {
                let stored = row::read(collection, &found)?;
                gone.remove(&stored.feature.id);
                changed.push((collection, stored.feature.id, Some(stored)));
            }
            changed.extend(gone.into_iter().map(|id| (collection, id, None)));
        }
        transaction.rollback().await?;
        Ok(Delta { revision, base, last, changed })
    }
}

/// The features with these ids, those that there are.
pub(super) async fn some(
    connection: &mut SqliteConnection,
    collection: Collection,
    ids: &[i64],
) -> Result<BTreeMap<i64, Feature>, StoreError> {
    let mut features = BTreeMap::new();
    if ids.is_empty() {
        return Ok(features);
    }
    let mut query = sqlx::query(row::select_ids(collection, ids.len())).persistent(ids.len() == 1);
    for id in ids {
        query = query.bind(id);
    }
    let mut rows = query.fetch(connection);
    while let Some(found) = rows.try_next().await? {
        let feature = row::read(collection, &found)?.feature;
        features.insert(feature.id, feature);
    }
    Ok(features)
}

/// From SQLite's own memory of the highest id ever given.
pub(super) async fn next_ids(connection: &mut SqliteConnection) -> Result<NextIds, StoreError> {
    let mut ids = NextIds([1; 4]);
    for found in sqlx::query("SELECT name, seq FROM sqlite_sequence").fetch_all(connection).await? {
        if let Some(collection) = Collection::of_word(found.try_get(0)?) {
            ids.0[collection as usize] = found.try_get::<i64, _>(1)? + 1;
        }
    }
    Ok(ids)
}
