//! What a line runs along and what it crosses.

use super::{Atlas, Bounds, Line, Placed, Shape};
use crate::geometry::overlap::{self, Along};
use crate::geometry::{Coord, Crossing, crossing};
use crate::model::cable::Status;
use crate::model::{Collection, Day};
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
        for collection in question.layers {
            for placed in self.layer(*collection).along(probe.line.measured.coords(), question.within_m) {
                let wanted = placed.item.is_valid_at(question.at)
                    && question.status.is_none_or(|status| placed.item.status() == Some(status));
                if wanted {
                    Self::overlap_one(probe, question, placed, &mut found);
                }
            }
        }
        found.stretches.sort_by(|a, b| {
            a.along.from_m.total_cmp(&b.along.from_m).then_with(|| key(&a.placed).cmp(&key(&b.placed)))
        });
        found.crossings.sort_by(|a, b| {
            a.crossing.at_m.total_cmp(&b.crossing.at_m).then_with(|| key(&a.placed).cmp(&key(&b.placed)))
        });
        found
    }

    fn overlap_one(probe: &ProbeLine, question: &Question, placed: &Arc<Placed>, found: &mut Overlaps) {
        let (within_m, min_length_m) = (question.within_m, question.min_length_m);
        let line = &probe.line;
        let within = |shape| overlap::within(&line.planar, &line.measured, shape, within_m, min_length_m);
        let stretches = match &*placed.shape {
            Shape::Line(other) => {
                let lines = crossing::Lines {
                    line: &line.measured,
                    line_planar: &line.planar,
                    other: &other.measured,
                    other_planar: &other.planar,
                };
                let (stretches, crossings) = overlap::along_line(lines, within_m, min_length_m);
                found
                    .crossings
                    .extend(crossings.into_iter().map(|crossing| CrossingOf { placed: placed.clone(), crossing }));
                stretches
            }
            Shape::Point { planar, .. } => within(overlap::Shape::Point(*planar)),
            Shape::Area(area) => within(overlap::Shape::Area(&area.planar)),
        };
        found.stretches.extend(stretches.into_iter().map(|along| AlongFeature { placed: placed.clone(), along }));
    }
}

fn key(placed: &Placed) -> (Collection, i64) {
    (placed.item.collection(), placed.id)
}
