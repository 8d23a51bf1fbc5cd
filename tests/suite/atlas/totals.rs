//! Metres by zone, over the union of zones and outside, against shapely.

use super::world::build;
use crate::geometry::oracle::{area, cases, line, none};
use crate::support;
use geo_types::LineString;
use ngamhoa::model::progress::Metres;
use ngamhoa::model::zone::ZoneKind;
use ngamhoa::model::{Day, Feature, Geometry, Item, Placement};
use serde_json::Value;

fn new_year(value: &Value) -> Option<Day> {
    value.as_i64().map(|year| support::day(&format!("{year}-01-01")))
}

fn zone(told: &Value) -> Feature {
    let kind = ZoneKind::of_word(told["kind"].as_str().unwrap()).unwrap();
    let id = told["id"].as_i64().unwrap();
    let mut feature = support::zone(id, &format!("Z{id}"), kind, Geometry::Area(area(&told["area"])));
    if let Item::Zone(zone) = &mut feature.item {
        zone.valid_from = new_year(&told["valid_from"]).unwrap();
        zone.valid_to = new_year(&told["valid_to"]);
    }
    feature
}

fn cable(told: &Value) -> Feature {
    let id = told["id"].as_i64().unwrap();
    let placement = Placement::of_word(told["placement"].as_str().unwrap()).unwrap();
    let mut feature = support::cable(id, &format!("C{id}"), placement, "2000-01-01", None, &[]);
    feature.geometry = Geometry::Line(LineString(line(&told["line"])));
    if let Item::Cable(cable) = &mut feature.item {
        cable.operator = told["operator"].as_str().unwrap().into();
        cable.valid_from = new_year(&told["valid_from"]).unwrap();
        cable.valid_to = new_year(&told["valid_to"]);
    }
    feature
}

#[test]
fn metres_of_zones_and_of_their_unions_are_those_of_shapely() {
    let mut faults = Vec::new();
    for case in cases("totals.json") {
        let zones = case.get("zones").as_array().unwrap().iter().map(zone);
        let cables = case.get("cables").as_array().unwrap().iter().map(cable);
        let atlas = build(zones.chain(cables));
        for told in case.get("days").as_array().unwrap() {
            let day = support::day(&format!("{}-07-01", told["year"]));
            let mut check = |what: &str, found: Metres, expected: &Value| {
                let (under_m, over_m) = (expected[0].as_f64().unwrap(), expected[1].as_f64().unwrap());
                // Each part of a cable may be a millimetre off, or a millionth.
                let near = |found_m: f64, expected_m: f64| (found_m - expected_m).abs() <= 1e-3 + 1e-6 * expected_m;
                if !near(found.underground_m(), under_m) || !near(found.overhead_m(), over_m) {
                    faults.push(format!("{} {day} {what}: {found:?}, expected {expected}", case.name()));
                }
            };
            for kind in [None, Some("ward"), Some("residential_area"), Some("street")] {
                let progress = atlas.progress(day, kind.and_then(ZoneKind::of_word));
                check(kind.unwrap_or("all"), progress.total, &told["totals"][kind.unwrap_or("all")]);
                let network = Metres {
                    underground_um: progress.total.underground_um + progress.outside.underground_um,
                    overhead_um: progress.total.overhead_um + progress.outside.overhead_um,
                };
                check("network", network, &told["network"]);
            }
            let progress = atlas.progress(day, None);
            assert_eq!(progress.zones.len(), told["zones"].as_object().unwrap().len());
            for zone in progress.zones {
                check(&format!("zone {}", zone.placed.id), zone.metres, &told["zones"][zone.placed.id.to_string()]);
            }
        }
    }
    none(&faults);
}
