//! Coverage of zones by conduits.

use super::oracle::{Case, cases, none, planar_area, planar_line};
use geo::Area;
use geo_types::MultiPolygon;
use ngamhoa::geometry::coverage::{Coverage, coverage};
use ngamhoa::geometry::validity::check_area;
use ngamhoa::geometry::{Coord, PlanarLine, PreparedArea, clearance};

/// Parts and holes smaller than this are not counted.
const SPECK_M2: f64 = 1e-3;

fn covered(case: &Case) -> (MultiPolygon<f64>, Vec<PlanarLine>, Coverage) {
    let zone = planar_area(&case.area("zone"));
    let lines: Vec<PlanarLine> =
        case.get("lines").as_array().unwrap().iter().map(|line| planar_line(&super::oracle::line(line))).collect();
    let points: Vec<&[Coord]> = lines.iter().map(|line| &*line.points).collect();
    let found = coverage(&zone, &points, case.number("within_m"));
    (zone, lines, found)
}

#[test]
fn covered_and_uncovered_areas_are_those_of_shapely_to_a_thousandth() {
    let mut faults = Vec::new();
    for case in cases("coverage.json") {
        let (_, _, found) = covered(&case);
        let (area_m2, uncovered_m2) = (case.number("area_m2"), case.number("uncovered_m2"));
        let mut wrong = |what: &str, found_m2: f64, expected_m2: f64| {
            if (found_m2 - expected_m2).abs() > 1e-3 * expected_m2 + 1e-3 {
                faults.push(format!("{}: {what} {found_m2} m², expected {expected_m2}", case.name()));
            }
        };
        wrong("area", found.area_m2, area_m2);
        wrong("covered", found.covered_m2, area_m2 - uncovered_m2);
        wrong("uncovered", found.uncovered.unsigned_area(), uncovered_m2);
    }
    none(&faults);
}

#[test]
fn what_is_uncovered_is_valid_and_in_as_many_parts_and_holes_as_shapely_has() {
    let mut faults = Vec::new();
    for case in cases("coverage.json") {
        let (_, _, found) = covered(&case);
        faults.extend(found.uncovered.0.iter().enumerate().filter(|(_, part)| part.unsigned_area() < SPECK_M2).map(
            |(number, part)| format!("{}: part {number} is a sliver of {} m²", case.name(), part.unsigned_area()),
        ));
        let holes = found.uncovered.iter().flat_map(geo::Polygon::interiors);
        let holes = holes.filter(|hole| geo::Polygon::new((*hole).clone(), vec![]).unsigned_area() > SPECK_M2).count();
        let counts = serde_json::json!([found.uncovered.0.len(), holes]);
        // Null where a hair of reach makes the difference.
        let expected = case.get("parts_and_holes");
        if !expected.is_null() && counts != *expected {
            faults.push(format!("{}: {counts} parts and holes, expected {expected}", case.name()));
        }
        faults.extend(
            check_area(&found.uncovered)
                .iter()
                .filter(|fault| fault.code() != "empty_area")
                .map(|fault| format!("{}: {fault}", case.name())),
        );
    }
    none(&faults);
}

#[test]
fn the_borders_of_cells_leave_no_seam() {
    // Each corner of what is uncovered lies at the edge of a conduit's reach or on the zone's own border: a seam between
    // two cells would lie at neither.
    let mut faults = Vec::new();
    for case in cases("coverage.json") {
        let (zone, lines, found) = covered(&case);
        let within_m = case.number("within_m");
        let borders: Vec<Coord> = zone.iter().flat_map(geo::CoordsIter::coords_iter).collect();
        assert!(!borders.is_empty());
        let on_border = |at: Coord| {
            zone.iter()
                .flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()))
                .any(|ring| clearance::point_to_line_m(at, &ring.0) < 1e-3)
        };
        for at in found.uncovered.iter().flat_map(geo::CoordsIter::coords_iter) {
            let apart_m =
                lines.iter().map(|line| clearance::point_to_line_m(at, &line.points)).fold(f64::INFINITY, f64::min);
            // Arcs are drawn by chords, and the corners of their polygon lie a hair outside the circle.
            if (apart_m - within_m).abs() > 2e-3 * within_m + 1e-3 && !on_border(at) {
                faults.push(format!("{}: {at:?} is {apart_m} m from a conduit", case.name()));
            }
        }
    }
    none(&faults);
}

#[test]
fn places_are_uncovered_just_where_every_conduit_is_farther_than_asked() {
    for case in cases("coverage.json") {
        let (zone, lines, found) = covered(&case);
        let within_m = case.number("within_m");
        let (inside, uncovered) = (PreparedArea::planar(&zone), PreparedArea::planar(&found.uncovered));
        let bounds = inside.bbox().unwrap();
        for step in 0..400 {
            // Places spread evenly (Weyl's sequence of the golden ratio's powers).
            let n = f64::from(step);
            let at = Coord {
                x: bounds.min().x + (n * 0.754_877_666_246_693).fract() * bounds.width(),
                y: bounds.min().y + (n * 0.569_840_290_998_053).fract() * bounds.height(),
            };
            let apart_m =
                lines.iter().map(|line| clearance::point_to_line_m(at, &line.points)).fold(f64::INFINITY, f64::min);
            if inside.contains(at) && (apart_m - within_m).abs() > 5e-3 * within_m {
                assert_eq!(uncovered.contains(at), apart_m > within_m, "{}: {at:?} at {apart_m} m", case.name());
            }
        }
    }
}

#[test]
fn a_reach_of_nothing_covers_nothing() {
    let case = &cases("coverage.json")[2];
    let zone = planar_area(&case.area("zone"));
    let line = planar_line(&super::oracle::line(&case.get("lines")[0]));
    for within_m in [0.0, -1.0, f64::NAN] {
        let found = coverage(&zone, &[&line.points], within_m);
        assert!(found.covered_m2 == 0.0 && found.area_m2 > 0.0, "{within_m}: {found:?}");
    }
    let nothing = coverage(&MultiPolygon(vec![]), &[&line.points], 10.0);
    assert!(nothing.area_m2 == 0.0 && nothing.covered_m2 == 0.0 && nothing.uncovered.0.is_empty());
}
