//! Waiting for others: a NOTIFY wakes at once, and the wait ends by itself, so a wake-up that was missed loses nothing.

use super::Postgis;
use super::connection::CONNECT;
use sqlx::postgres::PgListener;
use std::time::Duration;

/// How long a wait lasts when nothing wakes it.
const LOOK_EVERY: Duration = Duration::from_secs(1);

impl Postgis {
    pub async fn wait_for_change(&self) {
        let follower = self.lines.load().follower.clone();
        let mut listener = self.listener.lock().await;
        // Whatever goes wrong here, the wait ends in time and the log is asked.
        let _ = tokio::time::timeout(LOOK_EVERY, woken(&follower, &mut listener)).await;
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
