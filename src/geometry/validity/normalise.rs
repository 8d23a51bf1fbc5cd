//! What is always put right, and counted.

use crate::geometry::{Coord, LineString, MultiPolygon, Polygon};
use geo::winding_order::{Winding, WindingOrder};

/// What normalising changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Normalised {
    /// Rings that were turned round.
    pub ring_order_changed: usize,
    pub repeated_vertices_removed: usize,
}

/// A line without vertices that repeat the one before.
pub fn normalise_line(mut line: Vec<Coord>) -> (Vec<Coord>, Normalised) {
    let before = line.len();
    line.dedup();
    let repeated_vertices_removed = before - line.len();
    (line, Normalised { ring_order_changed: 0, repeated_vertices_removed })
}

/// An area without vertices that repeat the one before, its outer rings counterclockwise and its holes clockwise (RFC
/// 7946, section 3.1.6).
pub fn normalise_area(area: MultiPolygon<f64>) -> (MultiPolygon<f64>, Normalised) {
    let mut normalised = Normalised::default();
    let parts = area
        .into_iter()
        .map(|part| {
            let (exterior, interiors) = part.into_inner();
            let exterior = normalise_ring(exterior, WindingOrder::CounterClockwise, &mut normalised);
            let interiors = interiors
                .into_iter()
                .map(|hole| normalise_ring(hole, WindingOrder::Clockwise, &mut normalised))
                .collect();
            Polygon::new(exterior, interiors)
        })
        .collect();
    (parts, normalised)
}

fn normalise_ring(ring: LineString<f64>, order: WindingOrder, normalised: &mut Normalised) -> LineString<f64> {
    let (places, repeated) = normalise_line(ring.0);
    normalised.repeated_vertices_removed += repeated.repeated_vertices_removed;
    let mut ring = LineString(places);
    if ring.winding_order().is_some_and(|found| found != order) {
        ring.0.reverse();
        normalised.ring_order_changed += 1;
    }
    ring
}

/// How far ends may be apart and still join, degrees: one step of rounding.
const JOIN_DEG: f64 = 1e-9;

/// One line, where all parts join end to end in one way (some of them turned round, if need be); else the parts as they
/// are.
pub fn join_parts(parts: Vec<Vec<Coord>>) -> Vec<Vec<Coord>> {
    if parts.len() < 2 || parts.iter().any(|part| part.len() < 2) {
        return parts;
    }
    match chain(&parts) {
        Some(line) => vec![line],
        None => parts,
    }
}

/// Follows the parts from end to end. None where they fork, leave a gap or come apart.
fn chain(parts: &[Vec<Coord>]) -> Option<Vec<Coord>> {
    let mut ends: Vec<(Coord, usize)> = parts
        .iter()
        .enumerate()
        .filter_map(|(index, part)| Some([(*part.first()?, index), (*part.last()?, index)]))
        .flatten()
        .collect();
    ends.sort_unstable_by(|a, b| a.0.x.total_cmp(&b.0.x));
    // A hair more than the step: its double is not exact.
    let reach = JOIN_DEG * 1.001;
    let same = |a: Coord, b: Coord| (a.x - b.x).abs() <= reach && (a.y - b.y).abs() <= reach;
    let at = |place: Coord| {
        let first = ends.partition_point(|(end, _)| end.x < place.x - reach);
        ends[first..]
            .iter()
            .take_while(move |(end, _)| end.x <= place.x + reach)
            .filter(move |(end, _)| same(*end, place))
    };
    if ends.iter().any(|(end, _)| at(*end).take(3).count() > 2) {
        return None;
    }
    // A chain starts at an end that meets no other; in a ring at the first part.
    let is_free = |place: Coord| at(place).count() == 1;
    let begins = |part: &Vec<Coord>| part.first().is_some_and(|first| is_free(*first));
    let ends_free = |part: &Vec<Coord>| part.last().is_some_and(|last| is_free(*last));
    let (start, turned) = match parts.iter().position(begins) {
        Some(start) => (start, false),
        None => parts.iter().position(ends_free).map_or((0, false), |start| (start, true)),
    };
    let mut used = vec![false; parts.len()];
    used[start] = true;
    let mut line = parts[start].clone();
    if turned {
        line.reverse();
    }
    while let Some(&last) = line.last() {
        let Some(&(_, next)) = at(last).find(|(_, part)| !used[*part]) else { break };
        used[next] = true;
        let part = &parts[next];
        if part.first().is_some_and(|first| same(*first, last)) {
            line.extend_from_slice(&part[1..]);
        } else {
            line.extend(part.iter().rev().skip(1));
        }
    }
    used.into_iter().all(|used| used).then_some(line)
}
