//! Least distances in the plane, with their places.

use super::Coord;
use super::pairs::Bounds;
use super::segment::{between, distance_2, distance_to, least_between};

/// The least distance between two things, and where it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clearance {
    /// Grid metres.
    pub distance_m: f64,
    /// Where on the first, and where on the second.
    pub on: OnLine,
    pub to: OnLine,
}

/// A place on a planar line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OnLine {
    pub edge: usize,
    /// From 0 to 1 along the edge.
    pub t: f64,
    pub place: Coord,
}

/// So many edges are boxed together.
const RUN: usize = 16;

/// An edge's number and ends.
type Edge = (usize, Coord, Coord);

/// Grid metres from a place to a line; infinite for a line without points.
pub fn point_to_line_m(place: Coord, line: &[Coord]) -> f64 {
    // Squares are compared: this is asked of every line that may be among the nearest.
    let least = line.windows(2).map(|edge| distance_2(edge[0], edge[1], place)).fold(f64::INFINITY, f64::min);
    let alone = line.first().filter(|_| line.len() == 1).map_or(f64::INFINITY, |only| distance_2(*only, *only, place));
    least.min(alone).sqrt()
}

/// The place of a line that is nearest to a place, with its distance in grid metres.
pub fn nearest_on_line(place: Coord, line: &[Coord]) -> Option<(f64, OnLine)> {
    edges(line)
        .map(|(edge, a, b)| {
            let (distance_m, t) = distance_to(a, b, place);
            (distance_m, OnLine { edge, t, place: between(a, b, t) })
        })
        .min_by(|one, other| one.0.total_cmp(&other.0))
}

/// The least distance between two lines; zero where they cross. None when one has no points.
pub fn line_to_line(line: &[Coord], other: &[Coord]) -> Option<Clearance> {
    let others: Vec<Edge> = edges(other).collect();
    let runs: Vec<(Bounds, &[Edge])> = others
        .chunks(RUN)
        .map(|run| {
            (run.iter().map(|(_, p, q)| Bounds::of(&[*p, *q])).reduce(Bounds::and).unwrap_or(Bounds::NOTHING), run)
        })
        .collect();
    let mut least: Option<Clearance> = None;
    for (edge, a, b) in edges(line) {
        let bounds = Bounds::of(&[a, b]);
        for (run_bounds, run) in &runs {
            if least.is_some_and(|found| bounds.apart(run_bounds) >= found.distance_m) {
                continue;
            }
            for &(of_other, p, q) in *run {
                let (distance_m, t, u) = least_between(a, b, p, q);
                if least.is_none_or(|found| distance_m < found.distance_m) {
                    let on = OnLine { edge, t, place: between(a, b, t) };
                    let to = OnLine { edge: of_other, t: u, place: between(p, q, u) };
                    least = Some(Clearance { distance_m, on, to });
                }
            }
        }
    }
    least
}

/// The edges of a line; a line of one point has one, of no length.
fn edges(line: &[Coord]) -> impl Iterator<Item = Edge> {
    let single = (line.len() == 1).then(|| (0, line[0], line[0]));
    line.windows(2).enumerate().map(|(edge, ends)| (edge, ends[0], ends[1])).chain(single)
}
