//! The change log: what a revision did.

use super::{GeoPackage, row};
use crate::model::{Collection, Feature, Revision};
use crate::store::{LogEntry, StoreError, Touched};
use sqlx::Row as _;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

impl GeoPackage {
    pub async fn log(&self, limit: i64) -> Result<Vec<LogEntry>, StoreError> {
        let mut reader = self.reader.lock().await;
        let rows = sqlx::query("SELECT revision, at, actor, act FROM revisions ORDER BY revision DESC LIMIT ?")
            .bind(limit)
            .fetch_all(&mut *reader)
            .await?;
        rows.iter().map(entry).collect()
    }

    pub async fn touched_by(&self, revision: Revision) -> Result<Option<(LogEntry, Vec<Touched>)>, StoreError> {
        let mut reader = self.reader.lock().await;
        let Some(told) = entry_of(&mut reader, revision).await? else {
            return Ok(None);
        };
        let rows = sqlx::query(
            "SELECT collection, id, before, before_geom,
                 (SELECT max(revision) FROM changes AS later WHERE later.collection = changes.collection AND later.id = changes.id)
             FROM changes WHERE revision = ? ORDER BY collection, id",
        )
        .bind(revision.0)
        .fetch_all(&mut *reader)
        .await?;
        let touched = rows.iter().map(touched).collect::<Result<_, _>>()?;
        Ok(Some((told, touched)))
    }
}

pub(super) async fn entry_of(
    connection: &mut SqliteConnection,
    revision: Revision,
) -> Result<Option<LogEntry>, StoreError> {
    let found = sqlx::query("SELECT revision, at, actor, act FROM revisions WHERE revision = ?")
        .bind(revision.0)
        .fetch_optional(connection)
        .await?;
    found.as_ref().map(entry).transpose()
}

fn entry(row: &SqliteRow) -> Result<LogEntry, StoreError> {
    let act: &str = row.try_get(3)?;
    Ok(LogEntry {
        revision: Revision(row.try_get(0)?),
        at: row.try_get(1)?,
        actor: row.try_get(2)?,
        act: serde_json::from_str(act).map_err(|error| StoreError::Corrupt(format!("change log: {error}")))?,
    })
}

pub(super) fn collection(word: &str) -> Result<Collection, StoreError> {
    Collection::of_word(word).ok_or_else(|| StoreError::Corrupt(format!("there is no collection {word}")))
}

/// Reads `collection, id, before, before_geom`.
pub(super) fn before(found: &SqliteRow) -> Result<(Collection, i64, Option<Feature>), StoreError> {
    let collection = collection(found.try_get(0)?)?;
    let id: i64 = found.try_get(1)?;
    let before = match (found.try_get::<Option<&str>, _>(2)?, found.try_get::<Option<&[u8]>, _>(3)?) {
        (Some(values), Some(geom)) => Some(row::of_log(collection, id, values, geom)?),
        _ => None,
    };
    Ok((collection, id, before))
}

fn touched(found: &SqliteRow) -> Result<Touched, StoreError> {
    let (collection, id, before) = before(found)?;
    Ok(Touched { collection, id, before, last_revision: Revision(found.try_get(4)?) })
}
