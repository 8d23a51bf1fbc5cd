//! The store: what survives a restart. Rows, audit and revision in one transaction.
//!
//! Holds a closed set of stores behind a dozen plain methods in the model's types.
//! Must never answer a spatial question, know the atlas or a request.

mod address;
mod copy;
mod error;
mod geopackage;
mod ledger;
mod logged;
mod postgis;
mod shape;
mod sound;

pub use address::shown;
pub use copy::Copied;
pub use error::StoreError;
pub use ledger::Ledger;

use crate::model::{Act, Change, City, Collection, Feature, Receipt, Revision};
use address::Address;
use geopackage::GeoPackage;
use postgis::Postgis;
use std::time::Duration;

/// How often a GeoPackage is asked whether somebody else wrote.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// A feature as the store holds it, with the revision that last wrote it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    pub feature: Feature,
    pub revision: Revision,
}

/// All that the store holds at one revision.
#[derive(Debug)]
pub struct Loaded {
    pub revision: Revision,
    /// The log's entry of that revision; none while nothing was committed.
    pub last: Option<LogEntry>,
    pub features: Vec<Stored>,
    pub next_ids: NextIds,
}

/// What a store knows of its city and of itself.
#[derive(Clone, Debug)]
pub struct Settings {
    pub city: City,
    /// Water, land and streets for orientation, GeoJSON.
    pub base: Option<String>,
    /// When the store was made: tells it from another store of the same city, whose revisions have the same numbers.
    pub born: String,
}

/// The next free id of each collection, in the order of [`Collection::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextIds(pub [i64; 4]);

/// What a revision did to one feature: as it was before, and as it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct Touched {
    pub collection: Collection,
    pub id: i64,
    /// `None` where the change created it.
    pub before: Option<Feature>,
    /// The revision that last touched it, which is a later one if it was edited again.
    pub last_revision: Revision,
}

/// A committed change as the log tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct LogEntry {
    pub revision: Revision,
    pub at: String,
    pub actor: String,
    pub act: Act,
}

/// What one change did to one feature.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    pub entry: LogEntry,
    /// `None` where the change created it.
    pub before: Option<Feature>,
    /// `None` where the change deleted it.
    pub after: Option<Feature>,
}

/// A feature at an earlier revision.
#[derive(Clone, Debug, PartialEq)]
pub enum Past {
    /// With the revision that had last written it by then.
    There(Box<Stored>),
    /// Not yet created by then, or deleted.
    NotThere,
    NoRevision,
}

/// Receipts are kept so long.
pub const RECEIPTS_KEPT: jiff::SignedDuration = jiff::SignedDuration::from_hours(7 * 24);

/// What changed after a revision, as the rows are now.
#[derive(Debug)]
pub struct Delta {
    pub revision: Revision,
    /// The log's entry of the revision that was asked about: another one than was seen there before means that the store
    /// was put back to an earlier time, and the changes since are not all that differs.
    pub base: Option<LogEntry>,
    /// The log's entry of `revision`.
    pub last: Option<LogEntry>,
    pub changed: Vec<(Collection, i64, Option<Stored>)>,
}

impl LogEntry {
    /// What the log will tell of a change that is committed at that time.
    pub fn of(change: &Change, revision: Revision, at: jiff::Timestamp) -> Self {
        LogEntry { revision, at: logged::instant(at), actor: change.actor.clone(), act: change.act.clone() }
    }
}

impl NextIds {
    pub fn of(&self, collection: Collection) -> i64 {
        self.0[collection as usize]
    }

    /// Takes the next free id.
    pub fn take(&mut self, collection: Collection) -> i64 {
        let id = self.0[collection as usize];
        self.0[collection as usize] = id + 1;
        id
    }
}

/// The right to be the only writer, held from reading what is there until the commit made from it; given back when dropped.
#[derive(Debug)]
pub enum Turn {
    GeoPackage(geopackage::Lock),
    Postgis(postgis::Turn),
}

/// The closed set of stores.
#[derive(Debug)]
pub enum Store {
    GeoPackage(GeoPackage),
    Postgis(Postgis),
}

impl Store {
    /// Makes an empty store for a city. `base`: GeoJSON for orientation; `born`: the time it is.
    pub async fn create(url: &str, city: &City, base: Option<&str>, born: jiff::Timestamp) -> Result<Self, StoreError> {
        Ok(match Address::of(url)? {
            Address::File(path) => Store::GeoPackage(GeoPackage::create(path, city, base, born).await?),
            Address::Database(url) => Store::Postgis(Postgis::create(url, city, base, born).await?),
        })
    }

    /// Opens a store and brings its tables up to date.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        Ok(match Address::of(url)? {
            Address::File(path) => Store::GeoPackage(GeoPackage::open(path).await?),
            Address::Database(url) => Store::Postgis(Postgis::open(url).await?),
        })
    }

    /// Opens a backup for reading: a file that is finished, where nothing is changed, nor made beside it.
    pub async fn open_backup(url: &str) -> Result<Self, StoreError> {
        match Address::of(url)? {
            Address::File(path) => Ok(Store::GeoPackage(GeoPackage::open_finished(path).await?)),
            Address::Database(_) => Self::open(url).await,
        }
    }

    /// Opens a store or a backup for reading, whichever it is.
    pub async fn open_to_read(url: &str) -> Result<Self, StoreError> {
        match Address::of(url)? {
            Address::File(path) => Ok(Store::GeoPackage(GeoPackage::open_to_read(path).await?)),
            Address::Database(_) => Self::open(url).await,
        }
    }

    /// Whether there is a store at that place.
    pub async fn exists(url: &str) -> Result<bool, StoreError> {
        match Address::of(url)? {
            Address::File(path) => Ok(path.exists()),
            Address::Database(url) => Postgis::exists(url).await,
        }
    }

    pub async fn settings(&self) -> Result<Settings, StoreError> {
        match self {
            Store::GeoPackage(store) => store.settings().await,
            Store::Postgis(store) => store.settings().await,
        }
    }

    pub async fn revision(&self) -> Result<Revision, StoreError> {
        match self {
            Store::GeoPackage(store) => store.revision().await,
            Store::Postgis(store) => store.revision().await,
        }
    }

    /// Everything, read in one transaction.
    pub async fn load_all(&self) -> Result<Loaded, StoreError> {
        match self {
            Store::GeoPackage(store) => store.load_all().await,
            Store::Postgis(store) => store.load_all().await,
        }
    }

    pub async fn next_ids(&self) -> Result<NextIds, StoreError> {
        match self {
            Store::GeoPackage(store) => store.next_ids().await,
            Store::Postgis(store) => store.next_ids().await,
        }
    }

    /// A number that changes whenever another connection commits.
    pub async fn data_version(&self) -> Result<i64, StoreError> {
        match self {
            Store::GeoPackage(store) => store.data_version().await,
            Store::Postgis(store) => store.data_version().await,
        }
    }

    /// Waits until somebody else may have committed; ends by itself soon enough to look anyway. Whether it ended because
    /// the store has told of something.
    pub async fn wait_for_change(&self) -> bool {
        match self {
            Store::GeoPackage(_) => {
                tokio::time::sleep(LOOK_EVERY).await;
                false
            }
            Store::Postgis(store) => store.wait_for_change().await,
        }
    }

    /// To be said when there was something new of which the store has not told: whoever listens to it may be deaf.
    pub async fn listen_anew(&self) {
        match self {
            Store::GeoPackage(_) => {}
            Store::Postgis(store) => store.listen_anew().await,
        }
    }

    /// To be said when the store was out of reach: what was open to it is not used again.
    pub async fn let_go(&self) {
        match self {
            Store::GeoPackage(_) => {}
            Store::Postgis(store) => store.let_go().await,
        }
    }

    pub async fn changes_after(&self, revision: Revision) -> Result<Delta, StoreError> {
        match self {
            Store::GeoPackage(store) => store.changes_after(revision).await,
            Store::Postgis(store) => store.changes_after(revision).await,
        }
    }

    /// Commits a change on top of the expected revision: rows, audit and the next revision in one transaction.
    pub async fn commit(
        &self,
        change: &Change,
        expected: Revision,
        at: jiff::Timestamp,
    ) -> Result<Revision, StoreError> {
        sound::check(change)?;
        match self {
            Store::GeoPackage(store) => store.commit(change, expected, at).await,
            Store::Postgis(store) => store.commit(change, expected, at).await,
        }
    }

    /// Waits until nobody else writes and keeps it so until the turn is dropped.
    pub async fn turn(&self) -> Result<Turn, StoreError> {
        match self {
            Store::GeoPackage(store) => Ok(Turn::GeoPackage(store.turn().await?)),
            Store::Postgis(store) => Ok(Turn::Postgis(store.turn().await?)),
        }
    }

    /// [`Self::commit`] by whoever holds the turn.
    pub async fn commit_in_turn(
        &self,
        turn: &Turn,
        change: &Change,
        expected: Revision,
        at: jiff::Timestamp,
    ) -> Result<Revision, StoreError> {
        sound::check(change)?;
        match (self, turn) {
            (Store::GeoPackage(store), Turn::GeoPackage(lock)) => store.commit_under(lock, change, expected, at).await,
            (Store::Postgis(store), Turn::Postgis(turn)) => store.commit_under(turn, change, expected, at).await,
            // A turn that was taken at a store of the other kind is none here.
            _ => Err(StoreError::Unavailable("the turn belongs to another store".into())),
        }
    }

    /// What a revision touched, for undoing it.
    pub async fn touched_by(&self, revision: Revision) -> Result<Option<(LogEntry, Vec<Touched>)>, StoreError> {
        match self {
            Store::GeoPackage(store) => store.touched_by(revision).await,
            Store::Postgis(store) => store.touched_by(revision).await,
        }
    }

    /// What was done to a feature below a revision, newest first, at most so much.
    pub async fn versions(
        &self,
        collection: Collection,
        id: i64,
        below: Option<Revision>,
        limit: u32,
    ) -> Result<Vec<Version>, StoreError> {
        match self {
            Store::GeoPackage(store) => store.versions(collection, id, below, limit).await,
            Store::Postgis(store) => store.versions(collection, id, below, limit).await,
        }
    }

    /// A feature as it was at a revision.
    pub async fn feature_at(&self, collection: Collection, id: i64, at: Revision) -> Result<Past, StoreError> {
        match self {
            Store::GeoPackage(store) => store.feature_at(collection, id, at).await,
            Store::Postgis(store) => store.feature_at(collection, id, at).await,
        }
    }

    /// The features of a collection that changed after a revision, as they were at it, in no order; `None` where more than
    /// `most` did.
    pub async fn changed_since(
        &self,
        collection: Collection,
        at: Revision,
        most: u32,
    ) -> Result<Option<Vec<(i64, Option<Stored>)>>, StoreError> {
        match self {
            Store::GeoPackage(store) => store.changed_since(collection, at, most).await,
            Store::Postgis(store) => store.changed_since(collection, at, most).await,
        }
    }

    /// What was answered under a client's key in the last [`RECEIPTS_KEPT`].
    pub async fn receipt(&self, key: &str, now: jiff::Timestamp) -> Result<Option<Receipt>, StoreError> {
        match self {
            Store::GeoPackage(store) => store.receipt(key, now).await,
            Store::Postgis(store) => store.receipt(key, now).await,
        }
    }

    /// The file that a code prefix is bound to.
    pub async fn prefix_owner(&self, collection: Collection, prefix: &str) -> Result<Option<String>, StoreError> {
        match self {
            Store::GeoPackage(store) => store.prefix_owner(collection, prefix).await,
            Store::Postgis(store) => store.prefix_owner(collection, prefix).await,
        }
    }

    /// The latest entries of the change log, newest first.
    pub async fn log(&self, limit: i64) -> Result<Vec<LogEntry>, StoreError> {
        match self {
            Store::GeoPackage(store) => store.log(limit).await,
            Store::Postgis(store) => store.log(limit).await,
        }
    }

    /// What is wrong with the store; empty when it is sound.
    pub async fn integrity_faults(&self) -> Result<Vec<String>, StoreError> {
        match self {
            Store::GeoPackage(store) => store.integrity_faults().await,
            Store::Postgis(store) => store.integrity_faults().await,
        }
    }

    /// Closes the connections in good order.
    pub async fn close(&self) -> Result<(), StoreError> {
        match self {
            Store::GeoPackage(store) => store.close().await,
            Store::Postgis(store) => store.close().await,
        }
    }
}
