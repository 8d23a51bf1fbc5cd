//! Waiting for others: a NOTIFY wakes at once, and the wait ends by itself, so a wake-up that was missed loses nothing.
//!
//! Who listens says nothing, so a connection that has died without a word is never found out by itself: it is let go when
//! the server was out of reach, and when there was something new of which it did not tell.

use super::Postgis;
use super::connection::CONNECT;
use sqlx::postgres::PgListener;
use std::time::Duration;

/// How long a wait lasts when nothing wakes it.
const LOOK_EVERY: Duration = Duration::from_secs(1);

impl Postgis {
    /// Whether it was woken.
    pub async fn wait_for_change(&self) -> bool {
        let ear = self.lines.load().ear.clone();
        let mut listener = self.listener.lock().await;
        // Whatever goes wrong here, the wait ends in time and the log is asked.
        tokio::time::timeout(LOOK_EVERY, woken(&ear, &mut listener)).await.is_ok()
    }

    /// The next wait listens on another connection. What listened until now says goodbye on its own, if it still can: the
    /// new one does not wait for that.
    pub async fn listen_anew(&self) {
        self.lines.rcu(|lines| lines.with_another_ear());
        *self.listener.lock().await = None;
    }
}

async fn woken(pool: &sqlx::PgPool, listener: &mut Option<PgListener>) {
    match listener {
        None => match tokio::time::timeout(CONNECT, listen(pool)).await {
            // What came before we listened is looked for at once.
            Ok(Ok(listening)) => *listener = Some(listening),
            _ => std::future::pending::<()>().await,
        },
        Some(listening) => match listening.try_recv().await {
            // Many at once are one reason to look.
            Ok(Some(_)) => while listening.next_buffered().is_some() {},
            Ok(None) => tracing::debug!("listening was cut; the log is followed by asking"),
            Err(error) => {
                tracing::debug!(%error, "listening ended; it is tried again");
                *listener = None;
                std::future::pending::<()>().await;
            }
        },
    }
}

async fn listen(pool: &sqlx::PgPool) -> Result<PgListener, sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen("ngamhoa").await?;
    Ok(listener)
}
