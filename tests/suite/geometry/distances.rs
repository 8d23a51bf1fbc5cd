//! Least distances across, and clearances.

use super::oracle::{cases, grid, none, place, planar_area, planar_line};
use ngamhoa::geometry::{PreparedArea, clearance};

#[test]
fn distances_from_places_are_those_of_shapely_to_a_millimetre() {
    let mut faults = Vec::new();
    for case in cases("distances.json") {
        let from = place(case.get("place"));
        let at = grid().project(from);
        let found_m = if case.has("line") {
            clearance::point_to_line_m(at, &planar_line(&case.line("line")).points)
        } else {
            let area = case.area("area");
            let rings = planar_area(&area);
            let border_m = rings
                .iter()
                .flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()))
                .map(|ring| clearance::point_to_line_m(at, &ring.0))
                .fold(f64::INFINITY, f64::min);
            if PreparedArea::new(&area).contains(from) { 0.0 } else { border_m }
        };
        let expected_m = case.number("distance_m");
        if (found_m - expected_m).abs() > 1e-3 {
            faults.push(format!("{}: {found_m} m, expected {expected_m}", case.name()));
        }
    }
    none(&faults);
}

#[test]
fn the_clearance_of_two_lines_is_reached_where_it_says() {
    for case in cases("crossings.json") {
        let (line, other) = (planar_line(&case.line("line")), planar_line(&case.line("other")));
        let found = clearance::line_to_line(&line.points, &other.points).unwrap();
        let apart = found.on.place - found.to.place;
        assert!((apart.x.hypot(apart.y) - found.distance_m).abs() < 1e-6, "{}: {found:?}", case.name());
        let least_m =
            line.points.iter().map(|at| clearance::point_to_line_m(*at, &other.points)).fold(f64::INFINITY, f64::min);
        assert!(found.distance_m <= least_m + 1e-9, "{}", case.name());
        assert!(
            case.rows("crossings").is_empty() || found.distance_m < 1e-6,
            "{}: lines that cross are at no distance",
            case.name()
        );
    }
}
