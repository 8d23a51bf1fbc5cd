//! A database in the making: its tables are there, and everything that makes them a store comes in one transaction.

use super::connection::{LONG, SHORT, end, within};
use super::make::prepare;
use super::{fault, replay, row};
use crate::model::{Collection, Feature};
use crate::store::copy::{Entry, Head, Past};
use crate::store::{StoreError, Stored, logged, shape};
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgConnection;

/// The tables whose triggers would write a log of their own, and wake everybody, while a log is copied.
const WATCHED: [&str; 5] = ["revisions", "cables", "conduits", "structures", "zones"];

#[derive(Debug)]
pub struct Draft(PgConnection);

impl Draft {
    /// Makes the tables; refuses to touch a store.
    pub async fn begin(url: &str) -> Result<Self, StoreError> {
        let mut connection = prepare(url).await?;
        within(SHORT, sqlx::query("BEGIN").execute(&mut connection)).await?;
        let mut draft = Draft(connection);
        draft.triggers("DISABLE").await?;
        Ok(draft)
    }

    async fn triggers(&mut self, what: &str) -> Result<(), StoreError> {
        for table in WATCHED {
            let alter = AssertSqlSafe(format!("ALTER TABLE {table} {what} TRIGGER USER"));
            within(SHORT, sqlx::query(alter).execute(&mut self.0)).await?;
        }
        Ok(())
    }

    pub async fn setting(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        let write = sqlx::query("INSERT INTO city (key, value) VALUES ($1, $2)").bind(key).bind(value);
        within(LONG, write.execute(&mut self.0)).await?;
        Ok(())
    }

    pub async fn finish(mut self) -> Result<(), StoreError> {
        // What is still to be checked is checked first: an altered table may have no checks waiting.
        within(LONG, sqlx::query("SET CONSTRAINTS ALL IMMEDIATE").execute(&mut self.0)).await?;
        self.triggers("ENABLE").await?;
        within(LONG, sqlx::query("COMMIT").execute(&mut self.0)).await?;
        end(self.0).await;
        Ok(())
    }

    pub(in crate::store) async fn head(&mut self, head: &Head) -> Result<(), StoreError> {
        for (key, value) in &head.settings {
            self.setting(key, value).await?;
        }
        for binding in &head.prefixes {
            let write = sqlx::query("INSERT INTO prefixes (collection, prefix, file) VALUES ($1, $2, $3)")
                .bind(binding.collection.word())
                .bind(&binding.prefix)
                .bind(&binding.file);
            within(SHORT, write.execute(&mut self.0)).await?;
        }
        for kept in &head.receipts {
            replay::write(&mut self.0, kept).await?;
        }
        for collection in Collection::ALL {
            let remember = sqlx::query("UPDATE ids SET last = $2 WHERE collection = $1")
                .bind(collection.word())
                .bind(head.next_ids.of(collection) - 1);
            within(SHORT, remember.execute(&mut self.0)).await?;
        }
        Ok(())
    }

    pub(in crate::store) async fn entries(&mut self, page: &[Entry]) -> Result<(), StoreError> {
        let write = sqlx::query(
            "INSERT INTO revisions (revision, at, actor, act, made_in)
             SELECT revision, at::timestamptz, actor, act::json, pg_current_xact_id()
             FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) AS given (revision, at, actor, act)",
        )
        .bind(page.iter().map(|entry| entry.revision).collect::<Vec<_>>())
        .bind(page.iter().map(|entry| &*entry.at).collect::<Vec<_>>())
        .bind(page.iter().map(|entry| &*entry.actor).collect::<Vec<_>>())
        .bind(page.iter().map(|entry| &*entry.act).collect::<Vec<_>>());
        within(LONG, write.execute(&mut self.0)).await?;
        Ok(())
    }

    pub(in crate::store) async fn befores(&mut self, page: &[Past]) -> Result<(), StoreError> {
        let mut geoms = Vec::with_capacity(page.len());
        for row in page {
            let mut wkb = None;
            if let Some(before) = &row.feature {
                shape::write_wkb(wkb.insert(Vec::new()), &before.geometry).map_err(StoreError::Corrupt)?;
            }
            geoms.push(wkb);
        }
        let write = sqlx::query(
            "INSERT INTO changes (revision, collection, id, before, before_geom)
             SELECT revision, collection, id, before::jsonb, ST_GeomFromWKB(geom, 4326)
             FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::bytea[])
                 AS given (revision, collection, id, before, geom)",
        )
        .bind(page.iter().map(|row| row.revision).collect::<Vec<_>>())
        .bind(page.iter().map(|row| row.collection.word()).collect::<Vec<_>>())
        .bind(page.iter().map(|row| row.id).collect::<Vec<_>>())
        .bind(
            page.iter().map(|row| row.feature.as_ref().map(|before| logged::to_json(&before.item))).collect::<Vec<_>>(),
        )
        .bind(geoms);
        within(LONG, write.execute(&mut self.0)).await?;
        Ok(())
    }

    pub(in crate::store) async fn features(
        &mut self,
        collection: Collection,
        page: &[Stored],
    ) -> Result<(), StoreError> {
        let features: Vec<&Feature> = page.iter().map(|stored| &stored.feature).collect();
        let revisions = page.iter().map(|stored| stored.revision.0).collect();
        let query = row::bind(sqlx::query(row::upsert(collection)), collection, &features, revisions)?;
        within(LONG, query.execute(&mut self.0)).await.map_err(|error| fault::of_collection(collection, error))?;
        Ok(())
    }
}
