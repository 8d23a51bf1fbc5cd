//! Following what others commit to the same store.

use super::{App, AppError, Freshness};

/// Runs until cancelled: keeps the atlas up with commits of other processes. A failed look is told and tried again.
pub async fn follow(app: &App) {
    let mut seen = None;
    let mut answered = app.clock.now();
    loop {
        app.store.wait_for_change().await;
        match look(app, &mut seen).await {
            Ok(()) => {
                answered = app.clock.now();
                if app.freshness.set(Freshness::Fresh) {
                    tracing::info!("the store answers again");
                }
            }
            Err(error) => {
                if app.freshness.set(Freshness::Stale { since: answered }) {
                    tracing::warn!(%error, "the store cannot be followed; reads go on from memory, writes are refused");
                } else {
                    tracing::debug!(%error, "the store still cannot be followed");
                }
            }
        }
    }
}

/// Takes in what was committed since the version that was `seen`.
async fn look(app: &App, seen: &mut Option<i64>) -> Result<(), AppError> {
    let version = app.store.data_version().await?;
    if *seen != Some(version) {
        app.catch_up().await?;
        *seen = Some(version);
    }
    Ok(())
}
