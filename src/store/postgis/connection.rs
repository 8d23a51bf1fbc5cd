//! How connections are opened, and how long anything is waited for.

use super::fault;
use crate::model::Revision;
use crate::store::{StoreError, shown};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions, Postgres};
use sqlx::{ConnectOptions, Connection};
use std::ops::{Deref, DerefMut};
use std::time::Duration;

/// How long reaching the server may take.
pub(super) const CONNECT: Duration = Duration::from_secs(3);
/// How long a short question may take.
pub(super) const SHORT: Duration = Duration::from_secs(10);
/// How long one batch of rows may take.
pub(super) const LONG: Duration = Duration::from_secs(90);
/// How long a writer waits for its turn; less than a statement may take, and less than a client of the service is kept, so
/// that it is told whom it waited for.
pub(super) const TURN: Duration = Duration::from_secs(40);
/// A session that has the turn and says nothing for so long loses it: its process hangs, or its machine is gone.
pub(super) const SILENCE: Duration = Duration::from_secs(20);
/// So often a process that thinks under the turn says that it is there.
pub(super) const SIGN: Duration = Duration::from_secs(5);
/// The advisory lock of whoever writes: "ngamhoa" in ASCII, the same number as in the migrations.
pub(super) const TURN_KEY: i64 = 31_075_915_583_221_601;

pub(super) const CONNECTIONS: u32 = 8;

/// An answer, or `Unavailable` when it does not come in time: a server that is gone may never say so.
pub(super) async fn within<T, E: Into<StoreError>>(
    patience: Duration,
    answer: impl Future<Output = Result<T, E>>,
) -> Result<T, StoreError> {
    match tokio::time::timeout(patience, answer).await {
        Ok(answered) => answered.map_err(Into::into),
        Err(_) => Err(StoreError::Unavailable(format!("the database did not answer within {} s", patience.as_secs()))),
    }
}

pub(super) fn options(url: &str) -> Result<PgConnectOptions, StoreError> {
    let options: PgConnectOptions =
        url.parse().map_err(|error: sqlx::Error| StoreError::Url { url: shown(url), reason: error.to_string() })?;
    Ok(options.application_name("ngamhoa").disable_statement_logging())
}

/// One connection without our settings, for looking around and for migrating; `None` where the server has no such database.
pub(super) async fn plain(options: &PgConnectOptions) -> Result<Option<PgConnection>, StoreError> {
    let connected = async {
        match options.connect().await {
            Err(error) if fault::is_no_database(&error) => Ok(None),
            connected => connected.map(Some),
        }
    };
    within(CONNECT, connected).await
}

/// The path on which our tables are found first, then PostGIS, wherever it was installed.
pub(super) async fn search_path(connection: &mut PgConnection) -> Result<Option<String>, StoreError> {
    let schema: Option<String> = within(
        SHORT,
        sqlx::query_scalar(
            "SELECT quote_ident(nspname) FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'postgis'",
        )
        .fetch_optional(connection),
    )
    .await?;
    Ok(schema.map(|schema| format!("ngamhoa, {schema}")))
}

/// What every connection of the service is opened with.
pub(super) fn settled(options: PgConnectOptions, search_path: &str) -> PgConnectOptions {
    let milliseconds = |duration: Duration| duration.as_millis().to_string();
    options.options([
        // A blank in a value has to be escaped.
        ("search_path", search_path.replace(' ', "")),
        ("statement_timeout", milliseconds(LONG)),
        ("lock_timeout", milliseconds(TURN)),
        ("idle_in_transaction_session_timeout", milliseconds(LONG)),
        // The server notices within a minute that we are gone without a word, and gives our turn to the next.
        ("tcp_keepalives_idle", "20".into()),
        ("tcp_keepalives_interval", "10".into()),
        ("tcp_keepalives_count", "4".into()),
        ("tcp_user_timeout", "60000".into()),
        // The planner sees a cursor as what it is: everything will be fetched.
        ("cursor_tuple_fraction", "1.0".into()),
    ])
}

/// Connections are opened when they are needed.
pub(super) fn pool(options: &PgConnectOptions, most: u32) -> PgPool {
    PgPoolOptions::new().max_connections(most).acquire_timeout(CONNECT).connect_lazy_with(options.clone())
}

/// A connection for statements that belong together. Unless it is given back it is closed when dropped: whoever stops
/// waiting half-way may leave a transaction open on it, which nobody else must get.
#[derive(Debug)]
pub(super) struct Held {
    connection: PoolConnection<Postgres>,
    is_whole: bool,
}

impl Held {
    pub async fn of(pool: &PgPool) -> Result<Self, StoreError> {
        Ok(Held { connection: within(CONNECT, pool.acquire()).await?, is_whole: false })
    }

    /// To be said when no statement and no transaction is under way.
    pub fn give_back(mut self) {
        self.is_whole = true;
    }
}

impl Deref for Held {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.connection
    }
}

impl DerefMut for Held {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.connection
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if !self.is_whole {
            self.connection.close_on_drop();
        }
    }
}

/// The last committed revision; 0 while nothing was.
pub(super) async fn revision(connection: &mut PgConnection) -> Result<Revision, StoreError> {
    let revision: i64 =
        within(SHORT, sqlx::query_scalar("SELECT coalesce(max(revision), 0) FROM revisions").fetch_one(connection))
            .await?;
    Ok(Revision(revision))
}

/// Ends a connection; one that is broken is let go.
pub(super) async fn end(connection: PgConnection) {
    if let Err(error) = within(CONNECT, connection.close()).await {
        tracing::debug!(%error, "a connection did not end well");
    }
}
