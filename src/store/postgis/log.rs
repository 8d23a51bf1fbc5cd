//! The change log: what a revision did.

use super::connection::{LONG, SHORT, within};
use super::{Postgis, row};
use crate::model::{Collection, Feature, Revision};
use crate::store::{LogEntry, StoreError, Touched, logged};
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, Row as _};

/// What [`entry`] reads.
const ENTRY: &str = r#"SELECT revision, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), actor, act::text FROM revisions"#;

impl Postgis {
    pub async fn log(&self, limit: i64) -> Result<Vec<LogEntry>, StoreError> {
        let pool = self.pool();
        let select = AssertSqlSafe(format!("{ENTRY} ORDER BY revision DESC LIMIT $1"));
        let rows = sqlx::query(select).bind(limit).fetch_all(&pool);
        within(LONG, rows).await?.iter().map(entry).collect()
    }

    pub async fn touched_by(&self, revision: Revision) -> Result<Option<(LogEntry, Vec<Touched>)>, StoreError> {
        let pool = self.pool();
        let select = AssertSqlSafe(format!("{ENTRY} WHERE revision = $1"));
        let found = sqlx::query(select).bind(revision.0).fetch_optional(&pool);
        let Some(found) = within(SHORT, found).await? else {
            return Ok(None);
        };
        let rows = sqlx::query(
            r#"SELECT collection, id, before::text, ST_AsBinary(before_geom, 'NDR'),
                 (SELECT max(revision) FROM changes AS later WHERE later.collection = changes.collection AND later.id = changes.id)
               FROM changes WHERE revision = $1 ORDER BY collection COLLATE "C", id"#,
        )
        .bind(revision.0)
        .fetch_all(&pool);
        let touched = within(LONG, rows).await?.iter().map(touched).collect::<Result<_, _>>()?;
        Ok(Some((entry(&found)?, touched)))
    }
}

fn entry(row: &PgRow) -> Result<LogEntry, StoreError> {
    let act: &str = row.try_get(3)?;
    Ok(LogEntry {
        revision: Revision(row.try_get(0)?),
        at: row.try_get(1)?,
        actor: row.try_get(2)?,
        act: serde_json::from_str(act).map_err(|error| StoreError::Corrupt(format!("change log: {error}")))?,
    })
}

fn touched(found: &PgRow) -> Result<Touched, StoreError> {
    let word: &str = found.try_get(0)?;
    let collection =
        Collection::of_word(word).ok_or_else(|| StoreError::Corrupt(format!("change log: collection {word}")))?;
    let id: i64 = found.try_get(1)?;
    let before = match (found.try_get::<Option<&str>, _>(2)?, found.try_get::<Option<&[u8]>, _>(3)?) {
        (Some(fields), Some(wkb)) => {
            let item = logged::of_json(collection, id, fields)?;
            let geometry = row::read_geometry(wkb)
                .map_err(|reason| StoreError::Corrupt(format!("change log, {word} {id}: {reason}")))?;
            Some(Feature { id, item, geometry })
        }
        _ => None,
    };
    Ok(Touched { collection, id, before, last_revision: Revision(found.try_get(4)?) })
}
