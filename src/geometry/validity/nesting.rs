//! Which ring lies in which, once it is known that none crosses another.

use super::fault::{Fault, RingName};
use crate::geometry::segment::side;
use crate::geometry::{Coord, LineString};
use geo::BoundingRect;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::collections::{BTreeMap, HashMap, HashSet};

type Rings<'a> = [(RingName, &'a LineString<f64>)];

/// `touches`: rings, by number, that touch in a place.
pub(super) fn check(rings: &Rings, touches: &[(usize, usize, Coord)]) -> Vec<Fault> {
    let mut faults = misplaced(rings, touches);
    faults.extend(split_parts(rings, touches));
    faults
}

/// Holes outside their outer ring or in another hole, parts in parts.
///
/// Rings that do not cross are told apart by one place each. An outer ring must lie in as many holes as outer rings (an
/// island in a lake), a hole in its own outer ring and else in as many holes as outer rings.
fn misplaced(rings: &Rings, touches: &[(usize, usize, Coord)]) -> Vec<Fault> {
    let boxes = RTree::bulk_load(
        rings
            .iter()
            .enumerate()
            .filter_map(|(number, (_, ring))| {
                let bounds = ring.bounding_rect()?;
                let (min, max) = (bounds.min(), bounds.max());
                Some(GeomWithData::new(Rectangle::from_corners([min.x, min.y], [max.x, max.y]), number))
            })
            .collect(),
    );
    let mut touched: HashMap<usize, HashSet<[u64; 2]>> = HashMap::new();
    for (one, other, at) in touches {
        for ring in [one, other] {
            touched.entry(*ring).or_default().insert(bits(*at));
        }
    }
    let mut faults = Vec::new();
    for (number, (name, ring)) in rings.iter().enumerate() {
        let Some(at) = free_place(ring, touched.get(&number)) else { continue };
        let (mut outer, mut holes, mut in_own) = (0, 0, false);
        for candidate in boxes.locate_in_envelope_intersecting(AABB::from_point([at.x, at.y])) {
            let (other_name, other) = &rings[candidate.data];
            if candidate.data == number || !is_inside(other, at) {
                continue;
            }
            match other_name.hole {
                None => {
                    outer += 1;
                    in_own |= other_name.part == name.part;
                }
                Some(_) => holes += 1,
            }
        }
        match name.hole {
            Some(_) if !in_own => faults.push(Fault::HoleOutside { ring: *name, at }),
            Some(_) if outer <= holes => faults.push(Fault::HoleInHole { ring: *name, at }),
            Some(_) if outer > holes + 1 => faults.push(Fault::PartInPart { ring: *name, at }),
            None if outer > holes => faults.push(Fault::PartInPart { ring: *name, at }),
            _ => {}
        }
    }
    faults
}

/// A place on a ring at which no other touches it: a vertex, or the middle of an edge.
fn free_place(ring: &LineString<f64>, touched: Option<&HashSet<[u64; 2]>>) -> Option<Coord> {
    let middles = ring.lines().map(|edge| (edge.start + edge.end) / 2.0);
    ring.0.iter().copied().chain(middles).find(|place| touched.is_none_or(|touched| !touched.contains(&bits(*place))))
}

fn bits(place: Coord) -> [u64; 2] {
    [place.x.to_bits(), place.y.to_bits()]
}

/// Whether a place lies within a ring, by counting the edges left of it.
fn is_inside(ring: &LineString<f64>, place: Coord) -> bool {
    let left = ring.lines().filter(|edge| {
        let (p, q) = (edge.start, edge.end);
        if (p.y > place.y) == (q.y > place.y) {
            return false;
        }
        let (low, high) = if p.y < q.y { (p, q) } else { (q, p) };
        side(low, high, place) < 0.0
    });
    left.count() % 2 == 1
}

/// Parts whose inside falls apart: their rings touch each other round in a circle.
///
/// Rings and the places where they touch are the nodes of a graph. While it is a tree one can walk everywhere inside;
/// the edge that closes a circle cuts something off.
fn split_parts(rings: &Rings, touches: &[(usize, usize, Coord)]) -> Vec<Fault> {
    let mut by_place: BTreeMap<(usize, [u64; 2]), (Coord, Vec<usize>)> = BTreeMap::new();
    for &(one, other, at) in touches {
        let part = rings[one].0.part;
        if part == rings[other].0.part {
            let (_, met) = by_place.entry((part, bits(at))).or_insert_with(|| (at, Vec::new()));
            met.extend([one, other]);
        }
    }
    let mut roots: Vec<usize> = (0..rings.len() + by_place.len()).collect();
    let mut faults = Vec::new();
    for (index, ((part, _), (at, mut met))) in by_place.into_iter().enumerate() {
        met.sort_unstable();
        met.dedup();
        let mut circle = false;
        for ring in met {
            let (of_ring, of_place) = (root(&mut roots, ring), root(&mut roots, rings.len() + index));
            circle |= of_ring == of_place;
            roots[of_ring] = of_place;
        }
        if circle {
            faults.push(Fault::PartSplit { part, at });
        }
    }
    faults
}

fn root(roots: &mut [usize], of: usize) -> usize {
    let mut node = of;
    while roots[node] != node {
        roots[node] = roots[roots[node]];
        node = roots[node];
    }
    node
}
