//! The rows of a layer in the order in which they may be nearest to a place.

use super::ahead;
use super::block::{ROWS, Some32};
use super::entry::Entry;
use super::layer::{Changed, Layer};
use super::placed::Placed;
use super::tree::{Leaf, distance_2_to_box};
use crate::geometry::Coord;
use crate::model::Day;
use rstar::{ParentNode, RTreeNode, RTreeObject};
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::Arc;

/// What is looked for. Distances are degrees of latitude in the tree's plane.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    pub place: Coord,
    pub count: usize,
    pub at: Day,
    /// Rows that are surely farther are left out.
    pub within: f64,
    /// A distance in the tree may stand for so much more than the same elsewhere: a share, at least 1.
    pub unevenness: f64,
}

/// Comes to the rows valid on the day by the distance that they are at least, nearest first, each with that distance.
/// Leaves out those that are surely farther than as many others as are wanted.
pub(super) struct Search<'a> {
    layer: &'a Layer,
    wanted: Wanted,
    /// The place in the tree's plane.
    at: Coord,
    heap: BinaryHeap<Candidate<'a>>,
    /// The least of the distances that rows have at the most, as many as are wanted.
    reached: BinaryHeap<Distance>,
    /// No row that is farther can be among the wanted ones; its square.
    reach_2: f64,
}

/// A millimetre and less: what rounding may make of a distance.
const HAIR: f64 = 1e-8;

struct Candidate<'a> {
    at_least_2: Distance,
    what: What<'a>,
}

enum What<'a> {
    Node(&'a ParentNode<Leaf>),
    Block(u32),
    Row(&'a Entry),
    Changed(&'a Changed),
}

#[derive(Clone, Copy, PartialEq)]
struct Distance(f64);

impl<'a> Search<'a> {
    pub fn new(layer: &'a Layer, wanted: Wanted) -> Self {
        let at = layer.tree().plane.place(wanted.place);
        let (heap, reached) = (BinaryHeap::with_capacity(128), BinaryHeap::with_capacity(wanted.count.min(128)));
        let mut search = Search { layer, wanted, at, heap, reached, reach_2: wanted.within * wanted.within };
        for changed in layer.changed() {
            let (at_least_2, at_most) = search.told(distance_2_to_box(at, &changed.around), &changed.entry);
            if at_least_2 <= search.reach_2 && changed.placed.item.is_valid_at(wanted.at) {
                search.meet(at_least_2, at_most, What::Changed(changed));
            }
        }
        search.open(layer.tree().root());
        search
    }

    /// `at_least_2`: the square of how far it is at least; `at_most`: how far at the most.
    fn meet(&mut self, at_least_2: f64, at_most: f64, what: What<'a>) {
        if at_least_2 > self.reach_2 {
            return;
        }
        self.heap.push(Candidate { at_least_2: Distance(at_least_2), what });
        if self.reached.len() < self.wanted.count {
            self.reached.push(Distance(at_most));
        } else if let Some(mut most) = self.reached.peek_mut()
            && at_most < most.0
        {
            *most = Distance(at_most);
        } else {
            return;
        }
        if self.reached.len() == self.wanted.count
            && let Some(Distance(most)) = self.reached.peek()
        {
            let reach = (most * self.wanted.unevenness + HAIR).min(self.wanted.within);
            self.reach_2 = reach * reach;
        }
    }

    fn open(&mut self, node: &'a ParentNode<Leaf>) {
        for child in node.children() {
            let at_least_2 = distance_2_to_box(self.at, &child.envelope());
            if at_least_2 <= self.reach_2 {
                let what = match child {
                    RTreeNode::Leaf(leaf) => {
                        ahead::block(self.layer.tree().block(leaf.block));
                        What::Block(leaf.block)
                    }
                    RTreeNode::Parent(node) => What::Node(node),
                };
                self.heap.push(Candidate { at_least_2: Distance(at_least_2), what });
            }
        }
    }

    fn open_block(&mut self, number: u32) {
        let tree = self.layer.tree();
        let block = tree.block(number);
        let of_boxes_2 = block.distances_2(self.at);
        let reach_2 = (self.reach_2 as f32).next_up();
        let near = block.valid_at(self.wanted.at) & Some32::where_(|row| of_boxes_2[row] <= reach_2);
        // All are computed before one is decided on: so they are waited for together.
        let mut told = [(0.0, 0.0); ROWS];
        for ((row, entry), told) in tree.entries(number, near).zip(&mut told) {
            *told = self.told(of_boxes_2[row].into(), entry);
        }
        for ((_, entry), (at_least_2, at_most)) in tree.entries(number, near).zip(told) {
            if self.layer.holds(entry) {
                self.meet(at_least_2, at_most, What::Row(entry));
            }
        }
    }

    /// The square of how far a row is at least, and how far it is at the most, as its box and its entry tell it.
    fn told(&self, of_box_2: f64, entry: &Entry) -> (f64, f64) {
        let (at_least, at_most) = entry.distance_between(self.at);
        let at_least_2 = at_least * at_least;
        (if at_least_2 > of_box_2 { at_least_2 } else { of_box_2 }, at_most)
    }
}

impl<'a> Iterator for Search<'a> {
    type Item = (f64, &'a Arc<Placed>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Candidate { at_least_2, what } = self.heap.pop()?;
            if at_least_2.0 > self.reach_2 {
                return None;
            }
            match what {
                What::Node(node) => self.open(node),
                What::Block(number) => self.open_block(number),
                What::Row(entry) => {
                    if let Some(placed) = self.layer.unchanged(entry) {
                        return Some((at_least_2.0.sqrt(), placed));
                    }
                }
                What::Changed(changed) => return Some((at_least_2.0.sqrt(), &changed.placed)),
            }
        }
    }
}

impl Eq for Distance {}

impl Ord for Distance {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Distance {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The nearest is the greatest, and comes out of the heap first.
impl Ord for Candidate<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        other.at_least_2.cmp(&self.at_least_2)
    }
}

impl PartialOrd for Candidate<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.at_least_2 == other.at_least_2
    }
}

impl Eq for Candidate<'_> {}
