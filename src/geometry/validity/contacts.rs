//! Where the rings of an area meet, themselves and each other.

use super::MOST_FAULTS;
use super::fault::{Fault, RingName};
use crate::geometry::segment::{between, cross, dot, meeting, side};
use crate::geometry::{Coord, LineString};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::collections::BTreeSet;

type Rings<'a> = [(RingName, &'a LineString<f64>)];

/// What the rings have in common.
#[derive(Debug, Default)]
pub(super) struct Contacts {
    pub faults: Vec<Fault>,
    /// Two rings (by number) that touch in a place.
    pub touches: Vec<(usize, usize, Coord)>,
}

#[derive(Clone, Copy, Debug)]
struct Edge {
    ring: usize,
    number: usize,
    p: Coord,
    q: Coord,
}

/// Pairs of edges whose boxes meet, for each edge and at least: more than any map has.
const MOST_PAIRS_PER_EDGE: usize = 400;
const LEAST_LIMIT: usize = 20_000_000;

pub(super) fn find(rings: &Rings) -> Contacts {
    let edges: Vec<Edge> = rings
        .iter()
        .enumerate()
        .flat_map(|(ring, (_, places))| {
            places.0.windows(2).enumerate().map(move |(number, ends)| Edge { ring, number, p: ends[0], q: ends[1] })
        })
        .filter(|edge| edge.p != edge.q)
        .collect();
    let boxed = |edge: &Edge| Rectangle::from_corners([edge.p.x, edge.p.y], [edge.q.x, edge.q.y]);
    let tree =
        RTree::bulk_load(edges.iter().enumerate().map(|(index, edge)| GeomWithData::new(boxed(edge), index)).collect());
    let mut seen = Seen { rings, contacts: Contacts::default(), told: BTreeSet::new() };
    let mut pairs = 0;
    let limit = LEAST_LIMIT.max(edges.len() * MOST_PAIRS_PER_EDGE);
    for (index, edge) in edges.iter().enumerate() {
        let window = AABB::from_corners([edge.p.x, edge.p.y], [edge.q.x, edge.q.y]);
        for other in tree.locate_in_envelope_intersecting(window).filter(|other| other.data > index) {
            pairs += 1;
            seen.pair(edge, &edges[other.data]);
        }
        if pairs > limit {
            seen.contacts.faults.push(Fault::TooIntricate { edges: edges.len(), at: edge.p });
            break;
        }
        if seen.contacts.faults.len() >= MOST_FAULTS {
            break;
        }
    }
    seen.contacts.faults.sort_by_key(|fault| fault.code() == "too_intricate");
    seen.contacts
}

struct Seen<'a> {
    rings: &'a Rings<'a>,
    contacts: Contacts,
    /// Two rings and the place, by its bits, at which their meeting was told: a vertex is met by up to four edges.
    told: BTreeSet<(usize, usize, u64, u64)>,
}

impl Seen<'_> {
    fn pair(&mut self, one: &Edge, other: &Edge) {
        if let Some(at) = overlap(one, other) {
            self.overlap(one, other, at);
        } else if let Some((t, u)) = meeting(one.p, one.q, other.p, other.q) {
            // A vertex is a vertex, to the last bit.
            let at = if u <= 0.0 {
                other.p
            } else if u >= 1.0 {
                other.q
            } else {
                between(one.p, one.q, t)
            };
            let inside_both = t > 0.0 && t < 1.0 && u > 0.0 && u < 1.0;
            self.meet(one, other, at, inside_both);
        } else if one.q == other.p || one.p == other.q || one.p == other.p || one.q == other.q {
            // In line with each other, end to end.
            let at = if one.q == other.p || one.q == other.q { one.q } else { one.p };
            self.meet(one, other, at, false);
        }
    }

    fn overlap(&mut self, one: &Edge, other: &Edge, at: Coord) {
        let (ring, of_other) = (self.rings[one.ring].0, self.rings[other.ring].0);
        if self.is_new(one, other, at) {
            self.contacts.faults.push(if one.ring == other.ring {
                Fault::SelfOverlap { ring, at, edges: (one.number, other.number) }
            } else {
                Fault::RingsShareEdge { ring, other: of_other, at }
            });
        }
    }

    fn meet(&mut self, one: &Edge, other: &Edge, at: Coord, inside_both: bool) {
        let (ring, of_other) = (self.rings[one.ring].0, self.rings[other.ring].0);
        let edges = (one.number, other.number);
        if one.ring == other.ring {
            if !inside_both && self.are_neighbours(one, other) {
                return;
            }
            if self.is_new(one, other, at) {
                let crosses = inside_both || self.passes_through(one, other, at);
                self.contacts.faults.push(if crosses {
                    Fault::SelfCrossing { ring, at, edges }
                } else {
                    Fault::SelfTouch { ring, at, edges }
                });
            }
        } else if self.is_new(one, other, at) {
            if inside_both || self.passes_through(one, other, at) {
                self.contacts.faults.push(Fault::RingsCross { ring, other: of_other, at });
            } else {
                self.contacts.touches.push((one.ring, other.ring, at));
            }
        }
    }

    fn is_new(&mut self, one: &Edge, other: &Edge, at: Coord) -> bool {
        let (low, high) = (one.ring.min(other.ring), one.ring.max(other.ring));
        self.told.insert((low, high, at.x.to_bits(), at.y.to_bits()))
    }

    fn are_neighbours(&self, one: &Edge, other: &Edge) -> bool {
        let edges = self.rings[one.ring].1.0.len() - 1;
        let apart = one.number.abs_diff(other.number);
        apart == 1 || apart == edges - 1
    }

    /// Whether the two rings change sides at a place where at least one has a vertex: whether of the two ways that one
    /// goes from there, exactly one lies between those of the other.
    fn passes_through(&self, one: &Edge, other: &Edge, at: Coord) -> bool {
        let (a, b) = self.ways(one, at);
        let (c, d) = self.ways(other, at);
        is_between(at, a, b, c) != is_between(at, a, b, d)
    }

    /// The places before and after a place on a ring's edge.
    fn ways(&self, edge: &Edge, at: Coord) -> (Coord, Coord) {
        let ring = &self.rings[edge.ring].1.0;
        let edges = ring.len() - 1;
        // Repeated vertices are stepped over, once round at most.
        let step = |from: usize, by: usize| {
            let mut index = from;
            for _ in 0..edges {
                index = (index + by) % edges;
                if ring[index] != at {
                    break;
                }
            }
            ring[index]
        };
        if at == edge.p {
            (step(edge.number % edges, edges - 1), edge.q)
        } else if at == edge.q {
            (edge.p, step((edge.number + 1) % edges, 1))
        } else {
            (edge.p, edge.q)
        }
    }
}

/// Whether the way to `c` lies strictly between those to `a` and `b`, counterclockwise from `a`, all seen from `at`.
fn is_between(at: Coord, a: Coord, b: Coord, c: Coord) -> bool {
    let (left_of_a, right_of_b) = (side(at, a, c) > 0.0, side(at, b, c) < 0.0);
    let turn = side(at, a, b);
    if turn > 0.0 || (turn == 0.0 && dot(a - at, b - at) > 0.0) {
        left_of_a && right_of_b
    } else {
        left_of_a || right_of_b
    }
}

/// Where two edges in line begin to run over each other.
fn overlap(one: &Edge, other: &Edge) -> Option<Coord> {
    let &Edge { p: a, q: b, .. } = one;
    let &Edge { p, q, .. } = other;
    if side(a, b, p) != 0.0 || side(a, b, q) != 0.0 {
        return None;
    }
    // Along the longer axis the order of places is exact.
    let along = |place: Coord| if (b.x - a.x).abs() >= (b.y - a.y).abs() { place.x } else { place.y };
    let (from, to) = (along(a).min(along(b)), along(a).max(along(b)));
    let start = along(p).min(along(q)).max(from);
    let end = along(p).max(along(q)).min(to);
    (start < end).then(|| [a, b, p, q].into_iter().find(|place| along(*place) == start)).flatten()
}

/// Twice the signed area of a ring, seen from its first corner.
pub(super) fn doubled_area(ring: &LineString<f64>) -> f64 {
    let Some(&first) = ring.0.first() else { return 0.0 };
    ring.0.windows(2).map(|edge| cross(edge[0] - first, edge[1] - first)).sum()
}
