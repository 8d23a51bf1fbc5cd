//! Which edges of two lines may be near each other.

use super::Coord;
use super::segment::cross;
use std::ops::Range;
use wide::f64x4;

/// Edges a run: so many are compared with one edge at once.
const RUN: usize = 4;
/// Edges a group of runs. Of a long line that is held against the first one a run has as many, so that lines of n and m edges
/// cost n·m/256 and their near pairs.
const LONG_RUN: usize = 16;
/// Lines of more edges are long.
const LONG: usize = 96;

#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub min: Coord,
    pub max: Coord,
}

impl Bounds {
    /// The box of no place: apart from every other, and the other when united with it.
    pub const NOTHING: Bounds = Bounds {
        min: Coord { x: f64::INFINITY, y: f64::INFINITY },
        max: Coord { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY },
    };

    pub fn of(points: &[Coord]) -> Self {
        points.iter().fold(Self::NOTHING, |bounds, point| bounds.and(Bounds { min: *point, max: *point }))
    }

    pub fn of_segment(a: Coord, b: Coord) -> Self {
        Bounds { min: least(a, b), max: most(a, b) }
    }

    /// What has no place is left out.
    pub fn and(self, other: Bounds) -> Self {
        Bounds { min: least(self.min, other.min), max: most(self.max, other.max) }
    }

    pub fn widened(self, by: f64) -> Self {
        let by = Coord { x: by, y: by };
        Bounds { min: self.min - by, max: self.max + by }
    }

    /// How far the boxes are apart along the axis on which they are farther apart; negative or zero where they touch.
    pub fn apart(&self, other: &Bounds) -> f64 {
        let off = most(self.min - other.max, other.min - self.max);
        if off.y > off.x { off.y } else { off.x }
    }

    /// Whether a segment comes into the box: into its own box, and not with the whole of this one on one side of it.
    pub fn meets(&self, a: Coord, b: Coord) -> bool {
        let (along, middle, half) = (b - a, (self.min + self.max) / 2.0, (self.max - self.min) / 2.0);
        self.apart(&Bounds::of_segment(a, b)) <= 0.0
            && cross(along, middle - a).abs() <= along.x.abs() * half.y + along.y.abs() * half.x
    }
}

/// The lesser of each axis. Of the second what is not a number is passed over: unlike [`f64::min`] this is one step of the machine.
fn least(one: Coord, other: Coord) -> Coord {
    Coord { x: if other.x < one.x { other.x } else { one.x }, y: if other.y < one.y { other.y } else { one.y } }
}

/// The greater of each axis, as [`least`].
fn most(one: Coord, other: Coord) -> Coord {
    Coord { x: if other.x > one.x { other.x } else { one.x }, y: if other.y > one.y { other.y } else { one.y } }
}

/// A line prepared for being held against many others: its edges in runs and groups of runs, boxed.
#[derive(Clone, Debug)]
pub struct Runs {
    groups: Vec<(Bounds, Vec<Run>)>,
}

/// Edges side by side, so that one edge of another line is compared with all of them at once.
#[derive(Clone, Debug)]
struct Run {
    first: usize,
    end: usize,
    bounds: Bounds,
    min_x: f64x4,
    min_y: f64x4,
    max_x: f64x4,
    max_y: f64x4,
}

/// Room for the boxes of the runs of a line that another is held against; used again for the next one.
#[derive(Debug, Default)]
pub(super) struct Room {
    boxes: Vec<Bounds>,
}

impl Runs {
    pub fn of(points: &[Coord]) -> Self {
        let last = points.len().saturating_sub(1);
        let runs: Vec<Run> =
            (0..last).step_by(RUN).map(|first| Run::of(points, first, (first + RUN).min(last))).collect();
        let group =
            |runs: &[Run]| (runs.iter().map(|run| run.bounds).fold(Bounds::NOTHING, Bounds::and), runs.to_vec());
        Runs { groups: runs.chunks(LONG_RUN / RUN).map(group).collect() }
    }

    /// The edges of the line, some at a time, each time with the box around them.
    pub fn edges(&self) -> impl Iterator<Item = (Range<usize>, Bounds)> {
        let runs = self.groups.iter().flat_map(|(_, group)| group);
        runs.map(|run| (run.first..run.end, run.bounds))
    }

    /// Calls `near` with the numbers of every edge of this line and every edge of the other whose boxes come within
    /// `reach` of each other, in no order.
    pub(super) fn near_pairs(&self, other: &[Coord], reach: f64, room: &mut Room, mut near: impl FnMut(usize, usize)) {
        let Some(last) = other.len().checked_sub(1) else { return };
        let run_of_other = if last <= LONG { RUN } else { LONG_RUN };
        let edges = |nth: usize| nth * run_of_other..(nth * run_of_other + run_of_other).min(last);
        room.boxes.clear();
        room.boxes
            .extend((0..last.div_ceil(run_of_other)).map(edges).map(|run| Bounds::of(&other[run.start..=run.end])));
        let all = room.boxes.iter().fold(Bounds::NOTHING, |all, bounds| all.and(*bounds));
        for (bounds, group) in self.groups.iter().filter(|(bounds, _)| bounds.apart(&all) <= reach) {
            for (nth, of_other) in room.boxes.iter().enumerate() {
                if bounds.apart(of_other) > reach {
                    continue;
                }
                for run in group.iter().filter(|run| run.bounds.apart(of_other) <= reach) {
                    for edge in edges(nth) {
                        let about = Bounds::of_segment(other[edge], other[edge + 1]).widened(reach);
                        run.touching(&about, |mine| near(mine, edge));
                    }
                }
            }
        }
    }
}

impl Run {
    fn of(points: &[Coord], first: usize, end: usize) -> Self {
        // What is no edge touches nothing.
        let (mut min, mut max) = ([[f64::INFINITY; RUN]; 2], [[f64::NEG_INFINITY; RUN]; 2]);
        for (at, ends) in points[first..=end].windows(2).enumerate() {
            let of = Bounds::of_segment(ends[0], ends[1]);
            (min[0][at], min[1][at], max[0][at], max[1][at]) = (of.min.x, of.min.y, of.max.x, of.max.y);
        }
        let ([min_x, min_y], [max_x, max_y]) = (min.map(f64x4::new), max.map(f64x4::new));
        Run { first, end, bounds: Bounds::of(&points[first..=end]), min_x, min_y, max_x, max_y }
    }

    /// Calls `touches` with the edges whose box touches the given one.
    fn touching(&self, Bounds { min, max }: &Bounds, mut touches: impl FnMut(usize)) {
        let all = f64x4::splat;
        let along_x = self.min_x.simd_le(all(max.x)) & self.max_x.simd_ge(all(min.x));
        let along_y = self.min_y.simd_le(all(max.y)) & self.max_y.simd_ge(all(min.y));
        // A bit each: those that touch are found without asking the others.
        let mut left = (along_x & along_y).to_bitmask();
        while left > 0 {
            touches(self.first + left.trailing_zeros() as usize);
            left &= left - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn walk(steps: &[(i8, i8)]) -> Vec<Coord> {
        let mut at = Coord { x: 0.0, y: 0.0 };
        steps
            .iter()
            .map(|&(x, y)| {
                at = at + Coord { x: f64::from(x), y: f64::from(y) };
                at
            })
            .collect()
    }

    proptest! {
        #[test]
        fn a_box_is_met_where_some_place_of_a_segment_lies_in_it(ends in prop::array::uniform8(-9_i8..9)) {
            let [a, b, one, other] = [0, 2, 4, 6].map(|first| Coord { x: ends[first].into(), y: ends[first + 1].into() });
            let bounds = Bounds::of_segment(one, other);
            // A corner that is only touched takes a place that is just there; of the others some are within the box.
            let inside = |share: f64, by: f64| bounds.widened(by).apart(&Bounds::of(&[a + (b - a) * share])) <= 0.0;
            let shares = || (0..=4096).map(|step| f64::from(step) / 4096.0);
            if shares().any(|share| inside(share, 0.0)) {
                prop_assert!(bounds.meets(a, b));
            }
            if bounds.meets(a, b) {
                prop_assert!(shares().any(|share| inside(share, 0.01)));
            }
        }

        #[test]
        fn every_near_pair_comes_once(
            a in prop::collection::vec((-9_i8..9, -9_i8..9), 0..130),
            b in prop::collection::vec((-9_i8..9, -9_i8..9), 0..130),
            reach in 0.0..5.0,
        ) {
            let (a, b) = (walk(&a), walk(&b));
            let (mut found, mut room) = (Vec::new(), Room::default());
            let runs = Runs::of(&a);
            // What was held against it before leaves nothing behind.
            runs.near_pairs(&a, reach, &mut room, |_, _| {});
            runs.near_pairs(&b, reach, &mut room, |i, j| found.push((i, j)));
            found.sort_unstable();
            let mut wanted = Vec::new();
            for i in 0..a.len().saturating_sub(1) {
                for j in 0..b.len().saturating_sub(1) {
                    if Bounds::of(&a[i..=i + 1]).apart(&Bounds::of(&b[j..=j + 1])) <= reach {
                        wanted.push((i, j));
                    }
                }
            }
            prop_assert_eq!(found, wanted);
        }
    }
}
