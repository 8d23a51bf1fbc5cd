//! The rows of a layer in the order in which they may be nearest to a place.

use super::ahead;
use super::block::ROWS;
use super::entry::Entry;
use super::layer::Layer;
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

/// The rows valid on the day that may be among the wanted ones, each with the distance that it is at least, nearest first:
/// all but those that are surely farther than as many others as are wanted.
pub(super) fn search(layer: &Layer, wanted: Wanted) -> Vec<(f64, &Arc<Placed>)> {
    let mut search = Search::new(layer, wanted);
    search.go_through_changed();
    search.open(layer.tree().root());
    search.go_through_tree();
    search.rows()
}

struct Search<'a> {
    layer: &'a Layer,
    wanted: Wanted,
    /// The place in the tree's plane.
    at: Coord,
    /// What is still to be opened.
    ahead: BinaryHeap<Closed<'a>>,
    /// Each with the square of how far it is at least.
    rows: Vec<(f64, &'a Arc<Placed>)>,
    /// The least of the distances that rows have at the most, as many as are wanted.
    reached: BinaryHeap<Distance>,
    /// No row that is farther can be among the wanted ones; its square.
    reach_2: f64,
}

/// A millimetre and less: what rounding may make of a distance.
const HAIR: f64 = 1e-8;

/// Where rows may be, with the square of how far they are at least.
struct Closed<'a> {
    at_least_2: Distance,
    what: Where<'a>,
}

enum Where<'a> {
    Node(&'a ParentNode<Leaf>),
    Block(u32),
}

#[derive(Clone, Copy, PartialEq)]
struct Distance(f64);

impl<'a> Search<'a> {
    fn new(layer: &'a Layer, wanted: Wanted) -> Self {
        Search {
            layer,
            wanted,
            at: layer.tree().plane.place(wanted.place),
            ahead: BinaryHeap::with_capacity(64),
            rows: Vec::with_capacity(64),
            reached: BinaryHeap::with_capacity(wanted.count.min(128)),
            reach_2: wanted.within * wanted.within,
        }
    }

    fn go_through_changed(&mut self) {
        for changed in self.layer.changed() {
            let (at_least_2, at_most) = self.told(distance_2_to_box(self.at, &changed.around), &changed.entry);
            if at_least_2 <= self.reach_2 && changed.placed.item.is_valid_at(self.wanted.at) {
                self.meet(at_least_2, at_most, &changed.placed);
            }
        }
    }

    fn go_through_tree(&mut self) {
        while let Some(Closed { at_least_2: Distance(at_least_2), what }) = self.ahead.pop()
            && at_least_2 <= self.reach_2
        {
            match what {
                Where::Node(node) => self.open(node),
                Where::Block(number) => self.open_block(number),
            }
        }
    }

    fn open(&mut self, node: &'a ParentNode<Leaf>) {
        for child in node.children() {
            let at_least_2 = distance_2_to_box(self.at, &child.envelope());
            if at_least_2 <= self.reach_2 {
                let what = match child {
                    RTreeNode::Leaf(leaf) => {
                        ahead::block(self.layer.tree().block(leaf.block));
                        Where::Block(leaf.block)
                    }
                    RTreeNode::Parent(node) => Where::Node(node),
                };
                self.ahead.push(Closed { at_least_2: Distance(at_least_2), what });
            }
        }
    }

    fn open_block(&mut self, number: u32) {
        let tree = self.layer.tree();
        let block = tree.block(number);
        let of_boxes_2 = block.distances_2(self.at);
        let reach_2 = (self.reach_2 as f32).next_up();
        let near = block.valid_at(self.wanted.at) & of_boxes_2.within(reach_2);
        for (_, entry) in tree.entries(number, near) {
            ahead::entry(entry);
        }
        // All are computed before one is decided on: so they are waited for together.
        let mut told = [(0.0, 0.0); ROWS];
        for ((row, entry), told) in tree.entries(number, near).zip(&mut told) {
            *told = self.told(of_boxes_2.of(row).into(), entry);
        }
        for ((_, entry), (at_least_2, at_most)) in tree.entries(number, near).zip(told) {
            if at_least_2 <= self.reach_2
                && let Some(placed) = self.layer.unchanged(entry)
            {
                ahead::row(placed);
                self.meet(at_least_2, at_most, placed);
            }
        }
    }

    /// The square of how far a row is at least, and how far it is at the most, as its box and its entry tell it.
    fn told(&self, of_box_2: f64, entry: &Entry) -> (f64, f64) {
        let (at_least, at_most) = entry.distance_between(self.at);
        let at_least_2 = at_least * at_least;
        (if at_least_2 > of_box_2 { at_least_2 } else { of_box_2 }, at_most)
    }

    /// `at_most`: how far the row is at the most.
    fn meet(&mut self, at_least_2: f64, at_most: f64, placed: &'a Arc<Placed>) {
        self.rows.push((at_least_2, placed));
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

    fn rows(mut self) -> Vec<(f64, &'a Arc<Placed>)> {
        // What was met before it was known how near the others are may be too far.
        self.rows.retain(|(at_least_2, _)| *at_least_2 <= self.reach_2);
        ahead::shapes(self.rows.iter().map(|(_, placed)| &***placed));
        self.rows.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
        for (distance, _) in &mut self.rows {
            *distance = distance.sqrt();
        }
        self.rows
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
impl Ord for Closed<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        other.at_least_2.cmp(&self.at_least_2)
    }
}

impl PartialOrd for Closed<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Closed<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.at_least_2 == other.at_least_2
    }
}

impl Eq for Closed<'_> {}
