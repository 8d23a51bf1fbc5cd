//! The change log: what a revision did.

use super::connection::{CONNECT, LONG, SHORT, within};
use super::{Postgis, row};
use crate::model::{Collection, Feature, Revision};
use crate::store::{LogEntry, StoreError, Touched, logged};
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{AssertSqlSafe, Row as _};

/// What [`entry`] reads.
pub(super) const ENTRY: &str = r#"SELECT revision, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), actor, act::text FROM revisions"#;

impl Postgis {
    pub async fn log(&self, limit: i64) -> Result<Vec<LogEntry>, StoreError> {
        let pool = self.pool();
        let select = AssertSqlSafe(format!("{ENTRY} ORDER BY revision DESC LIMIT $1"));
        let rows = sqlx::query(select).bind(limit).fetch_all(&pool);
        within(LONG, rows).await?.iter().map(entry).collect()
    }

    pub async fn touched_by(&self, revision: Revision) -> Result<Option<(LogEntry, Vec<Touched>)>, StoreError> {
        let pool = self.pool();
        let mut connection = within(CONNECT, pool.acquire()).await?;
        let Some(told) = entry_of(&mut connection, revision).await? else {
            return Ok(None);
        };
        let rows = sqlx::query(
            r#"SELECT collection, id, before::text, ST_AsBinary(before_geom, 'NDR'),
                 (SELECT max(revision) FROM changes AS later WHERE later.collection = changes.collection AND later.id = changes.id)
               FROM changes WHERE revision = $1 ORDER BY collection COLLATE "C", id"#,
        )
        .bind(revision.0)
        .fetch_all(&mut *connection);
        let touched = within(LONG, rows).await?.iter().map(touched).collect::<Result<_, _>>()?;
        Ok(Some((told, touched)))
    }
}

pub(super) async fn entry_of(
    connection: &mut PgConnection,
    revision: Revision,
) -> Result<Option<LogEntry>, StoreError> {
    let select = AssertSqlSafe(format!("{ENTRY} WHERE revision = $1"));
    let found = within(SHORT, sqlx::query(select).bind(revision.0).fetch_optional(connection)).await?;
    found.as_ref().map(entry).transpose()
}

pub(super) fn entry(row: &PgRow) -> Result<LogEntry, StoreError> {
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

/// The feature as the log has it from before a change: its fields in that column of the row, its geometry in the next.
pub(super) fn before(
    collection: Collection,
    id: i64,
    found: &PgRow,
    column: usize,
) -> Result<Option<Feature>, StoreError> {
    match (found.try_get::<Option<&str>, _>(column)?, found.try_get::<Option<&[u8]>, _>(column + 1)?) {
        (Some(fields), Some(wkb)) => {
            let item = logged::of_json(collection, id, fields)?;
            let geometry = row::read_geometry(wkb)
                .map_err(|reason| StoreError::Corrupt(format!("change log, {} {id}: {reason}", collection.word())))?;
            Ok(Some(Feature { id, item, geometry }))
        }
        _ => Ok(None),
    }
}

/// Reads `collection, id, before, before_geom`.
pub(super) fn past(found: &PgRow) -> Result<(Collection, i64, Option<Feature>), StoreError> {
    let (collection, id) = (collection(found.try_get(0)?)?, found.try_get(1)?);
    Ok((collection, id, before(collection, id, found, 2)?))
}

fn touched(found: &PgRow) -> Result<Touched, StoreError> {
    let (collection, id, before) = past(found)?;
    Ok(Touched { collection, id, before, last_revision: Revision(found.try_get(4)?) })
}
