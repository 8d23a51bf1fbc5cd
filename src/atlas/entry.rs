//! A row in the tree of its layer: its box, its strip and its days, so that most rows are told apart without a look at them.
//!
//! The tree's plane is degrees with longitudes squeezed by the cosine of the city's middle latitude, so that its
//! distances are nearly those on the ground.

use super::placed::{Bounds, Placed, Shape};
use super::strip::Strip;
use crate::geometry::Coord;
use crate::model::Day;
use rstar::{AABB, RTreeObject};
use std::sync::Arc;

#[derive(Clone, Debug)]
pub(super) struct Entry {
    min: [f64; 2],
    max: [f64; 2],
    strip: Strip,
    from: Day,
    /// [`Day::MAX`] while open.
    to: Day,
    pub row: u32,
    /// Of a line: its points in grid metres, a jump nearer than over the row.
    course: Option<Arc<[Coord]>>,
}

impl Entry {
    pub fn new(placed: &Placed, squeeze: f64, row: u32) -> Self {
        let Bounds { min, max } = placed.bounds;
        let strip = match &*placed.shape {
            // What the grid does not reach has no distance there, so nothing is promised of it.
            Shape::Line(line) if line.planar.points.iter().all(|at| at.x.is_finite() && at.y.is_finite()) => {
                strip(line.measured.coords(), squeeze)
            }
            Shape::Point { place, planar, .. } if planar.x.is_finite() && planar.y.is_finite() => {
                strip(&[*place], squeeze)
            }
            _ => Strip::ANYWHERE,
        };
        Entry {
            min: [min.x * squeeze, min.y],
            max: [max.x * squeeze, max.y],
            strip,
            from: placed.item.valid_from(),
            to: placed.item.valid_to().unwrap_or(Day::MAX),
            row,
            course: placed.line().map(|line| line.planar.points.clone()),
        }
    }

    /// Of a line: its points in grid metres.
    pub fn course(&self) -> Option<&[Coord]> {
        self.course.as_deref()
    }

    pub fn is_valid_at(&self, day: Day) -> bool {
        self.from <= day && (day < self.to || self.to == Day::MAX)
    }

    /// What the row's distance from a place is at least and at most, degrees of latitude; its box is left out of it.
    pub fn distance_between(&self, point: [f64; 2]) -> (f64, f64) {
        self.strip.distance_between(Coord { x: point[0], y: point[1] })
    }
}

impl RTreeObject for Entry {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.min, self.max)
    }
}

fn strip(places: &[Coord], squeeze: f64) -> Strip {
    Strip::of(places, |place| Coord { x: place.x * squeeze, y: place.y })
}

/// A line that is asked about, as runs of it in the tree's plane.
#[derive(Debug)]
pub(super) struct Probe {
    runs: Vec<(AABB<[f64; 2]>, Strip)>,
    reach: f64,
}

/// Edges a run: few enough that a run is nearly straight.
const RUN: usize = 8;

impl Probe {
    /// `reach_m`: how near a row must come, metres, the hair of rounding included here.
    pub fn new(line: &[Coord], squeeze: f64, reach_m: f64) -> Self {
        let bounds = Bounds::of(line.iter().copied()).widened(reach_m);
        let farthest = bounds.min.y.abs().max(bounds.max.y.abs()).min(89.0);
        // Towards the poles a squeezed degree of longitude is shorter than it is in the middle of the city.
        let reach = (reach_m + 0.001) / 110_000.0 / (farthest.to_radians().cos() / squeeze).min(1.0);
        let last = line.len().saturating_sub(1).max(1);
        let runs = (0..last).step_by(RUN).map(|first| {
            let places = &line[first.min(line.len())..(first + RUN + 1).min(line.len())];
            let Bounds { min, max } = Bounds::of(places.iter().copied());
            let corners = [[min.x * squeeze - reach, min.y - reach], [max.x * squeeze + reach, max.y + reach]];
            (AABB::from_corners(corners[0], corners[1]), strip(places, squeeze))
        });
        Probe { runs: runs.collect(), reach }
    }

    /// What lies in none of these boxes is not reached.
    pub fn windows(&self) -> impl Iterator<Item = &AABB<[f64; 2]>> {
        self.runs.iter().map(|(window, _)| window)
    }

    pub fn may_reach(&self, entry: &Entry) -> bool {
        let touches = |window: &AABB<[f64; 2]>| {
            let (low, high) = (window.lower(), window.upper());
            (0..2).all(|axis| low[axis] <= entry.max[axis] && entry.min[axis] <= high[axis])
        };
        self.runs.iter().any(|(window, strip)| touches(window) && strip.may_reach(&entry.strip, self.reach))
    }
}
