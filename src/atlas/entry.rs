//! What tells a row of a layer apart without a look at it.

use super::ahead::LINE;
use super::block::{Block, Some32};
use super::placed::{Bounds, Placed, Shape};
use super::strip::{Ready, Strip};
use super::tree::{Box32, Plane};
use crate::geometry::Coord;
use rstar::Envelope;

/// Two of them are what memory brings at a time.
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
pub(super) struct Entry {
    strip: Strip,
    pub row: u32,
}

const _: () = assert!(2 * size_of::<Entry>() == LINE);

impl Entry {
    pub fn new(placed: &Placed, plane: Plane, row: u32) -> Self {
        let strip = match &*placed.shape {
            // What the grid does not reach has no distance there, so nothing is promised of it.
            Shape::Line(line) if line.planar.points.iter().all(|at| at.x.is_finite() && at.y.is_finite()) => {
                Strip::of(line.measured.coords(), |at| plane.place(at))
            }
            Shape::Point { place, planar, .. } if planar.x.is_finite() && planar.y.is_finite() => {
                Strip::of(&[*place], |at| plane.place(at))
            }
            _ => Strip::ANYWHERE,
        };
        Entry { strip, row }
    }

    /// What the row's distance from a place of the tree's plane is at least and at most, degrees of latitude; its box is left
    /// out of it.
    pub fn distance_between(&self, at: Coord) -> (f64, f64) {
        self.strip.distance_between(at)
    }
}

/// A line that is asked about, as runs of it in the tree's plane.
#[derive(Debug)]
pub(super) struct Probe {
    runs: Vec<(Box32, Ready)>,
    reach: f64,
}

/// Edges a run: few enough that a run is nearly straight.
const RUN: usize = 8;

impl Probe {
    /// `reach_m`: how near a row must come, metres, the hair of rounding included here.
    pub fn new(line: &[Coord], plane: Plane, reach_m: f64) -> Self {
        let bounds = Bounds::of(line.iter().copied()).widened(reach_m);
        let farthest = bounds.min.y.abs().max(bounds.max.y.abs()).min(89.0);
        // Towards the poles a squeezed degree of longitude is shorter than it is in the middle of the city.
        let reach = (reach_m + 0.001) / 110_000.0 / (farthest.to_radians().cos() / plane.squeeze()).min(1.0);
        let last = line.len().saturating_sub(1).max(1);
        let runs = (0..last).step_by(RUN).map(|first| {
            let places = &line[first.min(line.len())..(first + RUN + 1).min(line.len())];
            let around = plane.around(Bounds::of(places.iter().copied()), reach);
            (around, Strip::of(places, |at| plane.place(at)).ready())
        });
        Probe { runs: runs.collect(), reach }
    }

    /// What does not touch this is not reached.
    pub fn window(&self) -> Box32 {
        self.runs.iter().fold(Box32::new_empty(), |all, (window, _)| all.merged(window))
    }

    /// The rows of a block whose boxes are near.
    pub fn touching(&self, block: &Block) -> Some32 {
        self.runs.iter().fold(Some32::NONE, |all, (window, _)| all | block.touching(window))
    }

    pub fn may_reach(&self, around: &Box32, entry: &Entry) -> bool {
        let mut met = self.runs.iter().filter(|(window, _)| window.intersects(around)).peekable();
        met.peek().is_some() && {
            let strip = entry.strip.ready();
            met.any(|(_, run)| run.may_reach(&strip, self.reach))
        }
    }
}
