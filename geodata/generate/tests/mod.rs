//! What must hold of the made-up cities.

mod bench;
mod demo;

use geo::{Coord, LineString, MultiPolygon, Polygon, Validation};
use serde_json::Value;

/// The city's box, from its file.
fn city_box() -> [f64; 4] {
    let city: toml::Table = toml::from_str(include_str!("../../cities/hai_phong.toml")).unwrap();
    let numbers: Vec<f64> = city["box"].as_array().unwrap().iter().map(|number| number.as_float().unwrap()).collect();
    numbers.try_into().unwrap()
}

/// Every place in a geometry, however deep it lies.
fn places(coordinates: &Value, found: &mut Vec<[f64; 2]>) {
    let list = coordinates.as_array().unwrap();
    if let Some(lon) = list[0].as_f64() {
        found.push([lon, list[1].as_f64().unwrap()]);
    } else {
        for inner in list {
            places(inner, found);
        }
    }
}

fn places_of(feature: &Value) -> Vec<[f64; 2]> {
    let mut found = Vec::new();
    places(&feature["geometry"]["coordinates"], &mut found);
    found
}

fn is_within(bounds: [f64; 4], feature: &Value) -> bool {
    let [west, south, east, north] = bounds;
    places_of(feature).iter().all(|[lon, lat]| (west..=east).contains(lon) && (south..=north).contains(lat))
}

fn ring(value: &Value) -> LineString {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|pair| Coord { x: pair[0].as_f64().unwrap(), y: pair[1].as_f64().unwrap() })
        .collect()
}

fn polygon(rings: &Value) -> Polygon {
    let mut rings = rings.as_array().unwrap().iter().map(ring);
    Polygon::new(rings.next().unwrap(), rings.collect())
}

/// Fails with the feature's own words if its geometry is no valid zone.
fn assert_valid(feature: &Value) {
    let coordinates = &feature["geometry"]["coordinates"];
    let checked = match feature["geometry"]["type"].as_str().unwrap() {
        "Polygon" => polygon(coordinates).check_validation().map_err(|error| error.to_string()),
        "MultiPolygon" => coordinates
            .as_array()
            .unwrap()
            .iter()
            .map(polygon)
            .collect::<MultiPolygon>()
            .check_validation()
            .map_err(|error| error.to_string()),
        _ => ring(coordinates).check_validation().map_err(|error| error.to_string()),
    };
    assert_eq!(checked, Ok(()), "{}", feature["properties"]);
}

fn features_by_line(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn features_of_collection(text: &str) -> Vec<Value> {
    let collection: Value = serde_json::from_str(text).unwrap();
    collection["features"].as_array().unwrap().clone()
}
