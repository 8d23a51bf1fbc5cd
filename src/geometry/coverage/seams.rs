//! Putting the parts of neighbouring cells together.
//!
//! Parts meet along the borders of their cells, straight and upright or level. Where both sides of a border have a part the
//! border is taken out, and the pieces of ring that are left are followed round to new rings. So nothing is overlaid
//! again, and the work grows with the number of corners.

use crate::geometry::pairs::Bounds;
use crate::geometry::segment::{cross, dot};
use crate::geometry::{Coord, LineString, Polygon};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A part of what is left of a cell; its corners near the cell's border lie exactly on it.
pub(super) struct Part {
    pub polygon: Polygon<f64>,
    pub cell: Bounds,
}

/// Places on a border this near to each other, metres, are one: neighbours compute them each by themselves.
const SAME_M: f64 = 1e-4;

/// A line on which cells meet: upright at an x, or level at a y.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Seam {
    Upright(u64),
    Level(u64),
}

impl Seam {
    /// The place on the seam at a distance along it.
    fn place(self, along: f64) -> Coord {
        match self {
            Seam::Upright(x) => Coord { x: f64::from_bits(x), y: along },
            Seam::Level(y) => Coord { x: along, y: f64::from_bits(y) },
        }
    }

    fn along(self, place: Coord) -> f64 {
        match self {
            Seam::Upright(_) => place.y,
            Seam::Level(_) => place.x,
        }
    }
}

/// The seams of its cell that a place lies on.
fn seams_at(place: Coord, cell: &Bounds) -> impl Iterator<Item = Seam> {
    let upright = (place.x == cell.min.x || place.x == cell.max.x).then_some(Seam::Upright(place.x.to_bits()));
    let level = (place.y == cell.min.y || place.y == cell.max.y).then_some(Seam::Level(place.y.to_bits()));
    upright.into_iter().chain(level)
}

/// The parts as they are without the borders between their cells.
pub(super) fn joined(mut parts: Vec<Part>) -> Vec<Polygon<f64>> {
    let known = Known::of(&parts);
    for part in &mut parts {
        known.settle(part);
    }
    let mut pieces = Pieces { chains: Vec::new(), rings: Vec::new(), spans: BTreeMap::new() };
    for (number, part) in parts.iter().enumerate() {
        for ring in std::iter::once(part.polygon.exterior()).chain(part.polygon.interiors()) {
            pieces.take_apart(ring, number, &part.cell);
        }
    }
    let mut groups = Groups { roots: (0..parts.len()).collect() };
    pieces.cancel(&mut groups);
    pieces.follow();
    polygons(pieces.rings, &mut groups)
}

/// The places along each seam, those that are nearly the same as one.
struct Known {
    along: BTreeMap<Seam, Vec<(f64, f64)>>,
}

impl Known {
    fn of(parts: &[Part]) -> Self {
        let mut along: BTreeMap<Seam, Vec<f64>> = BTreeMap::new();
        // Corners of cells lie on two seams and stay where they are.
        let mut fixed: HashSet<Seam> = HashSet::new();
        for Part { polygon, cell } in parts {
            for corner in [cell.min, cell.max] {
                fixed.extend([Seam::Upright(corner.x.to_bits()), Seam::Level(corner.y.to_bits())]);
            }
            for place in std::iter::once(polygon.exterior()).chain(polygon.interiors()).flat_map(|ring| &ring.0) {
                for seam in seams_at(*place, cell) {
                    along.entry(seam).or_default().push(seam.along(*place));
                }
            }
        }
        let settled = |(seam, mut values): (Seam, Vec<f64>)| {
            values.sort_unstable_by(f64::total_cmp);
            values.dedup();
            let is_fixed = |value: f64| match seam {
                Seam::Upright(_) => fixed.contains(&Seam::Level(value.to_bits())),
                Seam::Level(_) => fixed.contains(&Seam::Upright(value.to_bits())),
            };
            let mut pairs = Vec::with_capacity(values.len());
            let mut start = 0;
            while start < values.len() {
                let end = start + values[start..].partition_point(|value| value - values[start] <= SAME_M);
                let group = &values[start..end];
                let one = group.iter().copied().find(|value| is_fixed(*value)).unwrap_or(group[0]);
                pairs.extend(group.iter().map(|value| (*value, one)));
                start = end;
            }
            (seam, pairs)
        };
        Known { along: along.into_iter().map(settled).collect() }
    }

    fn one_of(&self, seam: Seam, value: f64) -> f64 {
        let Some(pairs) = self.along.get(&seam) else { return value };
        match pairs.binary_search_by(|(known, _)| known.total_cmp(&value)) {
            Ok(at) => pairs[at].1,
            Err(_) => value,
        }
    }

    /// Moves the corners of a part on seams to the places that its neighbours have too.
    fn settle(&self, part: &mut Part) {
        let cell = part.cell;
        let settle_ring = |ring: &mut LineString<f64>| {
            for place in &mut ring.0 {
                let before = *place;
                for seam in seams_at(before, &cell) {
                    let along = self.one_of(seam, seam.along(before));
                    match seam {
                        Seam::Upright(_) => place.y = along,
                        Seam::Level(_) => place.x = along,
                    }
                }
            }
            ring.0.dedup();
        };
        part.polygon.exterior_mut(settle_ring);
        part.polygon.interiors_mut(|rings| rings.iter_mut().for_each(settle_ring));
    }
}

/// A piece of ring, of one part.
struct Chain {
    places: Vec<Coord>,
    part: usize,
}

/// A run of a part's ring along a seam, forwards (up, or to the right) or backwards.
struct Span {
    from: f64,
    to: f64,
    part: usize,
}

struct Pieces {
    chains: Vec<Chain>,
    /// Whole rings.
    rings: Vec<Chain>,
    spans: BTreeMap<Seam, Vec<Span>>,
}

/// Which seam an edge runs along.
fn seam_of(from: Coord, to: Coord, cell: &Bounds) -> Option<Seam> {
    if from.x == to.x && (from.x == cell.min.x || from.x == cell.max.x) {
        return Some(Seam::Upright(from.x.to_bits()));
    }
    (from.y == to.y && (from.y == cell.min.y || from.y == cell.max.y)).then_some(Seam::Level(from.y.to_bits()))
}

impl Pieces {
    /// Parts a ring into its runs along seams and the chains between them.
    fn take_apart(&mut self, ring: &LineString<f64>, part: usize, cell: &Bounds) {
        let places = &ring.0;
        let edges = places.len().saturating_sub(1);
        if edges < 3 {
            return;
        }
        let seam = |edge: usize| seam_of(places[edge], places[edge + 1], cell);
        let Some(first) = (0..edges).find(|edge| seam(*edge).is_some()) else {
            self.rings.push(Chain { places: places.clone(), part });
            return;
        };
        let mut chain: Vec<Coord> = Vec::new();
        for edge in (first..edges).chain(0..first) {
            let (from, to) = (places[edge], places[edge + 1]);
            if let Some(seam) = seam(edge) {
                if !chain.is_empty() {
                    self.chains.push(Chain { places: std::mem::take(&mut chain), part });
                }
                let span = Span { from: seam.along(from), to: seam.along(to), part };
                self.spans.entry(seam).or_default().push(span);
            } else {
                if chain.is_empty() {
                    chain.push(from);
                }
                chain.push(to);
            }
        }
        if !chain.is_empty() {
            self.chains.push(Chain { places: chain, part });
        }
    }

    /// Takes out what runs along a seam on both of its sides, and joins the parts there; the rest stays as chains.
    fn cancel(&mut self, groups: &mut Groups) {
        for (seam, spans) in std::mem::take(&mut self.spans) {
            let mut stops: Vec<f64> = spans.iter().flat_map(|span| [span.from, span.to]).collect();
            stops.sort_unstable_by(f64::total_cmp);
            stops.dedup();
            let stop = |value: f64| stops.partition_point(|stop| *stop < value);
            // Between each two stops: the parts that run forwards and backwards.
            let mut between = vec![(None, None); stops.len()];
            for span in &spans {
                let (low, high) = (stop(span.from.min(span.to)), stop(span.from.max(span.to)));
                for interval in &mut between[low..high] {
                    if span.from < span.to { interval.0 = Some(span.part) } else { interval.1 = Some(span.part) }
                }
            }
            for (ends, interval) in stops.windows(2).zip(between) {
                let (low, high) = (seam.place(ends[0]), seam.place(ends[1]));
                match interval {
                    (Some(one), Some(other)) => groups.join(one, other),
                    (Some(part), None) => self.chains.push(Chain { places: vec![low, high], part }),
                    (None, Some(part)) => self.chains.push(Chain { places: vec![high, low], part }),
                    (None, None) => {}
                }
            }
        }
    }

    /// Follows the chains from end to start, keeping to the left where several go on, until they close to rings.
    fn follow(&mut self) {
        let mut chains: Vec<Option<Chain>> = std::mem::take(&mut self.chains).into_iter().map(Some).collect();
        let mut starts: HashMap<[u64; 2], Vec<usize>> = HashMap::new();
        for (number, chain) in chains.iter().enumerate() {
            if let Some(first) = chain.as_ref().and_then(|chain| chain.places.first()) {
                starts.entry(bits(*first)).or_default().push(number);
            }
        }
        for first in 0..chains.len() {
            let Some(Chain { mut places, part }) = chains[first].take() else { continue };
            let (start, second) = (places[0], places[1]);
            while let [.., before, at] = places[..] {
                let turn = |next: Coord| cross(at - before, next - at).atan2(dot(at - before, next - at));
                let closing = (at == start).then(|| (turn(second), None));
                let going_on = starts.get(&bits(at)).into_iter().flatten().filter_map(|number| {
                    let chain = chains[*number].as_ref()?;
                    Some((turn(chain.places[1]), Some(*number)))
                });
                let next = going_on.chain(closing).max_by(|one, other| one.0.total_cmp(&other.0));
                // Every end has a start; without one the ring is closed as it is.
                let Some((_, Some(number))) = next else { break };
                let Some(chain) = chains[number].take() else { break };
                places.extend_from_slice(&chain.places[1..]);
            }
            simple_rings(places, |places| self.rings.push(Chain { places, part }));
        }
    }
}

fn bits(place: Coord) -> [u64; 2] {
    // Both zeros are one place.
    [(place.x + 0.0).to_bits(), (place.y + 0.0).to_bits()]
}

/// A ring that comes to one place several times as rings that do not.
fn simple_rings(places: Vec<Coord>, mut tell: impl FnMut(Vec<Coord>)) {
    let mut seen: HashMap<[u64; 2], usize> = HashMap::with_capacity(places.len());
    let mut ring: Vec<Coord> = Vec::with_capacity(places.len());
    for place in places {
        if let Some(&at) = seen.get(&bits(place)) {
            let mut loop_of: Vec<Coord> = ring[at..].to_vec();
            loop_of.push(place);
            for gone in ring.drain(at + 1..) {
                seen.remove(&bits(gone));
            }
            if loop_of.len() > 3 {
                tell(loop_of);
            }
        } else {
            seen.insert(bits(place), ring.len());
            ring.push(place);
        }
    }
}

/// Which parts have become one.
struct Groups {
    roots: Vec<usize>,
}

impl Groups {
    fn root(&mut self, of: usize) -> usize {
        let mut node = of;
        while self.roots[node] != node {
            self.roots[node] = self.roots[self.roots[node]];
            node = self.roots[node];
        }
        node
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.roots[one.max(other)] = one.min(other);
    }
}

/// Rings of one group.
type OuterAndHoles = (Vec<LineString<f64>>, Vec<LineString<f64>>);

/// The rings of each group as one polygon: what hangs together has one outer ring.
fn polygons(rings: Vec<Chain>, groups: &mut Groups) -> Vec<Polygon<f64>> {
    let mut by_group: BTreeMap<usize, OuterAndHoles> = BTreeMap::new();
    for Chain { places, part } in rings {
        let (outer, holes) = by_group.entry(groups.root(part)).or_default();
        let first = places[0];
        let doubled_m2: f64 = places.windows(2).map(|edge| cross(edge[0] - first, edge[1] - first)).sum();
        if doubled_m2 > 0.0 { outer } else { holes }.push(LineString(places));
    }
    let mut polygons = Vec::new();
    for (outer, holes) in by_group.into_values() {
        let mut made: Vec<(LineString<f64>, Vec<LineString<f64>>)> =
            outer.into_iter().map(|ring| (ring, Vec::new())).collect();
        for hole in holes {
            // More than one only where rounding has pinched a part off.
            let owner = if made.len() == 1 { Some(0) } else { made.iter().position(|(ring, _)| lies_in(&hole, ring)) };
            if let Some((_, holes)) = owner.and_then(|owner| made.get_mut(owner)) {
                holes.push(hole);
            }
        }
        polygons.extend(made.into_iter().map(|(ring, holes)| Polygon::new(ring, holes)));
    }
    polygons
}

/// Whether a ring that does not cross another lies in it: the middle of its first edge does.
fn lies_in(ring: &LineString<f64>, outer: &LineString<f64>) -> bool {
    let at = (ring.0[0] + ring.0[1]) / 2.0;
    let is_left = |edge: &[Coord]| {
        let (p, q) = (edge[0], edge[1]);
        (p.y > at.y) != (q.y > at.y) && (cross(q - p, at - p) < 0.0) == (q.y > p.y)
    };
    outer.0.windows(2).filter(|edge| is_left(edge)).count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area, wkt};

    fn cell(west: f64, south: f64, east: f64, north: f64) -> Bounds {
        Bounds { min: Coord { x: west, y: south }, max: Coord { x: east, y: north } }
    }

    #[test]
    fn two_halves_of_a_square_are_the_square() {
        let left = Part { polygon: wkt!(POLYGON((0. 0.,2. 0.,2. 4.,0. 4.,0. 0.))), cell: cell(0.0, 0.0, 2.0, 4.0) };
        // The neighbours part at the seam by less than anybody sees.
        let right =
            Part { polygon: wkt!(POLYGON((2. 0.,4. 0.,4. 4.,2. 3.99999,2. 0.))), cell: cell(2.0, 0.0, 4.0, 4.0) };
        let whole = joined(vec![left, right]);
        assert_eq!(whole.len(), 1);
        assert!(whole[0].interiors().is_empty());
        assert!((whole[0].unsigned_area() - 16.0).abs() < 1e-4);
    }

    #[test]
    fn a_hole_over_the_corner_of_four_cells_is_a_hole() {
        let quarter = |polygon: Polygon<f64>, west: f64, south: f64| Part {
            polygon,
            cell: cell(west, south, west + 4.0, south + 4.0),
        };
        let whole = joined(vec![
            quarter(wkt!(POLYGON((0. 0.,4. 0.,4. 3.,3. 4.,0. 4.,0. 0.))), 0.0, 0.0),
            quarter(wkt!(POLYGON((4. 0.,8. 0.,8. 4.,5. 4.,4. 3.,4. 0.))), 4.0, 0.0),
            quarter(wkt!(POLYGON((5. 4.,8. 4.,8. 8.,4. 8.,4. 5.,5. 4.))), 4.0, 4.0),
            quarter(wkt!(POLYGON((0. 4.,3. 4.,4. 5.,4. 8.,0. 8.,0. 4.))), 0.0, 4.0),
        ]);
        assert_eq!((whole.len(), whole[0].interiors().len()), (1, 1));
        assert_eq!(whole[0].unsigned_area(), 64.0 - 2.0);
    }

    #[test]
    fn a_large_cell_beside_two_small_ones_and_a_part_that_ends_at_the_seam() {
        let large = Part { polygon: wkt!(POLYGON((0. 0.,4. 0.,4. 8.,0. 8.,0. 0.))), cell: cell(0.0, 0.0, 4.0, 8.0) };
        let low = Part { polygon: wkt!(POLYGON((4. 1.,8. 1.,8. 4.,4. 4.,4. 1.))), cell: cell(4.0, 0.0, 8.0, 4.0) };
        let high = Part { polygon: wkt!(POLYGON((4. 4.,8. 4.,8. 7.,4. 7.,4. 4.))), cell: cell(4.0, 4.0, 8.0, 8.0) };
        let whole = joined(vec![large, low, high]);
        assert_eq!(whole.len(), 1);
        assert_eq!(whole[0].unsigned_area(), 32.0 + 24.0);
    }

    #[test]
    fn parts_that_meet_in_a_corner_only_stay_two() {
        let one = Part { polygon: wkt!(POLYGON((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.))), cell: cell(0.0, 0.0, 4.0, 4.0) };
        let other = Part { polygon: wkt!(POLYGON((4. 4.,8. 4.,8. 8.,4. 8.,4. 4.))), cell: cell(4.0, 4.0, 8.0, 8.0) };
        assert_eq!(joined(vec![one, other]).len(), 2);
    }
}
