//! The rows of a layer in the order in which they may be nearest to a place.

use super::ahead;
use super::entry::Entry;
use super::layer::Layer;
use super::placed::Placed;
use super::tree::{Leaf, Wide, distance_2_to_box};
use crate::geometry::Coord;
use crate::model::Day;
use rstar::{ParentNode, RTreeNode, RTreeObject, RTreeParams};
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

/// So many children of a node are looked at together: all that it has.
const AT_ONCE: usize = Wide::MAX_SIZE;

struct Candidate<'a> {
    at_least_2: Distance,
    what: What<'a>,
}

enum What<'a> {
    Node(&'a ParentNode<Leaf>),
    Row(&'a Entry, &'a Arc<Placed>),
}

#[derive(Clone, Copy, PartialEq)]
struct Distance(f64);

impl<'a> Search<'a> {
    pub fn new(layer: &'a Layer, wanted: Wanted) -> Self {
        let at = layer.tree().plane.place(wanted.place);
        let (heap, reached) = (BinaryHeap::with_capacity(128), BinaryHeap::with_capacity(wanted.count.min(128)));
        let mut search = Search { layer, wanted, at, heap, reached, reach_2: wanted.within * wanted.within };
        for (around, entry, placed) in layer.changed() {
            search.meet(distance_2_to_box(at, &around), entry, || Some(placed));
        }
        search.open(layer.tree().root());
        search
    }

    /// `of_box_2`: the square of how far its box is. The entry, which lies elsewhere in memory, is looked at only where that is
    /// near.
    fn meet(&mut self, of_box_2: f64, entry: &'a Entry, row: impl FnOnce() -> Option<&'a Arc<Placed>>) {
        if of_box_2 > self.reach_2 || !entry.is_valid_at(self.wanted.at) {
            return;
        }
        let (at_least, at_most) = entry.distance_between(self.at);
        let at_least_2 = (at_least * at_least).max(of_box_2);
        if at_least_2 > self.reach_2 {
            return;
        }
        let Some(row) = row() else { return };
        self.heap.push(Candidate { at_least_2: Distance(at_least_2), what: What::Row(entry, row) });
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
        node.children().chunks(AT_ONCE).for_each(|children| self.open_some(children));
    }

    fn open_some(&mut self, children: &'a [RTreeNode<Leaf>]) {
        let layer = self.layer;
        let mut near = [None; AT_ONCE];
        for (child, near) in children.iter().zip(&mut near) {
            let at_least_2 = distance_2_to_box(self.at, &child.envelope());
            if at_least_2 <= self.reach_2 {
                *near = Some((at_least_2, child));
                if let RTreeNode::Leaf(leaf) = child {
                    ahead::entry(layer.tree().entry(leaf));
                }
            }
        }
        for (at_least_2, child) in near.into_iter().flatten() {
            match child {
                RTreeNode::Leaf(leaf) => {
                    let entry = layer.tree().entry(leaf);
                    self.meet(at_least_2, entry, || layer.unchanged(entry));
                }
                RTreeNode::Parent(node) => {
                    self.heap.push(Candidate { at_least_2: Distance(at_least_2), what: What::Node(node) });
                }
            }
        }
    }
}

impl<'a> Iterator for Search<'a> {
    type Item = (f64, &'a Entry, &'a Arc<Placed>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Candidate { at_least_2, what } = self.heap.pop()?;
            if at_least_2.0 > self.reach_2 {
                return None;
            }
            match what {
                What::Node(node) => self.open(node),
                What::Row(entry, row) => return Some((at_least_2.0.sqrt(), entry, row)),
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
