//! Reading: everything at start, and what changed since.

use super::connection::{CONNECT, Held, LONG, SHORT, within};
use super::{Postgis, connection, log, row};
use crate::model::{Collection, Revision};
use crate::store::{Delta, Loaded, NextIds, StoreError, Stored};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Row as _};
use std::collections::BTreeSet;

/// Rows fetched from the server at a time.
const FETCH: usize = 5000;

impl Postgis {
    /// One picture for all statements until it is given back, whatever others commit meanwhile; it holds nobody up.
    pub(super) async fn picture(&self) -> Result<Held, StoreError> {
        let mut picture = Held::of(&self.pool()).await?;
        let begin = sqlx::query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        within(SHORT, begin.execute(&mut *picture)).await?;
        Ok(picture)
    }

    pub async fn load_all(&self) -> Result<Loaded, StoreError> {
        let mut picture = self.picture().await?;
        let revision = connection::revision(&mut picture).await?;
        let last = log::entry_of(&mut picture, revision).await?;
        let next_ids = next_ids(&mut picture).await?;
        let mut features = Vec::new();
        for collection in Collection::ALL {
            through_cursor(&mut picture, collection, &mut features).await?;
        }
        done(picture).await?;
        Ok(Loaded { revision, last, features, next_ids })
    }

    pub async fn next_ids(&self) -> Result<NextIds, StoreError> {
        let mut connection = within(CONNECT, self.pool().acquire()).await?;
        next_ids(&mut connection).await
    }

    /// The rows touched after a revision, as they are now, in one transaction.
    pub async fn changes_after(&self, after: Revision) -> Result<Delta, StoreError> {
        let mut picture = self.picture().await?;
        let revision = connection::revision(&mut picture).await?;
        let base = log::entry_of(&mut picture, after).await?;
        let last = log::entry_of(&mut picture, revision).await?;
        let mut changed = Vec::new();
        for collection in Collection::ALL {
            let touched = sqlx::query_scalar("SELECT DISTINCT id FROM changes WHERE revision > $1 AND collection = $2")
                .bind(after.0)
                .bind(collection.word())
                .fetch_all(&mut *picture);
            let mut gone: BTreeSet<i64> = within(LONG, touched).await?.into_iter().collect();
            let touched: Vec<i64> = gone.iter().copied().collect();
            for ids in touched.chunks(FETCH) {
                let select = row::select(collection, "WHERE id = ANY ($1) ORDER BY id");
                for found in within(LONG, sqlx::query(select).bind(ids).fetch_all(&mut *picture)).await? {
                    let stored = row::read(collection, &found)?;
                    gone.remove(&stored.feature.id);
                    changed.push((collection, stored.feature.id, Some(stored)));
                }
            }
            changed.extend(gone.into_iter().map(|id| (collection, id, None)));
        }
        done(picture).await?;
        Ok(Delta { revision, base, last, changed })
    }
}

/// Ends the picture's transaction and gives its connection back.
pub(super) async fn done(mut picture: Held) -> Result<(), StoreError> {
    within(SHORT, sqlx::query("ROLLBACK").execute(&mut *picture)).await?;
    picture.give_back();
    Ok(())
}

/// Everything of a collection, through a cursor of the server: neither side ever holds all rows at once.
async fn through_cursor(
    connection: &mut PgConnection,
    collection: Collection,
    features: &mut Vec<Stored>,
) -> Result<(), StoreError> {
    let declare =
        AssertSqlSafe(format!("DECLARE everything NO SCROLL CURSOR FOR {}", row::select(collection, "ORDER BY id").0));
    within(LONG, sqlx::query(declare).execute(&mut *connection)).await?;
    loop {
        let fetch = AssertSqlSafe(format!("FETCH {FETCH} FROM everything"));
        let rows = within(LONG, sqlx::query(fetch).persistent(false).fetch_all(&mut *connection)).await?;
        for found in &rows {
            features.push(row::read(collection, found)?);
        }
        if rows.len() < FETCH {
            break;
        }
    }
    within(SHORT, sqlx::query("CLOSE everything").execute(&mut *connection)).await?;
    Ok(())
}

/// From the table that remembers the highest id ever given.
pub(super) async fn next_ids(connection: &mut PgConnection) -> Result<NextIds, StoreError> {
    let mut ids = NextIds([1; 4]);
    for found in within(SHORT, sqlx::query("SELECT collection, last FROM ids").fetch_all(connection)).await? {
        if let Some(collection) = Collection::of_word(found.try_get(0)?) {
            ids.0[collection as usize] = found.try_get::<i64, _>(1)? + 1;
        }
    }
    Ok(ids)
}
