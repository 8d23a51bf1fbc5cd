//! The world in memory, for reading: an immutable snapshot at a revision.
//!
//! Holds a layer per collection with an R-tree, and the ledger of metres per zone, kept up to date by each change.
//! A reader holds one snapshot for the whole of its answer; a change makes the next one and shares what did not change.
//! Must never wait on the store, take a lock, or know a request.

mod ahead;
mod along;
mod apply;
mod block;
mod changed;
mod codes;
mod contribution;
mod coverage;
mod entry;
mod events;
mod layer;
mod ledger;
mod nearest;
mod placed;
mod progress;
mod search;
mod select;
mod strip;
mod tree;
mod tubes;
mod written;

pub use along::{AlongFeature, CrossingOf, Overlaps, ProbeLine, Question};
pub use apply::BuildStep;
pub use changed::ChangedPlaces;
pub use contribution::{Contribution, Part};
pub use coverage::{ZoneCoverage, cover};
pub use layer::Layer;
pub use ledger::{Account, Ledger};
pub use nearest::Near;
pub use placed::{Area, Bounds, Line, Placed, Shape, WorldArea};
pub use progress::{OperatorMetres, Progress, Series, Step, ZoneCable, ZoneProgress, ZoneSeries};
pub use select::{Page, Selection, Start, Window};
pub use tubes::Tubes;
pub use written::Written;

use crate::crs::Grid;
use crate::model::{City, Collection, Feature, Item, Revision, Zone};
use std::sync::Arc;

/// An immutable picture of the world at one revision. Cloning shares everything.
#[derive(Clone, Debug)]
pub struct Atlas {
    pub revision: Revision,
    pub city: Arc<City>,
    /// Water, land and streets for orientation, GeoJSON.
    pub base: Option<Arc<str>>,
    pub grid: Arc<Grid>,
    layers: [Layer; 4],
    pub ledger: Ledger,
    /// Where the last changes were.
    pub changes: ChangedPlaces,
}

/// One row of a change, as the atlas takes it in.
#[derive(Clone, Debug)]
pub enum Replacement {
    Put { feature: Feature, revision: Revision },
    Delete { collection: Collection, id: i64 },
}

impl Replacement {
    pub fn collection(&self) -> Collection {
        match self {
            Replacement::Put { feature, .. } => feature.item.collection(),
            Replacement::Delete { collection, .. } => *collection,
        }
    }

    pub fn id(&self) -> i64 {
        match self {
            Replacement::Put { feature, .. } => feature.id,
            Replacement::Delete { id, .. } => *id,
        }
    }
}

impl Atlas {
    pub fn layer(&self, collection: Collection) -> &Layer {
        &self.layers[collection as usize]
    }

    /// The same world with some features of a collection as they were at an earlier revision. Only that collection is to be
    /// read of it: contributions and sums are those of now.
    #[must_use]
    pub fn with_past(
        &self,
        collection: Collection,
        revision: Revision,
        past: Vec<(i64, Option<(Feature, Revision)>)>,
    ) -> Self {
        let placed = past
            .into_iter()
            .map(|(id, was)| (id, was.map(|(feature, written)| Arc::new(Placed::new(feature, written, &self.grid)))));
        let mut then = self.clone();
        then.layers[collection as usize] = self.layer(collection).with(placed.collect());
        then.revision = revision;
        then
    }

    pub fn cables(&self) -> &Layer {
        self.layer(Collection::Cables)
    }

    pub fn zones(&self) -> &Layer {
        self.layer(Collection::Zones)
    }

    /// A zone by its id, with its place.
    pub fn zone(&self, id: i64) -> Option<(&Arc<Placed>, &Zone)> {
        let placed = self.zones().get(id)?;
        match &placed.item {
            Item::Zone(zone) => Some((placed, zone)),
            _ => None,
        }
    }
}
