//! The part of a segment that lies within a distance of another: what it has of the capsule about that one.

use super::Coord;
use super::segment::{Axis, cross, dot};
use std::cmp::Ordering;

/// The part of a segment, as shares of it, within `radius` of another. A capsule is convex, so it is one piece.
///
/// The line through the segment lies between the capsule's two sides from one share to another. Where it comes in or goes out
/// beside the other segment, it does so through a side; where beyond an end of that, the disc about the end decides.
pub(super) fn in_capsule(of: &Axis, other: &Axis, radius: f64) -> Option<(f64, f64)> {
    let (along, axis) = (of.to - of.from, other.to - other.from);
    let length = dot(axis, axis).sqrt();
    let in_disc = |centre: Coord| in_disc(along, of.from - centre, radius);
    if of.from == of.to {
        return (other.distance_2(of.from) <= radius * radius).then_some((0.0, 1.0));
    }
    if length == 0.0 {
        return in_disc(other.from).and_then(clipped);
    }
    let (unit, from) = (axis / length, of.from - other.from);
    let (enters, leaves) = between_sides(cross(unit, from), cross(unit, along), radius)?;
    let (forth, forth_a_share) = (dot(unit, from), dot(unit, along));
    let beyond = |share: f64| match forth + share * forth_a_share {
        at if at < 0.0 => Ordering::Less,
        at if at > length => Ordering::Greater,
        _ => Ordering::Equal,
    };
    // The end of the other segment, and where the line passes it.
    let end = |beyond: Ordering| match beyond {
        Ordering::Greater => (other.to, (length - forth) / forth_a_share),
        Ordering::Less | Ordering::Equal => (other.from, -forth / forth_a_share),
    };
    match (beyond(enters), beyond(leaves)) {
        (Ordering::Equal, Ordering::Equal) => clipped((enters, leaves)),
        (in_at, out_at) if in_at == out_at => in_disc(end(in_at).0).and_then(clipped),
        (in_at, out_at) => {
            // A disc that the line seems to miss, it grazes where it passes the end.
            let chord = |(centre, share): (Coord, f64)| in_disc(centre).unwrap_or((share, share));
            let first = if in_at.is_eq() { enters } else { chord(end(in_at)).0 };
            let last = if out_at.is_eq() { leaves } else { chord(end(out_at)).1 };
            clipped((first, last))
        }
    }
}

/// From where to where a line is no farther aside than `radius`; it begins `aside` and moves so far aside a share.
fn between_sides(aside: f64, aside_a_share: f64, radius: f64) -> Option<(f64, f64)> {
    if aside_a_share == 0.0 {
        return (aside.abs() <= radius).then_some((f64::NEG_INFINITY, f64::INFINITY));
    }
    let (one, other) = ((-radius - aside) / aside_a_share, (radius - aside) / aside_a_share);
    Some((one.min(other), one.max(other)))
}

/// From where to where a line is within a disc; it begins at `back` from its middle and moves on `along` a share.
fn in_disc(along: Coord, back: Coord, radius: f64) -> Option<(f64, f64)> {
    let square = dot(along, along);
    // The chord by the distance of the line from the middle: steadier than the discriminant where the line grazes.
    let off = cross(along, back) / square.sqrt();
    let reach = radius * radius - off * off;
    if reach < 0.0 {
        return None;
    }
    let (middle, reach) = (-dot(along, back) / square, (reach / square).sqrt());
    Some((middle - reach, middle + reach))
}

fn clipped((from, to): (f64, f64)) -> Option<(f64, f64)> {
    let (from, to) = (from.max(0.0), to.min(1.0));
    (from <= to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::segment::between;
    use proptest::prelude::*;

    proptest! {
        /// Ends on a net, so that many segments are parallel, meet, or have no length.
        #[test]
        fn what_is_in_a_capsule_is_near_and_what_is_near_is_in_it(
            ends in prop::array::uniform8(-4_i8..4), turn in 0.0..6.3_f64, radius in prop::sample::select(vec![0.0, 0.5, 1.0, 2.0, 3.7]),
        ) {
            let turned = |x: i8, y: i8| {
                let (x, y) = (f64::from(x), f64::from(y));
                Coord { x: x * turn.cos() - y * turn.sin(), y: x * turn.sin() + y * turn.cos() }
            };
            let [a, b, p, q] = [0, 2, 4, 6].map(|first| turned(ends[first], ends[first + 1]));
            let (of, other) = (Axis::new(a, b), Axis::new(p, q));
            let part = in_capsule(&of, &other, radius);
            prop_assert!(part.is_none_or(|(from, to)| 0.0 <= from && from <= to && to <= 1.0), "{part:?}");
            for share in (0..=64).map(|step| f64::from(step) / 64.0) {
                let off = other.distance_2(between(a, b, share)).sqrt() - radius;
                let inside = part.is_some_and(|(from, to)| (from..=to).contains(&share));
                // What lies on the border goes either way.
                prop_assert!(if inside { off < 1e-6 } else { off > -1e-6 }, "{share} is {off} off {part:?}");
            }
        }
    }
}
