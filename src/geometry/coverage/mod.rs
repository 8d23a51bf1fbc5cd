//! How much of an area lies near lines.
//!
//! One buffer of all lines would take longer than their number says. So the reach of every edge is a small convex piece
//! ([`reach`]), the area is halved until few pieces matter to each cell, each cell takes its pieces away ([`cells`]), and
//! what is left is joined over the borders of the cells ([`seams`]).

mod cells;
mod reach;
mod seams;

use super::{Coord, MultiPolygon};
use geo::{Area, Orient, orient::Direction};

/// Coverage of an area, grid metres.
#[derive(Clone, Debug)]
pub struct Coverage {
    pub area_m2: f64,
    pub covered_m2: f64,
    /// What lies farther than asked from every line.
    pub uncovered: MultiPolygon<f64>,
}

/// Which part of a zone lies within `within_m` of one of the lines; all in grid metres.
///
/// The reach is round: its arcs are drawn by chords of a 64th of a circle that keep the circle's area.
pub fn coverage(zone: &MultiPolygon<f64>, lines: &[&[Coord]], within_m: f64) -> Coverage {
    let zone = zone.orient(Direction::Default);
    let area_m2 = zone.unsigned_area();
    if !(within_m > 0.0 && within_m.is_finite()) {
        return Coverage { area_m2, covered_m2: 0.0, uncovered: zone };
    }
    let uncovered = cells::uncovered(zone, lines, within_m);
    Coverage { area_m2, covered_m2: (area_m2 - uncovered.unsigned_area()).clamp(0.0, area_m2), uncovered }
}
