//! The features nearest to a place.

use super::search::{Wanted, search};
use super::{Atlas, Placed, Shape, ahead};
use crate::geometry::{Coord, clearance};
use crate::model::{Collection, Day};
use std::sync::Arc;

/// A feature with its distance across, grid metres.
#[derive(Clone, Debug)]
pub struct Near<'a> {
    pub placed: &'a Placed,
    pub distance_m: f64,
}

/// No degree of latitude is shorter than this on the globe, metres.
const SHORTEST_DEGREE_M: f64 = 110_500.0;

/// No degree, of latitude or of longitude at the equator, is longer in a grid that is fit for its city, metres.
const LONGEST_DEGREE_M: f64 = 113_000.0;

impl Atlas {
    /// The `count` features nearest to a lon/lat place that are there on the day, nearest first, none farther than `max_m`.
    pub fn nearest(&self, collection: Collection, place: Coord, count: usize, max_m: f64, at: Day) -> Vec<Near<'_>> {
        if count == 0 {
            return Vec::new();
        }
        let planar = self.grid.project(place);
        let (least, most) = self.squeeze();
        let surely_m = SHORTEST_DEGREE_M * least;
        let unevenness = LONGEST_DEGREE_M * most / surely_m;
        // The millimetre keeps a box that the place lies in from being cut by rounding.
        let wanted = Wanted { place, count, at, within: (max_m + 0.001) / surely_m, unevenness };
        // Where a row lies is read at the end only, for all that are found together.
        let mut found: Vec<(f64, &Arc<Placed>)> = Vec::with_capacity(count + 1);
        let rows = search(self.layer(collection), wanted);
        // Most of them are looked at.
        ahead::courses(rows.iter().take(ahead::AT_ONCE).map(|(_, placed)| &***placed));
        for (degrees, placed) in rows {
            let worst_m =
                if found.len() == count { found.last().map_or(max_m, |(worst_m, _)| *worst_m) } else { max_m };
            if degrees * surely_m > worst_m + 0.001 {
                break;
            }
            let distance_m = Self::distance_m(placed, place, planar);
            // Neither is what has no distance, for the grid does not reach it.
            if distance_m.is_nan() || distance_m > worst_m {
                continue;
            }
            // Of those that are equally near, the one of the lesser id is the nearer.
            let rank = found.partition_point(|(nearer_m, other)| {
                *nearer_m < distance_m || *nearer_m == distance_m && other.id < placed.id
            });
            found.insert(rank, (distance_m, placed));
            found.truncate(count);
        }
        let rows = found.iter().map(|(_, placed)| &***placed);
        ahead::facts(rows.clone());
        ahead::lines(rows);
        found.into_iter().map(|(distance_m, placed)| Near { placed, distance_m }).collect()
    }

    fn distance_m(placed: &Placed, place: Coord, planar: Coord) -> f64 {
        match &*placed.shape {
            Shape::Line(line) => clearance::point_to_line_m(planar, &line.planar.points),
            Shape::Point { planar: other, .. } => (planar.x - other.x).hypot(planar.y - other.y),
            Shape::Area(area) => {
                if area.prepared.contains(place) {
                    0.0
                } else {
                    area.planar
                        .rings()
                        .map(|ring| clearance::point_to_line_m(planar, &ring.0))
                        .fold(f64::INFINITY, f64::min)
                }
            }
        }
    }

    /// The tree squeezes longitudes for the middle of the city: how much shorter and longer they are in it than it thinks.
    fn squeeze(&self) -> (f64, f64) {
        let [_, south, _, north] = self.city.bounds;
        let cos = |lat: f64| lat.min(89.0).to_radians().cos();
        let middle = f64::midpoint(south, north).to_radians().cos().max(0.01);
        let farthest = south.abs().max(north.abs()) + 0.5;
        let nearest = if south <= 0.0 && north >= 0.0 { 0.0 } else { (south.abs().min(north.abs()) - 0.5).max(0.0) };
        ((cos(farthest) / middle).min(1.0), (cos(nearest) / middle).max(1.0))
    }
}
