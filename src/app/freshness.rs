//! Whether what is in memory is known to be what the store holds.

use super::App;
use crate::store::StoreError;
use jiff::Timestamp;
use tokio::sync::watch;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// The last look at the store succeeded.
    Fresh,
    /// The store cannot be reached. Reads go on from memory, as the store was when it last answered; writes are refused.
    Stale { since: Timestamp },
}

/// What the follower last found, for everybody who asks or waits for it.
#[derive(Debug)]
pub(super) struct Watched(watch::Sender<Freshness>);

impl Watched {
    pub fn fresh() -> Self {
        Watched(watch::Sender::new(Freshness::Fresh))
    }

    /// True when that is news.
    pub fn set(&self, freshness: Freshness) -> bool {
        self.0.send_if_modified(|now| std::mem::replace(now, freshness) != freshness)
    }
}

impl App {
    pub fn freshness(&self) -> Freshness {
        *self.freshness.0.borrow()
    }

    /// Whether the store could not be reached when it was last looked at.
    pub fn is_stale(&self) -> bool {
        self.freshness() != Freshness::Fresh
    }

    /// What the store says to a write; given up at once while the follower finds the store out of reach. Without it every
    /// writer would wait out its own time, one after the other.
    pub(super) async fn unless_lost<T>(
        &self,
        written: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let mut watched = self.freshness.0.subscribe();
        let lost = async {
            match watched.wait_for(|now| *now != Freshness::Fresh).await.map(|now| *now) {
                Ok(Freshness::Stale { since }) => since,
                // The sender lives as long as the application.
                _ => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            since = lost => Err(StoreError::Unavailable(format!("it last answered at {since}"))),
            written = written => written,
        }
    }
}
