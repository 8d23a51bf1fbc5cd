//! The rows of a layer in the order in which they may be nearest to a place.

use super::ahead;
use super::entry::Entry;
use super::layer::Layer;
use super::placed::Placed;
use super::tree::{Leaf, distance_to_box};
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
}

/// A millimetre and less: what rounding may make of a distance.
const HAIR: f64 = 1e-8;

/// So many children of a node are looked at together: all that it has.
const AT_ONCE: usize = 12;

struct Candidate<'a> {
    at_least: Distance,
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
        let mut search = Search { layer, wanted, at, heap: BinaryHeap::new(), reached: BinaryHeap::new() };
        for (around, entry, placed) in layer.changed() {
            search.meet(distance_to_box(at, &around), entry, || Some(placed));
        }
        search.open(layer.tree().root());
        search
    }

    /// No row that is farther can be among the wanted ones.
    fn reach(&self) -> f64 {
        match self.reached.peek() {
            Some(Distance(most)) if self.reached.len() == self.wanted.count => {
                (most * self.wanted.unevenness + HAIR).min(self.wanted.within)
            }
            _ => self.wanted.within,
        }
    }

    /// `of_box`: how far its box is. The entry, which lies elsewhere in memory, is looked at only where that is near.
    fn meet(&mut self, of_box: f64, entry: &'a Entry, row: impl FnOnce() -> Option<&'a Arc<Placed>>) {
        let reach = self.reach();
        if of_box > reach || !entry.is_valid_at(self.wanted.at) {
            return;
        }
        let (at_least, at_most) = entry.distance_between(self.at);
        let at_least = at_least.max(of_box);
        if at_least > reach {
            return;
        }
        let Some(row) = row() else { return };
        self.heap.push(Candidate { at_least: Distance(at_least), what: What::Row(entry, row) });
        if self.reached.len() < self.wanted.count {
            self.reached.push(Distance(at_most));
        } else if let Some(mut most) = self.reached.peek_mut()
            && at_most < most.0
        {
            *most = Distance(at_most);
        }
    }

    fn open(&mut self, node: &'a ParentNode<Leaf>) {
        node.children().chunks(AT_ONCE).for_each(|children| self.open_some(children));
    }

    fn open_some(&mut self, children: &'a [RTreeNode<Leaf>]) {
        let layer = self.layer;
        let mut near = [None; AT_ONCE];
        let reach = self.reach();
        for (child, near) in children.iter().zip(&mut near) {
            let at_least = distance_to_box(self.at, &child.envelope());
            if at_least <= reach {
                *near = Some((at_least, child));
                if let RTreeNode::Leaf(leaf) = child {
                    ahead::entry(layer.tree().entry(leaf));
                }
            }
        }
        for (at_least, child) in near.into_iter().flatten() {
            match child {
                RTreeNode::Leaf(leaf) => {
                    let entry = layer.tree().entry(leaf);
                    self.meet(at_least, entry, || layer.unchanged(entry));
                }
                RTreeNode::Parent(node) => {
                    self.heap.push(Candidate { at_least: Distance(at_least), what: What::Node(node) });
                }
            }
        }
    }
}

impl<'a> Iterator for Search<'a> {
    type Item = (f64, &'a Entry, &'a Arc<Placed>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Candidate { at_least, what } = self.heap.pop()?;
            if at_least.0 > self.reach() {
                return None;
            }
            match what {
                What::Node(node) => self.open(node),
                What::Row(entry, row) => return Some((at_least.0, entry, row)),
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
        other.at_least.cmp(&self.at_least)
    }
}

impl PartialOrd for Candidate<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.at_least == other.at_least
    }
}

impl Eq for Candidate<'_> {}
