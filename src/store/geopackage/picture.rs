//! Everything a GeoPackage holds, read in one transaction page by page.

use super::{GeoPackage, connection, load, log, row};
use crate::model::Collection;
use crate::model::change::PrefixBinding;
use crate::store::copy::{Entry, Head, PAGE, Past};
use crate::store::{StoreError, Stored};
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Row as _};

/// A connection of its own, whose transaction ends with it.
#[derive(Debug)]
pub struct Picture(SqliteConnection);

impl GeoPackage {
    pub async fn whole(&self) -> Result<Picture, StoreError> {
        self.place.check()?;
        let mut connection = SqliteConnection::connect_with(&self.reading()).await?;
        sqlx::query("BEGIN").execute(&mut connection).await?;
        self.place.check()?;
        Ok(Picture(connection))
    }
}

impl Picture {
    pub(in crate::store) async fn head(&mut self) -> Result<Head, StoreError> {
        let prefixes = sqlx::query("SELECT collection, prefix, file FROM prefixes").fetch_all(&mut self.0).await?;
        let prefixes = prefixes.iter().map(|found| {
            Ok(PrefixBinding {
                collection: log::collection(found.try_get(0)?)?,
                prefix: found.try_get(1)?,
                file: found.try_get(2)?,
            })
        });
        let receipts = sqlx::query_as("SELECT key, request, answer, revision, until FROM idempotency");
        Ok(Head {
            receipts: receipts.fetch_all(&mut self.0).await?,
            prefixes: prefixes.collect::<Result<_, StoreError>>()?,
            settings: sqlx::query_as("SELECT key, value FROM city").fetch_all(&mut self.0).await?,
            next_ids: load::next_ids(&mut self.0).await?,
            revision: connection::revision(&mut self.0).await?,
        })
    }

    pub(in crate::store) async fn entries(&mut self, after: i64) -> Result<Vec<Entry>, StoreError> {
        let rows = sqlx::query_as::<_, (i64, String, String, String)>(
            "SELECT revision, at, actor, act FROM revisions WHERE revision > ? ORDER BY revision LIMIT ?",
        )
        .bind(after)
        .bind(PAGE)
        .fetch_all(&mut self.0)
        .await?;
        Ok(rows.into_iter().map(|(revision, at, actor, act)| Entry { revision, at, actor, act }).collect())
    }

    pub(in crate::store) async fn befores(&mut self, after: &(i64, String, i64)) -> Result<Vec<Past>, StoreError> {
        let rows = sqlx::query(
            "SELECT collection, id, before, before_geom, revision FROM changes
             WHERE (revision, collection, id) > (?, ?, ?) ORDER BY revision, collection, id LIMIT ?",
        )
        .bind(after.0)
        .bind(&after.1)
        .bind(after.2)
        .bind(PAGE)
        .fetch_all(&mut self.0)
        .await?;
        let before = |found| {
            let (collection, id, feature) = log::past(found)?;
            Ok(Past { revision: found.try_get(4)?, collection, id, feature })
        };
        rows.iter().map(before).collect()
    }

    pub(in crate::store) async fn features(
        &mut self,
        collection: Collection,
        after: i64,
    ) -> Result<Vec<Stored>, StoreError> {
        let select = row::select(collection, "WHERE id > ? ORDER BY id LIMIT ?");
        let rows = sqlx::query(select).bind(after).bind(PAGE).fetch_all(&mut self.0).await?;
        rows.iter().map(|found| row::read(collection, found)).collect()
    }
}
