//! Which stretches of a line lie within a distance of a feature.
//!
//! The feature's buffer is truly round: a segment of the line is intersected with the capsule about each segment of the
//! feature in closed form, and the intervals are united. No buffer polygon is ever made.

use super::area::Lie;
use super::crossing::{APART_M, Contacts, Crossing, Lines, TOUCH_M};
use super::pairs::{Bounds, Runs};
use super::segment::{Axis, between, cross, dot, least_distance};
use super::{Coord, Measured, PlanarArea, PlanarLine, Position};

/// A feature in grid metres.
#[derive(Clone, Copy, Debug)]
pub enum Shape<'a> {
    Line(&'a PlanarLine),
    Point(Coord),
    /// What lies inside is at distance zero.
    Area(&'a PlanarArea),
}

/// A stretch of the line within the asked distance of the feature.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Along {
    /// Geodesic metres from the line's start.
    pub from_m: f64,
    pub to_m: f64,
    pub length_m: f64,
    /// Least distance between the stretch and the feature, grid metres.
    pub offset_m: f64,
    pub from: Position,
    pub to: Position,
}

/// From `from` to `to` (shares of an edge of the planar line) within the distance, nearest `offset_m`.
#[derive(Clone, Copy, Debug)]
struct Interval {
    edge: usize,
    from: f64,
    to: f64,
    offset_m: f64,
}

/// Intervals that part by less are one: what floating point makes of two capsules that share an end.
const JOIN_M: f64 = 1e-6;

/// A line that features are held against.
#[derive(Clone, Debug)]
pub struct Probe<'a> {
    measured: &'a Measured,
    planar: &'a PlanarLine,
    bounds: Bounds,
    runs: Runs,
    within_m: f64,
    min_length_m: f64,
}

impl<'a> Probe<'a> {
    /// `planar` and `measured` are the same line. `within_m`: grid metres, the edge included; none within no distance or
    /// less. `min_length_m`: geodesic metres.
    pub fn new(measured: &'a Measured, planar: &'a PlanarLine, within_m: f64, min_length_m: f64) -> Self {
        let (bounds, runs) = (Bounds::of(&planar.points), Runs::of(&planar.points));
        Probe { measured, planar, bounds, runs, within_m, min_length_m }
    }

    /// The maximal stretches of the line that lie within the distance of the feature and are long enough, in order. Places
    /// where the line only touches the buffer give none.
    pub fn along(&self, feature: Shape) -> Vec<Along> {
        let mut intervals = Vec::new();
        match feature {
            Shape::Line(other) => self.beside(&other.points, &mut intervals),
            Shape::Point(place) => self.beside(&[place, place], &mut intervals),
            Shape::Area(area) => self.in_or_beside(area, &mut intervals),
        }
        self.long_ones(intervals)
    }

    /// Adds the edges of the line and those of another, in grid metres, that may have something in common.
    pub fn pairs(&self, other: &[Coord], pairs: &mut Vec<(u32, u32)>) {
        self.runs.near_pairs(other, self.within_m.max(TOUCH_M), |edge, of_other| {
            pairs.push((edge as u32, of_other as u32));
        });
    }

    /// What the line has in common with another: the stretches of it as [`Probe::along`] tells them, and its crossings.
    /// `pairs`: their edges, from [`Probe::pairs`]; they are looked at once for both.
    pub fn along_line(
        &self,
        other: &Measured,
        other_planar: &PlanarLine,
        pairs: &[(u32, u32)],
    ) -> (Vec<Along>, Vec<Crossing>) {
        let (points, others) = (&self.planar.points, &other_planar.points);
        let lines = Lines { line: self.measured, line_planar: self.planar, other, other_planar };
        let (mut intervals, mut contacts) = (Vec::with_capacity(pairs.len()), Contacts::new(lines));
        let reach_m = self.within_m.max(APART_M);
        for (edge, of_other) in pairs.iter().map(|(edge, of_other)| (*edge as usize, *of_other as usize)) {
            let (ends, of) = ([points[edge], points[edge + 1]], [others[of_other], others[of_other + 1]]);
            let axis = Axis::new(of[0], of[1]);
            // Most edges that are near lie along the next street.
            if axis.leaves_aside(ends[0], ends[1], reach_m * reach_m) {
                continue;
            }
            intervals.extend(interval(ends, edge, of, &axis, self.within_m));
            contacts.look_at(edge, of_other, &axis);
        }
        (self.long_ones(intervals), contacts.settled())
    }

    fn beside(&self, other: &[Coord], intervals: &mut Vec<Interval>) {
        let points = &self.planar.points;
        self.runs.near_pairs(other, self.within_m, |edge, of_other| {
            let (ends, of) = ([points[edge], points[edge + 1]], [other[of_other], other[of_other + 1]]);
            intervals.extend(interval(ends, edge, of, &Axis::new(of[0], of[1]), self.within_m));
        });
    }

    /// Where the line is in the area, and where it is near the area's border: only edges with some of it about them look
    /// at it.
    fn in_or_beside(&self, area: &PlanarArea, intervals: &mut Vec<Interval>) {
        let whole = |edge: usize| Interval { edge, from: 0.0, to: 1.0, offset_m: 0.0 };
        let points = &self.planar.points;
        let about = |bounds: Bounds| bounds.widened(self.within_m.max(0.0));
        match area.prepared.lie(about(self.bounds)) {
            Lie::Outside => return,
            Lie::Inside => return intervals.extend((0..points.len().saturating_sub(1)).map(whole)),
            Lie::Border => {}
        }
        let Some(mut cutter) = area.prepared.cutter() else { return };
        for (edges, bounds) in self.runs.edges() {
            let of_run = area.prepared.lie(about(bounds));
            for edge in edges {
                let ends = [points[edge], points[edge + 1]];
                let about = about(Bounds::of_segment(ends[0], ends[1]));
                match if of_run == Lie::Border { area.prepared.lie(about) } else { of_run } {
                    Lie::Outside => cutter.pass(false),
                    Lie::Inside => {
                        cutter.pass(true);
                        intervals.push(whole(edge));
                    }
                    Lie::Border => {
                        area.prepared.border_about(about, |p, q| {
                            intervals.extend(interval(ends, edge, [p, q], &Axis::new(p, q), self.within_m));
                        });
                        cutter.segment(ends[0], ends[1], |from, to| {
                            intervals.push(Interval { edge, from, to, offset_m: 0.0 });
                        });
                    }
                }
            }
        }
    }

    fn long_ones(&self, intervals: Vec<Interval>) -> Vec<Along> {
        if intervals.is_empty() || self.within_m.is_nan() || self.within_m < 0.0 {
            return Vec::new();
        }
        let mut stretches = joined(intervals, self.planar, self.measured);
        stretches.retain(|along| along.length_m > 0.0 && along.length_m >= self.min_length_m);
        stretches
    }
}

/// The part of an edge of the line, from `a` to `b`, within the distance of an edge of another; `axis`: of that one.
fn interval([a, b]: [Coord; 2], edge: usize, [p, q]: [Coord; 2], axis: &Axis, within_m: f64) -> Option<Interval> {
    let within_2 = within_m * within_m;
    if axis.leaves_aside(a, b, within_2) {
        return None;
    }
    // Where both ends are within, so is what lies between them: the capsule about an edge is convex.
    let is_within = axis.distance_2(a) <= within_2 && axis.distance_2(b) <= within_2;
    let (from, to) = if is_within { (0.0, 1.0) } else { in_capsule(a, b, p, q, within_m)? };
    let offset_m = least_distance(between(a, b, from), between(a, b, to), p, q);
    Some(Interval { edge, from, to, offset_m })
}

/// The part of the segment from `a` to `b` within `radius` of the segment from `p` to `q`: two discs and a band. Their
/// union is convex, so what a straight segment has of it is one interval.
fn in_capsule(a: Coord, b: Coord, p: Coord, q: Coord, radius: f64) -> Option<(f64, f64)> {
    let parts = [in_disc(a, b, p, radius), in_disc(a, b, q, radius), in_band(a, b, p, q, radius)];
    parts.into_iter().flatten().reduce(|(from, to), (next_from, next_to)| (from.min(next_from), to.max(next_to)))
}

fn in_disc(a: Coord, b: Coord, centre: Coord, radius: f64) -> Option<(f64, f64)> {
    let (along, back) = (b - a, a - centre);
    let (square, half, rest) = (dot(along, along), dot(along, back), dot(back, back) - radius * radius);
    if square == 0.0 {
        return (rest <= 0.0).then_some((0.0, 1.0));
    }
    // The chord by the distance of the line from the centre: steadier than the discriminant where the line grazes.
    let off = cross(along, back) / square.sqrt();
    let reach = radius * radius - off * off;
    if reach < 0.0 {
        return None;
    }
    let (middle, reach) = (-half / square, (reach / square).sqrt());
    clipped(middle - reach, middle + reach)
}

fn in_band(a: Coord, b: Coord, p: Coord, q: Coord, radius: f64) -> Option<(f64, f64)> {
    let (along, axis) = (b - a, q - p);
    let length = dot(axis, axis).sqrt();
    if length == 0.0 {
        return None;
    }
    let unit = axis / length;
    let beside = linear(cross(unit, a - p), cross(unit, along), -radius, radius)?;
    let beyond = linear(dot(unit, a - p), dot(unit, along), 0.0, length)?;
    clipped(beside.0.max(beyond.0), beside.1.min(beyond.1))
}

/// Where `start + t * slope` lies between two bounds.
fn linear(start: f64, slope: f64, least: f64, most: f64) -> Option<(f64, f64)> {
    if slope == 0.0 {
        return (least <= start && start <= most).then_some((0.0, 1.0));
    }
    let (one, other) = ((least - start) / slope, (most - start) / slope);
    Some((one.min(other), one.max(other)))
}

fn clipped(from: f64, to: f64) -> Option<(f64, f64)> {
    let (from, to) = (from.max(0.0), to.min(1.0));
    (from <= to).then_some((from, to))
}

/// Unites intervals to stretches, within edges and over vertices.
fn joined(mut intervals: Vec<Interval>, line: &PlanarLine, measured: &Measured) -> Vec<Along> {
    intervals.sort_unstable_by(|a, b| a.edge.cmp(&b.edge).then(a.from.total_cmp(&b.from)));
    let mut stretches: Vec<Along> = Vec::with_capacity(1);
    // Intervals of one edge are united before their metres are computed: there may be many.
    let mut pending: Option<Interval> = None;
    for interval in intervals {
        match &mut pending {
            Some(last) if last.edge == interval.edge && interval.from <= last.to => {
                last.to = last.to.max(interval.to);
                last.offset_m = last.offset_m.min(interval.offset_m);
            }
            _ => {
                if let Some(last) = pending.replace(interval) {
                    add(&mut stretches, last, line, measured);
                }
            }
        }
    }
    if let Some(last) = pending {
        add(&mut stretches, last, line, measured);
    }
    stretches
}

fn add(stretches: &mut Vec<Along>, interval: Interval, line: &PlanarLine, measured: &Measured) {
    let from = line.position(interval.edge, interval.from);
    let to = line.position(interval.edge, interval.to);
    let (from_m, to_m) = (measured.at_m(from), measured.at_m(to));
    match stretches.last_mut() {
        Some(last) if from_m - last.to_m <= JOIN_M => {
            last.to_m = to_m;
            last.to = to;
            last.length_m = to_m - last.from_m;
            last.offset_m = last.offset_m.min(interval.offset_m);
        }
        _ => stretches.push(Along { from_m, to_m, length_m: to_m - from_m, offset_m: interval.offset_m, from, to }),
    }
}
