//! Where the last changes were, so that what was made from an earlier picture is kept where nothing changed.

use super::{Atlas, Bounds, Placed};
use crate::model::{Collection, Item, Revision};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// So many places are remembered; what is older counts as changed everywhere.
const REMEMBERED: usize = 1024;
/// A change of more rows of a collection than this is remembered as one box around them.
const ROWS_APART: usize = 64;

/// The boxes of the last changes, as the features were before and as they are now.
#[derive(Clone, Debug)]
pub struct ChangedPlaces {
    /// All changes after this revision are remembered.
    known_after: Revision,
    places: Arc<VecDeque<Changed>>,
}

#[derive(Clone, Copy, Debug)]
struct Changed {
    revision: Revision,
    collection: Collection,
    bounds: Bounds,
}

impl ChangedPlaces {
    pub(super) fn none_after(revision: Revision) -> Self {
        ChangedPlaces { known_after: revision, places: Arc::default() }
    }

    /// Whether a change after that revision touched the box in a wanted collection; `true` where it is not known.
    pub fn touch_since(&self, revision: Revision, wanted: impl Fn(Collection) -> bool, bounds: Bounds) -> bool {
        if revision < self.known_after {
            return true;
        }
        // Newest last, and the question is most often about the newest few.
        let newer = self.places.iter().rev().take_while(|place| place.revision > revision);
        newer.into_iter().any(|place| wanted(place.collection) && place.bounds.touches(&bounds))
    }

    /// The boxes that changed after a revision in a wanted collection and touch the given one; `None` where they are not
    /// known.
    pub fn since(
        &self,
        revision: Revision,
        wanted: impl Fn(Collection) -> bool,
        bounds: Bounds,
    ) -> Option<Vec<Bounds>> {
        let newer = self.places.iter().rev().take_while(|place| place.revision > revision);
        let touching = newer.filter(|place| wanted(place.collection) && place.bounds.touches(&bounds));
        (revision >= self.known_after).then(|| touching.map(|place| place.bounds).collect())
    }

    pub(super) fn with(&self, revision: Revision, changed: Vec<(Collection, Bounds)>) -> Self {
        let mut by_collection: BTreeMap<Collection, Vec<Bounds>> = BTreeMap::new();
        for (collection, bounds) in changed {
            by_collection.entry(collection).or_default().push(bounds);
        }
        let mut next = self.clone();
        let places = Arc::make_mut(&mut next.places);
        for (collection, mut boxes) in by_collection {
            if boxes.len() > ROWS_APART {
                boxes = vec![Bounds::of(boxes.iter().flat_map(|bounds| [bounds.min, bounds.max]))];
            }
            places.extend(boxes.into_iter().map(|bounds| Changed { revision, collection, bounds }));
        }
        while places.len() > REMEMBERED {
            if let Some(forgotten) = places.pop_front() {
                next.known_after = forgotten.revision;
            }
        }
        next
    }
}

impl Atlas {
    /// The boxes that change when a row of this atlas becomes another one or goes.
    ///
    /// A cable that names a conduit also changes how many of its tubes are free, along all of the conduit.
    pub(super) fn changed_by(
        &self,
        before: Option<&Arc<Placed>>,
        after: Option<&Arc<Placed>>,
    ) -> Vec<(Collection, Bounds)> {
        let mut changed = Vec::new();
        for placed in before.into_iter().chain(after) {
            changed.push((placed.item.collection(), placed.bounds));
            if let Item::Cable(cable) = &placed.item
                && let Some(code) = &cable.conduit
            {
                let named =
                    self.conduits_named(code, placed.bounds).map(|conduit| (Collection::Conduits, conduit.bounds));
                changed.extend(named);
            }
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Coord;

    fn place(x: f64) -> Bounds {
        Bounds { min: Coord { x, y: 0.0 }, max: Coord { x: x + 0.5, y: 1.0 } }
    }

    #[test]
    fn a_change_is_remembered_where_it_was_and_forgotten_as_changed_everywhere() {
        let mut changed = ChangedPlaces::none_after(Revision(10));
        changed = changed.with(Revision(11), vec![(Collection::Cables, place(3.0))]);
        changed = changed.with(Revision(12), vec![(Collection::Zones, place(5.0))]);
        let touches = |changed: &ChangedPlaces, since: i64, x: f64| {
            changed.touch_since(Revision(since), |collection| collection == Collection::Cables, place(x))
        };
        assert!(touches(&changed, 10, 3.2));
        assert!(!touches(&changed, 11, 3.2));
        assert!(!touches(&changed, 10, 4.0));
        assert!(!touches(&changed, 10, 5.0), "a zone is no cable");
        assert!(touches(&changed, 9, 80.0), "nobody knows what was before 10");
        for revision in 13..2000 {
            changed = changed.with(Revision(revision), vec![(Collection::Zones, place(5.0))]);
        }
        assert!(touches(&changed, 10, 80.0));
        assert!(!touches(&changed, 1900, 3.2));
        let many = (0..1000).map(|x| (Collection::Cables, place(f64::from(x)))).collect();
        changed = changed.with(Revision(2000), many);
        assert!(touches(&changed, 1999, 500.0) && !touches(&changed, 1999, 1002.0));
    }
}
