//! Which segments of two lines may be near each other.

use super::Coord;

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

    /// How far the boxes are apart along the axis on which they are farther apart; negative or zero where they touch.
    pub fn apart(&self, other: &Bounds) -> f64 {
        let x = (self.min.x - other.max.x).max(other.min.x - self.max.x);
        let y = (self.min.y - other.max.y).max(other.min.y - self.max.y);
        x.max(y)
    }
}

fn runs(points: &[Coord], of: usize) -> impl Iterator<Item = (usize, Bounds)> {
    (0..points.len().saturating_sub(1))
        .step_by(of)
        .map(move |first| (first, Bounds::of(&points[first..(first + of + 1).min(points.len())])))
}

/// Runs of short lines are this long: with few edges to look at, a closer look at runs costs less.
const SHORT_RUN: usize = 4;
/// Lines of so many runs have their boxes on the stack.
const FEW: usize = 24;

/// Calls `near` with the numbers of every two segments of two lines whose boxes come within `reach` of each other.
pub fn near_pairs(a: &[Coord], b: &[Coord], reach: f64, mut near: impl FnMut(usize, usize)) {
    let bounds_of_b = Bounds::of(b);
    if Bounds::of(a).apart(&bounds_of_b) > reach {
        return;
    }
    let run = if b.len() <= FEW * SHORT_RUN { SHORT_RUN } else { RUN };
    let mut few;
    let many: Vec<(usize, Bounds)>;
    let runs_of_b = if b.len() <= FEW * run {
        few = [(0, Bounds::NOTHING); FEW];
        let count = few.iter_mut().zip(runs(b, run)).map(|(kept, run)| *kept = run).count();
        &few[..count]
    } else {
        many = runs(b, run).collect();
        &many
    };
    for (first_a, bounds_a) in runs(a, run) {
        if bounds_a.apart(&bounds_of_b) > reach {
            continue;
        }
        for (first_b, bounds_b) in runs_of_b {
            if bounds_a.apart(bounds_b) > reach {
                continue;
            }
            for i in first_a..(first_a + run).min(a.len() - 1) {
                let segment = Bounds::of_segment(a[i], a[i + 1]);
                if segment.apart(bounds_b) > reach {
                    continue;
                }
                for j in *first_b..(first_b + run).min(b.len() - 1) {
                    if segment.apart(&Bounds::of_segment(b[j], b[j + 1])) <= reach {
                        near(i, j);
                    }
                }
            }
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
        fn every_near_pair_comes_once(
            a in prop::collection::vec((-9_i8..9, -9_i8..9), 0..130),
            b in prop::collection::vec((-9_i8..9, -9_i8..9), 0..130),
            reach in 0.0..5.0,
        ) {
            let (a, b) = (walk(&a), walk(&b));
            let mut found = Vec::new();
            near_pairs(&a, &b, reach, |i, j| found.push((i, j)));
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
