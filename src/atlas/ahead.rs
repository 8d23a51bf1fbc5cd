//! Looks ahead: what is about to be read lies all over memory, and waiting for it piece by piece takes longer than computing
//! with it. Asked for together, the pieces come together. Nothing here changes an answer.

use super::entry::Entry;
use super::placed::{Placed, Shape};
use super::tree::Leaf;
use crate::geometry::Coord;
use crate::model::field::Seen;
use rstar::{ParentNode, RTreeNode};
use std::hint::black_box;

/// So many rows are asked for together: more would push each other out of the nearest memory.
pub(super) const AT_ONCE: usize = 64;

/// What memory brings at a time, bytes.
const LINE: usize = 64;

/// The children of a node.
pub(super) fn children(node: &ParentNode<Leaf>) {
    let children = node.children();
    for child in children.iter().step_by(LINE / size_of::<RTreeNode<Leaf>>()) {
        black_box(matches!(child, RTreeNode::Leaf(_)));
    }
}

pub(super) fn entry(entry: &Entry) {
    black_box((entry.row, entry.course().is_some()));
}

/// The places of a line, one in each piece of memory.
pub(super) fn places(places: &[Coord]) {
    for place in places.iter().step_by(LINE / size_of::<Coord>()).chain(places.last()) {
        black_box(place.x);
    }
}

/// Everything that is told of rows.
pub(super) fn rows<'a>(rows: impl Iterator<Item = &'a Placed> + Clone) {
    for placed in rows.clone() {
        black_box((placed.id, placed.bounds.max.y, placed.contributions.len()));
    }
    for placed in rows.clone() {
        black_box(matches!(&*placed.shape, Shape::Line(_)));
    }
    for placed in rows {
        placed.item.look(|seen| {
            for value in seen {
                if let Seen::Text(text) = value {
                    black_box(text.as_bytes().first().copied());
                }
            }
        });
        if let Some(line) = placed.line() {
            places(line.measured.coords());
            black_box(line.measured.length_m());
        }
    }
}
