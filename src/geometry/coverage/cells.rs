//! The area in cells: halved until few pieces of reach matter to each, and put together again.

use super::reach::{Piece, contains, pieces, ring};
use super::seams::{Part, joined};
use crate::geometry::pairs::Bounds;
use crate::geometry::segment::{cross, distance_to};
use crate::geometry::{Coord, LineString, MultiPolygon, Polygon};
use geo::bool_ops::FillRule;
use geo::orient::Direction;
use geo::{Area, BooleanOps, Orient};
use rayon::prelude::*;

/// Few enough that halving a cell gains nothing (measured, as is the number below).
const PIECES_A_CELL: usize = 16;
/// Cells are not made smaller than this share of the reach, nor than a metre: there pieces lie over each other.
const SMALLEST_CELL: f64 = 0.25;
const SMALLEST_CELL_M: f64 = 1.0;
/// Chords of arcs keep at least this share of the reach from its middle, and a lap takes less than the rest.
const SURELY: f64 = 0.998;
/// So many pieces are taken away at a time. Where many lie over each other the first few leave nothing.
const PIECES_AT_A_TIME: usize = 8;
/// Pieces are clipped this share of the cell's side outside it, so that no cut runs along its border.
const CLIP_MARGIN: f64 = 0.125;
/// What comes this near to a cell's border lies on it: more than overlaying a cell rounds, and less than anybody sees.
const SNAP_M: f64 = 1e-4;
/// Parts and holes smaller or thinner than this are what rounding leaves.
const SPECK_M2: f64 = 1e-3;
const SPECK_WIDTH_M: f64 = 1e-4;

/// What of the zone (outer rings counterclockwise) lies within no reach.
pub(super) fn uncovered(zone: MultiPolygon<f64>, lines: &[&[Coord]], within_m: f64) -> MultiPolygon<f64> {
    let bounds = zone.iter().map(|part| Bounds::of(&part.exterior().0)).fold(Bounds::NOTHING, Bounds::and);
    let all_near = lines.par_iter().flat_map_iter(|line| pieces_near(line, &bounds, within_m)).collect::<Vec<Piece>>();
    let all: Vec<u32> = (0..all_near.len() as u32).collect();
    let smallest_m = (SMALLEST_CELL * within_m).max(SMALLEST_CELL_M);
    let town = Town { pieces: all_near, within_m, smallest_m };
    let Left { at_border, mut within } = town.left_of(Cell { bounds, zone, whole: false }, &all);
    within.extend(joined(at_border));
    without_specks(MultiPolygon(within))
}

/// The pieces of a line's reach that come into a box.
fn pieces_near(line: &[Coord], bounds: &Bounds, within_m: f64) -> Vec<Piece> {
    let mut near = Vec::new();
    if line.iter().all(|place| place.x.is_finite() && place.y.is_finite()) {
        for run in runs_near(line, bounds, 2.0 * within_m) {
            pieces(run, within_m, |piece| {
                if piece.bounds().apart(bounds) <= 0.0 {
                    near.push(piece);
                }
            });
        }
    }
    near
}

/// The runs of a line whose edges come near a box. A run starts and ends far off, where its round ends do not matter.
fn runs_near<'a>(line: &'a [Coord], bounds: &Bounds, reach_m: f64) -> Vec<&'a [Coord]> {
    if line.len() < 2 {
        return vec![line];
    }
    let mut runs = Vec::new();
    let mut start = None;
    for edge in 0..line.len() - 1 {
        let is_near = Bounds::of(&line[edge..=edge + 1]).apart(bounds) <= reach_m;
        match (is_near, start) {
            (true, None) => start = Some(edge),
            (false, Some(first)) => {
                runs.push(&line[first..=edge]);
                start = None;
            }
            _ => {}
        }
    }
    runs.extend(start.map(|first| &line[first..]));
    runs
}

struct Town {
    /// In order along each line.
    pieces: Vec<Piece>,
    within_m: f64,
    smallest_m: f64,
}

struct Cell {
    bounds: Bounds,
    /// What of the zone lies in it.
    zone: MultiPolygon<f64>,
    /// Whether that is all of the cell.
    whole: bool,
}

/// What is left of a cell: parts that touch its border, which may go on in its neighbours, and parts that do not.
#[derive(Default)]
struct Left {
    at_border: Vec<Part>,
    within: Vec<Polygon<f64>>,
}

impl Town {
    fn left_of(&self, cell: Cell, pieces: &[u32]) -> Left {
        if cell.zone.0.is_empty() {
            return Left::default();
        }
        let near: Vec<u32> = pieces
            .iter()
            .copied()
            .filter(|piece| self.pieces[*piece as usize].bounds().apart(&cell.bounds) <= 0.0)
            .collect();
        let (width, height) = cell.size();
        let (middle, out_m) = (cell.middle(), width.hypot(height) / 2.0);
        let covers = |piece: &u32| {
            let piece = &self.pieces[*piece as usize];
            let [a, b] = piece.spine();
            // What lies so near to a piece's spine lies in it or in its neighbours.
            distance_to(a, b, middle).0 + out_m <= SURELY * self.within_m || self.covers(piece, &cell.bounds)
        };
        if near.iter().any(covers) {
            return Left::default();
        }
        if near.is_empty() || near.len() <= PIECES_A_CELL || width.max(height) <= self.smallest_m {
            return self.taken_away(cell, &near);
        }
        let (one, other) = cell.halves();
        let (mut one, mut other) = rayon::join(|| self.left_of(one, &near), || self.left_of(other, &near));
        one.at_border.append(&mut other.at_border);
        one.within.append(&mut other.within);
        one
    }

    /// The cell without the reach of the pieces.
    fn taken_away(&self, cell: Cell, pieces: &[u32]) -> Left {
        let Cell { bounds, zone, .. } = cell;
        let left = if pieces.is_empty() {
            zone
        } else {
            let margin = CLIP_MARGIN * (bounds.max.x - bounds.min.x).max(bounds.max.y - bounds.min.y);
            let around = Bounds {
                min: Coord { x: bounds.min.x - margin, y: bounds.min.y - margin },
                max: Coord { x: bounds.max.x + margin, y: bounds.max.y + margin },
            };
            self.without(zone, pieces, &bounds, &around)
        };
        let mut told = Left::default();
        for mut polygon in left {
            if snap_to_border(&mut polygon, &bounds) {
                told.at_border.push(Part { polygon, cell: bounds });
            } else {
                told.within.push(polygon);
            }
        }
        told
    }
}

impl Town {
    /// A zone without the reach of pieces, those that take most of the cell first.
    fn without(&self, zone: MultiPolygon<f64>, pieces: &[u32], cell: &Bounds, around: &Bounds) -> MultiPolygon<f64> {
        let mut chains: Vec<Chain> = pieces
            .chunk_by(|one, next| *next == one + 1 && self.piece(*one).goes_on_in(self.piece(*next)))
            .flat_map(|chain| chain.chunks(PIECES_AT_A_TIME))
            .map(|pieces| Chain {
                pieces,
                bounds: pieces.iter().map(|at| self.piece(*at).bounds()).fold(Bounds::NOTHING, Bounds::and),
            })
            .collect();
        if pieces.len() > PIECES_AT_A_TIME {
            chains.sort_by(|a, b| common(&b.bounds, cell).total_cmp(&common(&a.bounds, cell)));
        }
        let mut left = zone;
        let mut chains = chains.as_slice();
        while !chains.is_empty() && !left.0.is_empty() {
            let mut count = 0;
            let first = chains.iter().take_while(|chain| {
                count += chain.pieces.len();
                count <= PIECES_AT_A_TIME
            });
            let (some, others) = chains.split_at(first.count());
            chains = others;
            let bounds = left.iter().map(|part| Bounds::of(&part.exterior().0)).fold(Bounds::NOTHING, Bounds::and);
            let reach = some
                .iter()
                .filter(|chain| chain.bounds.apart(&bounds) <= 0.0)
                .map(|chain| {
                    clipped(ring(chain.pieces.iter().map(|at| self.piece(*at)), self.within_m), &chain.bounds, around)
                })
                .filter(|ring| ring.len() > 2)
                .map(|ring| Polygon::new(LineString(ring), Vec::new()))
                .collect::<MultiPolygon<f64>>();
            if !reach.0.is_empty() {
                left = oriented(&left.difference_with_fill_rule(&reach, FillRule::NonZero));
            }
        }
        left
    }

    fn piece(&self, number: u32) -> &Piece {
        &self.pieces[number as usize]
    }

    /// Whether a piece covers all of a box.
    fn covers(&self, piece: &Piece, bounds: &Bounds) -> bool {
        let Bounds { min, max } = *bounds;
        let outer = piece.bounds();
        let may = outer.min.x <= min.x && outer.min.y <= min.y && outer.max.x >= max.x && outer.max.y >= max.y;
        may && {
            let ring = piece.ring(self.within_m);
            [min, Coord { x: max.x, y: min.y }, max, Coord { x: min.x, y: max.y }].iter().all(|at| contains(&ring, *at))
        }
    }
}

/// Pieces of which each goes on in the next.
struct Chain<'a> {
    pieces: &'a [u32],
    bounds: Bounds,
}

/// What two boxes have in common, square metres.
fn common(one: &Bounds, other: &Bounds) -> f64 {
    let width = one.max.x.min(other.max.x) - one.min.x.max(other.min.x);
    let height = one.max.y.min(other.max.y) - one.min.y.max(other.min.y);
    width.max(0.0) * height.max(0.0)
}

impl Cell {
    fn size(&self) -> (f64, f64) {
        (self.bounds.max.x - self.bounds.min.x, self.bounds.max.y - self.bounds.min.y)
    }

    fn middle(&self) -> Coord {
        (self.bounds.min + self.bounds.max) / 2.0
    }

    fn halves(self) -> (Cell, Cell) {
        let Bounds { min, max } = self.bounds;
        let (mut low, mut high) = (self.bounds, self.bounds);
        if max.x - min.x >= max.y - min.y {
            low.max.x = f64::midpoint(min.x, max.x);
            high.min.x = low.max.x;
        } else {
            low.max.y = f64::midpoint(min.y, max.y);
            high.min.y = low.max.y;
        }
        (self.part(low), self.part(high))
    }

    fn part(&self, bounds: Bounds) -> Cell {
        let rect = rectangle(&bounds);
        if self.whole {
            return Cell { bounds, zone: MultiPolygon(vec![rect]), whole: true };
        }
        let mut zone = oriented(&self.zone.intersection(&rect));
        for part in &mut zone.0 {
            snap_to_border(part, &bounds);
        }
        let whole = matches!(zone.0.as_slice(), [only] if only.interiors().is_empty() && only.unsigned_area() >= rect.unsigned_area());
        Cell { bounds, zone, whole }
    }
}

/// Holes clockwise, outer rings counterclockwise. `geo` answers with holes of either kind, and the next overlay, which
/// counts how often rings go round a place, would fill them.
fn oriented(area: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    area.orient(Direction::Default)
}

fn rectangle(bounds: &Bounds) -> Polygon<f64> {
    let Bounds { min, max } = *bounds;
    let ring = [min, Coord { x: max.x, y: min.y }, max, Coord { x: min.x, y: max.y }, min];
    Polygon::new(LineString(ring.to_vec()), Vec::new())
}

/// A ring within a box (I. E. Sutherland and G. W. Hodgman, Reentrant polygon clipping, 1974). What they make of a ring that
/// is not convex runs to and fro along the box, outside the cell. `bounds`: the ring's.
fn clipped(mut ring: Vec<Coord>, bounds: &Bounds, around: &Bounds) -> Vec<Coord> {
    let Bounds { min, max } = *around;
    if bounds.min.x < min.x {
        ring = clipped_by(&ring, |at| at.x - min.x);
    }
    if bounds.max.x > max.x {
        ring = clipped_by(&ring, |at| max.x - at.x);
    }
    if bounds.min.y < min.y {
        ring = clipped_by(&ring, |at| at.y - min.y);
    }
    if bounds.max.y > max.y {
        ring = clipped_by(&ring, |at| max.y - at.y);
    }
    ring
}

/// `inside`: how far a place lies within a half plane.
fn clipped_by(ring: &[Coord], inside: impl Fn(Coord) -> f64) -> Vec<Coord> {
    let mut kept = Vec::with_capacity(ring.len() + 1);
    for (index, &to) in ring.iter().enumerate() {
        let from = ring[(index + ring.len() - 1) % ring.len()];
        let (of_from, of_to) = (inside(from), inside(to));
        if (of_from < 0.0) != (of_to < 0.0) {
            kept.push(from + (to - from) * (of_from / (of_from - of_to)));
        }
        if of_to >= 0.0 {
            kept.push(to);
        }
    }
    kept
}

/// Puts corners that lie by the border of a cell on it, and says whether there are any. Neighbours that meet there have
/// then the border in common, to the last bit.
fn snap_to_border(part: &mut Polygon<f64>, bounds: &Bounds) -> bool {
    let Bounds { min, max } = *bounds;
    let mut any = false;
    let mut snap = |value: &mut f64, border: f64| {
        if (*value - border).abs() <= SNAP_M {
            *value = border;
            any = true;
        }
    };
    let mut snap_ring = |ring: &mut LineString<f64>| {
        for at in &mut ring.0 {
            snap(&mut at.x, min.x);
            snap(&mut at.x, max.x);
            snap(&mut at.y, min.y);
            snap(&mut at.y, max.y);
        }
    };
    part.exterior_mut(&mut snap_ring);
    part.interiors_mut(|rings| rings.iter_mut().for_each(&mut snap_ring));
    any
}

fn without_specks(area: MultiPolygon<f64>) -> MultiPolygon<f64> {
    area.into_iter()
        .filter(|part| !is_speck(part.exterior()))
        .map(|part| {
            let (exterior, mut interiors) = part.into_inner();
            interiors.retain(|hole| !is_speck(hole));
            Polygon::new(exterior, interiors)
        })
        .collect()
}

fn is_speck(ring: &LineString<f64>) -> bool {
    let Some(&first) = ring.0.first() else { return true };
    let edges = ring.0.windows(2);
    let (doubled_m2, around_m) = edges.fold((0.0, 0.0), |(area, length), edge| {
        let along = edge[1] - edge[0];
        (area + cross(edge[0] - first, edge[1] - first), length + along.x.hypot(along.y))
    });
    let area_m2: f64 = doubled_m2 / 2.0;
    area_m2.abs() < SPECK_M2 || area_m2.abs() < SPECK_WIDTH_M * around_m
}
