//! Following what others commit to the same store.

use super::App;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How often the store is asked whether somebody else wrote.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Runs until cancelled: keeps the atlas up with commits of other processes. A failed look is told and tried again.
pub async fn follow(app: &App) {
    let mut seen = None;
    let mut failing = false;
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let looked = async {
            let version = app.store.data_version().await?;
            if seen != Some(version) {
                app.catch_up().await?;
                seen = Some(version);
            }
            Ok::<_, super::AppError>(())
        };
        let looked = looked.await;
        app.stale.store(looked.is_err(), Ordering::Relaxed);
        match looked {
            Ok(()) if failing => {
                tracing::info!("the store answers again");
                failing = false;
            }
            Ok(()) => {}
            Err(error) if failing => tracing::debug!(%error, "the store still cannot be followed"),
            Err(error) => {
                tracing::warn!(%error, "the store cannot be followed; reads go on from memory");
                failing = true;
            }
        }
    }
}
