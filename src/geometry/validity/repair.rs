//! Making an area valid.

use super::contacts::doubled_area;
use super::fault::Fault;
use super::normalise::{Normalised, normalise_area};
use super::{check_area, not_finite, rings};
use crate::geometry::{Coord, LineString, MultiPolygon, Polygon};
use geo::{CoordsIter, MakeValid, MapCoords};
use std::panic::catch_unwind;

/// What a repair did.
#[derive(Clone, Debug, PartialEq)]
pub struct Repairs {
    pub faults: Vec<Fault>,
    pub normalised: Normalised,
    /// Share by which the area grew, or shrank when negative; nothing to compare with for an area of zero.
    pub area_change: Option<f64>,
}

/// More corners than this are not repaired: the triangulation underneath may take the square of their number.
const MOST_CORNERS: usize = 200_000;

/// `geo` snaps corners within 0.0001 of each other, which in degrees would be eleven metres. A power of two, so that
/// nothing is rounded; it makes the reach 0.8e-9°.
const SCALE: f64 = 131_072.0;

/// Coordinates as they are written.
const STEP: f64 = 1e-9;

/// The same area without faults, in lon/lat: what the rings enclose an odd number of times. The coordinates of the
/// result are rounded to 1e-9°, and it is checked again.
pub fn repair_area(area: MultiPolygon<f64>) -> Result<(MultiPolygon<f64>, Repairs), Fault> {
    if let Some(fault) = rings(&area).iter().flat_map(|(name, ring)| not_finite(Some(*name), &ring.0)).next() {
        return Err(fault);
    }
    let corners = area.coords_count();
    if corners > MOST_CORNERS {
        return Err(Fault::BeyondRepair { why: format!("{corners} corners, more than {MOST_CORNERS}") });
    }
    let faults = check_area(&area);
    if faults.is_empty() {
        let (area, normalised) = normalise_area(area);
        return Ok((area, Repairs { faults, normalised, area_change: Some(0.0) }));
    }
    let before = size(&area);
    let valid = make_valid(&area)?;
    let (valid, normalised) = normalise_area(valid.map_coords(rounded));
    let valid = in_one_order(valid);
    if let Some(left) = check_area(&valid).into_iter().next() {
        return Err(Fault::BeyondRepair { why: left.to_string() });
    }
    let area_change = (before > 0.0).then(|| size(&valid) / before - 1.0);
    Ok((valid, Repairs { faults, normalised, area_change }))
}

/// `geo`'s repair about the area's own origin. It answers oddities with an error, and what it did not foresee with a
/// panic, which an upload must not pass on.
fn make_valid(area: &MultiPolygon<f64>) -> Result<MultiPolygon<f64>, Fault> {
    let Some(origin) = area.coords_iter().next() else { return Err(Fault::Empty) };
    let near = area.map_coords(|at| (at - origin) * SCALE);
    let refused = |why: String| Fault::BeyondRepair { why };
    let repaired = catch_unwind(|| near.make_valid())
        .map_err(|_| refused("its rings are too entangled".into()))?
        .map_err(|error| refused(error.to_string()))?;
    if repaired.0.is_empty() {
        return Err(refused("it encloses nothing".into()));
    }
    Ok(repaired.map_coords(|at| at / SCALE + origin))
}

/// The triangulation underneath gives parts, holes and first corners in any order, another in each run. The same file must
/// give the same area twice, so rings begin at their least corner and stand in the order of those.
fn in_one_order(area: MultiPolygon<f64>) -> MultiPolygon<f64> {
    let before = |a: &Coord, b: &Coord| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y));
    let turned = |ring: LineString<f64>| {
        let mut corners = ring.0;
        corners.pop();
        let least = (0..corners.len()).min_by(|a, b| before(&corners[*a], &corners[*b])).unwrap_or_default();
        corners.rotate_left(least);
        corners.extend(corners.first().copied());
        LineString(corners)
    };
    let first = |ring: &LineString<f64>| ring.0.first().copied().unwrap_or_default();
    let mut parts: Vec<Polygon<f64>> = area
        .into_iter()
        .map(|part| {
            let (exterior, holes) = part.into_inner();
            let mut holes: Vec<LineString<f64>> = holes.into_iter().map(turned).collect();
            holes.sort_by(|a, b| before(&first(a), &first(b)));
            Polygon::new(turned(exterior), holes)
        })
        .collect();
    parts.sort_by(|a, b| before(&first(a.exterior()), &first(b.exterior())));
    MultiPolygon(parts)
}

fn rounded(at: Coord) -> Coord {
    let to_step = |number: f64| (number / STEP).round() / (1.0 / STEP);
    Coord { x: to_step(at.x), y: to_step(at.y) }
}

fn size(area: &MultiPolygon<f64>) -> f64 {
    area.iter()
        .map(|part| {
            doubled_area(part.exterior()).abs()
                - part.interiors().iter().map(|hole| doubled_area(hole).abs()).sum::<f64>()
        })
        .sum()
}
