//! The reach of a line in convex pieces that touch or overlap: one about each edge, with half a disc at the line's ends,
//! and a sector at each sharp bend.

use crate::geometry::Coord;
use crate::geometry::pairs::Bounds;
use crate::geometry::segment::{cross, dot};
use std::f64::consts::{PI, TAU};

/// A convex ring, counterclockwise, not closed.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub ring: Vec<Coord>,
    pub bounds: Bounds,
    /// The edge, or the place, that it reaches out from: its two ends.
    pub spine: [Coord; 2],
}

/// The largest angle of a chord of an arc.
const CHORD: f64 = TAU / 64.0;

impl Piece {
    fn of(ring: Vec<Coord>, spine: [Coord; 2]) -> Self {
        Piece { bounds: Bounds::of(&ring), ring, spine }
    }

    pub fn contains(&self, place: Coord) -> bool {
        let count = self.ring.len();
        (0..count).all(|at| {
            let (from, to) = (self.ring[at], self.ring[(at + 1) % count]);
            cross(to - from, place - from) >= 0.0
        })
    }
}

/// Bends no sharper than a chord, between edges so long that what they share on the inner side is less than this share of
/// either, are mitred: the two edges' pieces share one side, and the bend needs no sector.
const MITRED_SHARE: f64 = 0.45;

/// Neighbouring pieces lie over each other by this, metres, or by a thousandth of the reach where that is less: what they
/// shared to the last bit could come apart when they are taken away one after the other, by a crack that nobody sees but
/// that joins what lies on its two sides.
const LAP_M: f64 = 1e-3;

fn lap(radius: f64) -> f64 {
    LAP_M.min(0.001 * radius)
}

/// How the reach goes round a place of the line. The vectors lead from there to the left corners of the pieces on both
/// sides, and their opposites to the right ones.
enum Bend {
    End,
    Mitre(Coord),
    Sector,
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
    let edges: Vec<Edge> = places.windows(2).map(|ends| Edge::new(ends[0], ends[1], radius)).collect();
    let closed = first == last;
    let mut bend = if closed { Bend::of(edges.last(), edges.first()) } else { Bend::End };
    for (number, edge) in edges.iter().enumerate() {
        let next = edges.get(number + 1).or(edges.first().filter(|_| closed));
        let next_bend = Bend::of(Some(edge), next);
        tell(edge.piece(&bend, &next_bend));
        if let (Bend::Sector, Some(next)) = (&next_bend, next)
            && let Some(sector) = sector(edge.b, edge.left, next.left)
        {
            tell(sector);
        }
        bend = next_bend;
    }
}

struct Edge {
    a: Coord,
    b: Coord,
    /// As long as the reach, to the left.
    left: Coord,
    length: f64,
}

impl Edge {
    fn new(a: Coord, b: Coord, radius: f64) -> Self {
        let along = b - a;
        let length = along.x.hypot(along.y);
        Edge { a, b, left: Coord { x: -along.y, y: along.x } * (radius / length), length }
    }

    fn piece(&self, before: &Bend, after: &Bend) -> Piece {
        let mut ring = Vec::new();
        self.end(self.b, after, 1.0, &mut ring);
        self.end(self.a, before, -1.0, &mut ring);
        Piece::of(ring, [self.a, self.b])
    }

    /// The corners at one end, from right to left as one looks out over it. `way`: 1 at the last end, -1 at the first.
    fn end(&self, at: Coord, bend: &Bend, way: f64, ring: &mut Vec<Coord>) {
        let left = self.left * way;
        match bend {
            Bend::Sector => ring.extend([at - left, at + left]),
            Bend::End => {
                ring.push(at - left);
                arc(at, left * -1.0, PI, ring);
                ring.push(at + left);
            }
            Bend::Mitre(corner) => {
                // Lapped over the neighbour, within its sides.
                let corner = *corner * way;
                let radius = left.x.hypot(left.y);
                let lap_m = lap(radius);
                let on = (self.b - self.a) * (way * lap_m / self.length);
                let inner = corner * (1.0 - lap_m / radius);
                ring.extend([at - corner, at - inner + on, at + inner + on, at + corner]);
            }
        }
    }
}

impl Bend {
    fn of(before: Option<&Edge>, after: Option<&Edge>) -> Self {
        let (Some(before), Some(after)) = (before, after) else { return Bend::End };
        let (one, other) = (before.left, after.left);
        let (turn, square) = (cross(one, other).atan2(dot(one, other)), dot(one, one));
        let shared = square.sqrt() * (turn.abs() / 2.0).tan();
        if turn.abs() > CHORD || shared > MITRED_SHARE * before.length.min(after.length) {
            return Bend::Sector;
        }
        // The mitre's corner: half way between the two, and as far out as both edges' sides are.
        Bend::Mitre((one + other) * (square / (square + dot(one, other))))
    }
}

/// What the pieces of two edges leave open on the outer side of their bend. `before` and `after`: from the bend to the
/// left corners of the pieces.
fn sector(at: Coord, before: Coord, after: Coord) -> Option<Piece> {
    let turn = cross(before, after).atan2(dot(before, after));
    // To the left the outer side is the right one.
    let (from, to) = if turn > 0.0 { (before * -1.0, after * -1.0) } else { (after, before) };
    if turn == 0.0 {
        return None;
    }
    // A little more angle on both sides, and a little behind the bend.
    let radius = from.x.hypot(from.y);
    let more = lap(radius) / radius;
    let (from, to) = (turned(from, -more), turned(to, more));
    let mut ring = vec![at - (from + to) * (more / 2.0), at + from];
    arc(at, from, turn.abs() + 2.0 * more, &mut ring);
    ring.push(at + to);
    Some(Piece::of(ring, [at, at]))
}

fn disc(at: Coord, radius: f64) -> Piece {
    let corners = (TAU / CHORD).round();
    let outer = radius * (CHORD / CHORD.sin()).sqrt();
    let ring = (0..corners as usize).map(|corner| {
        let (sin, cos) = (CHORD * corner as f64).sin_cos();
        Coord { x: at.x + outer * cos, y: at.y + outer * sin }
    });
    Piece::of(ring.collect(), [at, at])
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
        ring.push(middle + turned(start, chord * place as f64) * scale);
    }
}

fn turned(vector: Coord, angle: f64) -> Coord {
    let (sin, cos) = angle.sin_cos();
    Coord { x: vector.x * cos - vector.y * sin, y: vector.x * sin + vector.y * cos }
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
        // A quarter of a disc of 2 m, and 1 mm more on both sides.
        assert!((area(&bent[1].ring) - PI).abs() < 0.01);
        assert!(bent[1].contains(Coord { x: 11.0, y: -1.0 }) && !bent[1].contains(Coord { x: 9.0, y: 1.0 }));
        assert_eq!(pieces_of(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 0.0)], 2.0).len(), 6);
    }
}
