//! What a line runs along and what it crosses.

use super::{Atlas, Bounds, Line, Placed, Shape, ahead};
use crate::geometry::overlap::{self, Along, Comparison};
use crate::geometry::{Coord, Crossing};
use crate::model::cable::Status;
use crate::model::{Collection, Day};
use std::ops::Range;
use std::sync::Arc;

/// A line that is asked about, put in its place.
#[derive(Debug)]
pub struct ProbeLine {
    pub line: Line,
    pub bounds: Bounds,
}

/// A stretch of the probe line along a feature.
#[derive(Clone, Debug)]
pub struct AlongFeature {
    pub placed: Arc<Placed>,
    pub along: Along,
}

/// A place where the probe line crosses a feature.
#[derive(Clone, Debug)]
pub struct CrossingOf {
    pub placed: Arc<Placed>,
    pub crossing: Crossing,
}

#[derive(Clone, Debug, Default)]
pub struct Overlaps {
    /// In order of chainage.
    pub stretches: Vec<AlongFeature>,
    /// In order of chainage.
    pub crossings: Vec<CrossingOf>,
}

/// What to look for along a line.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    pub within_m: f64,
    pub min_length_m: f64,
    pub layers: &'a [Collection],
    pub at: Day,
    /// Only features of this status; zones have none and are left out then.
    pub status: Option<Status>,
}

impl ProbeLine {
    /// `coords`: lon/lat, checked by the caller.
    pub fn new(coords: Vec<Coord>, atlas: &Atlas) -> Self {
        let bounds = Bounds::of(coords.iter().copied());
        ProbeLine { line: Line::new(coords, &atlas.grid), bounds }
    }
}

impl Atlas {
    /// Stretches of the line within a distance of features, and its crossings with them.
    pub fn overlaps(&self, probe: &ProbeLine, question: &Question) -> Overlaps {
        let mut found = Overlaps::default();
        let Line { measured, planar, .. } = &probe.line;
        let held = overlap::Probe::new(measured, planar, question.within_m, question.min_length_m);
        let mut comparison = Comparison::of(&held);
        let near = question
            .layers
            .iter()
            .flat_map(|collection| self.layer(*collection).along(measured.coords(), question.within_m, question.at));
        for some in near.collect::<Vec<_>>().chunks(ahead::AT_ONCE) {
            found.add_some(&mut comparison, some, question.status);
        }
        found.stretches.sort_by_cached_key(|a| in_order(a.along.from_m, &a.placed));
        found.crossings.sort_by_cached_key(|a| in_order(a.crossing.at_m, &a.placed));
        found
    }
}

impl Overlaps {
    /// Adds what a line has in common with rows that may be near. Of a row more than its course is looked at only where that comes near.
    fn add_some(&mut self, line: &mut Comparison, rows: &[&Arc<Placed>], status: Option<Status>) {
        ahead::courses(rows.iter().map(|placed| &***placed));
        let mut pairs = Vec::new();
        let mut met: Vec<(&Arc<Placed>, Range<usize>)> = Vec::with_capacity(rows.len());
        for placed in rows {
            let first = pairs.len();
            if let Some(other) = placed.line() {
                line.pairs(&other.planar.points, &mut pairs);
                if pairs.len() == first {
                    continue;
                }
            }
            met.push((placed, first..pairs.len()));
        }
        for (placed, pairs_of_it) in &met {
            ahead::place(placed, pairs[pairs_of_it.clone()].first().map_or(0, |(_, of_other)| *of_other));
        }
        ahead::facts(met.iter().map(|(placed, _)| &***placed));
        for (placed, pairs_of_it) in met {
            if status.is_none_or(|status| placed.item.status() == Some(status)) {
                self.add(line, placed, &pairs[pairs_of_it]);
            }
        }
    }

    /// Adds what a line has in common with a feature. `pairs`: where the feature is a line, the edges of both that are near.
    fn add(&mut self, line: &mut Comparison, placed: &Arc<Placed>, pairs: &[(u32, u32)]) {
        let (stretches, crossings): (&[Along], &[Crossing]) = match &*placed.shape {
            Shape::Line(other) => line.line(&other.measured, &other.planar, pairs),
            Shape::Point { planar, .. } => (line.point(*planar), &[]),
            Shape::Area(area) => (line.area(&area.planar), &[]),
        };
        self.stretches.extend(stretches.iter().map(|along| AlongFeature { placed: placed.clone(), along: *along }));
        self.crossings
            .extend(crossings.iter().map(|crossing| CrossingOf { placed: placed.clone(), crossing: *crossing }));
    }
}

/// By metres from the start, which are never negative and so in the order of their bits; then by collection and id.
fn in_order(from_m: f64, placed: &Placed) -> (u64, Collection, i64) {
    (from_m.to_bits(), placed.item.collection(), placed.id)
}
