//! The rows of a layer by place: a packed R-tree of small leaves, and beside it what tells its rows apart.
//!
//! Boxes are short numbers, outwards rounded, and what is asked of a row whose box is near stands in a list in the tree's order:
//! a quarter less memory a row than strips in the leaves, and where it is read, it is read in that order.

use super::ahead;
use super::entry::Entry;
use super::placed::{Bounds, Placed};
use crate::geometry::Coord;
use rayon::prelude::*;
use rstar::{AABB, Envelope, ParentNode, RStarInsertionStrategy, RTree, RTreeNode, RTreeObject, RTreeParams};
use std::sync::Arc;

#[derive(Clone, Debug)]
pub(super) struct Tree {
    pub plane: Plane,
    nodes: RTree<Leaf, Wide>,
    /// In the order of the tree's leaves.
    entries: Vec<Entry>,
}

pub(super) type Box32 = AABB<[f32; 2]>;

/// Where a row is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaf {
    min: [f32; 2],
    max: [f32; 2],
    slot: u32,
}

/// Nodes of a dozen.
#[derive(Clone, Debug)]
pub(super) enum Wide {}

impl RTreeParams for Wide {
    const MIN_SIZE: usize = 5;
    const MAX_SIZE: usize = 12;
    const REINSERTION_COUNT: usize = 3;
    type DefaultInsertionStrategy = RStarInsertionStrategy;
}

/// The tree's plane: degrees from the middle of the rows, longitudes squeezed by the cosine of the city's middle latitude, so that
/// its distances are nearly those on the ground.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plane {
    origin: Coord,
    squeeze: f64,
}

impl Plane {
    /// `middle_lat`: where on the globe the city lies, degrees.
    pub fn new(bounds: Bounds, middle_lat: f64) -> Self {
        let middle = |low: f64, high: f64| Some(f64::midpoint(low, high)).filter(|at| at.is_finite()).unwrap_or(0.0);
        let origin = Coord { x: middle(bounds.min.x, bounds.max.x), y: middle(bounds.min.y, bounds.max.y) };
        Plane { origin, squeeze: middle_lat.to_radians().cos().max(0.01) }
    }

    /// A lon/lat place in the plane.
    pub fn place(&self, at: Coord) -> Coord {
        Coord { x: (at.x - self.origin.x) * self.squeeze, y: at.y - self.origin.y }
    }

    /// The least box of short numbers around a lon/lat one, `reach` degrees of latitude wider: boxes that touch still do.
    pub fn around(&self, bounds: Bounds, reach: f64) -> Box32 {
        let (min, max) = (self.place(bounds.min), self.place(bounds.max));
        let low = [min.x - reach, min.y - reach].map(rounded_down);
        let high = [max.x + reach, max.y + reach].map(|number| -rounded_down(-number));
        AABB::from_corners(low, high)
    }

    /// How long a degree of longitude is in the plane, degrees of latitude.
    pub fn squeeze(&self) -> f64 {
        self.squeeze
    }
}

/// The next short number that is not greater.
fn rounded_down(number: f64) -> f32 {
    let short = number as f32;
    if f64::from(short) > number { short.next_down() } else { short }
}

/// The square of how far it is from a place of the plane to a box, degrees of latitude; zero inside it.
pub(super) fn distance_2_to_box(at: Coord, around: &Box32) -> f64 {
    let (low, high) = (around.lower().map(f64::from), around.upper().map(f64::from));
    let x = (low[0] - at.x).max(at.x - high[0]).max(0.0);
    let y = (low[1] - at.y).max(at.y - high[1]).max(0.0);
    x * x + y * y
}

impl Tree {
    /// Entries name their rows by the index in `rows`. `bounds`: around them; `middle_lat`: see [`Plane::new`].
    pub fn new(rows: &[Arc<Placed>], bounds: Bounds, middle_lat: f64) -> Self {
        let plane = Plane::new(bounds, middle_lat);
        let leaf = |(row, placed): (usize, &Arc<Placed>)| {
            let around = plane.around(placed.bounds, 0.0);
            Leaf { min: around.lower(), max: around.upper(), slot: row as u32 }
        };
        let leaves = rows.par_iter().enumerate().map(leaf).collect();
        let mut nodes = RTree::<Leaf, Wide>::bulk_load_with_params(leaves);
        let mut order = Vec::with_capacity(rows.len());
        for leaf in &mut nodes {
            let row = std::mem::replace(&mut leaf.slot, order.len() as u32);
            order.push(row);
        }
        let entries = order.par_iter().map(|row| Entry::new(&rows[*row as usize], plane, *row)).collect();
        Tree { plane, nodes, entries }
    }

    pub fn root(&self) -> &ParentNode<Leaf> {
        self.nodes.root()
    }

    pub fn entry(&self, leaf: &Leaf) -> &Entry {
        &self.entries[leaf.slot as usize]
    }

    /// The entries whose box touches the window, in no order, each with its box.
    pub fn touching(&self, window: Box32) -> impl Iterator<Item = (Box32, &Entry)> {
        let found = self.nodes.locate_in_envelope_intersecting(window);
        found.map(|leaf| (leaf.envelope(), self.entry(leaf)))
    }

    /// The same at once, for a window with not too much in it: the tree is read level by level, and each level, then the
    /// entries, ahead of being looked at.
    pub fn all_touching(&self, window: Box32) -> Vec<(Box32, &Entry)> {
        let mut found = Vec::new();
        let mut level = vec![self.root()];
        while !level.is_empty() {
            for node in &level {
                ahead::children(node);
            }
            let mut next = Vec::new();
            for child in level.iter().flat_map(|node| node.children()) {
                match child {
                    RTreeNode::Leaf(leaf) if leaf.envelope().intersects(&window) => {
                        let entry = self.entry(leaf);
                        ahead::entry(entry);
                        found.push((leaf.envelope(), entry));
                    }
                    RTreeNode::Parent(node) if node.envelope().intersects(&window) => next.push(node),
                    _ => {}
                }
            }
            level = next;
        }
        found
    }
}

impl RTreeObject for Leaf {
    type Envelope = Box32;

    fn envelope(&self) -> Box32 {
        AABB::from_corners(self.min, self.max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bounds(x: f64, y: f64, wide: f64, high: f64) -> Bounds {
        Bounds { min: Coord { x, y }, max: Coord { x: x + wide, y: y + high } }
    }

    proptest! {
        #[test]
        fn boxes_of_short_numbers_hold_what_they_stand_for(
            x in 106.0..107.5_f64, y in 20.0..21.0_f64, wide in 0.0..1e-6_f64, high in 0.0..1e-6_f64, aside in -1e-6..1e-6_f64,
        ) {
            let plane = Plane::new(bounds(106.4, 20.1, 1.3, 0.9), 20.6);
            let (one, other) = (bounds(x, y, wide, high), bounds(x + aside, y - aside, high, wide));
            let (around, around_other) = (plane.around(one, 0.0), plane.around(other, 0.0));
            prop_assert!(!one.touches(&other) || around.intersects(&around_other));
            for at in [one.min, one.max] {
                prop_assert_eq!(distance_2_to_box(plane.place(at), &around), 0.0);
            }
            // A hand's width at the most is given away.
            let far = Coord { x: one.max.x + 1e-3, y: one.max.y };
            let distance = distance_2_to_box(plane.place(far), &around).sqrt();
            prop_assert!((1e-3 * plane.squeeze() - 2e-7..=1e-3 * plane.squeeze()).contains(&distance), "{distance}");
        }
    }
}
