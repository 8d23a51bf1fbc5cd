//! Which rings of a record are outer ones and which are holes, and of which. The format says: outer rings run clockwise,
//! holes the other way, in any sequence.

use geo_types::{Coord, Geometry, LineString, MultiPolygon, Polygon};

use crate::formats::shape::Bad;

/// More rings than any real area has; finding holes compares rings with each other.
const MOST_RINGS: usize = 10_000;
/// Vertices looked at while comparing, before the record is given up.
const MOST_WORK: usize = 500_000_000;

pub(super) struct Assembled {
    /// `None` for a record without rings.
    pub(super) geometry: Option<Geometry<f64>>,
    /// The directions of the rings made no sense, so what lies within what decided.
    pub(super) is_against_the_order: bool,
}

struct Ring {
    line: Vec<Coord<f64>>,
    /// Twice the area; negative when clockwise (y to the north).
    double_area: f64,
    min: Coord<f64>,
    max: Coord<f64>,
}

impl Ring {
    fn new(line: Vec<Coord<f64>>) -> Self {
        let origin = line.first().copied().unwrap_or_default();
        let mut double_area = 0.0;
        let (mut min, mut max) = (origin, origin);
        for pair in line.windows(2) {
            // From the first corner, so that metres of a million do not eat the digits of a small ring.
            let (a, b) = (pair[0] - origin, pair[1] - origin);
            double_area += a.x * b.y - b.x * a.y;
            min = Coord { x: min.x.min(pair[1].x), y: min.y.min(pair[1].y) };
            max = Coord { x: max.x.max(pair[1].x), y: max.y.max(pair[1].y) };
        }
        Self { line, double_area, min, max }
    }

    fn is_outer(&self) -> bool {
        self.double_area <= 0.0
    }

    fn size(&self) -> f64 {
        self.double_area.abs()
    }

    /// Whether `inner` lies within this ring; rings of one record may touch and not cross, so the first of its corners that
    /// is not on this ring decides.
    fn holds(&self, inner: &Self, work: &mut usize) -> bool {
        if inner.min.x < self.min.x || inner.max.x > self.max.x || inner.min.y < self.min.y || inner.max.y > self.max.y
        {
            return false;
        }
        for corner in inner.line.iter().take(16) {
            *work += self.line.len();
            if let Some(is_within) = side(*corner, &self.line) {
                return is_within;
            }
        }
        // All on the border: the smaller ring lies within the larger.
        inner.size() < self.size()
    }
}

/// Whether a point lies within a closed ring; `None` on its border.
fn side(p: Coord<f64>, ring: &[Coord<f64>]) -> Option<bool> {
    let mut is_within = false;
    for pair in ring.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let turn = robust::orient2d(
            robust::Coord { x: a.x, y: a.y },
            robust::Coord { x: b.x, y: b.y },
            robust::Coord { x: p.x, y: p.y },
        );
        let in_box = p.x >= a.x.min(b.x) && p.x <= a.x.max(b.x) && p.y >= a.y.min(b.y) && p.y <= a.y.max(b.y);
        if turn == 0.0 && in_box {
            return None;
        }
        if (a.y > p.y) != (b.y > p.y) && (turn > 0.0) == (b.y > a.y) {
            is_within = !is_within;
        }
    }
    Some(is_within)
}

/// Puts closed rings together.
pub(super) fn assemble(parts: Vec<Vec<Coord<f64>>>) -> Result<Assembled, Bad> {
    if parts.len() > MOST_RINGS {
        let message = format!("an area of {} rings", parts.len());
        return Err(Bad::new("too_many_rings", message, "split it into several rows"));
    }
    let rings: Vec<Ring> = parts.into_iter().map(Ring::new).collect();
    let mut work = 0;
    let by_direction = owners(&rings, |_, inner| !inner.is_outer(), Ring::is_outer, &mut work)?;
    let are_holes_housed = rings.iter().zip(&by_direction).all(|(ring, owner)| ring.is_outer() || owner.is_some());
    let (owners, is_against_the_order) =
        if are_holes_housed { (by_direction, false) } else { (by_nesting(&rings, &mut work)?, true) };
    let mut outers: Vec<Option<Polygon<f64>>> = vec![None; rings.len()];
    let mut holes = Vec::new();
    for (nth, (ring, owner)) in rings.into_iter().zip(&owners).enumerate() {
        match owner {
            Some(owner) => holes.push((*owner, LineString(ring.line))),
            None => outers[nth] = Some(Polygon::new(LineString(ring.line), Vec::new())),
        }
    }
    for (owner, hole) in holes {
        if let Some(Some(outer)) = outers.get_mut(owner) {
            outer.interiors_push(hole);
        }
    }
    let mut polygons: Vec<Polygon<f64>> = outers.into_iter().flatten().collect();
    let geometry = match polygons.len() {
        0 => None,
        1 => polygons.pop().map(Geometry::Polygon),
        _ => Some(Geometry::MultiPolygon(MultiPolygon(polygons))),
    };
    Ok(Assembled { geometry, is_against_the_order })
}

/// For each ring that `is_hole`, the smallest ring that `may_own` it.
fn owners(
    rings: &[Ring],
    is_hole: impl Fn(usize, &Ring) -> bool,
    may_own: impl Fn(&Ring) -> bool,
    work: &mut usize,
) -> Result<Vec<Option<usize>>, Bad> {
    let mut by_size: Vec<usize> = (0..rings.len()).filter(|nth| may_own(&rings[*nth])).collect();
    by_size.sort_by(|a, b| rings[*a].size().total_cmp(&rings[*b].size()));
    let mut owners = vec![None; rings.len()];
    for (nth, ring) in rings.iter().enumerate().filter(|(nth, ring)| is_hole(*nth, ring)) {
        for owner in &by_size {
            if *work > MOST_WORK {
                let message = "an area whose rings cannot be told apart in reasonable time";
                return Err(Bad::new("too_many_rings", message, "split it into several rows"));
            }
            if *owner != nth && rings[*owner].holds(ring, work) {
                owners[nth] = Some(*owner);
                break;
            }
        }
    }
    Ok(owners)
}

/// Whatever their direction: a ring within an odd number of others is a hole of the smallest of them.
fn by_nesting(rings: &[Ring], work: &mut usize) -> Result<Vec<Option<usize>>, Bad> {
    let parents = owners(rings, |_, _| true, |_| true, work)?;
    // A ring that holds another is larger or has no parent, so going by size a parent's depth is known first.
    let mut by_size: Vec<usize> = (0..rings.len()).collect();
    by_size.sort_by(|a, b| rings[*b].size().total_cmp(&rings[*a].size()));
    let mut depths = vec![0_usize; rings.len()];
    for nth in by_size {
        depths[nth] = parents[nth].map_or(0, |parent| depths[parent] + 1);
    }
    Ok(parents.iter().zip(&depths).map(|(parent, depth)| if depth % 2 == 1 { *parent } else { None }).collect())
}
