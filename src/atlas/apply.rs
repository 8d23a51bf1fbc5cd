//! How an atlas comes to be: from all features at start, and from the last one by a change.

use super::contribution::{ROUNDING_M, contributions};
use super::tree::{Plane, together};
use super::{Atlas, Bounds, ChangedPlaces, Layer, Ledger, Placed, Replacement};
use crate::crs::{CrsError, Grid};
use crate::model::{City, Collection, Feature, Revision};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A change that touches more cables than this share of all is counted from nothing.
const RECOUNT_SHARE: f64 = 0.2;

/// The steps of building an atlas, told as they end, so that start-up can be timed from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuildStep {
    Project,
    Index,
    Zones,
}

impl Atlas {
    /// Builds the world from all its features.
    pub fn build(
        city: Arc<City>,
        base: Option<Arc<str>>,
        revision: Revision,
        features: Vec<(Feature, Revision)>,
        mut done: impl FnMut(BuildStep),
    ) -> Result<Self, CrsError> {
        let grid = Grid::new(city.grid_epsg().unwrap_or(4326), city.bounds)?;
        let middle_lat = f64::midpoint(city.bounds[1], city.bounds[3]);
        let mut read: [Vec<(Feature, Revision)>; 4] = Default::default();
        for (feature, revision) in features {
            read[feature.item.collection() as usize].push((feature, revision));
        }
        let placed = read.map(|features| placed_together(&features, &grid, middle_lat));
        done(BuildStep::Project);
        let mut holders = BTreeSet::new();
        let rows = placed.map(|rows| {
            let shared = rows.into_iter().map(|mut placed| {
                placed.item.share_holder(&mut holders);
                Arc::new(placed)
            });
            shared.collect::<Vec<_>>()
        });
        let [cables, conduits, structures, zones] = rows;
        let (cables, [conduits, structures, zones]) = rayon::join(
            || Layer::new(cables, middle_lat),
            || [conduits, structures, zones].map(|rows| Layer::new(rows, middle_lat)),
        );
        let layers = [cables, conduits, structures, zones];
        let mut atlas = Atlas {
            revision,
            city,
            base,
            grid: Arc::new(grid),
            layers,
            ledger: Ledger::default(),
            changes: ChangedPlaces::none_after(revision),
        };
        done(BuildStep::Index);
        atlas.recount(middle_lat);
        done(BuildStep::Zones);
        Ok(atlas)
    }

    /// Counts every cable in every zone from nothing.
    fn recount(&mut self, middle_lat: f64) {
        let zones = self.zones().clone();
        // Taken out, so that the rows are changed where they are unless an earlier atlas holds them too.
        let nothing = Layer::new(Vec::new(), middle_lat);
        let cables = std::mem::replace(&mut self.layers[Collection::Cables as usize], nothing);
        let cables = cables.remade(|placed| {
            let contributions = contributions(&placed, &zones);
            if contributions.is_empty() && placed.contributions.is_empty() {
                return placed;
            }
            let mut placed = placed;
            Arc::make_mut(&mut placed).contributions = contributions.into();
            placed
        });
        self.ledger = Ledger::build(&cables, &zones);
        self.layers[Collection::Cables as usize] = cables;
    }

    /// The next atlas: this one with a change applied.
    #[must_use]
    pub fn applied(&self, revision: Revision, changes: Vec<Replacement>) -> Self {
        let mut next = self.clone();
        next.revision = revision;
        let mut by_collection: [Vec<(i64, Option<Arc<Placed>>)>; 4] = Default::default();
        // Of two rows for one feature the later one stands; counted twice the ledger would keep a trace of the first.
        let changes: BTreeMap<(Collection, i64), Replacement> =
            changes.into_iter().map(|change| ((change.collection(), change.id()), change)).collect();
        let changes: Vec<(Collection, i64, Option<Arc<Placed>>)> = changes
            .into_par_iter()
            .map(|(_, change)| match change {
                Replacement::Delete { collection, id } => (collection, id, None),
                Replacement::Put { feature, revision } => {
                    let (collection, id) = (feature.item.collection(), feature.id);
                    (collection, id, Some(Arc::new(Placed::new(feature, revision, &self.grid))))
                }
            })
            .collect();
        let changed = changes
            .iter()
            .flat_map(|(collection, id, after)| self.changed_by(self.layer(*collection).get(*id), after.as_ref()));
        next.changes = self.changes.with(revision, changed.collect());
        for (collection, id, placed) in changes {
            by_collection[collection as usize].push((id, placed));
        }
        let [cables, conduits, structures, zones] = by_collection;
        next.layers[Collection::Conduits as usize] = self.layer(Collection::Conduits).with(conduits);
        next.layers[Collection::Structures as usize] = self.layer(Collection::Structures).with(structures);
        let affected = self.cables_of_zones(&zones);
        next.layers[Collection::Zones as usize] = self.zones().with(zones);
        next.change_cables(self, cables, affected);
        next
    }

    /// The ids of the cables that touch a zone that is about to change, as it was or as it will be.
    fn cables_of_zones(&self, zones: &[(i64, Option<Arc<Placed>>)]) -> BTreeSet<i64> {
        let before = zones.iter().filter_map(|(id, _)| self.zones().get(*id));
        let after = zones.iter().filter_map(|(_, placed)| placed.as_ref());
        before
            .chain(after)
            .flat_map(|zone| self.cables().touching(zone.bounds.widened(ROUNDING_M)))
            .map(|cable| cable.id)
            .collect()
    }

    fn change_cables(&mut self, last: &Atlas, cables: Vec<(i64, Option<Arc<Placed>>)>, mut affected: BTreeSet<i64>) {
        for (id, _) in &cables {
            affected.remove(id);
        }
        if cables.is_empty() && affected.is_empty() {
            return;
        }
        let touched = cables.len() + affected.len();
        if touched as f64 > RECOUNT_SHARE * last.cables().len() as f64 && touched > 64 {
            self.layers[Collection::Cables as usize] = self.cables().with(cables);
            self.recount(f64::midpoint(self.city.bounds[1], self.city.bounds[3]));
            return;
        }
        let affected = affected.into_iter().filter_map(|id| Some((id, Some(last.cables().get(id)?.clone()))));
        let changes: Vec<(i64, Option<Arc<Placed>>)> = cables.into_iter().chain(affected).collect();
        let zones = self.zones();
        let changes: Vec<(i64, Option<Arc<Placed>>)> = changes
            .into_par_iter()
            .map(|(id, placed)| {
                let counted = placed.map(|placed| {
                    let contributions = contributions(&placed, zones).into();
                    Arc::new(Placed { contributions, ..Placed::clone(&placed) })
                });
                (id, counted)
            })
            .collect();
        let gone: Vec<Arc<Placed>> = changes.iter().filter_map(|(id, _)| last.cables().get(*id).cloned()).collect();
        let come: Vec<Arc<Placed>> = changes.iter().filter_map(|(_, placed)| placed.clone()).collect();
        self.ledger = last.ledger.updated((&gone, last.zones()), (&come, zones));
        self.layers[Collection::Cables as usize] = self.cables().with(changes);
    }
}

/// Puts features in their places, neighbours one after the other: what is asked for together then lies together in memory.
/// They are copied, since what was read lies in the order of the reading.
fn placed_together(features: &[(Feature, Revision)], grid: &Grid, middle_lat: f64) -> Vec<Placed> {
    let bounds: Vec<Bounds> = features.par_iter().map(|(feature, _)| Bounds::of_geometry(&feature.geometry)).collect();
    let plane = Plane::new(Bounds::around(bounds.iter().copied()), middle_lat);
    let order = together(&bounds, |bounds| *bounds, plane);
    let place = |(_, row): &(_, u32)| {
        let (feature, revision) = &features[*row as usize];
        Placed::new(feature.clone(), *revision, grid)
    };
    order.par_iter().map(place).collect()
}
