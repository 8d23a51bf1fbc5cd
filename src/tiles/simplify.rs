//! Leaving out the vertices that nobody can see, in one pass over a line.

/// Keeps the ends and enough vertices that every other one lies within about `tolerance` of the kept line.
///
/// From the last kept vertex, each passed vertex allows the directions that miss it by no more than the tolerance; when
/// the next vertex lies outside what all of them allow, or turns back, the one before it is kept. (Williams 1978,
/// Sklansky and Gonzalez 1980.) Linear in the number of vertices, so a hostile line costs no more than its length.
/// Vertices that repeat the one before are dropped even with a tolerance of 0.
pub(super) fn simplify(line: &[[i64; 2]], tolerance: f64, kept: &mut Vec<[i64; 2]>) {
    let mut vertices = line.iter().copied();
    let Some(first) = vertices.next() else { return };
    kept.push(first);
    let mut sleeve = Sleeve::from(first);
    for vertex in vertices {
        if vertex == sleeve.last {
            continue;
        }
        if tolerance <= 0.0 {
            kept.push(vertex);
            sleeve.last = vertex;
        } else if !sleeve.takes(vertex, tolerance) {
            kept.push(sleeve.last);
            sleeve = Sleeve::from(sleeve.last);
            sleeve.takes(vertex, tolerance);
        }
    }
    if kept.last() != Some(&sleeve.last) {
        kept.push(sleeve.last);
    }
}

/// The directions from an anchor that miss no passed vertex by more than the tolerance.
struct Sleeve {
    anchor: [i64; 2],
    /// The vertex that a segment from the anchor may end at.
    last: [i64; 2],
    /// How far from the anchor the passed vertices reach.
    reach: f64,
    /// The leftmost and the rightmost direction, once a vertex has narrowed them.
    limits: Option<([f64; 2], [f64; 2])>,
}

fn cross(a: [f64; 2], b: [f64; 2]) -> f64 {
    a[0] * b[1] - a[1] * b[0]
}

impl Sleeve {
    fn from(anchor: [i64; 2]) -> Self {
        Sleeve { anchor, last: anchor, reach: 0.0, limits: None }
    }

    /// Takes the vertex in as the new end, or says that it does not fit.
    fn takes(&mut self, vertex: [i64; 2], tolerance: f64) -> bool {
        let along = [(vertex[0] - self.anchor[0]) as f64, (vertex[1] - self.anchor[1]) as f64];
        // Whole units far below 2^26: their squares are exact, and so the root is as good as hypot's, at a tenth of its price.
        let distance = (along[0] * along[0] + along[1] * along[1]).sqrt();
        if distance + tolerance < self.reach {
            return false;
        }
        if let Some((left, right)) = self.limits
            && (cross(left, along) > 0.0 || cross(right, along) < 0.0)
        {
            return false;
        }
        if distance > tolerance {
            let slack = tolerance / distance;
            let to_left = [along[0] - along[1] * slack, along[1] + along[0] * slack];
            let to_right = [along[0] + along[1] * slack, along[1] - along[0] * slack];
            self.limits = Some(match self.limits {
                None => (to_left, to_right),
                Some((left, right)) => (
                    if cross(left, to_left) < 0.0 { to_left } else { left },
                    if cross(right, to_right) > 0.0 { to_right } else { right },
                ),
            });
        }
        self.reach = self.reach.max(distance);
        self.last = vertex;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn simplified(line: &[[i64; 2]], tolerance: f64) -> Vec<[i64; 2]> {
        let mut kept = Vec::new();
        simplify(line, tolerance, &mut kept);
        kept
    }

    #[test]
    fn what_lies_on_a_straight_goes_and_corners_and_turning_points_stay() {
        assert_eq!(simplified(&[[0, 0], [5, 0], [9, 0], [9, 9]], 1.0), [[0, 0], [9, 0], [9, 9]]);
        assert_eq!(simplified(&[[0, 0], [50, 0], [20, 0]], 1.0), [[0, 0], [50, 0], [20, 0]]);
        assert_eq!(simplified(&[[3, 3], [3, 3], [3, 3]], 1.0), [[3, 3]]);
        assert_eq!(simplified(&[[0, 0], [5, 0], [5, 0], [9, 0]], 0.0), [[0, 0], [5, 0], [9, 0]]);
        // A closed ring ends where it began.
        assert_eq!(simplified(&[[0, 0], [8, 0], [8, 8], [0, 8], [0, 0]], 1.0).len(), 5);
    }

    #[test]
    fn a_gentle_curve_does_not_drift_away() {
        // A quarter circle of radius 1000: with a tolerance of 1 a chord may span at most
        // 2·acos(1 - 1/1000) = 5.1°, so at least 18 of them are needed.
        let arc: Vec<[i64; 2]> = (0..=900)
            .map(|step| {
                let angle = f64::from(step) * std::f64::consts::FRAC_PI_2 / 900.0;
                [(1000.0 * angle.cos()).round() as i64, (1000.0 * angle.sin()).round() as i64]
            })
            .collect();
        let kept = simplified(&arc, 1.0);
        assert!((17..60).contains(&kept.len()), "{}", kept.len());
    }

    fn distance(place: [i64; 2], a: [i64; 2], b: [i64; 2]) -> f64 {
        let (px, py) = ((place[0] - a[0]) as f64, (place[1] - a[1]) as f64);
        let (dx, dy) = ((b[0] - a[0]) as f64, (b[1] - a[1]) as f64);
        let length_2 = dx * dx + dy * dy;
        let t = if length_2 > 0.0 { ((px * dx + py * dy) / length_2).clamp(0.0, 1.0) } else { 0.0 };
        (px - t * dx).hypot(py - t * dy)
    }

    proptest! {
        #[test]
        fn every_vertex_stays_near_and_the_ends_stay(
            steps in prop::collection::vec((-40_i64..40, -40_i64..40), 2..60), tolerance in 0.5_f64..12.0,
        ) {
            let mut at = [0, 0];
            let line: Vec<[i64; 2]> = steps.iter().map(|(x, y)| { at = [at[0] + x, at[1] + y]; at }).collect();
            let kept = simplified(&line, tolerance);
            prop_assert_eq!(kept.first(), line.first());
            prop_assert_eq!(kept.last(), line.last());
            for vertex in &line {
                let off = kept.windows(2).map(|pair| distance(*vertex, pair[0], pair[1])).fold(f64::INFINITY, f64::min);
                let off = if kept.len() == 1 { distance(*vertex, kept[0], kept[0]) } else { off };
                prop_assert!(off <= tolerance * 1.5, "{off} > {tolerance}");
            }
        }
    }
}
