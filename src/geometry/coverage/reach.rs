//! The reach of a line in convex pieces that touch or overlap: a rectangle about each edge, a sector at each bend, half a
//! disc at each end.

use crate::geometry::Coord;
use crate::geometry::pairs::Bounds;
use crate::geometry::segment::{cross, dot};
use std::f64::consts::{PI, TAU};

/// A convex ring, counterclockwise, not closed.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub ring: Vec<Coord>,
    pub bounds: Bounds,
}

/// The largest angle of a chord of an arc.
const CHORD: f64 = TAU / 64.0;

impl Piece {
    fn of(ring: Vec<Coord>) -> Self {
        Piece { bounds: Bounds::of(&ring), ring }
    }

    pub fn contains(&self, place: Coord) -> bool {
        let count = self.ring.len();
        (0..count).all(|at| {
            let (from, to) = (self.ring[at], self.ring[(at + 1) % count]);
            cross(to - from, place - from) >= 0.0
        })
    }
}

/// Tells the pieces of a line's reach. A line of one place has a disc.
pub(super) fn pieces(line: &[Coord], radius: f64, mut tell: impl FnMut(Piece)) {
    let mut places = line.to_vec();
    places.dedup();
    let (Some(&first), Some(&last)) = (places.first(), places.last()) else { return };
    if places.len() == 1 {
        tell(disc(first, radius));
        return;
    }
    let normals: Vec<Coord> = places.windows(2).map(|edge| normal(edge[0], edge[1]) * radius).collect();
    let closed = first == last;
    for (edge, (ends, &left)) in places.windows(2).zip(&normals).enumerate() {
        let (a, b) = (ends[0], ends[1]);
        let mut ring = vec![a - left, b - left];
        if edge + 1 == normals.len() && !closed {
            arc(b, left * -1.0, PI, &mut ring);
        }
        ring.extend([b + left, a + left]);
        if edge == 0 && !closed {
            arc(a, left, PI, &mut ring);
        }
        tell(Piece::of(ring));
    }
    let bends = normals.windows(2).zip(&places[1..]).map(|(pair, at)| (pair[0], pair[1], *at));
    let closing =
        normals.last().zip(normals.first()).filter(|_| closed).map(|(before, after)| (*before, *after, first));
    for (before, after, at) in bends.chain(closing) {
        if let Some(sector) = sector(at, before, after) {
            tell(sector);
        }
    }
}

/// What the rectangles of two edges leave open on the outer side of their bend. `before` and `after`: from the bend to
/// the left corners of the rectangles.
fn sector(at: Coord, before: Coord, after: Coord) -> Option<Piece> {
    let turn = cross(before, after).atan2(dot(before, after));
    // To the left the outer side is the right one.
    let (from, to) = if turn > 0.0 { (before * -1.0, after * -1.0) } else { (after, before) };
    if turn == 0.0 {
        return None;
    }
    let mut ring = vec![at, at + from];
    arc(at, from, turn.abs(), &mut ring);
    ring.push(at + to);
    Some(Piece::of(ring))
}

fn disc(at: Coord, radius: f64) -> Piece {
    let corners = (TAU / CHORD).round();
    let outer = radius * (CHORD / CHORD.sin()).sqrt();
    let ring = (0..corners as usize).map(|corner| {
        let (sin, cos) = (CHORD * corner as f64).sin_cos();
        Coord { x: at.x + outer * cos, y: at.y + outer * sin }
    });
    Piece::of(ring.collect())
}

/// Adds the places of an arc between its ends, counterclockwise from `start`, a vector from its middle. The ends stay on
/// the circle, where rectangles meet the arc; the others stand so far outside that the sector keeps its area.
fn arc(middle: Coord, start: Coord, angle: f64, ring: &mut Vec<Coord>) {
    let chords = (angle / CHORD).ceil().max(1.0);
    let chord = angle / chords;
    // Two triangles of r·kr and the others of kr·kr, times sin(chord)/2, are to be the sector: angle·r²/2.
    let wanted = angle / chord.sin();
    let inner = chords - 2.0;
    let scale = if inner > 0.0 { ((1.0 + inner * wanted).sqrt() - 1.0) / inner } else { wanted / 2.0 };
    for place in 1..chords as usize {
        let (sin, cos) = (chord * place as f64).sin_cos();
        let turned = Coord { x: start.x * cos - start.y * sin, y: start.x * sin + start.y * cos };
        ring.push(middle + turned * scale);
    }
}

/// The unit vector to the left of an edge.
fn normal(a: Coord, b: Coord) -> Coord {
    let along = b - a;
    let length = along.x.hypot(along.y);
    Coord { x: -along.y / length, y: along.x / length }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(ring: &[Coord]) -> f64 {
        (0..ring.len()).map(|at| cross(ring[at] - ring[0], ring[(at + 1) % ring.len()] - ring[0])).sum::<f64>() / 2.0
    }

    fn pieces_of(places: &[(f64, f64)], radius: f64) -> Vec<Piece> {
        let line: Vec<Coord> = places.iter().map(|&(x, y)| Coord { x, y }).collect();
        let mut found = Vec::new();
        pieces(&line, radius, |piece| found.push(piece));
        found
    }

    #[test]
    fn pieces_are_convex_and_counterclockwise() {
        let bent = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (3.0, 9.0), (3.0, 9.1), (30.0, 9.0)];
        for piece in pieces_of(&bent, 3.0) {
            let ring = &piece.ring;
            let count = ring.len();
            for at in 0..count {
                let (a, b, c) = (ring[at], ring[(at + 1) % count], ring[(at + 2) % count]);
                assert!(cross(b - a, c - b) > -1e-9, "{ring:?}");
            }
        }
    }

    #[test]
    fn a_straight_line_and_a_point_have_the_area_of_their_round_buffers() {
        let straight: f64 = pieces_of(&[(0.0, 0.0), (6.0, 8.0)], 3.0).iter().map(|piece| area(&piece.ring)).sum();
        assert!((straight - (60.0 + PI * 9.0)).abs() < 1e-9, "{straight}");
        let point: f64 = pieces_of(&[(5.0, 5.0), (5.0, 5.0)], 3.0).iter().map(|piece| area(&piece.ring)).sum();
        assert!((point - PI * 9.0).abs() < 1e-9, "{point}");
    }

    #[test]
    fn a_bend_has_a_sector_on_its_outer_side_and_a_closed_line_one_at_each_corner() {
        let bent = pieces_of(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)], 2.0);
        assert_eq!(bent.len(), 3);
        assert!((area(&bent[2].ring) - PI).abs() < 1e-9);
        assert!(bent[2].contains(Coord { x: 11.0, y: -1.0 }) && !bent[2].contains(Coord { x: 9.0, y: 1.0 }));
        assert_eq!(pieces_of(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 0.0)], 2.0).len(), 6);
    }
}
