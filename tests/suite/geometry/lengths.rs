//! Lengths and positions along lines.

use super::oracle::cases;
use ngamhoa::geometry::Measured;

#[test]
fn lengths_are_those_of_geographiclib_to_the_micrometre() {
    for case in cases("lengths.json") {
        let (found_m, expected_m) = (Measured::new(case.line("line")).length_m(), case.number("length_m"));
        assert!(
            (found_m - expected_m).abs() <= 1e-9 * expected_m + 1e-6,
            "{}: {found_m}, expected {expected_m}",
            case.name()
        );
    }
}

#[test]
fn the_metres_of_a_position_lead_back_to_it() {
    for case in cases("lengths.json") {
        let line = Measured::new(case.line("line"));
        for step in 0..=50 {
            let m = line.length_m() * f64::from(step) / 50.0;
            assert!((line.at_m(line.position_of_m(m)) - m).abs() < 1e-6, "{} at {m}", case.name());
        }
    }
}
