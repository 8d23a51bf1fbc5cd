//! Where two lines cross, or one ends on the other.

use super::segment::{between, cross, distance_to, dot, foot, meeting};
use super::{Coord, Measured, PlanarLine, Position};

/// A place where the line crosses another, or one of the two ends on the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// Geodesic metres from the line's start.
    pub at_m: f64,
    /// Lon/lat, on the line.
    pub point: Coord,
    /// Between the two lines, 0 to 90°, in the grid.
    pub angle_deg: f64,
}

/// A line ends on another when its end is this near, grid metres; nearer to each other than this, metres along the line,
/// crossings are one.
pub(super) const TOUCH_M: f64 = 0.01;

/// Edges that lie farther apart than this have nothing in common: twice a touch leaves room for rounding.
pub(super) const APART_M: f64 = 2.0 * TOUCH_M;

/// Lines are parallel below this angle when they stay within [`TOUCH_M`] of each other. Its sine.
const PARALLEL: f64 = 0.1;

/// Two lines that are held against each other edge by edge; each in its two planes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines<'a> {
    pub line: &'a Measured,
    pub line_planar: &'a PlanarLine,
    pub other: &'a Measured,
    pub other_planar: &'a PlanarLine,
}

/// What two lines have in common, as their pairs of edges tell it; metres from the line's start. A place counts once per
/// centimetre of the line, with the largest of its angles; where the lines run together (within a centimetre of each other) they
/// do not cross.
#[derive(Debug, Default)]
pub(super) struct Contacts {
    /// Known once two edges touch: most lines that are near do not.
    ends: Option<Ends>,
    crossings: Vec<Crossing>,
    /// From, to: the lines run together.
    shared: Vec<(f64, f64)>,
}

impl Contacts {
    /// The next two lines begin.
    pub fn begin(&mut self) {
        self.ends = None;
        self.crossings.clear();
        self.shared.clear();
    }

    /// Looks at an edge of each line. Those that are farther apart than [`APART_M`] may be left out.
    pub fn look_at(&mut self, lines: &Lines, edge: usize, of_other: usize) {
        let Lines { line, line_planar, other, other_planar } = *lines;
        let (points, others) = (&line_planar.points, &other_planar.points);
        let pair = Pair { a: points[edge], b: points[edge + 1], p: others[of_other], q: others[of_other + 1] };
        let position = |t: f64| line_planar.position(edge, t);
        if let Some((from, to)) = pair.shared() {
            self.shared.push((line.at_m(position(from)), line.at_m(position(to))));
            return;
        }
        let mut touch = |at: Position| {
            self.crossings.push(Crossing { at_m: line.at_m(at), point: line.point(at), angle_deg: pair.angle_deg() });
        };
        if let Some((t, u)) = meeting(pair.a, pair.b, pair.p, pair.q) {
            let at = position(t);
            touch(met_in_lonlat(line, at, other, other_planar.position(of_other, u)).unwrap_or(at));
            return;
        }
        let ends = self.ends.get_or_insert_with(|| Ends {
            of_line: open_ends(line.coords(), points),
            of_other: open_ends(other.coords(), others),
        });
        pair.touches(ends.at(edge, of_other)).into_iter().flatten().map(position).for_each(&mut touch);
    }
}

/// Where the two segments of a meeting meet in lon/lat, in which they are straight: the grid bows them by a tenth of a
/// millimetre, which a flat crossing would make millimetres along the line.
fn met_in_lonlat(line: &Measured, at: Position, other: &Measured, on_other: Position) -> Option<Position> {
    let segment = |of: &Measured, at: Position| {
        let first = at.segment as usize;
        Some((*of.coords().get(first)?, *of.coords().get(first + 1)?))
    };
    let ((a, b), (p, q)) = (segment(line, at)?, segment(other, on_other)?);
    meeting(a, b, p, q).map(|(t, _)| Position { segment: at.segment, t })
}

#[derive(Clone, Copy)]
struct Pair {
    a: Coord,
    b: Coord,
    p: Coord,
    q: Coord,
}

impl Pair {
    /// The part of `ab` that runs together with `pq`: nearly parallel, and all that they have in common lies within
    /// [`TOUCH_M`].
    fn shared(&self) -> Option<(f64, f64)> {
        let (ab, pq) = (self.b - self.a, self.q - self.p);
        let (length, length_pq) = (dot(ab, ab).sqrt(), dot(pq, pq).sqrt());
        if length == 0.0 || length_pq == 0.0 || cross(ab, pq).abs() > PARALLEL * length * length_pq {
            return None;
        }
        let (foot_p, foot_q) = (foot(self.a, self.b, self.p), foot(self.a, self.b, self.q));
        let (from, to) = (foot_p.min(foot_q).max(0.0), foot_p.max(foot_q).min(1.0));
        let off_m = |t: f64| (cross(pq, between(self.a, self.b, t) - self.p) / length_pq).abs();
        (to > from && off_m(from) <= TOUCH_M && off_m(to) <= TOUCH_M).then_some((from, to))
    }

    /// Where on `ab` one of the lines ends on the other; `ends` says which of a, b, p and q are ends.
    fn touches(&self, ends: [bool; 4]) -> [Option<f64>; 4] {
        let Pair { a, b, p, q } = *self;
        let of_line =
            |is_end: bool, place: Coord, t: f64| (is_end && distance_to(p, q, place).0 <= TOUCH_M).then_some(t);
        let of_other = |is_end: bool, place: Coord| {
            is_end.then(|| distance_to(a, b, place)).filter(|(off_m, _)| *off_m <= TOUCH_M).map(|(_, t)| t)
        };
        [of_line(ends[0], a, 0.0), of_line(ends[1], b, 1.0), of_other(ends[2], p), of_other(ends[3], q)]
    }

    fn angle_deg(&self) -> f64 {
        let (ab, pq) = (self.b - self.a, self.q - self.p);
        cross(ab, pq).abs().atan2(dot(ab, pq).abs()).to_degrees()
    }
}

/// The first and last edges of the lines, where these end and do not close.
#[derive(Debug)]
struct Ends {
    of_line: Option<(usize, usize)>,
    of_other: Option<(usize, usize)>,
}

impl Ends {
    fn at(&self, edge: usize, of_other: usize) -> [bool; 4] {
        let first = |ends: Option<(usize, usize)>, edge: usize| ends.is_some_and(|(first, _)| first == edge);
        let last = |ends: Option<(usize, usize)>, edge: usize| ends.is_some_and(|(_, last)| last == edge);
        [
            first(self.of_line, edge),
            last(self.of_line, edge),
            first(self.of_other, of_other),
            last(self.of_other, of_other),
        ]
    }
}

/// The numbers of the first and the last edge of a line that does not close on itself. Edges of no length, which have no
/// direction, are passed over.
fn open_ends(coords: &[Coord], points: &[Coord]) -> Option<(usize, usize)> {
    let has_length = |edge: &usize| points[*edge] != points[edge + 1];
    let edges = 0..points.len().saturating_sub(1);
    let first = edges.clone().find(has_length)?;
    (coords.first() != coords.last()).then(|| (first, edges.rev().find(has_length).unwrap_or(first)))
}

impl Contacts {
    /// The crossings of the line, in order.
    pub fn crossings(&mut self, line: &Measured) -> &[Crossing] {
        let (once, shared) = (&mut self.crossings, &self.shared);
        once.retain(|crossing| {
            !shared.iter().any(|(from_m, to_m)| (from_m - TOUCH_M..=to_m + TOUCH_M).contains(&crossing.at_m))
        });
        once.sort_unstable_by(|a, b| a.at_m.total_cmp(&b.at_m).then(b.angle_deg.total_cmp(&a.angle_deg)));
        let mut group_from_m = once.first().map_or(0.0, |first| first.at_m);
        once.dedup_by(|next, last| {
            let is_same = next.at_m - group_from_m <= TOUCH_M;
            if !is_same {
                group_from_m = next.at_m;
            } else if next.angle_deg > last.angle_deg {
                *last = *next;
            }
            is_same
        });
        // On a closed line its first and last centimetre are one place.
        let closed = line.coords().first() == line.coords().last();
        if let (true, [first, .., last]) = (closed, once.as_mut_slice())
            && first.at_m + line.length_m() - last.at_m <= TOUCH_M
        {
            if last.angle_deg > first.angle_deg {
                *first = Crossing { at_m: first.at_m, ..*last };
            }
            once.pop();
        }
        once
    }
}
