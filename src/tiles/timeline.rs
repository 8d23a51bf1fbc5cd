//! The timeline: which feature is there when, for a page that switches features as its date moves.

use super::low_zoom::LowZoom;
use crate::atlas::Atlas;
use crate::model::{Day, Revision};

/// Ids and days of features as columns of small numbers, in order of id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// The first id as it is, each other as what it adds to the one before.
    pub id: Vec<i64>,
    /// The first day inclusive, as a day number since 1970-01-01: the first as it is, each other as what it adds to the
    /// one before, which may be negative.
    pub from: Vec<i64>,
    /// Days from the row's own `from` to the day it ends before; 0 while open.
    pub to: Vec<i64>,
}

/// When each feature of the tiles is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    pub revision: Revision,
    /// Single cables, drawn from zoom 13 on.
    pub cables: Columns,
    /// The merged features below.
    pub classes: Columns,
}

impl Columns {
    /// `rows`: id, from, to; in order of id.
    fn of(rows: impl Iterator<Item = (i64, Day, Option<Day>)>) -> Self {
        let mut columns = Columns::default();
        let (mut last_id, mut last_from) = (0, 0);
        for (id, from, to) in rows {
            let start = i64::from(from.0);
            columns.id.push(id - last_id);
            columns.from.push(start - last_from);
            columns.to.push(to.map_or(0, |to| i64::from(to.0) - start));
            (last_id, last_from) = (id, start);
        }
        columns
    }
}

/// The timeline of all cables and of all merged features that tiles of this atlas show.
pub fn timeline(atlas: &Atlas, low_zoom: &LowZoom) -> Timeline {
    let cables = atlas.cables().iter().map(|placed| (placed.id, placed.item.valid_from(), placed.item.valid_to()));
    let spans = low_zoom.spans(atlas);
    // An id is far below 2^53, so it is the same number with a sign.
    let classes = spans.into_iter().map(|span| (span.id().cast_signed(), span.from_day(), span.to_day()));
    Timeline { revision: atlas.revision, cables: Columns::of(cables), classes: Columns::of(classes) }
}
