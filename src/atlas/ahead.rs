//! Looks ahead: what is about to be read lies all over memory, and waiting for it piece by piece takes longer than computing
//! with it. Asked for together, the pieces come together. Nothing here changes an answer.

use super::block::Block;
use super::entry::Entry;
use super::placed::Placed;
use crate::geometry::Coord;
use crate::model::field::Seen;
use std::hint::black_box;

/// So many rows are asked for together: more would push each other out of the nearest memory.
pub(super) const AT_ONCE: usize = 64;

/// What memory brings at a time, bytes.
pub(super) const LINE: usize = 64;

pub(super) fn block(block: &Block) {
    block.glance(|number| {
        black_box(number);
    });
}

pub(super) fn entry(entry: &Entry) {
    black_box(entry.row);
}

/// Where rows are: what they are compared with something by. Each piece tells where the next one is.
pub(super) fn courses<'a>(rows: impl Iterator<Item = &'a Placed> + Clone) {
    for placed in rows.clone() {
        black_box(placed.id);
    }
    let lines = rows.filter_map(Placed::line);
    for line in lines.clone() {
        black_box(line.planar.points.len());
    }
    for line in lines {
        places(&line.planar.points);
    }
}

/// What is written of rows, but for where they lie.
pub(super) fn facts<'a>(rows: impl Iterator<Item = &'a Placed> + Clone) {
    for placed in rows.clone() {
        black_box((placed.bounds.max.y, placed.contributions.len()));
    }
    for placed in rows {
        placed.item.look(|seen| {
            for value in seen {
                if let Seen::Text(text) = value {
                    black_box(text.as_bytes().first().copied());
                }
            }
        });
    }
}

/// About where on the globe a vertex of a line is: short edges have as many planar ones.
pub(super) fn place(placed: &Placed, vertex: u32) {
    black_box(placed.line().and_then(|line| line.measured.coords().get(vertex as usize).copied()));
}

/// Where rows lie on the globe.
pub(super) fn lines<'a>(rows: impl Iterator<Item = &'a Placed>) {
    for line in rows.filter_map(Placed::line) {
        places(line.measured.coords());
    }
}

/// The places of a line, one in each piece of memory.
fn places(places: &[Coord]) {
    for place in places.iter().step_by(LINE / size_of::<Coord>()).chain(places.last()) {
        black_box(place.x);
    }
}
