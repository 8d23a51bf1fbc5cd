//! What is wrong with a geometry, and where; putting right what can be put right without a question.
//!
//! An area is held to OGC Simple Features: rings that neither cross nor touch themselves, holes in their part, parts and
//! holes that meet in single places only. All faults are collected, not the first only.

mod contacts;
mod fault;
mod nesting;
mod normalise;
mod repair;

pub use fault::{Fault, RingName};
pub use normalise::{Normalised, join_parts, normalise_area, normalise_line};
pub use repair::{Repairs, repair_area};

use super::{Coord, LineString, MultiPolygon};

/// Faults beyond this many of one geometry are not looked for: who has these knows that the file is broken.
const MOST_FAULTS: usize = 100;

/// The faults of a line: coordinates that are no numbers, and no length. A line may cross itself.
pub fn check_line(line: &[Coord]) -> Vec<Fault> {
    let faults = not_finite(None, line);
    if !faults.is_empty() {
        return faults;
    }
    match line.first() {
        None => vec![Fault::NoLength { at: None }],
        Some(first) if line.iter().all(|place| place == first) => vec![Fault::NoLength { at: Some(*first) }],
        Some(_) => Vec::new(),
    }
}

/// The faults of an area.
pub fn check_area(area: &MultiPolygon<f64>) -> Vec<Fault> {
    let rings = rings(area);
    let mut faults: Vec<Fault> = rings.iter().flat_map(|(name, ring)| not_finite(Some(*name), &ring.0)).collect();
    if rings.is_empty() {
        faults.push(Fault::Empty);
    }
    // What follows computes, and would compute nonsense.
    if faults.is_empty() {
        faults.extend(rings.iter().filter_map(|(name, ring)| too_few_corners(*name, ring)));
    }
    if faults.is_empty() {
        let contacts = contacts::find(&rings);
        faults.extend(contacts.faults);
        // Where rings cross, which lies in which has no answer.
        if faults.is_empty() {
            faults.extend(nesting::check(&rings, &contacts.touches));
        }
    }
    faults.truncate(MOST_FAULTS);
    faults
}

/// All rings of an area with their names.
fn rings(area: &MultiPolygon<f64>) -> Vec<(RingName, &LineString<f64>)> {
    let named = |part: usize, hole: Option<usize>| RingName { part, hole };
    area.iter()
        .enumerate()
        .flat_map(|(part, polygon)| {
            let holes = polygon.interiors().iter().enumerate().map(move |(hole, ring)| (named(part, Some(hole)), ring));
            std::iter::once((named(part, None), polygon.exterior())).chain(holes)
        })
        .collect()
}

fn not_finite(ring: Option<RingName>, places: &[Coord]) -> Vec<Fault> {
    let bad = places.iter().enumerate().filter(|(_, at)| !(at.x.is_finite() && at.y.is_finite()));
    bad.map(|(index, at)| Fault::NotFinite { ring, index, at: *at }).take(MOST_FAULTS).collect()
}

fn too_few_corners(name: RingName, ring: &LineString<f64>) -> Option<Fault> {
    let mut different: Vec<Coord> = Vec::new();
    for place in &ring.0 {
        if !different.contains(place) {
            different.push(*place);
        }
        if different.len() == 3 {
            return None;
        }
    }
    Some(Fault::TooFewCorners { ring: name, at: ring.0.first().copied(), count: different.len() })
}

#[cfg(test)]
mod tests;
