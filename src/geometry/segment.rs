//! One straight segment, in whichever plane.

use super::Coord;

/// Where `c` lies of the line from `a` to `b`: positive on its left, negative on its right, and zero exactly on it.
/// The sign is exact (Shewchuk's adaptive predicate); the size is twice the triangle's area.
pub fn side(a: Coord, b: Coord, c: Coord) -> f64 {
    let plain = |place: Coord| robust::Coord { x: place.x, y: place.y };
    robust::orient2d(plain(a), plain(b), plain(c))
}

/// The place `t` of the way from `a` to `b`; exactly `a` at 0 and `b` at 1.
pub fn between(a: Coord, b: Coord, t: f64) -> Coord {
    if t <= 0.0 {
        a
    } else if t >= 1.0 {
        b
    } else {
        a + (b - a) * t
    }
}

pub fn dot(a: Coord, b: Coord) -> f64 {
    a.x * b.x + a.y * b.y
}

pub fn cross(a: Coord, b: Coord) -> f64 {
    a.x * b.y - a.y * b.x
}

/// How far along the line from `a` to `b` the foot of `c` lies, as a share of it; 0 where `a` and `b` are one.
pub fn foot(a: Coord, b: Coord, c: Coord) -> f64 {
    let ab = b - a;
    let length2 = dot(ab, ab);
    if length2 > 0.0 { dot(c - a, ab) / length2 } else { 0.0 }
}

/// The square of the least distance from `c` to the segment: for comparing, without a root.
pub fn distance_2(a: Coord, b: Coord, c: Coord) -> f64 {
    Axis::new(a, b).distance_2(c)
}

/// A segment that places and other segments are held against.
#[derive(Clone, Copy, Debug)]
pub struct Axis {
    pub from: Coord,
    pub to: Coord,
    along: Coord,
    length_2: f64,
    /// One over the square of the length; 0 where it has none to speak of.
    per_length_2: f64,
}

/// How near two segments come to each other: squares of distances.
#[derive(Clone, Copy, Debug)]
pub struct Facing {
    /// Of the first one's ends from the second.
    pub ends_2: [f64; 2],
    /// Of the two segments; of some that only just meet, what rounding leaves of none.
    pub least_2: f64,
}

impl Axis {
    pub fn new(from: Coord, to: Coord) -> Self {
        let along = to - from;
        let length_2 = dot(along, along);
        let per_length_2 = if length_2 >= f64::MIN_POSITIVE { 1.0 / length_2 } else { 0.0 };
        Axis { from, to, along, length_2, per_length_2 }
    }

    /// The square of the least distance of a place from the segment.
    pub fn distance_2(&self, place: Coord) -> f64 {
        let from = place - self.from;
        let off = from - self.along * (dot(from, self.along) * self.per_length_2).clamp(0.0, 1.0);
        dot(off, off)
    }

    /// How near it comes to another segment. None where that is surely farther than the root of `reach_2`: where one of the
    /// two lies wholly on one side of the line through the other, as most of those do that lie along the next street.
    pub fn facing(&self, other: &Axis, reach_2: f64) -> Option<Facing> {
        let ends = other.sides(self);
        if other.keeps_aside(ends, reach_2) {
            return None;
        }
        let ends_of_other = self.sides(other);
        if self.keeps_aside(ends_of_other, reach_2) {
            return None;
        }
        let ends_2 = [other.distance_2(self.from), other.distance_2(self.to)];
        // Each of them has an end of the other on either side. Where they only just meet rounding decides, and an end is near.
        let part_each_other = ends[0] * ends[1] < 0.0 && ends_of_other[0] * ends_of_other[1] < 0.0;
        let least_2 = if part_each_other {
            0.0
        } else {
            let of_other_2 = [self.distance_2(other.from), self.distance_2(other.to)];
            ends_2[0].min(ends_2[1]).min(of_other_2[0].min(of_other_2[1]))
        };
        Some(Facing { ends_2, least_2 })
    }

    /// On which side of the line through this segment another one's ends lie: their distances from it times its length.
    fn sides(&self, other: &Axis) -> [f64; 2] {
        [other.from, other.to].map(|end| cross(self.along, end - self.from))
    }

    /// Whether both ends lie on one side of the line through the segment, farther from it than the root of `reach_2`.
    fn keeps_aside(&self, [one, other]: [f64; 2], reach_2: f64) -> bool {
        one * other > 0.0 && (one * one).min(other * other) > reach_2 * self.length_2
    }
}

/// Least distance from `c` to the segment, and where on the segment (0 to 1) it is reached.
pub fn distance_to(a: Coord, b: Coord, c: Coord) -> (f64, f64) {
    let t = foot(a, b, c).clamp(0.0, 1.0);
    let off = c - between(a, b, t);
    (dot(off, off).sqrt(), t)
}

/// Where two segments meet in one point: the shares along `ab` and `pq`. None for parallel ones, even when they overlap.
pub fn meeting(a: Coord, b: Coord, p: Coord, q: Coord) -> Option<(f64, f64)> {
    let (of_a, of_b) = (side(p, q, a), side(p, q, b));
    if (of_a > 0.0 && of_b > 0.0) || (of_a < 0.0 && of_b < 0.0) {
        return None;
    }
    let (of_p, of_q) = (side(a, b, p), side(a, b, q));
    if (of_p > 0.0 && of_q > 0.0) || (of_p < 0.0 && of_q < 0.0) || of_a == of_b || of_p == of_q {
        return None;
    }
    Some((of_a / (of_a - of_b), of_p / (of_p - of_q)))
}

/// Least distance between two segments, and where on each (0 to 1) it is reached.
pub fn least_between(a: Coord, b: Coord, p: Coord, q: Coord) -> (f64, f64, f64) {
    if let Some((t, u)) = meeting(a, b, p, q) {
        return (0.0, t, u);
    }
    let (from_p, at_p) = distance_to(a, b, p);
    let (from_q, at_q) = distance_to(a, b, q);
    let (from_a, at_a) = distance_to(p, q, a);
    let (from_b, at_b) = distance_to(p, q, b);
    [(from_p, at_p, 0.0), (from_q, at_q, 1.0), (from_a, 0.0, at_a), (from_b, 1.0, at_b)]
        .into_iter()
        .min_by(|one, other| one.0.total_cmp(&other.0))
        .unwrap_or((from_p, at_p, 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(x: f64, y: f64) -> Coord {
        Coord { x, y }
    }

    #[test]
    fn segments_meet_where_they_cross_touch_or_end() {
        assert_eq!(meeting(at(0.0, 0.0), at(2.0, 2.0), at(0.0, 2.0), at(2.0, 0.0)), Some((0.5, 0.5)));
        assert_eq!(meeting(at(0.0, 0.0), at(4.0, 0.0), at(1.0, 0.0), at(1.0, 3.0)), Some((0.25, 0.0)));
        assert_eq!(meeting(at(0.0, 0.0), at(4.0, 0.0), at(5.0, -1.0), at(5.0, 1.0)), None);
        assert_eq!(meeting(at(0.0, 0.0), at(4.0, 0.0), at(1.0, 0.0), at(6.0, 0.0)), None);
    }

    #[test]
    fn least_distances_are_reached_where_they_are_said() {
        assert_eq!(least_between(at(0.0, 0.0), at(4.0, 0.0), at(1.0, 2.0), at(1.0, 5.0)), (2.0, 0.25, 0.0));
        assert_eq!(least_between(at(0.0, 0.0), at(0.0, 0.0), at(3.0, 4.0), at(3.0, 4.0)).0, 5.0);
        assert_eq!(distance_to(at(0.0, 0.0), at(4.0, 0.0), at(7.0, 4.0)), (5.0, 1.0));
    }

    proptest! {
        #[test]
        fn segments_face_each_other_at_their_least_distance(
            ends in prop::array::uniform8(-4_i8..4), turn in 0.0..6.3_f64, reach in 0.0..9.0_f64,
        ) {
            let turned = |x: i8, y: i8| {
                let (x, y) = (f64::from(x), f64::from(y));
                at(x * turn.cos() - y * turn.sin(), x * turn.sin() + y * turn.cos())
            };
            let [a, b, p, q] = [0, 2, 4, 6].map(|first| turned(ends[first], ends[first + 1]));
            let least = least_between(a, b, p, q).0;
            match Axis::new(a, b).facing(&Axis::new(p, q), reach * reach) {
                Some(Facing { ends_2, least_2 }) => {
                    prop_assert!((least_2.sqrt() - least).abs() < 1e-12);
                    for (end, end_2) in [a, b].into_iter().zip(ends_2) {
                        prop_assert!((end_2.sqrt() - distance_to(p, q, end).0).abs() < 1e-12);
                    }
                }
                None => prop_assert!(least > reach - 1e-9),
            }
        }
    }
}
