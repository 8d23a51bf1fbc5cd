//! The running application: its store, the current atlas, and the one way of writing.

use super::freshness::Watched;
use super::{AppError, Clock};
use crate::atlas::{Atlas, BuildStep, Replacement};
use crate::model::{Change, Day, Edit, Revision};
use crate::store::{Delta, LogEntry, Settings, Store, StoreError};
use arc_swap::{ArcSwap, ArcSwapOption};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, MutexGuard, watch};

/// How long each step of starting took.
#[derive(Clone, Copy, Debug, Default)]
pub struct StartTimes {
    pub read: Duration,
    pub project: Duration,
    pub index: Duration,
    pub zones: Duration,
}

#[derive(Debug)]
pub struct App {
    pub store: Store,
    pub clock: Clock,
    /// The city's.
    time_zone: TimeZone,
    pub start_times: StartTimes,
    /// When the store was made, see [`Settings::born`].
    pub born: String,
    atlas: ArcSwap<Atlas>,
    /// The log's entry of the atlas's revision; set under `moving` together with it.
    last: ArcSwapOption<LogEntry>,
    pub(super) freshness: Watched,
    /// Held by whoever writes in this process, from waiting for the store's turn to the end of the commit: one connection waits for
    /// all, and nobody who follows waits behind it.
    writing: Mutex<()>,
    /// Held while the atlas is moved on, after a commit of ours or by following others; nobody waits for the store's turn in it.
    moving: Mutex<()>,
    /// The revision of the atlas, for those who wait for a later one.
    moved: watch::Sender<Revision>,
}

/// The right to be the only one who writes. Order of taking: `writing`, the store's turn, `moving`.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    _writing: MutexGuard<'a, ()>,
    store: crate::store::Turn,
}

impl App {
    /// Opens a store and puts its world in memory.
    pub async fn open(url: &str, clock: Clock) -> Result<Self, AppError> {
        let began = Instant::now();
        Self::of(Store::open(url).await?, clock, began).await
    }

    /// The same for whoever only looks: also where nobody can write, as at a backup on a read-only medium.
    pub async fn open_to_look(url: &str, clock: Clock) -> Result<Self, AppError> {
        let began = Instant::now();
        let store = match Store::open(url).await {
            // Told as it was at first where that is no way in either.
            Err(StoreError::Unavailable(told)) => {
                Store::open_to_read(url).await.map_err(|_| StoreError::Unavailable(told))?
            }
            opened => opened?,
        };
        Self::of(store, clock, began).await
    }

    async fn of(store: Store, clock: Clock, began: Instant) -> Result<Self, AppError> {
        let Settings { city, base, born } = store.settings().await?;
        let time_zone = TimeZone::get(&city.time_zone).unwrap_or(TimeZone::UTC);
        let loaded = store.load_all().await?;
        let last = loaded.last.map(Arc::new);
        let mut times = StartTimes { read: began.elapsed(), ..StartTimes::default() };
        let build = move || {
            let mut last = Instant::now();
            let features = loaded.features.into_iter().map(|stored| (stored.feature, stored.revision)).collect();
            let atlas = Atlas::build(Arc::new(city), base.map(Arc::from), loaded.revision, features, |step| {
                let took = last.elapsed();
                last = Instant::now();
                match step {
                    BuildStep::Project => times.project = took,
                    BuildStep::Index => times.index = took,
                    BuildStep::Zones => times.zones = took,
                }
            })?;
            Ok::<_, AppError>((atlas, times))
        };
        let (atlas, start_times) = on_thread(build).await?;
        Ok(App {
            store,
            clock,
            time_zone,
            start_times,
            born,
            moved: watch::Sender::new(atlas.revision),
            atlas: ArcSwap::from_pointee(atlas),
            last: ArcSwapOption::new(last),
            writing: Mutex::new(()),
            moving: Mutex::new(()),
            freshness: Watched::fresh(),
        })
    }

    /// The current snapshot.
    pub fn atlas(&self) -> Arc<Atlas> {
        self.atlas.load_full()
    }

    /// Waits until the atlas holds a revision, at most so long. False when the time ran out.
    pub async fn reaches(&self, revision: Revision, patience: Duration) -> bool {
        let mut moved = self.moved.subscribe();
        let reached = moved.wait_for(|at| *at >= revision);
        tokio::time::timeout(patience, reached).await.is_ok_and(|reached| reached.is_ok())
    }

    /// The day it is in the city.
    pub fn today(&self) -> Day {
        self.clock.today(&self.time_zone)
    }

    /// Commits a change that was made on the given atlas and moves the atlas on. `Stale` when others were faster:
    /// the atlas is then brought up to date, and the caller makes the change anew.
    pub async fn commit(&self, change: Change, made_on: Revision) -> Result<Revision, AppError> {
        let _writing = self.writing.lock().await;
        let at = self.clock.now();
        let committed = self.unless_lost(Box::pin(self.store.commit(&change, made_on, at))).await;
        self.committed(committed, change, at).await
    }

    /// Waits until nobody else writes, in this process or another, takes in what they wrote, and keeps it so until the turn is
    /// dropped. For a change that takes long to make: on a busy store it would be stale every time.
    pub(super) async fn turn(&self) -> Result<Turn<'_>, AppError> {
        let writing = self.writing.lock().await;
        let store = self.unless_lost(Box::pin(self.store.turn())).await?;
        self.catch_up().await?;
        Ok(Turn { _writing: writing, store })
    }

    /// [`Self::commit`] by whoever holds the turn.
    pub(super) async fn commit_in_turn(
        &self,
        turn: &Turn<'_>,
        change: Change,
        made_on: Revision,
    ) -> Result<Revision, AppError> {
        let at = self.clock.now();
        let commit = Box::pin(self.store.commit_in_turn(&turn.store, &change, made_on, at));
        let committed = self.unless_lost(commit).await;
        self.committed(committed, change, at).await
    }

    async fn committed(
        &self,
        committed: Result<Revision, StoreError>,
        change: Change,
        at: Timestamp,
    ) -> Result<Revision, AppError> {
        match committed {
            Ok(revision) => {
                let last = LogEntry::of(&change, revision, at);
                let changes = change
                    .edits
                    .into_iter()
                    .map(|edit| match edit {
                        Edit::Put(feature) => Replacement::Put { feature, revision },
                        Edit::Delete { collection, id } => Replacement::Delete { collection, id },
                    })
                    .collect();
                let _moving = self.moving.lock().await;
                // Whoever follows may have taken it in already.
                if self.atlas.load().revision < revision {
                    self.move_on(revision, Some(last), changes).await?;
                }
                Ok(revision)
            }
            Err(StoreError::Stale { expected, actual }) => {
                self.catch_up().await?;
                Err(StoreError::Stale { expected, actual }.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Takes in what others committed. True when there was something.
    pub async fn catch_up(&self) -> Result<bool, AppError> {
        let _moving = self.moving.lock().await;
        let known = self.atlas.load().revision;
        let Delta { revision, base, last, changed } = self.store.changes_after(known).await?;
        if base.as_ref() != self.last.load().as_deref() {
            return Err(AppError::Rewritten(known));
        }
        if revision == known {
            return Ok(false);
        }
        let changes = changed
            .into_iter()
            .map(|(collection, id, stored)| match stored {
                Some(stored) => Replacement::Put { feature: stored.feature, revision: stored.revision },
                None => Replacement::Delete { collection, id },
            })
            .collect();
        self.move_on(revision, last, changes).await?;
        Ok(true)
    }

    /// Under `moving`: the next atlas is made off the server's threads and then put in place at once.
    async fn move_on(
        &self,
        revision: Revision,
        last: Option<LogEntry>,
        changes: Vec<Replacement>,
    ) -> Result<(), AppError> {
        let before = self.atlas.load_full();
        let next = on_thread(move || Ok::<_, AppError>(before.applied(revision, changes))).await?;
        self.atlas.store(Arc::new(next));
        self.last.store(last.map(Arc::new));
        self.moved.send_replace(revision);
        Ok(())
    }
}

/// Runs long computation off the threads that answer requests.
pub(super) async fn on_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| StoreError::Unavailable(format!("a computation ended early: {error}")))?
}
