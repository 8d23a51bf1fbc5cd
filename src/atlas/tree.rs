//! The rows of a layer by place: a packed R-tree of blocks of rows, and beside it what tells its rows apart.
//!
//! Boxes are short numbers, outwards rounded, and what is asked of a row whose box is near stands in a list in the blocks' order:
//! where it is read, it is read in that order. Of a million rows the tree itself has thirty thousand leaves.

use super::ahead;
use super::block::{Block, ROWS, Some32};
use super::entry::{Entry, Probe};
use super::placed::{Bounds, Placed};
use crate::geometry::Coord;
use crate::model::Day;
use rayon::prelude::*;
use rstar::{AABB, ParentNode, RTree, RTreeObject};
use std::sync::Arc;

#[derive(Clone, Debug)]
pub(super) struct Tree {
    pub plane: Plane,
    nodes: RTree<Leaf>,
    blocks: Vec<Block>,
    /// In the order of the blocks, all of which are full but for the last one.
    entries: Vec<Entry>,
}

pub(super) type Box32 = AABB<[f32; 2]>;

/// Where a block is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaf {
    min: [f32; 2],
    max: [f32; 2],
    pub block: u32,
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
        let high = [max.x + reach, max.y + reach].map(rounded_up);
        AABB::from_corners(low, high)
    }

    /// How long a degree of longitude is in the plane, degrees of latitude.
    pub fn squeeze(&self) -> f64 {
        self.squeeze
    }
}

/// The next short number that is not greater.
pub(super) fn rounded_down(number: f64) -> f32 {
    let short = number as f32;
    if f64::from(short) > number { short.next_down() } else { short }
}

/// The next short number that is not less.
pub(super) fn rounded_up(number: f64) -> f32 {
    -rounded_down(-number)
}

/// The square of how far it is from a place of the plane to a box, degrees of latitude; zero inside it.
pub(super) fn distance_2_to_box(at: Coord, around: &Box32) -> f64 {
    let (low, high) = (around.lower().map(f64::from), around.upper().map(f64::from));
    let x = (low[0] - at.x).max(at.x - high[0]).max(0.0);
    let y = (low[1] - at.y).max(at.y - high[1]).max(0.0);
    x * x + y * y
}

impl Tree {
    /// `rows`: in the order in which [`together`] puts them. Entries name them by their index.
    pub fn new(rows: &[Arc<Placed>], plane: Plane) -> Self {
        let block = |some: &[Arc<Placed>]| {
            Block::of(
                some.iter()
                    .map(|placed| (plane.around(placed.bounds, 0.0), placed.item.valid_from(), placed.item.valid_to())),
            )
        };
        let blocks: Vec<Block> = rows.par_chunks(ROWS).map(block).collect();
        let leaf = |(block, of): (usize, &Block)| {
            let around = of.around_all();
            Leaf { min: around.lower(), max: around.upper(), block: block as u32 }
        };
        let nodes = RTree::bulk_load(blocks.iter().enumerate().map(leaf).collect());
        let entry = |(row, placed): (usize, &Arc<Placed>)| Entry::new(placed, plane, row as u32);
        let entries = rows.par_iter().enumerate().map(entry).collect();
        Tree { plane, nodes, blocks, entries }
    }

    pub fn root(&self) -> &ParentNode<Leaf> {
        self.nodes.root()
    }

    pub fn block(&self, block: u32) -> &Block {
        &self.blocks[block as usize]
    }

    /// The entries of some rows of a block.
    pub fn entries(&self, block: u32, some: Some32) -> impl Iterator<Item = (usize, &Entry)> {
        let entries = &self.entries[block as usize * ROWS..];
        some.rows().map(|row| (row, &entries[row]))
    }

    /// The entries whose box touches the window, in no order.
    pub fn touching(&self, window: Box32) -> impl Iterator<Item = &Entry> {
        let blocks = self.nodes.locate_in_envelope_intersecting(window).map(|leaf| leaf.block);
        blocks.flat_map(move |block| self.entries(block, self.block(block).touching(&window))).map(|(_, entry)| entry)
    }

    /// The entries that are valid on the day and may be reached from a line, in no order: blocks, then entries, are read ahead
    /// of being looked at.
    pub fn reached(&self, probe: &Probe, at: Day) -> Vec<&Entry> {
        let met = self.nodes.locate_in_envelope_intersecting(probe.window()).map(|leaf| leaf.block);
        let blocks: Vec<u32> = met.collect();
        for block in &blocks {
            ahead::block(self.block(*block));
        }
        let mut found = Vec::new();
        for number in blocks {
            let block = self.block(number);
            let near = self.entries(number, block.valid_at(at) & probe.touching(block));
            found.extend(near.map(|(row, entry)| (block.around(row), entry)));
        }
        for (_, entry) in &found {
            ahead::entry(entry);
        }
        found.into_iter().filter(|(around, entry)| probe.may_reach(around, entry)).map(|(_, entry)| entry).collect()
    }
}

/// Some rows in such an order that those which lie together stand side by side, as many as a block takes: slices from west to
/// east, each from south to north (S. T. Leutenegger et al., STR: a simple and efficient algorithm for R-tree packing, 1997). Of
/// each its box and its index.
pub(super) fn together<T: Sync>(rows: &[T], bounds: impl Fn(&T) -> Bounds + Sync, plane: Plane) -> Vec<(Box32, u32)> {
    let place = |(row, of): (usize, &T)| (plane.around(bounds(of), 0.0), row as u32);
    let mut places: Vec<(Box32, u32)> = rows.par_iter().enumerate().map(place).collect();
    let slice = (places.len().div_ceil(ROWS) as f64).sqrt().ceil() as usize * ROWS;
    let sort = |places: &mut [(Box32, u32)], axis: usize| {
        let middle = |(around, _): &(Box32, u32)| around.lower()[axis] + around.upper()[axis];
        places.par_sort_unstable_by(|one, other| middle(one).total_cmp(&middle(other)).then(one.1.cmp(&other.1)));
    };
    sort(&mut places, 0);
    places.par_chunks_mut(slice.max(1)).for_each(|places| sort(places, 1));
    places
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
    use rstar::Envelope;

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
