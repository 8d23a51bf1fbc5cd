//! Which segments of two lines may be near each other.

use super::Coord;
use std::ops::Range;

/// Segments of long lines are boxed by runs of this many, so that n and m of them cost n·m/256 and their near pairs.
pub const RUN: usize = 16;

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
        Bounds { min: Coord { x: a.x.min(b.x), y: a.y.min(b.y) }, max: Coord { x: a.x.max(b.x), y: a.y.max(b.y) } }
    }

    pub fn and(self, other: Bounds) -> Self {
        Bounds {
            min: Coord { x: self.min.x.min(other.min.x), y: self.min.y.min(other.min.y) },
            max: Coord { x: self.max.x.max(other.max.x), y: self.max.y.max(other.max.y) },
        }
    }

    pub fn widened(self, by: f64) -> Self {
        let by = Coord { x: by, y: by };
        Bounds { min: self.min - by, max: self.max + by }
    }

    /// How far the boxes are apart along the axis on which they are farther apart; negative or zero where they touch.
    pub fn apart(&self, other: &Bounds) -> f64 {
        let x = (self.min.x - other.max.x).max(other.min.x - self.max.x);
        let y = (self.min.y - other.max.y).max(other.min.y - self.max.y);
        x.max(y)
    }
}

/// A line prepared for being held against many others: its edges in runs and runs of runs, boxed.
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
    min_x: [f64; SHORT_RUN],
    min_y: [f64; SHORT_RUN],
    max_x: [f64; SHORT_RUN],
    max_y: [f64; SHORT_RUN],
}

/// Runs of short lines are this long: with few edges to look at, a closer look at runs costs less.
const SHORT_RUN: usize = 4;
/// Lines of so many runs have their boxes on the stack.
const FEW: usize = 24;

impl Runs {
    pub fn of(points: &[Coord]) -> Self {
        let last = points.len().saturating_sub(1);
        let runs: Vec<Run> =
            (0..last).step_by(SHORT_RUN).map(|first| Run::of(points, first, (first + SHORT_RUN).min(last))).collect();
        let group =
            |runs: &[Run]| (runs.iter().map(|run| run.bounds).fold(Bounds::NOTHING, Bounds::and), runs.to_vec());
        Runs { groups: runs.chunks(RUN / SHORT_RUN).map(group).collect() }
    }

    /// The edges of the line, some at a time, each time with the box around them.
    pub fn edges(&self) -> impl Iterator<Item = (Range<usize>, Bounds)> {
        let runs = self.groups.iter().flat_map(|(_, group)| group);
        runs.map(|run| (run.first..run.end, run.bounds))
    }

    /// Calls `near` with the numbers of every edge of this line and every edge of the other whose boxes come within
    /// `reach` of each other.
    pub fn near_pairs(&self, other: &[Coord], reach: f64, mut near: impl FnMut(usize, usize)) {
        let run = if other.len() <= FEW * SHORT_RUN { SHORT_RUN } else { RUN };
        let mut few;
        let many: Vec<(usize, Bounds)>;
        let runs_of_other = if other.len() <= FEW * run {
            few = [(0, Bounds::NOTHING); FEW];
            let count = few.iter_mut().zip(runs(other, run)).map(|(kept, run)| *kept = run).count();
            &few[..count]
        } else {
            many = runs(other, run).collect();
            &many
        };
        let all = runs_of_other.iter().fold(Bounds::NOTHING, |all, (_, bounds)| all.and(*bounds));
        for (bounds, group) in &self.groups {
            if bounds.apart(&all) > reach {
                continue;
            }
            for (first, bounds_of_other) in runs_of_other {
                if bounds.apart(bounds_of_other) > reach {
                    continue;
                }
                let edges = *first..(first + run).min(other.len() - 1);
                for run in group.iter().filter(|run| run.bounds.apart(bounds_of_other) <= reach) {
                    for edge in edges.clone() {
                        run.near(&Bounds::of_segment(other[edge], other[edge + 1]), reach, |mine| near(mine, edge));
                    }
                }
            }
        }
    }
}

impl Run {
    fn of(points: &[Coord], first: usize, end: usize) -> Self {
        let nowhere = Run {
            first,
            end,
            bounds: Bounds::of(&points[first..=end]),
            min_x: [f64::INFINITY; SHORT_RUN],
            min_y: [f64::INFINITY; SHORT_RUN],
            max_x: [f64::NEG_INFINITY; SHORT_RUN],
            max_y: [f64::NEG_INFINITY; SHORT_RUN],
        };
        (first..end).enumerate().fold(nowhere, |mut run, (at, edge)| {
            let Bounds { min, max } = Bounds::of_segment(points[edge], points[edge + 1]);
            (run.min_x[at], run.min_y[at], run.max_x[at], run.max_y[at]) = (min.x, min.y, max.x, max.y);
            run
        })
    }

    /// Calls `near` with the edges whose box comes within `reach` of the given one.
    #[expect(clippy::needless_bitwise_bool, reason = "without branches all edges are compared at once")]
    fn near(&self, Bounds { min, max }: &Bounds, reach: f64, mut near: impl FnMut(usize)) {
        // A bit each: those that are near are found without asking the others.
        let mut left = (0..SHORT_RUN).fold(0_u32, |some, at| {
            let is_near = (self.min_x[at] - max.x <= reach)
                & (min.x - self.max_x[at] <= reach)
                & (self.min_y[at] - max.y <= reach)
                & (min.y - self.max_y[at] <= reach);
            some | u32::from(is_near) << at
        });
        while left > 0 {
            near(self.first + left.trailing_zeros() as usize);
            left &= left - 1;
        }
    }
}

fn runs(points: &[Coord], of: usize) -> impl Iterator<Item = (usize, Bounds)> {
    (0..points.len().saturating_sub(1))
        .step_by(of)
        .map(move |first| (first, Bounds::of(&points[first..(first + of + 1).min(points.len())])))
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
        fn every_near_pair_comes_once(
            a in prop::collection::vec((-9_i8..9, -9_i8..9), 0..130),
            b in prop::collection::vec((-9_i8..9, -9_i8..9), 0..130),
            reach in 0.0..5.0,
        ) {
            let (a, b) = (walk(&a), walk(&b));
            let mut found = Vec::new();
            Runs::of(&a).near_pairs(&b, reach, |i, j| found.push((i, j)));
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
