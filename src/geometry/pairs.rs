//! Which segments of two lines may be near each other.

use super::Coord;

/// Segments are boxed by runs of this many, so that two lines of n and m segments cost n·m/256 and their near pairs.
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

fn runs(points: &[Coord]) -> impl Iterator<Item = (usize, Bounds)> {
    (0..points.len().saturating_sub(1))
        .step_by(RUN)
        .map(|first| (first, Bounds::of(&points[first..(first + RUN + 1).min(points.len())])))
}

/// Most lines have no more runs than this, and then nothing is allocated.
const FEW: usize = 8;

/// Calls `near` with the numbers of every two segments of two lines whose boxes come within `reach` of each other.
pub fn near_pairs(a: &[Coord], b: &[Coord], reach: f64, mut near: impl FnMut(usize, usize)) {
    if Bounds::of(a).apart(&Bounds::of(b)) > reach {
        return;
    }
    let mut few;
    let many: Vec<(usize, Bounds)>;
    let runs_of_b = if b.len() <= FEW * RUN {
        few = [(0, Bounds::NOTHING); FEW];
        let count = few.iter_mut().zip(runs(b)).map(|(kept, run)| *kept = run).count();
        &few[..count]
    } else {
        many = runs(b).collect();
        &many
    };
    for (first_a, bounds_a) in runs(a) {
        for (first_b, bounds_b) in runs_of_b {
            if bounds_a.apart(bounds_b) > reach {
                continue;
            }
            for i in first_a..(first_a + RUN).min(a.len() - 1) {
                let segment = Bounds::of(&a[i..=i + 1]);
                if segment.apart(bounds_b) > reach {
                    continue;
                }
                for j in *first_b..(first_b + RUN).min(b.len() - 1) {
                    if segment.apart(&Bounds::of(&b[j..=j + 1])) <= reach {
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
            a in prop::collection::vec((-9_i8..9, -9_i8..9), 0..60),
            b in prop::collection::vec((-9_i8..9, -9_i8..9), 0..60),
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
