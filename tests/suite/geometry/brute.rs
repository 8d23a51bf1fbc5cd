//! Cutting against a count of every edge, on small whole numbers where lines meet corners and run along edges all the time.

use super::oracle::near_m;
use geo_types::{LineString, MultiPolygon, Polygon};
use ngamhoa::geometry::{Coord, Measured, PreparedArea, stretch};
use proptest::prelude::*;

type Place = (i64, i64);

/// A step of the small numbers, degrees; some 10 m.
const STEP_DEG: f64 = 1e-4;

fn coord((x, y): Place) -> Coord {
    Coord { x: 106.7 + x as f64 * STEP_DEG, y: 20.85 + y as f64 * STEP_DEG }
}

fn cross(a: Place, b: Place) -> i64 {
    a.0 * b.1 - a.1 * b.0
}

fn minus(a: Place, b: Place) -> Place {
    (a.0 - b.0, a.1 - b.1)
}

/// Shares of the segment, as fractions, at which an edge meets it.
fn meetings((a, b): (Place, Place), (p, q): (Place, Place)) -> Vec<(i64, i64)> {
    let (ab, pq) = (minus(b, a), minus(q, p));
    let turn = cross(ab, pq);
    if turn != 0 {
        let (t, u) = (cross(minus(p, a), pq) * turn.signum(), cross(minus(p, a), ab) * turn.signum());
        let whole = turn.abs();
        return if (0..=whole).contains(&t) && (0..=whole).contains(&u) { vec![(t, whole)] } else { Vec::new() };
    }
    if cross(ab, minus(p, a)) != 0 {
        return Vec::new();
    }
    let square = ab.0 * ab.0 + ab.1 * ab.1;
    let share = |c: Place| (minus(c, a).0 * ab.0 + minus(c, a).1 * ab.1).clamp(0, square);
    vec![(share(p), square), (share(q), square)]
}

/// Whether the place `n/d` of the way along the segment is on an edge, or has an odd number of edges to its left.
fn is_inside((a, b): (Place, Place), (n, d): (i64, i64), edges: &[(Place, Place)]) -> bool {
    // All multiplied by d, to stay whole.
    let at = (a.0 * d + (b.0 - a.0) * n, a.1 * d + (b.1 - a.1) * n);
    let mut odd = false;
    for &(p, q) in edges {
        let (p, q) = ((p.0 * d, p.1 * d), (q.0 * d, q.1 * d));
        let side = cross(minus(q, p), minus(at, p));
        let in_box = (p.0.min(q.0)..=p.0.max(q.0)).contains(&at.0) && (p.1.min(q.1)..=p.1.max(q.1)).contains(&at.1);
        if side == 0 && in_box {
            return true;
        }
        if (p.1 > at.1) != (q.1 > at.1) {
            odd ^= (side < 0) == (q.1 > p.1);
        }
    }
    odd
}

fn inside_m(line: &[Place], edges: &[(Place, Place)]) -> f64 {
    let measured = Measured::new(line.iter().map(|place| coord(*place)).collect());
    let mut total_m = 0.0;
    for (number, segment) in line.windows(2).enumerate() {
        let segment = (segment[0], segment[1]);
        if segment.0 == segment.1 {
            continue;
        }
        let mut breaks: Vec<(i64, i64)> = edges.iter().flat_map(|edge| meetings(segment, *edge)).collect();
        breaks.extend([(0, 1), (1, 1)]);
        breaks.sort_by(|a, b| (a.0 * b.1).cmp(&(b.0 * a.1)));
        breaks.dedup_by(|a, b| a.0 * b.1 == b.0 * a.1);
        for pair in breaks.windows(2) {
            let ((n, d), (m, e)) = (pair[0], pair[1]);
            if is_inside(segment, (n * e + m * d, 2 * d * e), edges) {
                let length_m = measured.cum_m()[number + 1] - measured.cum_m()[number];
                total_m += (m as f64 / e as f64 - n as f64 / d as f64) * length_m;
            }
        }
    }
    total_m
}

fn places(least: usize, most: usize) -> impl Strategy<Value = Vec<Place>> {
    prop::collection::vec((0_i64..9, 0_i64..9), least..most)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_cut_is_what_counting_every_edge_gives(
        rings in prop::collection::vec(places(3, 9), 1..4),
        line in places(2, 9),
    ) {
        let edges: Vec<(Place, Place)> = rings
            .iter()
            .flat_map(|ring| (0..ring.len()).map(|at| (ring[at], ring[(at + 1) % ring.len()])))
            .filter(|(p, q)| p != q)
            .collect();
        let area: MultiPolygon<f64> = rings
            .iter()
            .map(|ring| Polygon::new(ring.iter().map(|place| coord(*place)).collect::<LineString<f64>>(), Vec::new()))
            .collect();
        let measured = Measured::new(line.iter().map(|place| coord(*place)).collect());
        let found_m = stretch::total_m(&PreparedArea::new(&area).cut(&measured));
        let expected_m = inside_m(&line, &edges);
        // Shares are not quite even along a segment, and pieces of 0.2 mm are dropped.
        prop_assert!(near_m(found_m, expected_m) || (found_m - expected_m).abs() < 2e-3, "{found_m} m, expected {expected_m}");
    }
}
