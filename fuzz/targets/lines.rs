//! Two lines, held against each other: what they have in common lies on them, in order.

#![no_main]

use geo_types::Coord;
use libfuzzer_sys::fuzz_target;
use ngamhoa::geometry::overlap::{Comparison, Probe};
use ngamhoa::geometry::{Measured, PlanarLine};

/// Half metres on a net of 128 m, as degrees about so.
fn places(steps: &[(u8, u8)]) -> Vec<Coord> {
    steps.iter().map(|(x, y)| Coord { x: 106.6 + f64::from(*x) * 4.8e-6, y: 20.8 + f64::from(*y) * 4.5e-6 }).collect()
}

fn planar(places: &[Coord]) -> PlanarLine {
    PlanarLine::new(places, |at| Coord { x: (at.x - 106.6) * 104_000.0, y: (at.y - 20.8) * 110_700.0 })
}

fuzz_target!(|given: (Vec<(u8, u8)>, Vec<(u8, u8)>, u8)| {
    let (line, other, within) = given;
    if line.len() < 2 || other.len() < 2 || line.len() + other.len() > 200 {
        return;
    }
    let (line, other, within_m) = (places(&line), places(&other), f64::from(within) / 16.0);
    let (line_planar, other_planar) = (planar(&line), planar(&other));
    let (measured, of_other) = (Measured::new(line), Measured::new(other));
    let length_m = measured.length_m();
    let probe = Probe::new(&measured, &line_planar, within_m, 0.0);
    let (mut comparison, mut pairs) = (Comparison::of(&probe), Vec::new());
    comparison.pairs(&other_planar.points, &mut pairs);
    let (stretches, crossed) = comparison.line(&of_other, &other_planar, &pairs);
    let mut reached_m = 0.0;
    for along in stretches {
        assert!(along.from_m >= reached_m && along.to_m > along.from_m && along.to_m <= length_m, "{along:?}");
        assert!((0.0..=within_m + 1e-6).contains(&along.offset_m), "{along:?}");
        reached_m = along.to_m;
    }
    assert!(crossed.is_sorted_by(|one, next| one.at_m < next.at_m), "{crossed:?}");
    for crossing in crossed {
        assert!(
            (0.0..=length_m).contains(&crossing.at_m) && (0.0..=90.0).contains(&crossing.angle_deg),
            "{crossing:?}"
        );
    }
});
