//! Corridors of streets.

use super::oracle::{cases, none};
use geo::Area;
use ngamhoa::geometry::corridor::corridor;
use ngamhoa::geometry::validity::{check_area, normalise_area};

#[test]
fn a_corridor_has_the_area_of_shapelys_flat_and_round_buffer_to_a_thousandth() {
    let mut faults = Vec::new();
    for case in cases("corridors.json") {
        let found = corridor(&case.line("line"), case.number("width_m"));
        let (found_m2, expected_m2) = (found.unsigned_area(), case.number("area_m2"));
        let holes: usize = found.iter().map(|part| part.interiors().len()).sum();
        if (found_m2 / expected_m2 - 1.0).abs() > 1e-3 {
            faults.push(format!("{}: {found_m2} m², expected {expected_m2}", case.name()));
        }
        if found.0.len() != 1 || holes as f64 != case.number("holes") {
            faults.push(format!("{}: {} parts, {holes} holes", case.name(), found.0.len()));
        }
        for fault in check_area(&normalise_area(found).0) {
            faults.push(format!("{}: {fault}", case.name()));
        }
    }
    none(&faults);
}

#[test]
fn a_line_of_no_length_or_a_width_of_nothing_gives_no_corridor() {
    let line = cases("corridors.json")[0].line("line");
    assert!(corridor(&line, 0.0).0.is_empty() && corridor(&line, f64::NAN).0.is_empty());
    assert!(corridor(&[line[0], line[0]], 10.0).0.is_empty() && corridor(&[], 10.0).0.is_empty());
}
