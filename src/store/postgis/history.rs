//! The past of single features and of whole collections, put together from the change log.

use super::connection::{Held, LONG, SHORT, within};
use super::{Postgis, connection, load, log, row};
use crate::model::{Collection, Feature, Revision};
use crate::store::{Past, StoreError, Stored, Version};
use sqlx::Row as _;

impl Postgis {
    /// The versions of a feature below a revision, newest first, at most so many.
    pub async fn versions(
        &self,
        collection: Collection,
        id: i64,
        below: Option<Revision>,
        limit: u32,
    ) -> Result<Vec<Version>, StoreError> {
        let mut picture = self.picture().await?;
        let below = below.unwrap_or(Revision(i64::MAX));
        // What the newest of them left is what the next change found, or what is there now.
        let mut after = found_by_next(&mut picture, collection, id, Revision(below.0.saturating_sub(1))).await?;
        let rows = sqlx::query(
            r#"SELECT revision, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), actor, act::text,
                   before::text, ST_AsBinary(before_geom, 'NDR')
               FROM changes JOIN revisions USING (revision)
               WHERE collection = $1 AND id = $2 AND revision < $3 ORDER BY revision DESC LIMIT $4"#,
        )
        .bind(collection.word())
        .bind(id)
        .bind(below.0)
        .bind(i64::from(limit))
        .fetch_all(&mut *picture);
        let mut versions = Vec::new();
        for found in within(LONG, rows).await? {
            let (entry, before) = (log::entry(&found)?, log::before(collection, id, &found, 4)?);
            versions.push(Version { entry, after: std::mem::replace(&mut after, before.clone()), before });
        }
        load::done(picture).await?;
        Ok(versions)
    }

    /// A feature as it was at a revision.
    pub async fn feature_at(&self, collection: Collection, id: i64, at: Revision) -> Result<Past, StoreError> {
        let mut picture = self.picture().await?;
        if !(0..=connection::revision(&mut picture).await?.0).contains(&at.0) {
            load::done(picture).await?;
            return Ok(Past::NoRevision);
        }
        let written = sqlx::query_scalar::<_, Option<i64>>(
            "SELECT max(revision) FROM changes WHERE collection = $1 AND id = $2 AND revision <= $3",
        )
        .bind(collection.word())
        .bind(id)
        .bind(at.0)
        .fetch_one(&mut *picture);
        let written = within(SHORT, written).await?;
        let feature = found_by_next(&mut picture, collection, id, at).await?;
        load::done(picture).await?;
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
        let pool = self.pool();
        let rows = sqlx::query(
            "SELECT id, before::text, ST_AsBinary(before_geom, 'NDR'),
                 (SELECT max(revision) FROM changes AS earlier
                  WHERE earlier.collection = first.collection AND earlier.id = first.id AND earlier.revision <= $1)
             FROM changes AS first
             WHERE collection = $2 AND revision > $1 AND NOT EXISTS
                 (SELECT FROM changes AS sooner
                  WHERE sooner.collection = first.collection AND sooner.id = first.id
                      AND sooner.revision > $1 AND sooner.revision < first.revision)
             LIMIT $3",
        )
        .bind(at.0)
        .bind(collection.word())
        .bind(i64::from(most) + 1)
        .fetch_all(&pool);
        let rows = within(LONG, rows).await?;
        if rows.len() as u64 > u64::from(most) {
            return Ok(None);
        }
        let past = rows.iter().map(|found| {
            let id: i64 = found.try_get(0)?;
            let written: Option<i64> = found.try_get(3)?;
            let before = log::before(collection, id, found, 1)?;
            let stored = before.zip(written).map(|(feature, written)| Stored { feature, revision: Revision(written) });
            Ok((id, stored))
        });
        past.collect::<Result<_, StoreError>>().map(Some)
    }
}

/// What the first change after a revision found, or what is there now if there was none: the feature as it was at it.
async fn found_by_next(
    picture: &mut Held,
    collection: Collection,
    id: i64,
    at: Revision,
) -> Result<Option<Feature>, StoreError> {
    let next = sqlx::query(
        "SELECT before::text, ST_AsBinary(before_geom, 'NDR') FROM changes
         WHERE collection = $1 AND id = $2 AND revision > $3 ORDER BY revision LIMIT 1",
    )
    .bind(collection.word())
    .bind(id)
    .bind(at.0)
    .fetch_optional(&mut **picture);
    if let Some(found) = within(SHORT, next).await? {
        return log::before(collection, id, &found, 0);
    }
    let now = sqlx::query(row::select(collection, "WHERE id = $1")).bind(id).fetch_optional(&mut **picture);
    let now = within(SHORT, now).await?;
    now.map(|found| row::read(collection, &found).map(|stored| stored.feature)).transpose()
}
