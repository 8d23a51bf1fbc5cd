//! The demo as it is written: read back and held against itself and against what was promised.

use super::{assert_valid, city_box, features_by_line, features_of_collection, is_within};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static FILES: LazyLock<BTreeMap<&'static str, String>> =
    LazyLock::new(|| crate::demo::tell().unwrap().files().into_iter().collect());

fn read(name: &str) -> Vec<Value> {
    if name.ends_with('l') { features_by_line(&FILES[name]) } else { features_of_collection(&FILES[name]) }
}

fn text<'a>(feature: &'a Value, name: &str) -> Option<&'a str> {
    feature["properties"][name].as_str()
}

fn is_overhead(cable: &Value) -> bool {
    matches!(text(cable, "placement"), Some("aerial" | "facade"))
}

/// Cables and conduits by the key that makes an import idempotent.
fn by_code<'a>(features: &'a [Value], owner: &str) -> BTreeMap<(&'a str, &'a str), &'a Value> {
    let keyed: BTreeMap<_, _> =
        features.iter().map(|f| ((f["properties"][owner].as_str().unwrap(), text(f, "code").unwrap()), f)).collect();
    assert_eq!(keyed.len(), features.len(), "a code is used twice");
    keyed
}

#[test]
fn the_same_bytes_each_time() {
    let again: BTreeMap<_, _> = crate::demo::tell().unwrap().files().into_iter().collect();
    for (name, text) in FILES.iter() {
        assert!(again[name] == *text, "{name} differs");
    }
}

#[test]
fn it_is_as_large_as_a_city_and_small_enough_to_carry() {
    let cables = read("cables.geojsonl");
    let firms: BTreeSet<_> = cables.iter().map(|cable| text(cable, "operator").unwrap().to_owned()).collect();
    assert!(firms.len() >= 8, "{firms:?}");
    assert!(cables.len() >= 6_000, "{} cables", cables.len());
    assert!(read("conduits.geojsonl").len() >= 2_500);
    assert!(read("structures.geojsonl").len() >= 12_000);
    let zones = read("zones.geojson");
    let kinds: BTreeSet<_> = zones.iter().map(|zone| text(zone, "kind").unwrap()).collect();
    assert!(zones.len() >= 40 && kinds.len() == 8, "{} zones of {kinds:?}", zones.len());
    let bytes: usize = FILES.values().map(String::len).sum();
    assert!(bytes <= 15_600_000, "{bytes} bytes");
}

#[test]
fn only_the_fields_the_import_knows() {
    let known = [
        (
            "cables.geojsonl",
            "code operator placement status valid_from medium fibre_count conduit replaces disused_from valid_to",
        ),
        ("conduits.geojsonl", "code owner status valid_from tubes tubes_used tube_diameter_mm depth_m valid_to"),
        ("structures.geojsonl", "code owner kind status valid_from height_m valid_to"),
        (
            "zones.geojson",
            "code name kind valid_from name_en target_share deadline removal_deadline underground_only_from width_m verified_on verified_by valid_to",
        ),
    ];
    for (file, fields) in known {
        let fields: BTreeSet<_> = fields.split(' ').collect();
        for feature in read(file) {
            for name in feature["properties"].as_object().unwrap().keys() {
                assert!(fields.contains(name.as_str()), "{file}: {name}");
            }
        }
    }
}

#[test]
fn every_zone_is_valid_and_everything_lies_in_the_city() {
    let bounds = city_box();
    for zone in read("zones.geojson") {
        assert_valid(&zone);
    }
    for file in ["cables.geojsonl", "conduits.geojsonl", "structures.geojsonl", "zones.geojson", "base.geojson"] {
        for feature in read(file) {
            assert!(is_within(bounds, &feature), "{file}: {}", feature["properties"]);
        }
    }
}

#[test]
fn going_underground_is_one_act() {
    let cables = read("cables.geojsonl");
    let all = by_code(&cables, "operator");
    let mut replaced = BTreeSet::new();
    for new in cables.iter().filter(|cable| text(cable, "replaces").is_some()) {
        let key = (text(new, "operator").unwrap(), text(new, "replaces").unwrap());
        let old = all[&key];
        assert!(is_overhead(old) && !is_overhead(new), "{}", new["properties"]);
        assert_eq!(text(old, "valid_to"), text(new, "valid_from"), "{}", new["properties"]);
        assert!(replaced.insert(key), "{key:?} is replaced twice");
    }
    assert!(replaced.len() > 1_500, "{} replacements", replaced.len());
}

#[test]
fn lives_are_in_order() {
    let end = crate::dates::write(crate::dates::history_end());
    let cables = read("cables.geojsonl");
    let mut dead_hanging = 0;
    for cable in &cables {
        let words = &cable["properties"];
        let from = text(cable, "valid_from").unwrap();
        if let Some(to) = text(cable, "valid_to") {
            assert!(from < to && to <= end.as_str(), "{words}");
        }
        if let Some(dead) = text(cable, "disused_from") {
            assert!(from < dead && text(cable, "valid_to").is_none_or(|to| dead <= to), "{words}");
            dead_hanging += usize::from(is_overhead(cable) && text(cable, "valid_to").is_none());
        }
        match text(cable, "status").unwrap() {
            "projected" => assert!(from > end.as_str() && !is_overhead(cable), "{words}"),
            "functional" | "disused" => assert!(from <= end.as_str(), "{words}"),
            other => panic!("{other}"),
        }
        let vertices = cable["geometry"]["coordinates"].as_array().unwrap().len();
        assert!((2..=25).contains(&vertices), "{vertices} vertices: {words}");
    }
    assert!(dead_hanging > 100, "{dead_hanging}");
}

#[test]
fn conduits_come_before_their_cables_and_keep_a_tube_free() {
    let (conduits, cables) = (read("conduits.geojsonl"), read("cables.geojsonl"));
    by_code(&conduits, "owner");
    let by_code: BTreeMap<_, _> = conduits.iter().map(|conduit| (text(conduit, "code").unwrap(), conduit)).collect();
    assert_eq!(
        by_code.len(),
        conduits.len(),
        "a cable names its conduit by code alone, so codes are unique in the city"
    );
    let mut used: BTreeMap<&str, u64> = BTreeMap::new();
    for cable in &cables {
        let Some(code) = text(cable, "conduit") else { continue };
        let conduit = by_code[code];
        assert!(text(conduit, "valid_from") <= text(cable, "valid_from"), "{}", cable["properties"]);
        assert_eq!(text(cable, "placement"), Some("duct"));
        if text(cable, "status") == Some("functional") {
            *used.entry(code).or_default() += 1;
        }
    }
    for (code, conduit) in by_code {
        let number = |name: &str| conduit["properties"][name].as_u64().unwrap();
        assert_eq!(number("tubes_used"), used.get(code).copied().unwrap_or(0), "{code}");
        assert!(number("tubes") > number("tubes_used"), "{code}");
    }
}

/// Overhead cable with a vertex in the zone on a day. Vertices are at most 52 m apart, so a cable may cut a corner
/// of a zone unseen here; what counts is that none runs along in it.
fn overhead_in(
    zone: &crate::sources::ZoneSource,
    plane: &crate::plane::Plane,
    cables: &[Value],
    day: &str,
) -> Vec<String> {
    cables
        .iter()
        .filter(|cable| is_overhead(cable) && text(cable, "valid_from").unwrap() <= day)
        .filter(|cable| text(cable, "valid_to").is_none_or(|to| day < to))
        .filter(|cable| super::places_of(cable).iter().any(|place| zone.area.reaches(plane.spot(*place), 0.0)))
        .map(|cable| text(cable, "code").unwrap().to_owned())
        .collect()
}

#[test]
fn signed_zones_were_done_and_two_have_fallen_back() {
    let sources = crate::sources::Sources::read().unwrap();
    let cables = read("cables.geojsonl");
    let end = crate::dates::write(crate::dates::history_end());
    let mut fallen_back = Vec::new();
    for (zone, feature) in sources.zones.iter().zip(read("zones.geojson")) {
        let Some(day) = text(&feature, "verified_on") else { continue };
        let left = overhead_in(zone, &sources.plane, &cables, day);
        assert!(left.is_empty(), "{} was signed on {day} over {left:?}", zone.code);
        if !overhead_in(zone, &sources.plane, &cables, &end).is_empty() {
            fallen_back.push(zone.code.as_str());
        }
    }
    fallen_back.sort_unstable();
    assert_eq!(fallen_back, ["HP-DTM-HH", "HP-TP-THD"]);
}

#[test]
fn every_firm_has_its_name_in_the_city_file() {
    let city: toml::Table = toml::from_str(include_str!("../../cities/hai_phong.toml")).unwrap();
    let names = city["operators"].as_table().unwrap();
    for (file, field) in
        [("cables.geojsonl", "operator"), ("conduits.geojsonl", "owner"), ("structures.geojsonl", "owner")]
    {
        for feature in read(file) {
            let code = text(&feature, field).unwrap();
            assert!(names.contains_key(code), "{code}");
        }
    }
}

#[test]
fn the_demo_says_that_it_is_made_up() {
    let mark: toml::Table = toml::from_str(&FILES["city.toml"]).unwrap();
    assert_eq!(mark["grid"].as_str(), Some("EPSG:9210"));
    assert_eq!(mark["illustrative"].as_bool(), Some(true));
    assert!(mark["notes"]["vi"].as_str().unwrap().contains("không phải khảo sát"));
    assert!(mark["notes"]["en"].as_str().unwrap().contains("not surveyed"));
}
