//! Everything a database holds, read in one transaction page by page.

use super::connection::{Held, LONG, within};
use super::{Postgis, connection, load, log, row};
use crate::model::Collection;
use crate::model::change::PrefixBinding;
use crate::store::copy::{Entry, Head, PAGE, Past};
use crate::store::{StoreError, Stored};
use sqlx::{AssertSqlSafe, Row as _};

#[derive(Debug)]
pub struct Picture(Held);

impl Postgis {
    pub async fn whole(&self) -> Result<Picture, StoreError> {
        self.picture().await.map(Picture)
    }
}

impl Picture {
    pub(in crate::store) async fn head(&mut self) -> Result<Head, StoreError> {
        let prefixes = sqlx::query("SELECT collection, prefix, file FROM prefixes").fetch_all(&mut *self.0);
        let prefixes = within(LONG, prefixes).await?;
        let prefixes = prefixes.iter().map(|found| {
            Ok(PrefixBinding {
                collection: log::collection(found.try_get(0)?)?,
                prefix: found.try_get(1)?,
                file: found.try_get(2)?,
            })
        });
        let settings = sqlx::query_as("SELECT key, value FROM city").fetch_all(&mut *self.0);
        let settings = within(LONG, settings).await?;
        let receipts = sqlx::query_as(
            r#"SELECT key, request, answer, revision, to_char(until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS until
               FROM idempotency"#,
        );
        let receipts = within(LONG, receipts.fetch_all(&mut *self.0)).await?;
        Ok(Head {
            receipts,
            prefixes: prefixes.collect::<Result<_, StoreError>>()?,
            settings,
            next_ids: load::next_ids(&mut self.0).await?,
            revision: connection::revision(&mut self.0).await?,
        })
    }

    pub(in crate::store) async fn entries(&mut self, after: i64) -> Result<Vec<Entry>, StoreError> {
        let select = AssertSqlSafe(format!("{} WHERE revision > $1 ORDER BY revision LIMIT $2", log::ENTRY));
        let rows = sqlx::query_as::<_, (i64, String, String, String)>(select).bind(after).bind(PAGE);
        let rows = within(LONG, rows.fetch_all(&mut *self.0)).await?;
        Ok(rows.into_iter().map(|(revision, at, actor, act)| Entry { revision, at, actor, act }).collect())
    }

    pub(in crate::store) async fn befores(&mut self, after: &(i64, String, i64)) -> Result<Vec<Past>, StoreError> {
        let rows = sqlx::query(
            "SELECT collection, id, before::text, ST_AsBinary(before_geom, 'NDR'), revision FROM changes
             WHERE (revision, collection, id) > ($1, $2, $3) ORDER BY revision, collection, id LIMIT $4",
        )
        .bind(after.0)
        .bind(&after.1)
        .bind(after.2)
        .bind(PAGE)
        .fetch_all(&mut *self.0);
        let before = |found| {
            let (collection, id, feature) = log::past(found)?;
            Ok(Past { revision: found.try_get(4)?, collection, id, feature })
        };
        within(LONG, rows).await?.iter().map(before).collect()
    }

    pub(in crate::store) async fn features(
        &mut self,
        collection: Collection,
        after: i64,
    ) -> Result<Vec<Stored>, StoreError> {
        let select = row::select(collection, "WHERE id > $1 ORDER BY id LIMIT $2");
        let rows = sqlx::query(select).bind(after).bind(PAGE).fetch_all(&mut *self.0);
        within(LONG, rows).await?.iter().map(|found| row::read(collection, found)).collect()
    }
}
