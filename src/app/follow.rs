//! Following what others commit to the same store.

use super::{App, AppError, Freshness};
use crate::store::StoreError;
use std::time::Duration;

/// How often the store is asked whether it is there, while something long is being read.
const ASK_EVERY: Duration = Duration::from_secs(1);

/// Runs until cancelled: keeps the atlas up with commits of other processes. A failed look is told and tried again.
pub async fn follow(app: &App) {
    let mut seen = None;
    let mut answered = app.clock.now();
    loop {
        let is_told = app.store.wait_for_change().await;
        match look(app, &mut seen).await {
            Ok(is_new) => {
                if is_new && !is_told {
                    app.store.listen_anew().await;
                }
                answered = app.clock.now();
                if app.freshness.set(Freshness::Fresh) {
                    tracing::info!("the store answers again");
                }
            }
            Err(error) => {
                // Whatever is there when it answers again is looked at, also under the same number.
                seen = None;
                // Whichever question it was that found no answer: what else is open may be as dead, and never say so.
                if matches!(error, AppError::Store(StoreError::Unavailable(_))) {
                    app.store.let_go().await;
                }
                if app.freshness.set(Freshness::Stale { since: answered }) {
                    tracing::warn!(%error, "the store cannot be followed; reads go on from memory, writes are refused");
                } else {
                    tracing::debug!(%error, "the store still cannot be followed");
                }
            }
        }
    }
}

/// Takes in what was committed since the version that was `seen`; whether there was anything.
async fn look(app: &App, seen: &mut Option<i64>) -> Result<bool, AppError> {
    let version = app.store.data_version().await?;
    let is_new = *seen != Some(version);
    if is_new {
        // A large change takes long to take in, and a store that is gone never answers: which it is, small questions tell.
        tokio::select! {
            caught_up = Box::pin(app.catch_up()) => caught_up?,
            lost = lost(app) => return Err(lost),
        };
        *seen = Some(version);
    }
    Ok(is_new)
}

/// Ends when the store can no longer be reached.
async fn lost(app: &App) -> AppError {
    loop {
        tokio::time::sleep(ASK_EVERY).await;
        if let Err(error) = app.store.data_version().await {
            return error.into();
        }
    }
}
