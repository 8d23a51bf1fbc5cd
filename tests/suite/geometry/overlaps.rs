//! Stretches within a distance of a feature.

use super::oracle::{Case, cases, grid, none, place, planar_line};
use ngamhoa::geometry::overlap::{Comparison, Probe};
use ngamhoa::geometry::{Along, Measured, PlanarArea};

/// A centimetre, as the contract has it.
const NEAR_M: f64 = 0.01;

fn stretches(case: &Case) -> Vec<Along> {
    let coords = case.line("line");
    let (measured, line) = (Measured::new(coords.clone()), planar_line(&coords));
    let probe = Probe::new(&measured, &line, case.number("within_m"), case.number("min_length_m"));
    let mut comparison = Comparison::of(&probe);
    let found = if case.has("point") {
        comparison.point(grid().project(place(case.get("point"))))
    } else if case.has("area") {
        comparison.area(&PlanarArea::new(&case.area("area"), |at| grid().project(at)))
    } else {
        let other = super::oracle::line(case.get("line_feature"));
        let (other_planar, mut pairs) = (planar_line(&other), Vec::new());
        comparison.pairs(&other_planar.points, &mut pairs);
        comparison.line(&Measured::new(other), &other_planar, &pairs).0
    };
    found.to_vec()
}

#[test]
fn stretches_begin_and_end_within_a_centimetre_of_where_shapely_has_them() {
    let mut faults = Vec::new();
    for case in cases("overlaps.json") {
        let (found, expected) = (stretches(&case), case.rows("stretches"));
        let same = found.len() == expected.len()
            && found.iter().zip(&expected).all(|(along, expected)| {
                (along.from_m - expected[0]).abs() <= NEAR_M
                    && (along.to_m - expected[1]).abs() <= NEAR_M
                    && (along.offset_m - expected[2]).abs() <= NEAR_M
            });
        if !same {
            let told: Vec<_> = found.iter().map(|along| [along.from_m, along.to_m, along.offset_m]).collect();
            faults.push(format!("{}: {told:?}, expected {expected:?}", case.name()));
        }
    }
    none(&faults);
}

#[test]
fn positions_metres_and_lengths_of_a_stretch_say_the_same() {
    for case in cases("overlaps.json") {
        let measured = Measured::new(case.line("line"));
        for along in stretches(&case) {
            assert!((measured.at_m(along.from) - along.from_m).abs() < 1e-9, "{}", case.name());
            assert!((measured.at_m(along.to) - along.to_m).abs() < 1e-9, "{}", case.name());
            assert!((along.to_m - along.from_m - along.length_m).abs() < 1e-9, "{}", case.name());
            assert!(along.offset_m <= case.number("within_m") + 1e-9, "{}", case.name());
        }
    }
}
