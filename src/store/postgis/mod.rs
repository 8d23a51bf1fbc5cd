//! The PostGIS store: one database a city, everything in its schema `ngamhoa`.
//!
//! Whoever writes takes an advisory lock until the transaction ends, so revisions become visible in the order of their
//! numbers and an instance that follows them never skips one. Triggers write the change log, for us and for anybody who
//! edits in SQL. Nothing is waited for without an end.

mod commit;
mod connection;
pub(super) mod fault;
mod load;
mod log;
mod make;
mod row;
mod soundness;
mod watch;

pub use commit::Turn;

use super::{Settings, StoreError};
use crate::model::{Collection, Revision};
use connection::{CONNECT, LONG, SHORT, within};
use sqlx::postgres::{PgListener, PgPool};
use tokio::sync::Mutex;

#[derive(Debug)]
pub struct Postgis {
    pool: PgPool,
    listener: Mutex<Option<PgListener>>,
}

impl Postgis {
    pub async fn settings(&self) -> Result<Settings, StoreError> {
        let rows = sqlx::query_as::<_, (String, String)>("SELECT key, value FROM city").fetch_all(&self.pool);
        let rows = within(LONG, rows).await?;
        let value = |wanted: &str| rows.iter().find(|(key, _)| key == wanted).map(|(_, value)| value.clone());
        let settings = value("city").ok_or_else(|| StoreError::Corrupt("the city's settings are gone".into()))?;
        let city =
            serde_json::from_str(&settings).map_err(|error| StoreError::Corrupt(format!("city settings: {error}")))?;
        Ok(Settings { city, base: value("base"), born: value("born").unwrap_or_default() })
    }

    pub async fn revision(&self) -> Result<Revision, StoreError> {
        let mut connection = within(CONNECT, self.pool.acquire()).await?;
        connection::revision(&mut connection).await
    }

    /// Nothing is ever written without a revision.
    pub async fn data_version(&self) -> Result<i64, StoreError> {
        Ok(self.revision().await?.0)
    }

    pub async fn prefix_owner(&self, collection: Collection, prefix: &str) -> Result<Option<String>, StoreError> {
        let found = sqlx::query_scalar("SELECT file FROM prefixes WHERE collection = $1 AND prefix = $2")
            .bind(collection.word())
            .bind(prefix)
            .fetch_optional(&self.pool);
        within(SHORT, found).await
    }

    pub async fn close(&self) -> Result<(), StoreError> {
        // Closing ends the listener's wait, which then lets go of its connection.
        let let_go = async { *self.listener.lock().await = None };
        let _ = tokio::time::timeout(SHORT, async { tokio::join!(self.pool.close(), let_go) }).await;
        Ok(())
    }
}
