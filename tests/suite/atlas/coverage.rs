//! Coverage of zones by the conduits that work on a day.

use super::world::build;
use crate::geometry::oracle::{area, cases, line, none};
use crate::support;
use geo_types::LineString;
use ngamhoa::atlas::cover;
use ngamhoa::geometry::geodesic;
use ngamhoa::model::cable::Status;
use ngamhoa::model::{Geometry, Item};

#[test]
fn a_zone_is_covered_as_shapely_has_it_by_working_conduits_only() {
    let mut faults = Vec::new();
    for case in cases("coverage.json") {
        let lines = case.get("lines").as_array().unwrap();
        let mut conduits = Vec::new();
        for (id, places) in (1_i64..).zip(lines) {
            let mut conduit = support::conduit(id, &format!("K{id}"), &[]);
            conduit.geometry = Geometry::Line(LineString(line(places)));
            conduits.push(conduit);
        }
        // One across everything that does not work, and one that is gone.
        let across = [(106.60, 20.80), (106.76, 20.92)];
        let mut proposed = support::conduit(100_000, "K0", &across);
        let mut gone = support::conduit(100_001, "K00", &across);
        if let (Item::Conduit(proposed), Item::Conduit(gone)) = (&mut proposed.item, &mut gone.item) {
            proposed.status = Status::Proposed;
            gone.valid_to = Some(support::day("2019-01-01"));
        }
        conduits.extend([proposed, gone]);
        let atlas = build(conduits);
        let found = cover(&atlas, &area(case.get("zone")), case.number("within_m"), support::day("2020-01-01"));
        let expected_m2 = case.number("uncovered_m2");
        // Grid metres and those on the ellipsoid differ by the square of the grid's scale, under 2e-4 here.
        let geodesic_m2: f64 = found.uncovered.iter().map(geodesic::area_m2).sum();
        if (geodesic_m2 - expected_m2).abs() > 1.3e-3 * expected_m2 + 1e-2 {
            faults.push(format!("{}: {geodesic_m2} m² on the ellipsoid, {expected_m2} expected", case.name()));
        }
        let covered_m2 = case.number("area_m2") - expected_m2;
        if (found.covered_m2 - covered_m2).abs() > 1e-3 * covered_m2 + 1e-2 {
            faults.push(format!("{}: {} m² covered, {covered_m2} expected", case.name(), found.covered_m2));
        }
    }
    none(&faults);
}
