//! Crossings of lines.

use super::oracle::{cases, none, planar_line};
use ngamhoa::geometry::overlap::{Comparison, Probe};
use ngamhoa::geometry::{Coord, Crossing, Measured};

fn crossings_of(line: &[Coord], other: &[Coord]) -> Vec<Crossing> {
    let (measured, planar) = (Measured::new(line.to_vec()), planar_line(line));
    let (other, other_planar) = (Measured::new(other.to_vec()), planar_line(other));
    // However far away features are asked for, crossings are the same.
    let found = [0.0, 3.0, 50.0].map(|within_m| {
        let probe = Probe::new(&measured, &planar, within_m, 1.0);
        let (mut comparison, mut pairs) = (Comparison::of(&probe), Vec::new());
        comparison.pairs(&other_planar.points, &mut pairs);
        comparison.line(&other, &other_planar, &pairs).1.to_vec()
    });
    assert!(found.iter().all(|crossings| *crossings == found[0]), "{found:?}");
    found[0].clone()
}

#[test]
fn crossings_have_the_chainage_the_place_and_the_angle_that_shapely_and_pyproj_find() {
    let mut faults = Vec::new();
    for case in cases("crossings.json") {
        let found = crossings_of(&case.line("line"), &case.line("other"));
        let expected = case.rows("crossings");
        let same = found.len() == expected.len()
            && found.iter().zip(&expected).all(|(crossing, expected)| {
                (crossing.at_m - expected[0]).abs() <= 1e-3_f64.max(1e-6 * expected[0])
                    && (crossing.point.x - expected[1]).abs() < 2e-9
                    && (crossing.point.y - expected[2]).abs() < 2e-9
                    && (crossing.angle_deg - expected[3]).abs() < 0.01
            });
        if !same {
            faults.push(format!("{}: {found:?}, expected {expected:?}", case.name()));
        }
    }
    none(&faults);
}

/// Places so many metres east and north of a street corner, roughly.
fn at(metres: &[(f64, f64)]) -> Vec<Coord> {
    metres.iter().map(|(x, y)| Coord { x: 106.68 + x / 104_090.0, y: 20.85 + y / 110_720.0 }).collect()
}

#[test]
fn a_line_that_ends_within_a_centimetre_of_another_ends_on_it() {
    let street = at(&[(0.0, 0.0), (100.0, 0.0)]);
    for (gap_m, count) in [(0.005, 1), (0.02, 0)] {
        let stub = at(&[(50.0, gap_m), (50.0, 30.0)]);
        assert_eq!(crossings_of(&street, &stub).len(), count, "{gap_m}");
        assert_eq!(crossings_of(&stub, &street).len(), count, "{gap_m}");
    }
}

#[test]
fn an_end_that_is_drawn_twice_keeps_the_angle_of_its_line() {
    let street = at(&[(0.0, 0.0), (100.0, 0.0)]);
    let stub = at(&[(50.0, 30.0), (50.0, 0.005), (50.0, 0.005)]);
    for found in [crossings_of(&street, &stub), crossings_of(&stub, &street)] {
        assert_eq!(found.len(), 1);
        assert!((found[0].angle_deg - 90.0).abs() < 0.5, "{found:?}");
    }
}

#[test]
fn lines_that_run_together_do_not_cross() {
    let street = at(&[(0.0, 0.0), (50.0, 0.0), (100.0, 10.0)]);
    assert_eq!(crossings_of(&street, &street), []);
    let mut back = street.clone();
    back.reverse();
    assert_eq!(crossings_of(&street, &back), []);
    // Joins the street, runs on it, leaves to the other side.
    let joining = at(&[(10.0, -20.0), (20.0, 0.0), (40.0, 0.0), (45.0, 20.0)]);
    assert_eq!(crossings_of(&street, &joining), []);
}

#[test]
fn the_same_crossing_is_found_from_both_lines() {
    for case in cases("crossings.json") {
        let (line, other) = (case.line("line"), case.line("other"));
        let (one, two) = (crossings_of(&line, &other), crossings_of(&other, &line));
        assert_eq!(one.len(), two.len(), "{}", case.name());
        for crossing in &one {
            assert!(
                two.iter().any(|same| (same.point.x - crossing.point.x).abs() < 2e-7
                    && (same.point.y - crossing.point.y).abs() < 2e-7),
                "{}: {crossing:?}",
                case.name()
            );
        }
    }
}
