//! A line as a strip: two chords end to end, and how far it strays from them.
//!
//! Streets are nearly straight and run askew, so a strip tells what is not near far better than a box does, and without
//! a look at the line itself. Two chords, since many bend a little: half a chord strays a quarter as far.

use crate::geometry::Coord;
use crate::geometry::segment::{Axis, distance_2};

/// What rounding may make of a distance, degrees: a hundredth of a millimetre.
const ROUNDING_DEG: f64 = 1e-10;

/// In short numbers, since a city has a million of them and what is read of them is waited for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strip {
    /// The ends of the chords.
    ends: [[f32; 2]; 3],
    /// No place of the line is farther from its chord.
    off: f32,
}

impl Strip {
    /// Of something that may lie anywhere: near to everything.
    pub const ANYWHERE: Strip = Strip { ends: [[0.0; 2]; 3], off: f32::INFINITY };

    /// Of a line, in whichever plane. What is farthest from a chord is a vertex, since distance from it is convex.
    pub fn of(line: &[Coord], plane: impl Fn(Coord) -> Coord) -> Self {
        let middle = line.len() / 2;
        let (Some(first), Some(last)) = (line.first(), line.last()) else { return Self::ANYWHERE };
        let ends = [*first, line[middle], *last].map(&plane).map(|at| [at.x as f32, at.y as f32]);
        let [from, bend, to] = ends.map(wide);
        let farthest = |half: &[Coord], from: Coord, to: Coord| {
            half.iter().map(|place| distance_2(from, to, plane(*place))).fold(0.0, f64::max)
        };
        let off_2 = farthest(&line[..=middle], from, bend).max(farthest(&line[middle..], bend, to));
        // No place of a chord is farther from the line, either: its ends lie beside the line's own places by their rounding.
        let largest = ends.as_flattened().iter().fold(0.0, |most: f32, number| most.max(number.abs()));
        let off = off_2.sqrt() + f64::from(largest * f32::EPSILON) + ROUNDING_DEG;
        Strip { ends, off: (off as f32).next_up() }
    }

    fn chords(&self) -> [(Coord, Coord); 2] {
        let [from, bend, to] = self.ends.map(wide);
        [(from, bend), (bend, to)]
    }

    fn off(&self) -> f64 {
        f64::from(self.off)
    }

    /// What the line's distance from a place is at least and at most: as the line strays from its chords, no place of a
    /// chord is farther from the line either, since the line leads from one end of it to the other.
    pub fn distance_between(&self, place: Coord) -> (f64, f64) {
        let [one, other] = self.chords().map(|(from, to)| distance_2(from, to, place));
        let of_chords = one.min(other).sqrt();
        ((of_chords - self.off()).max(0.0), of_chords + self.off())
    }

    /// Made ready for being held against others.
    pub fn ready(&self) -> Ready {
        Ready { chords: self.chords().map(|(from, to)| Axis::new(from, to)), off: self.off() }
    }
}

/// A strip in long numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ready {
    chords: [Axis; 2],
    off: f64,
}

impl Ready {
    /// Whether some places of the two lines may be as near to each other as `reach`.
    pub fn may_reach(&self, other: &Ready, reach: f64) -> bool {
        let reach = reach + self.off + other.off;
        let reach_2 = reach * reach;
        let is_near = |one: &Axis, other: &Axis| one.facing(other, reach_2).is_some_and(|they| they.least_2 <= reach_2);
        self.chords.iter().any(|one| other.chords.iter().any(|other| is_near(one, other)))
    }
}

fn wide([x, y]: [f32; 2]) -> Coord {
    Coord { x: x.into(), y: y.into() }
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
            let (of_a, of_b) = (Strip::of(&a, |at| at), Strip::of(&b, |at| at));
            let place = Coord { x, y };
            let (least, most) = of_a.distance_between(place);
            let distance = clearance::point_to_line_m(place, &a);
            prop_assert!((least - 1e-12..=most + 1e-12).contains(&distance));
            let distance = clearance::line_to_line(&a, &b).unwrap().distance_m;
            prop_assert!(of_a.ready().may_reach(&of_b.ready(), distance));
        }
    }

    #[test]
    fn a_straight_street_is_told_from_the_next_one() {
        let street = |y: f64| {
            let line: Vec<Coord> = (0..20).map(|step| Coord { x: f64::from(step), y: y + f64::from(step) }).collect();
            Strip::of(&line, |at| at)
        };
        let may_reach = |y: f64, reach: f64| street(0.0).ready().may_reach(&street(y).ready(), reach);
        assert!(!may_reach(3.0, 2.0));
        assert!(may_reach(3.0, 2.2));
        assert!((street(0.0).distance_between(Coord { x: 0.0, y: 2.0 }).0 - 2.0_f64.sqrt()).abs() < 1e-5);
    }
}
