//! A lon/lat line with its stored geodesic lengths.

use super::Coord;
use super::geodesic::distance_m;
use super::segment::between;

/// A line with the geodesic metres from its start to each of its vertices.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    coords: Box<[Coord]>,
    cum_m: Box<[f64]>,
    /// The last of them, where it is at hand.
    length_m: f64,
}

/// A place on a line: `t`, from 0 to 1, of the way along a segment, straight in lon/lat.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    pub segment: u32,
    pub t: f64,
}

impl Measured {
    /// A line of fewer than two vertices has no length and no places.
    pub fn new(coords: Vec<Coord>) -> Self {
        let mut along_m = 0.0;
        let cum_m: Box<[f64]> = coords
            .first()
            .map(|_| 0.0)
            .into_iter()
            .chain(coords.windows(2).map(|pair| {
                along_m += distance_m(pair[0], pair[1]);
                along_m
            }))
            .collect();
        Measured { length_m: cum_m.last().copied().unwrap_or(0.0), cum_m, coords: coords.into_boxed_slice() }
    }

    pub fn coords(&self) -> &[Coord] {
        &self.coords
    }

    /// Geodesic metres from the start to each vertex.
    pub fn cum_m(&self) -> &[f64] {
        &self.cum_m
    }

    pub fn length_m(&self) -> f64 {
        self.length_m
    }

    /// Geodesic metres from the start to a position: to the vertex before it, and from there straight on.
    pub fn at_m(&self, position: Position) -> f64 {
        let segment = position.segment as usize;
        match (self.coords.get(segment), self.cum_m.get(segment), self.cum_m.get(segment + 1)) {
            (_, Some(from_m), _) if position.t <= 0.0 => *from_m,
            (_, _, Some(to_m)) if position.t >= 1.0 => *to_m,
            // A segment's end is where the next one starts, even where rounding would have it a hair farther.
            (Some(vertex), Some(from_m), Some(to_m)) => (from_m + distance_m(*vertex, self.point(position))).min(*to_m),
            _ => self.length_m(),
        }
    }

    /// The position at a distance from the start; beyond an end it is that end.
    pub fn position_of_m(&self, m: f64) -> Position {
        let after = self.cum_m.partition_point(|vertex_m| *vertex_m <= m);
        let last = self.coords.len().saturating_sub(2);
        let segment = after.saturating_sub(1).min(last);
        let at = |t: f64| Position { segment: segment as u32, t };
        let (Some(from_m), Some(to_m)) = (self.cum_m.get(segment), self.cum_m.get(segment + 1)) else {
            return at(0.0);
        };
        let length_m = to_m - from_m;
        let wanted_m = m - from_m;
        if wanted_m.is_nan() || wanted_m <= 0.0 {
            return at(0.0);
        }
        if wanted_m >= length_m {
            return at(1.0);
        }
        // Along a straight lon/lat segment metres are not quite even; a few steps of Newton's are enough.
        let mut t = wanted_m / length_m;
        for _ in 0..4 {
            let missing_m = wanted_m - (self.at_m(at(t)) - from_m);
            if missing_m.abs() < 1e-10 {
                break;
            }
            t = (t + missing_m / length_m).clamp(0.0, 1.0);
        }
        at(t)
    }

    /// The place of a position. Not a number on a line without vertices.
    pub fn point(&self, position: Position) -> Coord {
        let segment = position.segment as usize;
        match (self.coords.get(segment), self.coords.get(segment + 1)) {
            (Some(from), Some(to)) => between(*from, *to, position.t),
            _ => self.coords.last().copied().unwrap_or(Coord { x: f64::NAN, y: f64::NAN }),
        }
    }

    /// The part of the line between two positions, its ends and the vertices between them, each once.
    pub fn slice(&self, from: Position, to: Position) -> Vec<Coord> {
        if self.coords.is_empty() {
            return Vec::new();
        }
        let first = from.segment as usize + 1;
        let end = (to.segment as usize + 1).min(self.coords.len());
        let inner = self.coords.get(first..end).unwrap_or(&[]);
        let mut slice = Vec::with_capacity(inner.len() + 2);
        slice.push(self.point(from));
        slice.extend_from_slice(inner);
        slice.push(self.point(to));
        slice.dedup();
        slice
    }

    /// The part of the line between two distances from its start.
    pub fn slice_m(&self, from_m: f64, to_m: f64) -> Vec<Coord> {
        self.slice(self.position_of_m(from_m), self.position_of_m(to_m))
    }

    pub fn heap_bytes(&self) -> usize {
        size_of_val(&*self.coords) + size_of_val(&*self.cum_m)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(places: &[(f64, f64)]) -> Measured {
        Measured::new(places.iter().map(|&(x, y)| Coord { x, y }).collect())
    }

    #[test]
    fn lengths_are_those_of_geographiclib() {
        // Geodesic.WGS84.Inverse of the two segments, summed.
        let measured = line(&[(106.68, 20.85), (106.69, 20.85), (106.69, 20.86)]);
        assert!((measured.length_m() - (1_040.739_212_342_101_4 + 1_107.151_484_748_646_7)).abs() < 1e-7);
    }

    #[test]
    fn a_position_and_its_metres_are_each_other() {
        let measured = line(&[(106.6, 20.8), (106.6, 20.8), (106.9, 21.1), (106.9, 21.1), (106.900_1, 21.1)]);
        let length_m = measured.length_m();
        for step in 0..=1000 {
            let m = length_m * f64::from(step) / 1000.0;
            assert!((measured.at_m(measured.position_of_m(m)) - m).abs() < 1e-8, "{m}");
        }
        assert_eq!(measured.position_of_m(-1.0), Position { segment: 0, t: 0.0 });
        assert_eq!(measured.at_m(measured.position_of_m(length_m + 1.0)), length_m);
    }

    #[test]
    fn a_slice_has_its_ends_and_the_vertices_between_once() {
        let measured = line(&[(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (2.0, 1.0)]);
        let at = |segment, t| Position { segment, t };
        let slice = measured.slice(at(0, 0.5), at(2, 0.25));
        let wanted = [(0.5, 0.0), (1.0, 0.0), (2.0, 0.0), (2.0, 0.25)];
        assert_eq!(slice, wanted.map(|(x, y)| Coord { x, y }));
        assert_eq!(measured.slice(at(0, 1.0), at(2, 0.0)), [(1.0, 0.0), (2.0, 0.0)].map(|(x, y)| Coord { x, y }));
        assert_eq!(measured.slice_m(0.0, f64::INFINITY), measured.coords());
    }

    #[test]
    fn a_line_of_nothing_measures_nothing() {
        for measured in [line(&[]), line(&[(1.0, 1.0)])] {
            assert_eq!(measured.length_m(), 0.0);
            assert_eq!(measured.at_m(measured.position_of_m(5.0)), 0.0);
            assert!(measured.slice_m(0.0, 1.0).len() <= 1);
        }
    }
}
