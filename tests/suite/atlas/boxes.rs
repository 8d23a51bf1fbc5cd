//! Which geometries touch a box, not their boxes only.

use super::world::build;
use crate::geometry::oracle::{area, cases, line, none, place};
use crate::support;
use geo_types::{LineString, Point};
use ngamhoa::atlas::Bounds;
use ngamhoa::model::zone::ZoneKind;
use ngamhoa::model::{Geometry, Placement};

#[test]
fn a_geometry_touches_a_box_where_shapely_says_so() {
    let mut faults = Vec::new();
    for case in cases("boxes.json") {
        let feature = if case.has("point") {
            let at = Point(place(case.get("point")));
            support::pole(1, "P1", at.x(), at.y())
        } else if case.has("line") {
            let mut cable = support::cable(1, "C1", Placement::Aerial, "2015-01-01", None, &[]);
            cable.geometry = Geometry::Line(LineString(line(case.get("line"))));
            cable
        } else {
            support::zone(1, "Z1", ZoneKind::Ward, Geometry::Area(area(case.get("area"))))
        };
        let atlas = build([feature.clone()]);
        let numbers: Vec<f64> =
            case.get("box").as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect();
        let window =
            Bounds::of([(numbers[0], numbers[1]), (numbers[2], numbers[3])].map(|(x, y)| geo_types::Coord { x, y }));
        let found = atlas.layer(feature.item.collection()).get(1).unwrap().touches(&window);
        if found != case.get("touches").as_bool().unwrap() {
            faults.push(format!("{}: {found}", case.name()));
        }
    }
    none(&faults);
}
