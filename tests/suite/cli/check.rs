//! `ngamhoa check`: what a script may believe of its exit code.

use super::{done, run, told};
use serde_json::{Value, json};
use std::path::Path;

fn check(at: &Path, features: &Value) -> (i32, String) {
    let plan = json!({"type": "FeatureCollection", "features": features}).to_string();
    std::fs::write(at.join("plan.geojson"), plan).unwrap();
    let output = run(at, &["check", "plan.geojson"]);
    (output.status.code().unwrap(), told(&output))
}

fn line(properties: &Value) -> Value {
    json!({"type": "Feature", "properties": properties,
           "geometry": {"type": "LineString", "coordinates": [[106.680, 20.84], [106.681, 20.84]]}})
}

#[test]
fn a_plan_of_which_nothing_was_read_passes_no_check() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["init"]);
    let point =
        json!({"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [106.68, 20.84]}});

    let (code, said) = check(at, &json!([]));
    assert!(code == 1 && said.contains("nothing was checked: the file holds no line"), "{code}: {said}");
    let (code, said) = check(at, &json!([point.clone()]));
    assert!(code == 1 && said.contains("nothing was checked") && said.contains("not read: row 1"), "{code}: {said}");
    assert!(!said.contains("no finding"), "{said}");
    let (code, said) = check(at, &json!([line(&json!({"name": "A"})), point]));
    assert!(code == 0 && said.contains("no finding in what was read; 1 row was not read"), "{code}: {said}");
    let (code, said) = check(at, &json!([line(&json!({"name": "A"}))]));
    assert!(code == 0 && said.contains("duct (assumed: the file does not say)"), "{code}: {said}");
    assert!(said.ends_with("no finding\n"), "{said}");
}

#[test]
fn an_unknown_placement_fails_the_check() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["init"]);
    let (code, said) = check(at, &json!([line(&json!({"name": "A", "placement": "treo"}))]));
    assert!(code == 1 && said.contains("A: 104.1 m, placement unknown") && said.contains("\"treo\""), "{code}: {said}");
    assert!(said.contains("aerial, facade, duct, buried, tunnel"), "{said}");
}
