//! The PostGIS store: one database a city, everything in its schema `ngamhoa`.
//!
//! Whoever writes takes an advisory lock until the transaction ends, so revisions become visible in the order of their
//! numbers and an instance that follows them never skips one. Triggers write the change log, for us and for anybody who
//! edits in SQL. Nothing is waited for without an end.

mod commit;
mod connection;
mod draft;
pub(super) mod fault;
mod history;
mod load;
mod log;
mod make;
mod picture;
mod replay;
mod row;
mod soundness;
mod watch;

pub use commit::Turn;
pub use draft::Draft;
pub use picture::Picture;

use super::{Settings, StoreError};
use crate::model::{Collection, Revision};
use arc_swap::ArcSwap;
use connection::{CONNECT, CONNECTIONS, LONG, SHORT, within};
use sqlx::postgres::{PgConnectOptions, PgListener, PgPool};
use tokio::sync::Mutex;

#[derive(Debug)]
pub struct Postgis {
    /// Replaced when the server no longer answers, see [`Self::let_go`].
    lines: ArcSwap<Lines>,
    listener: Mutex<Option<PgListener>>,
}

/// The connections to the server.
#[derive(Debug, Clone)]
struct Lines {
    pool: PgPool,
    /// For looking at the revision only: however busy the others are, following waits for none of them.
    follower: PgPool,
    /// For listening only.
    ear: PgPool,
}

impl Postgis {
    fn of_options(options: &PgConnectOptions) -> Self {
        Postgis { lines: ArcSwap::from_pointee(Lines::of(options)), listener: Mutex::new(None) }
    }

    fn pool(&self) -> PgPool {
        self.lines.load().pool.clone()
    }

    /// Lets go of every connection, so that the next question opens one anew. A server that dies without a word leaves
    /// connections on which nothing comes for a quarter of an hour, while its successor answers on new ones.
    pub async fn let_go(&self) {
        let options = self.lines.load().pool.connect_options();
        self.lines.store(std::sync::Arc::new(Lines::of(&options)));
        *self.listener.lock().await = None;
    }

    pub async fn settings(&self) -> Result<Settings, StoreError> {
        let pool = self.pool();
        let rows = sqlx::query_as::<_, (String, String)>("SELECT key, value FROM city").fetch_all(&pool);
        let rows = within(LONG, rows).await?;
        let value = |wanted: &str| rows.iter().find(|(key, _)| key == wanted).map(|(_, value)| value.clone());
        let settings = value("city").ok_or_else(|| StoreError::Corrupt("the city's settings are gone".into()))?;
        let city =
            serde_json::from_str(&settings).map_err(|error| StoreError::Corrupt(format!("city settings: {error}")))?;
        Ok(Settings { city, base: value("base"), born: value("born").unwrap_or_default() })
    }

    pub async fn revision(&self) -> Result<Revision, StoreError> {
        let mut connection = within(CONNECT, self.pool().acquire()).await?;
        connection::revision(&mut connection).await
    }

    /// Nothing is ever written without a revision. Whoever follows asks this again and again.
    pub async fn data_version(&self) -> Result<i64, StoreError> {
        let follower = self.lines.load().follower.clone();
        let mut connection = within(CONNECT, follower.acquire()).await?;
        Ok(within(CONNECT, connection::revision(&mut connection)).await?.0)
    }

    pub async fn prefix_owner(&self, collection: Collection, prefix: &str) -> Result<Option<String>, StoreError> {
        let pool = self.pool();
        let found = sqlx::query_scalar("SELECT file FROM prefixes WHERE collection = $1 AND prefix = $2")
            .bind(collection.word())
            .bind(prefix)
            .fetch_optional(&pool);
        within(SHORT, found).await
    }

    pub async fn close(&self) -> Result<(), StoreError> {
        // Closing ends the listener's wait, which then lets go of its connection.
        let lines = self.lines.load_full();
        let let_go = async { *self.listener.lock().await = None };
        let closed = async { tokio::join!(lines.pool.close(), lines.follower.close(), lines.ear.close(), let_go) };
        let _ = tokio::time::timeout(SHORT, closed).await;
        Ok(())
    }
}

impl Lines {
    fn of(options: &PgConnectOptions) -> Self {
        let pool = |most| connection::pool(options, most);
        Lines { pool: pool(CONNECTIONS), follower: pool(2), ear: pool(1) }
    }

    fn with_another_ear(&self) -> Self {
        Lines { ear: connection::pool(&self.ear.connect_options(), 1), ..self.clone() }
    }
}
