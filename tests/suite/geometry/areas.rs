//! Geodesic areas.

use super::oracle::cases;
use ngamhoa::geometry::geodesic::area_m2;

#[test]
fn areas_are_those_of_geographiclib_with_edges_straight_in_lonlat() {
    for case in cases("areas.json") {
        let found_m2: f64 = case.area("area").iter().map(area_m2).sum();
        let expected_m2 = case.number("area_m2");
        assert!((found_m2 / expected_m2 - 1.0).abs() < 1e-7, "{}: {found_m2}, expected {expected_m2}", case.name());
    }
}
