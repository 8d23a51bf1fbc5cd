//! A line as a strip: its chord, and how far it strays from it.
//!
//! Streets are nearly straight and run askew, so a strip tells what is not near far better than a box does, and without
//! a look at the line itself.

use crate::geometry::Coord;
use crate::geometry::segment::{cross, distance_to};

/// What rounding may make of a distance, degrees: a hundredth of a millimetre.
const ROUNDING_DEG: f64 = 1e-10;

#[derive(Clone, Copy, Debug)]
pub(super) struct Strip {
    from: Coord,
    to: Coord,
    /// No place of the line is farther from the chord.
    off: f64,
}

impl Strip {
    /// Of something that may lie anywhere: near to everything.
    pub const ANYWHERE: Strip =
        Strip { from: Coord { x: 0.0, y: 0.0 }, to: Coord { x: 0.0, y: 0.0 }, off: f64::INFINITY };

    /// Of a line, in whichever plane. What is farthest from a chord is a vertex, since distance from it is convex.
    pub fn of(places: impl DoubleEndedIterator<Item = Coord> + Clone) -> Self {
        let (Some(from), Some(to)) = (places.clone().next(), places.clone().next_back()) else { return Self::ANYWHERE };
        let off = places.map(|place| distance_to(from, to, place).0).fold(0.0, f64::max);
        Strip { from, to, off: off + ROUNDING_DEG }
    }

    /// No place of the line is nearer than this to the given one.
    pub fn at_least_from(&self, place: Coord) -> f64 {
        (distance_to(self.from, self.to, place).0 - self.off).max(0.0)
    }

    /// Whether some places of the two lines may be as near to each other as `reach`.
    pub fn may_reach(&self, other: &Strip, reach: f64) -> bool {
        let reach = reach + self.off + other.off;
        let near = |a: Coord, b: Coord, place: Coord| distance_to(a, b, place).0 <= reach;
        near(self.from, self.to, other.from)
            || near(self.from, self.to, other.to)
            || near(other.from, other.to, self.from)
            || near(other.from, other.to, self.to)
            || self.crosses(other)
    }

    /// Whether the chords cross; where they only just do, an end is near.
    fn crosses(&self, other: &Strip) -> bool {
        let parts = |one: &Strip, other: &Strip| {
            let along = one.to - one.from;
            cross(along, other.from - one.from) * cross(along, other.to - one.from) <= 0.0
        };
        parts(self, other) && parts(other, self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::clearance;
    use proptest::prelude::*;

    fn line() -> impl Strategy<Value = Vec<Coord>> {
        let step = (-1.0..1.0, -0.3..0.3_f64);
        (-5.0..5.0, -5.0..5.0_f64, 0.0..6.3_f64, prop::collection::vec(step, 1..12)).prop_map(|(x, y, turn, steps)| {
            let mut at = Coord { x, y };
            steps
                .into_iter()
                .map(|(along, aside): (f64, f64)| {
                    at = at
                        + Coord {
                            x: along * turn.cos() - aside * turn.sin(),
                            y: along * turn.sin() + aside * turn.cos(),
                        };
                    at
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn what_is_near_is_never_missed(a in line(), b in line(), x in -9.0..9.0, y in -9.0..9.0_f64) {
            let (of_a, of_b) = (Strip::of(a.iter().copied()), Strip::of(b.iter().copied()));
            let place = Coord { x, y };
            prop_assert!(of_a.at_least_from(place) <= clearance::point_to_line_m(place, &a) + 1e-12);
            let distance = clearance::line_to_line(&a, &b).unwrap().distance_m;
            prop_assert!(of_a.may_reach(&of_b, distance));
        }
    }

    #[test]
    fn a_straight_street_is_told_from_the_next_one() {
        let street = |y: f64| Strip::of((0..20).map(move |step| Coord { x: f64::from(step), y: y + f64::from(step) }));
        assert!(!street(0.0).may_reach(&street(3.0), 2.0));
        assert!(street(0.0).may_reach(&street(3.0), 2.2));
        assert!((street(0.0).at_least_from(Coord { x: 0.0, y: 2.0 }) - 2.0_f64.sqrt()).abs() < 1e-9);
    }
}
