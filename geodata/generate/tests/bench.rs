//! The large city, made small.

use super::{assert_valid, city_box, features_by_line, features_of_collection, is_within};
use crate::bench::{Size, write};
use std::collections::BTreeMap;

fn made(size: Size) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    write(size, folder.path()).unwrap();
    ["cables.geojsonl", "conduits.geojsonl", "zones.geojson"]
        .map(|name| (name.to_owned(), std::fs::read_to_string(folder.path().join(name)).unwrap()))
        .into()
}

#[test]
fn counts_vertices_and_bytes_hold() {
    let size = Size::new(1_001, 60, 200).unwrap();
    let files = made(size);
    assert!(files == made(size), "the same bytes each time");
    let cables = features_by_line(&files["cables.geojsonl"]);
    assert_eq!(cables.len(), 1_001);
    assert!(cables.iter().all(|cable| cable["geometry"]["coordinates"].as_array().unwrap().len() == 20));
    assert_eq!(features_by_line(&files["conduits.geojsonl"]).len(), 200);
    let zones = features_of_collection(&files["zones.geojson"]);
    assert_eq!(zones.len(), 60);
    let vertices = |zone: &serde_json::Value| zone["geometry"]["coordinates"][0].as_array().unwrap().len() - 1;
    assert!(zones.iter().all(|zone| (30..=300).contains(&vertices(zone))));
    assert!(
        zones.iter().any(|zone| zone["geometry"]["coordinates"].as_array().unwrap().len() == 2),
        "some with a hole"
    );
    zones.iter().for_each(assert_valid);
    let bounds = city_box();
    for feature in cables.iter().chain(&zones) {
        assert!(is_within(bounds, feature), "{}", feature["properties"]);
    }
}

#[test]
fn every_successor_takes_over_on_the_day() {
    let cables = features_by_line(&made(Size::new(600, 1, 150).unwrap())["cables.geojsonl"]);
    let by_code: BTreeMap<_, _> =
        cables.iter().map(|c| (c["properties"]["code"].as_str().unwrap(), &c["properties"])).collect();
    let mut followed = 0;
    for new in by_code.values() {
        let Some(old) = new["replaces"].as_str() else { continue };
        assert_eq!(by_code[old]["valid_to"], new["valid_from"], "{new}");
        assert_eq!(by_code[old]["operator"], new["operator"]);
        followed += 1;
    }
    assert!(followed > 150, "{followed}");
}

#[test]
fn an_empty_city_is_refused() {
    assert!(Size::new(0, 1, 1).is_err());
}
