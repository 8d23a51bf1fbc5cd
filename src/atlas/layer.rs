//! A layer: the features of one collection, by id and by place.
//!
//! A large immutable base (rows in the order of a packed R-tree, so that neighbours stand together) and a small overlay of
//! what changed since. A commit copies the overlay only; when that has grown, the base is built anew.

use super::ahead;
use super::codes::{CodeOrder, begins_so};
use super::entry::{Entry, Probe};
use super::placed::{Bounds, Placed};
use super::tree::{Box32, Plane, Tree, together};
use crate::geometry::Coord;
use crate::model::Day;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// An overlay longer than this is merged into the base.
const OVERLAY_LIMIT: usize = 512;

#[derive(Clone, Debug)]
pub struct Layer {
    base: Arc<Base>,
    overlay: Arc<Overlay>,
    len: usize,
}

#[derive(Clone, Debug)]
struct Base {
    /// In the order of the tree.
    rows: Vec<Arc<Placed>>,
    /// Each id with its row, in order of id.
    by_id: Vec<(i64, u32)>,
    /// Made when it is first asked for; whoever asks meanwhile waits for it, off the threads that answer.
    by_code: OnceLock<CodeOrder>,
    tree: Tree,
    /// Around all rows.
    bounds: Bounds,
    middle_lat: f64,
}

/// What became of rows since the base was built.
#[derive(Clone, Debug, Default)]
struct Overlay {
    /// `None` where the row is gone.
    rows: BTreeMap<i64, Option<Arc<Placed>>>,
    /// The rows of the base that hold no more.
    outdated: BTreeSet<u32>,
    /// Those that are there, with their boxes side by side: every question looks through them.
    entries: Vec<Changed>,
}

#[derive(Clone, Debug)]
pub(super) struct Changed {
    pub around: Box32,
    pub entry: Entry,
    pub placed: Arc<Placed>,
}

impl Layer {
    /// `middle_lat`: where on the globe the city lies, degrees.
    pub fn new(rows: Vec<Arc<Placed>>, middle_lat: f64) -> Self {
        let len = rows.len();
        let bounds = Bounds::around(rows.iter().map(|placed| placed.bounds));
        let plane = Plane::new(bounds, middle_lat);
        let order = together(&rows, |placed| placed.bounds, plane);
        let mut rows: Vec<Option<Arc<Placed>>> = rows.into_iter().map(Some).collect();
        let rows: Vec<Arc<Placed>> = order.iter().filter_map(|(_, row)| rows[*row as usize].take()).collect();
        let mut by_id: Vec<(i64, u32)> = rows.iter().zip(0..).map(|(placed, row)| (placed.id, row)).collect();
        by_id.par_sort_unstable();
        let (tree, by_code) = (Tree::new(&rows, plane), OnceLock::new());
        Layer { base: Arc::new(Base { rows, by_id, by_code, tree, bounds, middle_lat }), overlay: Arc::default(), len }
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub fn get(&self, id: i64) -> Option<&Arc<Placed>> {
        match self.overlay.rows.get(&id) {
            Some(changed) => changed.as_ref(),
            None => self.base.get(id),
        }
    }

    /// All rows in order of id.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Placed>> {
        self.iter_after(i64::MIN)
    }

    /// The rows with a larger id, in order of id.
    pub fn iter_after(&self, id: i64) -> impl Iterator<Item = &Arc<Placed>> {
        let start = self.base.by_id.partition_point(|(known, _)| *known <= id);
        let mut base = self.base.by_id[start..].iter().map(|(_, row)| &self.base.rows[*row as usize]).peekable();
        let mut overlay =
            self.overlay.rows.range((std::ops::Bound::Excluded(id), std::ops::Bound::Unbounded)).peekable();
        std::iter::from_fn(move || {
            loop {
                let next_changed = overlay.peek().map(|(id, _)| **id);
                match (base.peek(), next_changed) {
                    (Some(placed), Some(changed)) if changed <= placed.id => {
                        if changed == placed.id {
                            base.next();
                        }
                        if let Some((_, Some(placed))) = overlay.next() {
                            return Some(placed);
                        }
                    }
                    (Some(_), _) => return base.next(),
                    (None, Some(_)) => {
                        if let Some((_, Some(placed))) = overlay.next() {
                            return Some(placed);
                        }
                    }
                    (None, None) => return None,
                }
            }
        })
    }

    /// All rows, neighbours one after the other as far as may be: that is how they lie in memory.
    pub(super) fn iter_together(&self) -> impl Iterator<Item = &Arc<Placed>> {
        let unchanged = self.base.rows.iter().zip(0..).filter(|(_, row)| self.holds(*row));
        unchanged.map(|(placed, _)| placed).chain(self.overlay.entries.iter().map(|at| &at.placed))
    }

    /// The rows whose code begins so: those of the base in order of code, and those that changed since.
    pub(super) fn beginning<'a>(
        &'a self,
        begins: &'a str,
    ) -> (impl Iterator<Item = &'a Arc<Placed>>, impl Iterator<Item = &'a Arc<Placed>>) {
        let by_code = self.base.by_code.get_or_init(|| CodeOrder::of(&self.base.rows));
        let unchanged = by_code.beginning(&self.base.rows, begins);
        let unchanged = unchanged.filter(|row| self.holds(*row));
        let changed = self.overlay.entries.iter().map(|at| &at.placed);
        let changed = changed.filter(move |placed| begins_so(placed.item.code(), begins));
        (unchanged.map(|row| &self.base.rows[row as usize]), changed)
    }

    /// The box around all rows; `None` where there are none. Rows that a change took away may still count.
    pub fn bounds(&self) -> Option<Bounds> {
        let changed = self.overlay.entries.iter().map(|at| at.placed.bounds);
        let all = Bounds::around(changed.chain([self.base.bounds]));
        (self.len > 0 && all.min.x <= all.max.x).then_some(all)
    }

    /// The rows whose box touches the given one, in no order.
    pub fn touching(&self, bounds: Bounds) -> impl Iterator<Item = &Arc<Placed>> {
        let window = self.base.tree.plane.around(bounds, 0.0);
        let unchanged = self.base.tree.touching(window).filter_map(|entry| self.unchanged(entry));
        let changed = self.overlay.entries.iter().map(|at| &at.placed);
        // The tree's boxes are a little wider.
        unchanged.chain(changed).filter(move |placed| placed.bounds.touches(&bounds))
    }

    /// The rows valid on the day that may come within a distance of a lon/lat line, in no order: those that its box touches,
    /// without those whose course shows that they keep away.
    pub(super) fn along(&self, line: &[Coord], within_m: f64, at: Day) -> Vec<&Arc<Placed>> {
        let probe = Probe::new(line, self.base.tree.plane, within_m);
        let reached = self.base.tree.reached(&probe, at);
        reached.iter().filter_map(|entry| self.base.rows.get(entry.row as usize)).for_each(ahead::row);
        let unchanged = reached.into_iter().filter_map(|entry| self.unchanged(entry));
        let is_near = |changed: &&Changed| {
            probe.may_reach(&changed.around, &changed.entry) && changed.placed.item.is_valid_at(at)
        };
        let changed = self.changed().filter(is_near);
        unchanged.chain(changed.map(|changed| &changed.placed)).collect()
    }

    /// Whether a row of the base still holds.
    fn holds(&self, row: u32) -> bool {
        !self.overlay.outdated.contains(&row)
    }

    /// The tree of the base, in which rows may be that have changed since; [`Layer::unchanged`] tells.
    pub(super) fn tree(&self) -> &Tree {
        &self.base.tree
    }

    /// The row of an entry of the tree, none where it holds no more.
    pub(super) fn unchanged(&self, entry: &Entry) -> Option<&Arc<Placed>> {
        self.base.rows.get(entry.row as usize).filter(|_| self.holds(entry.row))
    }

    /// The rows that are not in the tree. A row itself lies elsewhere in memory: it is best looked at where its entry is near.
    pub(super) fn changed(&self) -> impl Iterator<Item = &Changed> {
        self.overlay.entries.iter()
    }

    /// The next layer: the same, with some rows replaced (`Some`) or gone (`None`).
    pub(super) fn with(&self, changes: Vec<(i64, Option<Arc<Placed>>)>) -> Self {
        if changes.is_empty() {
            return self.clone();
        }
        let mut overlay = Overlay::clone(&self.overlay);
        let mut len = self.len;
        for (id, placed) in changes {
            let was_there = self.get_in(&overlay.rows, id);
            len = len + usize::from(placed.is_some()) - usize::from(was_there);
            if let Some(Some(last)) = overlay.rows.remove(&id) {
                overlay.entries.retain(|at| !Arc::ptr_eq(&at.placed, &last));
            }
            if let Some(placed) = &placed {
                let plane = self.base.tree.plane;
                let (around, entry) = (plane.around(placed.bounds, 0.0), Entry::new(placed, plane, 0));
                overlay.entries.push(Changed { around, entry, placed: placed.clone() });
            }
            let in_base = self.base.row_of(id);
            overlay.outdated.extend(in_base.map(|row| row as u32));
            if placed.is_some() || in_base.is_some() {
                overlay.rows.insert(id, placed);
            }
        }
        let next = Layer { base: self.base.clone(), overlay: Arc::new(overlay), len };
        if next.overlay.rows.len() > OVERLAY_LIMIT { next.merged() } else { next }
    }

    fn get_in(&self, overlay: &BTreeMap<i64, Option<Arc<Placed>>>, id: i64) -> bool {
        overlay.get(&id).map_or_else(|| self.base.get(id).is_some(), Option::is_some)
    }

    /// The same rows in the same places, each made anew by `remake`. Rows that nobody else holds come alone, so that
    /// they can be changed where they are; the tree is kept.
    pub(super) fn remade(self, remake: impl Fn(Arc<Placed>) -> Arc<Placed> + Send + Sync) -> Self {
        let layer = if self.overlay.rows.is_empty() { self } else { self.merged() };
        let base = Arc::unwrap_or_clone(layer.base);
        let rows: Vec<Arc<Placed>> = base.rows.into_par_iter().map(remake).collect();
        Layer { base: Arc::new(Base { rows, ..base }), overlay: Arc::default(), len: layer.len }
    }

    /// The same rows with everything in the base.
    pub(super) fn merged(&self) -> Self {
        Layer::new(self.iter().cloned().collect(), self.base.middle_lat)
    }
}

impl Base {
    fn get(&self, id: i64) -> Option<&Arc<Placed>> {
        self.rows.get(self.row_of(id)?)
    }

    fn row_of(&self, id: i64) -> Option<usize> {
        let at = self.by_id.binary_search_by_key(&id, |(known, _)| *known).ok()?;
        self.by_id.get(at).map(|(_, row)| *row as usize)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::crs::Grid;
    use crate::model::cable::Status;
    use crate::model::structure::StructureKind;
    use crate::model::{Day, Feature, Geometry, Item, Revision, Structure};
    use geo_types::Point;
    use std::sync::LazyLock;

    fn pole(id: i64) -> Arc<Placed> {
        pole_called(id, &format!("P{id}"))
    }

    pub fn pole_called(id: i64, code: &str) -> Arc<Placed> {
        static GRID: LazyLock<Grid> = LazyLock::new(|| Grid::new(9210, [106.4, 20.1, 107.8, 21.1]).unwrap());
        let item = Item::Structure(Structure {
            code: code.into(),
            owner: "PCHP".into(),
            kind: StructureKind::Pole,
            status: Status::Functional,
            valid_from: Day(0),
            valid_to: None,
            height_m: None,
        });
        let place = Point::new(106.5 + (id % 100) as f64 / 500.0, 20.5 + (id / 100) as f64 / 500.0);
        Arc::new(Placed::new(Feature { id, item, geometry: Geometry::Point(place) }, Revision(1), &GRID))
    }

    #[test]
    fn a_small_change_shares_the_base_and_a_large_one_makes_it_anew() {
        let layer = Layer::new((0..5000).map(pole).collect(), 20.6);
        let one_more = layer.with(vec![(5000, Some(pole(5000))), (17, None)]);
        assert!(Arc::ptr_eq(&layer.base, &one_more.base));
        assert_eq!((one_more.overlay.rows.len(), one_more.len()), (2, 5000));
        let many = one_more.with((0..5000).take(OVERLAY_LIMIT + 1).map(|id| (id, None)).collect());
        assert!(!Arc::ptr_eq(&layer.base, &many.base));
        assert!(many.overlay.rows.is_empty());
        assert_eq!(many.len(), 5001 - OVERLAY_LIMIT - 1);
    }

    #[test]
    fn rows_come_in_order_of_id_and_each_once_whatever_was_changed_since() {
        let layer = Layer::new((0..300).rev().map(pole).collect(), 20.6);
        let layer = layer.with(vec![(300, Some(pole(300))), (17, None), (18, Some(pole(18)))]);
        let wanted: Vec<i64> = (0..=300).filter(|id| *id != 17).collect();
        let ids = |rows: Vec<&Arc<Placed>>| rows.into_iter().map(|placed| placed.id).collect::<Vec<_>>();
        assert_eq!(ids(layer.iter().collect()), wanted);
        assert_eq!(ids(layer.iter_after(250).collect()), wanted[wanted.len() - 50..]);
        let mut together = ids(layer.iter_together().collect());
        together.sort_unstable();
        assert_eq!(together, wanted);
        assert_eq!([17, 18, 300].map(|id| layer.get(id).is_some()), [false, true, true]);
        let remade = layer.remade(|placed| placed);
        assert_eq!(ids(remade.iter().collect()), wanted);
    }
}
