//! Whether the shape of a row is the one that is stored.

use super::place::Placing;
use crate::geometry::{Coord, geodesic};
use crate::model::Geometry;

/// Tables in metres are kept to the millimetre, and a place rounded to that lies up to 0.7 mm beside itself.
const ROUNDING_M: f64 = 1e-3;

/// Lon/lat of WGS 84 are kept as they come, so they are held against what is stored to the last digit. Numbers of another
/// system have come through a transformation, and most often through somebody's rounding: there a shape is another one when
/// a vertex is, by more than that.
pub(super) fn same_shape(placing: &Placing, stored: &Geometry, read: &Geometry) -> bool {
    stored == read || (placing.is_of_another_system() && differs_by_rounding(stored, read))
}

fn differs_by_rounding(stored: &Geometry, read: &Geometry) -> bool {
    let (stored, read) = (paths(stored), paths(read));
    let near = |(a, b): (&Coord, &Coord)| geodesic::distance_m(*a, *b) <= ROUNDING_M;
    let alike = |(a, b): (&Path<'_>, &Path<'_>)| {
        a.part == b.part && a.vertices.len() == b.vertices.len() && a.vertices.iter().zip(b.vertices).all(near)
    };
    stored.len() == read.len() && stored.iter().zip(&read).all(alike)
}

/// A line, a point or a ring.
struct Path<'a> {
    /// Of an area, the part that the ring belongs to.
    part: usize,
    vertices: &'a [Coord],
}

fn paths(geometry: &Geometry) -> Vec<Path<'_>> {
    match geometry {
        Geometry::Line(line) => vec![Path { part: 0, vertices: &line.0 }],
        Geometry::Point(point) => vec![Path { part: 0, vertices: std::slice::from_ref(&point.0) }],
        Geometry::Area(area) => {
            let parts = area.0.iter().enumerate();
            let rings = parts.flat_map(|(part, polygon)| {
                let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
                rings.map(move |ring| Path { part, vertices: &ring.0 })
            });
            rings.collect()
        }
    }
}
