//! The reach of a line in convex pieces that touch or overlap: one about each edge, with half a disc at the line's ends,
//! and a sector at each sharp bend.

use crate::geometry::Coord;
use crate::geometry::pairs::Bounds;
use crate::geometry::segment::{cross, dot};
use std::f64::consts::{PI, TAU};

/// A convex part of a line's reach. Its corners are computed where they are needed: a large zone has a million pieces.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    kind: Kind,
    /// Least and greatest; short numbers, outwards rounded.
    min: [f32; 2],
    max: [f32; 2],
}

#[derive(Clone, Debug)]
enum Kind {
    Edge {
        ends: [Coord; 2],
        before: Bend,
        after: Bend,
    },
    /// `from` and `to`: from the place to the ends of the arc, counterclockwise.
    Sector {
        at: Coord,
        from: Coord,
        to: Coord,
    },
    Disc {
        at: Coord,
    },
}

/// The largest angle of a chord of an arc.
const CHORD: f64 = TAU / 64.0;

impl Piece {
    fn of(kind: Kind, radius: f64) -> Self {
        let mut piece = Piece { kind, min: [0.0; 2], max: [0.0; 2] };
        let Bounds { min, max } = Bounds::of(&piece.ring(radius));
        piece.min = [min.x, min.y].map(|least| (least as f32).next_down());
        piece.max = [max.x, max.y].map(|most| (most as f32).next_up());
        piece
    }

    /// A little wider than the piece.
    pub fn bounds(&self) -> Bounds {
        Bounds { min: wide(self.min), max: wide(self.max) }
    }

    /// The edge, or the place, that it reaches out from: its two ends.
    pub fn spine(&self) -> [Coord; 2] {
        match self.kind {
            Kind::Edge { ends, .. } => ends,
            Kind::Sector { at, .. } | Kind::Disc { at } => [at, at],
        }
    }

    /// Its corners, counterclockwise, not closed.
    pub fn ring(&self, radius: f64) -> Vec<Coord> {
        ring(std::iter::once(self), radius)
    }

    /// Whether it goes on in the other piece without a bend to fill.
    pub fn goes_on_in(&self, next: &Piece) -> bool {
        matches!((&self.kind, &next.kind), (
            Kind::Edge { ends: [_, b], after: Bend::Mitre(corner), .. },
            Kind::Edge { ends: [a, _], before: Bend::Mitre(same), .. },
        ) if a == b && corner == same)
    }
}

/// The corners of pieces of which each goes on in the next, counterclockwise, not closed: what lies on both sides of
/// them, and their two ends. A ring of several pieces need not be convex.
pub(super) fn ring<'a>(pieces: impl DoubleEndedIterator<Item = &'a Piece> + Clone, radius: f64) -> Vec<Coord> {
    let mut corners = Vec::with_capacity(8);
    let (mut others, mut last) = (pieces.clone(), pieces);
    match (others.next().map(|piece| &piece.kind), last.next_back().map(|piece| &piece.kind)) {
        (Some(Kind::Edge { ends: [a, to], before, .. }), Some(Kind::Edge { ends: [from, b], after, .. })) => {
            let joints = || {
                others.clone().filter_map(|piece| match &piece.kind {
                    Kind::Edge { ends: [at, _], before: Bend::Mitre(corner), .. } => Some((*at, wide(*corner))),
                    _ => None,
                })
            };
            corners.extend(joints().map(|(at, corner)| at - corner));
            Edge::new(*from, *b, radius).end(*b, after, 1.0, &mut corners);
            corners.extend(joints().rev().map(|(at, corner)| at + corner));
            Edge::new(*a, *to, radius).end(*a, before, -1.0, &mut corners);
        }
        (Some(Kind::Sector { at, from, to }), _) => sector_ring(*at, *from, *to, &mut corners),
        (Some(Kind::Disc { at }), _) => disc_ring(*at, radius, &mut corners),
        _ => {}
    }
    corners
}

fn wide([x, y]: [f32; 2]) -> Coord {
    Coord { x: x.into(), y: y.into() }
}

/// Whether a convex ring holds a place.
pub(super) fn contains(ring: &[Coord], place: Coord) -> bool {
    let count = ring.len();
    (0..count).all(|at| {
        let (from, to) = (ring[at], ring[(at + 1) % count]);
        cross(to - from, place - from) >= 0.0
    })
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
#[derive(Clone, Debug)]
enum Bend {
    End,
    /// Short numbers, since the two pieces' corners are the same all the same.
    Mitre([f32; 2]),
    Sector,
}

/// Tells the pieces of a line's reach. A line of one place has a disc.
pub(super) fn pieces(line: &[Coord], radius: f64, mut tell: impl FnMut(Piece)) {
    let mut places = line.to_vec();
    places.dedup();
    let (Some(&first), Some(&last)) = (places.first(), places.last()) else { return };
    if places.len() == 1 {
        tell(Piece::of(Kind::Disc { at: first }, radius));
        return;
    }
    let edges: Vec<Edge> = places.windows(2).map(|ends| Edge::new(ends[0], ends[1], radius)).collect();
    let closed = first == last;
    let mut bend = if closed { Bend::of(edges.last(), edges.first()) } else { Bend::End };
    for (number, edge) in edges.iter().enumerate() {
        let next = edges.get(number + 1).or(edges.first().filter(|_| closed));
        let next_bend = Bend::of(Some(edge), next);
        let ends = [edge.a, edge.b];
        tell(Piece::of(Kind::Edge { ends, before: bend, after: next_bend.clone() }, radius));
        if let (Bend::Sector, Some(next)) = (&next_bend, next)
            && let Some(sector) = sector(edge.b, edge.left, next.left)
        {
            tell(Piece::of(sector, radius));
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
                let corner = wide(*corner) * way;
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
        let corner = (one + other) * (square / (square + dot(one, other)));
        Bend::Mitre([corner.x as f32, corner.y as f32])
    }
}

/// What the pieces of two edges leave open on the outer side of their bend. `before` and `after`: from the bend to the
/// left corners of the pieces.
fn sector(at: Coord, before: Coord, after: Coord) -> Option<Kind> {
    let turn = cross(before, after).atan2(dot(before, after));
    // To the left the outer side is the right one.
    let (from, to) = if turn > 0.0 { (before * -1.0, after * -1.0) } else { (after, before) };
    if turn == 0.0 {
        return None;
    }
    // A little more angle on both sides, and a little behind the bend.
    let radius = from.x.hypot(from.y);
    let more = lap(radius) / radius;
    Some(Kind::Sector { at, from: turned(from, -more), to: turned(to, more) })
}

fn sector_ring(at: Coord, from: Coord, to: Coord, ring: &mut Vec<Coord>) {
    let radius = from.x.hypot(from.y);
    let angle = cross(from, to).atan2(dot(from, to)).rem_euclid(TAU);
    ring.extend([at - (from + to) * (lap(radius) / radius / 2.0), at + from]);
    arc(at, from, angle, ring);
    ring.push(at + to);
}

fn disc_ring(at: Coord, radius: f64, ring: &mut Vec<Coord>) {
    let corners = (TAU / CHORD).round();
    let outer = radius * (CHORD / CHORD.sin()).sqrt();
    ring.extend((0..corners as usize).map(|corner| {
        let (sin, cos) = (CHORD * corner as f64).sin_cos();
        Coord { x: at.x + outer * cos, y: at.y + outer * sin }
    }));
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
            let ring = &piece.ring(3.0);
            let count = ring.len();
            for at in 0..count {
                let (a, b, c) = (ring[at], ring[(at + 1) % count], ring[(at + 2) % count]);
                assert!(cross(b - a, c - b) > -1e-9, "{ring:?}");
            }
        }
    }

    #[test]
    fn a_straight_line_and_a_point_have_the_area_of_their_round_buffers() {
        let straight: f64 = pieces_of(&[(0.0, 0.0), (6.0, 8.0)], 3.0).iter().map(|piece| area(&piece.ring(3.0))).sum();
        assert!((straight - (60.0 + PI * 9.0)).abs() < 1e-9, "{straight}");
        let point: f64 = pieces_of(&[(5.0, 5.0), (5.0, 5.0)], 3.0).iter().map(|piece| area(&piece.ring(3.0))).sum();
        assert!((point - PI * 9.0).abs() < 1e-9, "{point}");
    }

    #[test]
    fn a_bend_has_a_sector_on_its_outer_side_and_a_closed_line_one_at_each_corner() {
        let bent = pieces_of(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)], 2.0);
        assert_eq!(bent.len(), 3);
        // A quarter of a disc of 2 m, and 1 mm more on both sides.
        assert!((area(&bent[1].ring(2.0)) - PI).abs() < 0.01);
        let ring = bent[1].ring(2.0);
        assert!(contains(&ring, Coord { x: 11.0, y: -1.0 }) && !contains(&ring, Coord { x: 9.0, y: 1.0 }));
        assert_eq!(pieces_of(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 0.0)], 2.0).len(), 6);
    }

    #[test]
    fn pieces_that_go_on_in_each_other_are_one_ring_of_their_common_area() {
        let bent = pieces_of(&[(0.0, 0.0), (20.0, 0.0), (40.0, 1.0), (60.0, 1.0), (60.0, 30.0), (60.0, 60.0)], 3.0);
        let goes_on: Vec<bool> = bent.windows(2).map(|pair| pair[0].goes_on_in(&pair[1])).collect();
        // Two slight bends, a sharp one with its sector, and a straight place.
        assert_eq!(goes_on, [true, true, false, false, true]);
        let one = area(&ring(bent[..3].iter(), 3.0));
        let length = 20.0 + 401_f64.sqrt() + 20.0;
        // Mitres keep the width along the whole of the line: half a disc at its start, and a flat end.
        assert!((one - (6.0 * length + PI * 4.5)).abs() < 1e-4, "{one}");
        // Each alone is lapped over the next by a millimetre on both sides.
        let alone: f64 = bent[..3].iter().map(|piece| area(&piece.ring(3.0))).sum();
        assert!(alone > one && alone - one < 2.0 * 2.0 * LAP_M * 6.0, "{alone} {one}");
    }
}
