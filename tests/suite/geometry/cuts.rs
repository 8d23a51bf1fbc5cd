//! Lines cut by areas.

use super::oracle::{cases, near_m, none};
use ngamhoa::geometry::{Measured, PreparedArea, stretch};

#[test]
fn metres_of_lines_in_areas_are_those_of_shapely_and_geographiclib() {
    let mut faults = Vec::new();
    for case in cases("cuts.json") {
        let area = PreparedArea::new(&case.area("area"));
        let line = Measured::new(case.line("line"));
        let stretches = area.cut(&line);
        let found_m = stretch::total_m(&stretches);
        let expected_m = case.number("in_zone_m");
        if !near_m(line.length_m(), case.number("length_m")) {
            faults.push(format!("{}: the line has {} m", case.name(), line.length_m()));
        }
        if !near_m(found_m, expected_m) {
            faults.push(format!("{}: {found_m} m, expected {expected_m}", case.name()));
        }
        let expected = case.rows("stretches");
        // A stretch is told by both of its ends, each within a millimetre, or 1e-6 of the way on a long line.
        let same = stretches.len() == expected.len()
            && stretches.iter().zip(&expected).all(|(stretch, expected)| {
                let near =
                    |found_m: f64, expected_m: f64| (found_m - expected_m).abs() <= 1e-3_f64.max(1e-6 * expected_m);
                near(stretch.from_m, expected[0]) && near(stretch.to_m, expected[1])
            });
        if !same {
            faults.push(format!("{}: {stretches:?}, expected {expected:?}", case.name()));
        }
    }
    none(&faults);
}

#[test]
fn the_ends_of_stretches_inside_lie_in_the_area() {
    for case in cases("cuts.json") {
        let area = PreparedArea::new(&case.area("area"));
        let line = Measured::new(case.line("line"));
        for stretch in area.cut(&line) {
            for m in [stretch.from_m, f64::midpoint(stretch.from_m, stretch.to_m), stretch.to_m] {
                let place = line.point(line.position_of_m(m));
                assert!(area.contains(place), "{}: {place:?} at {m} m of {stretch:?}", case.name());
            }
        }
    }
}

#[test]
fn a_line_turned_round_has_the_same_metres_inside() {
    for case in cases("cuts.json") {
        let area = PreparedArea::new(&case.area("area"));
        let mut coords = case.line("line");
        let one_way_m = stretch::total_m(&area.cut(&Measured::new(coords.clone())));
        coords.reverse();
        let other_way_m = stretch::total_m(&area.cut(&Measured::new(coords)));
        assert!(near_m(one_way_m, other_way_m), "{}: {one_way_m} and {other_way_m}", case.name());
    }
}
