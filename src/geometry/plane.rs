//! Lines and areas in grid metres.

use super::segment::between;
use super::{Coord, LineString, MultiPolygon, Polygon, Position, PreparedArea};

/// Edges longer than this are subdivided in lon/lat before they are projected: a straight lon/lat edge is not straight in
/// the grid, it bows 7 mm over a kilometre and 19 m over fifty, but less than 0.1 mm over this.
pub const MAX_EDGE_M: f64 = 100.0;

/// However long a line, it is not cut into more pieces than this; then the pieces are longer.
const MOST_PIECES: f64 = 1_000_000.0;

/// A lon/lat line in the plane of the city's grid.
#[derive(Clone, Debug)]
pub struct PlanarLine {
    /// Grid metres; no edge is longer than [`MAX_EDGE_M`] on the ground.
    pub points: Box<[Coord]>,
    /// The point that each lon/lat vertex became; empty where points and vertices are one to one.
    vertices: Box<[u32]>,
}

impl PlanarLine {
    /// `coords`: lon/lat. `project`: lon/lat to grid metres.
    pub fn new(coords: &[Coord], project: impl Fn(Coord) -> Coord) -> Self {
        let projected: Vec<Coord> = coords.iter().map(|vertex| project(*vertex)).collect();
        let pieces = pieces(&projected);
        if pieces.is_empty() {
            return PlanarLine { points: projected.into(), vertices: Box::default() };
        }
        let mut points = Vec::new();
        let mut vertices = Vec::with_capacity(coords.len());
        for (index, pieces) in pieces.into_iter().enumerate() {
            vertices.push(points.len() as u32);
            points.push(projected[index]);
            let inner = (1..pieces).map(|piece| f64::from(piece) / f64::from(pieces));
            points.extend(inner.map(|t| project(between(coords[index], coords[index + 1], t))));
        }
        vertices.push(points.len() as u32);
        points.extend(projected.last());
        PlanarLine { points: points.into(), vertices: vertices.into() }
    }

    /// A line that is in grid metres already, as it is.
    pub fn of_points(points: Vec<Coord>) -> Self {
        PlanarLine { points: points.into(), vertices: Box::default() }
    }

    /// The position on the lon/lat line of a place on this one: `t`, from 0 to 1, of the way along an edge.
    pub fn position(&self, edge: usize, t: f64) -> Position {
        if self.vertices.is_empty() {
            return Position { segment: edge as u32, t };
        }
        let segment = self.vertices.partition_point(|first| *first as usize <= edge).saturating_sub(1);
        let first = self.vertices.get(segment).map_or(0, |first| *first as usize);
        let pieces = self.vertices.get(segment + 1).map_or(1, |next| *next as usize - first);
        Position { segment: segment as u32, t: ((edge - first) as f64 + t) / pieces as f64 }
    }

    pub fn heap_bytes(&self) -> usize {
        size_of_val(&*self.points) + size_of_val(&*self.vertices)
    }
}

/// A lon/lat area in the plane of the city's grid, its edges subdivided as those of lines are.
#[derive(Clone, Debug)]
pub struct PlanarArea {
    /// Grid metres.
    pub area: MultiPolygon<f64>,
    pub prepared: PreparedArea,
}

impl PlanarArea {
    /// `area`: lon/lat. `project`: lon/lat to grid metres.
    pub fn new(area: &MultiPolygon<f64>, project: impl Fn(Coord) -> Coord) -> Self {
        let ring = |ring: &LineString<f64>| LineString(PlanarLine::new(&ring.0, &project).points.to_vec());
        let part =
            |part: &Polygon<f64>| Polygon::new(ring(part.exterior()), part.interiors().iter().map(ring).collect());
        let area: MultiPolygon<f64> = area.iter().map(part).collect();
        PlanarArea { prepared: PreparedArea::planar(&area), area }
    }

    /// The rings of all parts, exterior and interior.
    pub fn rings(&self) -> impl Iterator<Item = &LineString<f64>> {
        self.area.iter().flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()))
    }
}

/// Into how many pieces each edge is cut; empty where none is.
fn pieces(projected: &[Coord]) -> Vec<u32> {
    let lengths = || projected.windows(2).map(|edge| (edge[1].x - edge[0].x).hypot(edge[1].y - edge[0].y));
    if lengths().all(|length_m| length_m.is_nan() || length_m <= MAX_EDGE_M) {
        return Vec::new();
    }
    let total_m: f64 = lengths().filter(|length_m| length_m.is_finite()).sum();
    let step_m = MAX_EDGE_M.max(total_m / MOST_PIECES);
    lengths()
        .map(|length_m| if length_m.is_finite() { (length_m / step_m).ceil().max(1.0) as u32 } else { 1 })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A plane in which a degree is a hundred kilometres, and straight lines bow.
    fn bowing(place: Coord) -> Coord {
        Coord { x: place.x * 1e5, y: place.y * 1e5 + 10.0 * place.x * place.x }
    }

    #[test]
    fn short_edges_stay_one_to_one() {
        let coords = [(0.0, 0.0), (0.0005, 0.0), (0.0005, 0.0005)].map(|(x, y)| Coord { x, y });
        let line = PlanarLine::new(&coords, bowing);
        assert_eq!(*line.points, coords.map(bowing));
        assert_eq!(line.position(1, 0.25), Position { segment: 1, t: 0.25 });
    }

    #[test]
    fn long_edges_are_cut_in_lonlat_and_positions_find_back() {
        let coords =
            [(0.0, 0.0), (0.0005, 0.0), (0.0105, 0.0), (0.0105, 0.0002), (0.0, 0.0)].map(|(x, y)| Coord { x, y });
        let line = PlanarLine::new(&coords, bowing);
        assert!(line.points.windows(2).all(|edge| (edge[1].x - edge[0].x).hypot(edge[1].y - edge[0].y) < 100.001));
        for edge in 0..line.points.len() - 1 {
            let position = line.position(edge, 0.0);
            let segment = position.segment as usize;
            let place = bowing(between(coords[segment], coords[segment + 1], position.t));
            let point = line.points[edge];
            assert!((place.x - point.x).hypot(place.y - point.y) < 1e-9);
        }
        let end = line.position(line.points.len() - 2, 1.0);
        assert_eq!((end.segment, end.t), (3, 1.0));
    }

    #[test]
    fn a_line_around_the_world_is_not_cut_without_end() {
        let coords: Vec<Coord> = (0..2000).map(|n| Coord { x: f64::from(n % 2) * 360.0, y: 0.0 }).collect();
        let line = PlanarLine::new(&coords, |place| Coord { x: place.x * 1e5, y: place.y * 1e5 });
        assert!(line.points.len() < 1_003_000);
        let not_there = PlanarLine::new(&coords, |_| Coord { x: f64::NAN, y: 0.0 });
        assert_eq!(not_there.points.len(), 2000);
    }
}
