//! How much of an area lies near lines.

use super::{Coord, LineString, MultiPolygon};
use geo::{Area, BooleanOps, Buffer, MultiLineString};

/// Coverage of an area, grid metres.
#[derive(Clone, Debug)]
pub struct Coverage {
    pub area_m2: f64,
    pub covered_m2: f64,
    /// What lies farther than asked from every line.
    pub uncovered: MultiPolygon<f64>,
}

/// Which part of a zone lies within `within_m` of one of the lines; all in grid metres.
pub fn coverage(zone: &MultiPolygon<f64>, lines: &[&[Coord]], within_m: f64) -> Coverage {
    let lines: MultiLineString<f64> = lines.iter().map(|line| LineString(line.to_vec())).collect();
    let area_m2 = zone.unsigned_area();
    let uncovered = zone.difference(&lines.buffer(within_m));
    Coverage { area_m2, covered_m2: (area_m2 - uncovered.unsigned_area()).clamp(0.0, area_m2), uncovered }
}
