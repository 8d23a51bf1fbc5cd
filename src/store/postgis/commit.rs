//! Writing: a change as one transaction.

use super::connection::{Held, LONG, SHORT, SIGN, SILENCE, TURN, TURN_KEY, within};
use super::{Postgis, connection, fault, replay, row};
use crate::model::{Change, Collection, Edit, Feature, Revision};
use crate::store::{StoreError, logged};
use sqlx::Connection;
use sqlx::postgres::PgConnection;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::runtime::Handle;
use tokio::sync::Mutex;

/// Rows a statement. One array a column, so the number of parameters does not grow with it.
const BATCH: usize = 5000;

/// The right to be the only writer, held over several transactions by a connection of its own; given back when dropped.
#[derive(Debug)]
pub struct Turn {
    /// None once the database has taken it away.
    held: Arc<Mutex<Option<Held>>>,
    /// No commit of its own was left half-way: the connection can be used again.
    is_whole: AtomicBool,
}

impl Drop for Turn {
    /// Opening a connection takes longer than a small write, so this one goes back to the others, without the lock. Where
    /// that cannot be, the lock ends with the connection.
    fn drop(&mut self) {
        let (Ok(runtime), true) = (Handle::try_current(), self.is_whole.load(Ordering::Relaxed)) else { return };
        let held = self.held.clone();
        runtime.spawn(async move {
            let Some(mut held) = held.lock().await.take() else { return };
            let unlock = sqlx::query("SELECT pg_advisory_unlock($1), set_config('idle_session_timeout', '0', false)");
            if within(SHORT, unlock.bind(TURN_KEY).execute(&mut *held)).await.is_ok() {
                held.give_back();
            }
        });
    }
}

impl Turn {
    /// Says now and then that the process lives, however long it thinks: PostgreSQL takes the turn from one that is silent.
    fn give_signs(&self) {
        let held = Arc::downgrade(&self.held);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(SIGN).await;
                let Some(held) = held.upgrade() else { return };
                let mut held = held.lock().await;
                let Some(connection) = held.as_mut() else { return };
                if within(SHORT, sqlx::query("SELECT 1").execute(&mut **connection)).await.is_err() {
                    *held = None;
                }
            }
        });
    }
}

impl Postgis {
    pub async fn commit(
        &self,
        change: &Change,
        expected: Revision,
        at: jiff::Timestamp,
    ) -> Result<Revision, StoreError> {
        let mut connection = Held::of(&self.pool()).await?;
        let committed = self.commit_on(&mut connection, change, expected, at).await;
        // What did not answer in time was not waited for to the end.
        if !matches!(committed, Err(StoreError::Unavailable(_))) {
            connection.give_back();
        }
        committed
    }

    /// Waits until nobody else writes.
    pub async fn turn(&self) -> Result<Turn, StoreError> {
        // The lock is the session's: it ends with the connection at the latest.
        let mut connection = Held::of(&self.pool()).await?;
        self.wait(&mut connection, "SELECT pg_advisory_lock($1), set_config('idle_session_timeout', $2, false)")
            .await?;
        let turn = Turn { held: Arc::new(Mutex::new(Some(connection))), is_whole: AtomicBool::new(true) };
        turn.give_signs();
        Ok(turn)
    }

    /// Commits on the connection that holds the turn.
    pub async fn commit_under(
        &self,
        turn: &Turn,
        change: &Change,
        expected: Revision,
        at: jiff::Timestamp,
    ) -> Result<Revision, StoreError> {
        let mut held = turn.held.lock().await;
        let Some(held) = held.as_mut() else {
            return Err(StoreError::Unavailable("the database took the turn away".into()));
        };
        turn.is_whole.store(false, Ordering::Relaxed);
        let committed = self.commit_on(held, change, expected, at).await;
        turn.is_whole.store(!matches!(committed, Err(StoreError::Unavailable(_))), Ordering::Relaxed);
        committed
    }

    async fn commit_on(
        &self,
        connection: &mut PgConnection,
        change: &Change,
        expected: Revision,
        at: jiff::Timestamp,
    ) -> Result<Revision, StoreError> {
        // The level is said, since a database may have another default: after the wait the last revision must be seen.
        let begin = connection.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED");
        let mut transaction = within(SHORT, begin).await?;
        // Ends with the transaction, after its rows can be seen: so revisions become visible in their order.
        let lock = "SELECT pg_advisory_xact_lock($1), set_config('idle_in_transaction_session_timeout', $2, true)";
        self.wait(&mut transaction, lock).await?;
        let actual = connection::revision(&mut transaction).await?;
        if actual != expected {
            return Err(StoreError::Stale { expected, actual });
        }
        let revision = Revision(actual.0 + 1);
        begin_revision(&mut transaction, change, revision, at).await?;
        for collection in Collection::ALL {
            let edits: Vec<&Edit> = change.edits.iter().filter(|edit| edit.collection() == collection).collect();
            if !edits.is_empty() {
                write(&mut transaction, collection, &edits, revision).await?;
            }
        }
        replay::keep(&mut transaction, change.receipt.as_ref(), revision, at).await?;
        within(LONG, transaction.commit()).await?;
        Ok(revision)
    }

    /// Waits for the turn, under a lock of the session or of the transaction ($1), and says for how long whoever has it may be
    /// silent ($2); when it does not come in time, says who has it.
    async fn wait(&self, connection: &mut PgConnection, lock: &'static str) -> Result<(), StoreError> {
        let wait = async {
            let silence_ms = SILENCE.as_millis().to_string();
            match sqlx::query(lock).bind(TURN_KEY).bind(silence_ms).execute(connection).await {
                Err(error) if fault::is_turn_taken(&error) => Ok(false),
                waited => waited.map(|_| true),
            }
        };
        if within(TURN + SHORT, wait).await? {
            return Ok(());
        }
        let pool = self.pool();
        let holder = sqlx::query_scalar::<_, String>(
            "SELECT format('%s (process %s%s), connected since %s', a.usename, a.pid,
                 CASE WHEN a.application_name <> '' THEN ', ' || a.application_name ELSE '' END, to_char(a.backend_start, 'HH24:MI:SS'))
             FROM pg_locks l JOIN pg_stat_activity a USING (pid)
             WHERE l.locktype = 'advisory' AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                 AND (l.classid::bigint << 32 | l.objid::bigint) = $1",
        )
        .bind(TURN_KEY)
        .fetch_optional(&pool);
        let holder = within(SHORT, holder).await.ok().flatten().unwrap_or_else(|| "somebody who is gone by now".into());
        Err(StoreError::Busy(format!("{holder}; end that transaction, or try again")))
    }
}

async fn begin_revision(
    connection: &mut PgConnection,
    change: &Change,
    revision: Revision,
    at: jiff::Timestamp,
) -> Result<(), StoreError> {
    let act = serde_json::to_string(&change.act).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    let write = sqlx::query(
        "INSERT INTO revisions (revision, at, actor, act, made_in) VALUES ($1, $2::text::timestamptz, $3, $4::text::json, pg_current_xact_id())",
    )
    .bind(revision.0)
    .bind(logged::instant(at))
    .bind(&change.actor)
    .bind(act)
    .execute(&mut *connection);
    // The triggers find it as this transaction's own.
    within(SHORT, write).await?;
    for binding in &change.prefixes {
        let write = sqlx::query(
            "INSERT INTO prefixes (collection, prefix, file) VALUES ($1, $2, $3)
             ON CONFLICT (collection, prefix) DO UPDATE SET file = excluded.file",
        )
        .bind(binding.collection.word())
        .bind(&binding.prefix)
        .bind(&binding.file)
        .execute(&mut *connection);
        within(SHORT, write).await?;
    }
    Ok(())
}

async fn write(
    connection: &mut PgConnection,
    collection: Collection,
    edits: &[&Edit],
    revision: Revision,
) -> Result<(), StoreError> {
    // Deletions first: a row that takes over the code of a deleted one must find it free.
    let gone: Vec<i64> =
        edits.iter().filter(|edit| matches!(edit, Edit::Delete { .. })).map(|edit| edit.id()).collect();
    if !gone.is_empty() {
        let delete = sqlx::AssertSqlSafe(format!("DELETE FROM {} WHERE id = ANY ($1)", collection.word()));
        within(LONG, sqlx::query(delete).bind(&gone).execute(&mut *connection)).await?;
        // The log names also what was not there to be deleted.
        let name = sqlx::query(
            "INSERT INTO changes (revision, collection, id) SELECT $1, $2, unnest($3::bigint[]) ON CONFLICT DO NOTHING",
        )
        .bind(revision.0)
        .bind(collection.word())
        .bind(&gone)
        .execute(&mut *connection);
        within(LONG, name).await?;
    }
    let puts: Vec<&Feature> =
        edits.iter().filter_map(|edit| if let Edit::Put(feature) = edit { Some(feature) } else { None }).collect();
    for batch in puts.chunks(BATCH) {
        let query = row::bind(sqlx::query(row::upsert(collection)), collection, batch, vec![revision.0; batch.len()])?;
        within(LONG, query.execute(&mut *connection)).await.map_err(|error| fault::of_collection(collection, error))?;
    }
    Ok(())
}
