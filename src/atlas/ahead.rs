//! Looks ahead: what is about to be read lies all over memory, and waiting for it piece by piece takes longer than computing
//! with it. Asked for together, the pieces come together, while something else is done. Nothing here changes an answer.

use super::block::Block;
use super::entry::Entry;
use super::placed::Placed;
use crate::geometry::Coord;
use crate::model::field::Seen;
use prefetch_index::prefetch_index;
use std::sync::Arc;

/// So many rows are asked for together: more would push each other out of the nearest memory.
pub(super) const AT_ONCE: usize = 64;

/// What memory brings at a time, bytes.
pub(super) const LINE: usize = 64;

pub(super) fn block(block: &Block) {
    block.all_lists(pieces, pieces);
}

pub(super) fn entry(entry: &Entry) {
    start(entry);
}

/// Where a row is to be found.
pub(super) fn row(placed: &Arc<Placed>) {
    start(placed);
}

/// What tells of rows where their places are.
pub(super) fn shapes<'a>(rows: impl Iterator<Item = &'a Placed>) {
    rows.for_each(|placed| start(&placed.shape));
}

/// Where rows are: what they are compared with something by. Each piece tells where the next one is.
pub(super) fn courses<'a>(rows: impl Iterator<Item = &'a Placed> + Clone) {
    shapes(rows.clone());
    let lines = rows.filter_map(Placed::line);
    lines.clone().for_each(|line| start(&line.planar.points));
    lines.for_each(|line| pieces(&line.planar.points));
}

/// What is written of rows, but for where they lie.
pub(super) fn facts<'a>(rows: impl Iterator<Item = &'a Placed> + Clone) {
    for placed in rows.clone() {
        start(&placed.id);
        start(&placed.bounds);
        start(&placed.item);
    }
    for placed in rows {
        placed.item.look(|seen| {
            for value in seen {
                if let Seen::Text(text) = value {
                    prefetch_index(text.as_bytes(), 0);
                }
            }
        });
    }
}

/// About where on the globe a vertex of a line is: short edges have as many planar ones.
pub(super) fn place(placed: &Placed, vertex: u32) {
    if let Some(line) = placed.line() {
        prefetch_index(line.measured.coords(), vertex as usize);
    }
}

/// Where rows lie on the globe, as it will be told.
pub(super) fn lines<'a>(rows: impl Iterator<Item = &'a Placed>) {
    for line in rows.filter_map(Placed::line) {
        match line.written.kept() {
            Some(text) => pieces(text),
            None => pieces::<Coord>(line.measured.coords()),
        }
    }
}

fn start<T>(of: &T) {
    prefetch_index(std::slice::from_ref(of), 0);
}

/// Each piece of memory that a list takes.
fn pieces<T>(of: &[T]) {
    let step = (LINE / size_of::<T>().max(1)).max(1);
    (0..of.len()).step_by(step).for_each(|index| prefetch_index(of, index));
}
