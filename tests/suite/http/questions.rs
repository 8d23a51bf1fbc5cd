//! What a line or a place meets.

use super::{City, STREET_M, near};
use axum::body::Body;
use axum::http::Request;
use serde_json::json;

#[tokio::test]
async fn a_line_along_the_street_runs_along_cable_and_conduit() {
    let city = City::new().await;
    let line = json!({"type": "LineString", "coordinates": [[106.680, 20.84], [106.690, 20.84]]});
    let found = city.post("/overlaps", json!({"geometry": line, "layers": ["cables", "conduits"]})).await.json();
    let stretches = found["stretches"].as_array().unwrap();
    let told: Vec<(&str, &str)> = stretches
        .iter()
        .map(|stretch| (stretch["layer"].as_str().unwrap(), stretch["code"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [("cables", "D-1"), ("conduits", "TC-1")], "the overhead cable is gone today");
    for stretch in stretches {
        near(&stretch["from_m"], 0.0, 0.01);
        near(&stretch["to_m"], STREET_M, 0.01);
    }
    near(&stretches[0]["offset_m"], 0.0, 0.001);
    // pyproj: 1e-5 degrees to the north are 1.1071 m in the grid.
    near(&stretches[1]["offset_m"], 1.107, 0.002);
    let then = city.post("/overlaps", json!({"geometry": line, "layers": ["cables"], "at": "2020-01-01"})).await.json();
    assert_eq!(then["stretches"][0]["code"], "A-1");
}

#[tokio::test]
async fn a_line_across_the_street_crosses_at_right_angles_in_its_middle() {
    let city = City::new().await;
    let line = json!({"type": "LineString", "coordinates": [[106.685, 20.839], [106.685, 20.841]]});
    let found = city.post("/overlaps", json!({"geometry": line, "layers": ["cables"]})).await.json();
    let crossing = &found["crossings"][0];
    near(&crossing["lon"], 106.685, 1e-8);
    near(&crossing["lat"], 20.84, 1e-8);
    near(&crossing["angle_deg"], 90.0, 0.05);
    // GeographicLib: from 20.839 to 20.84 N.
    near(&crossing["at_m"], 110.714_948, 0.001);
}

#[tokio::test]
async fn coverage_is_the_share_within_reach_of_a_conduit() {
    let city = City::new().await;
    let square = json!({"type": "Polygon", "coordinates": [[[106.68, 20.835], [106.69, 20.835], [106.69, 20.845], [106.68, 20.845], [106.68, 20.835]]]});
    let found = city.post("/coverage", json!({"geometry": square, "within_m": 50.0})).await.json();
    // shapely 2.1 on the grid of EPSG:9210, edges subdivided, buffer of 256 segments a quarter; the conduit lies a metre
    // to the north of the line that was buffered, which moves the band but not its area.
    near(&found["area_m2"], 1_152_359.67, 1.0);
    near(&found["covered_m2"], 104_082.1, 104.0);
    near(&found["share"], 0.090_321, 0.000_09);
    assert_eq!(found["uncovered"]["type"], "MultiPolygon");
    assert_eq!(found["uncovered"]["coordinates"].as_array().unwrap().len(), 2, "one part on each side of the street");
    let then = city.post("/coverage", json!({"zone": 1, "within_m": 50.0, "at": "2017-12-31"})).await.json();
    assert_eq!(then["covered_m2"], 0.0);
}

#[tokio::test]
async fn the_nearest_come_first_with_their_distance() {
    let city = City::with_cables(30).await;
    let found = city.json("/nearest?layer=cables&lon=106.685&lat=20.841&k=3").await;
    let first = &found["features"][0];
    assert_eq!(first["properties"]["code"], "D-1");
    // shapely on the grid: 110.7164 m.
    near(&first["properties"]["distance_m"], 110.716, 0.002);
    let distances: Vec<f64> = found["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["properties"]["distance_m"].as_f64().unwrap())
        .collect();
    assert!(distances.is_sorted() && distances.len() == 3, "{distances:?}");
    let near_only = city.json("/nearest?layer=cables&lon=106.685&lat=20.841&max_m=100").await;
    assert_eq!(near_only["features"], json!([]));
}

#[tokio::test]
async fn a_plan_is_checked_whichever_way_its_file_arrives() {
    let city = City::new().await;
    let plan = json!({"type": "FeatureCollection", "features": [{
        "type": "Feature", "properties": {"code": "PA-1", "placement": "duct"},
        "geometry": {"type": "LineString", "coordinates": [[106.680, 20.84002], [106.690, 20.84002]]}
    }]})
    .to_string();
    let raw = Request::post("/check?name=phuong-an.geojson").body(Body::from(plan.clone())).unwrap();
    let form = format!(
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"phuong-an.geojson\"\r\nContent-Type: application/geo+json\r\n\r\n{plan}\r\n--x--\r\n"
    );
    let form = Request::post("/check")
        .header("content-type", "multipart/form-data; boundary=x")
        .body(Body::from(form))
        .unwrap();
    let (raw, form) = (city.ask(raw).await.json(), city.ask(form).await.json());
    assert_eq!(raw, form);
    near(&raw["lines"][0]["length_m"], STREET_M, 0.01);
    assert_eq!(raw["shareable"][0]["conduit"], "TC-1");
    assert_eq!(raw["shareable"][0]["tubes_free"], 6);
    let rules: Vec<&str> =
        raw["findings"].as_array().unwrap().iter().map(|one| one["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["trench_beside_free_tubes"]);
    assert_eq!(raw["zones"][0]["code"], "Z-1");
    assert_eq!(city.app.atlas().revision.0, 1, "nothing is stored");
}

#[tokio::test]
async fn codes_are_found_by_their_beginning_in_any_case_exact_ones_first() {
    let city = City::with_cables(30).await;
    let codes = async |query: &str| -> Vec<String> {
        let found = city.json(&format!("/codes?{query}")).await;
        found["codes"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(codes("begins=n-2&limit=3").await, ["N-2", "N-20", "N-21"]);
    assert_eq!(codes("begins=tc").await, ["TC-1"]);
    assert_eq!(codes("begins=N-299").await, [""; 0]);
    let pole = city.json("/codes?begins=p-1").await;
    assert_eq!((&pole["codes"][0]["layer"], &pole["codes"][0]["id"]), (&json!("structures"), &json!(1)));
    assert_eq!(city.get("/codes").await.status, 400);
}
