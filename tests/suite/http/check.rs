//! A plan against the rules: what is said of lines that are odd, and of rows that are none.

use super::{City, HALF_M, STREET_M, near};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

async fn check(city: &City, features: Value) -> Value {
    let plan = json!({"type": "FeatureCollection", "features": features}).to_string();
    let reply = city.ask(Request::post("/check?name=plan.geojson").body(Body::from(plan)).unwrap()).await;
    assert_eq!(reply.status, 200, "{}", reply.json());
    reply.json()
}

fn line(properties: &Value, coordinates: &Value) -> Value {
    json!({"type": "Feature", "properties": properties, "geometry": {"type": "LineString", "coordinates": coordinates}})
}

fn rules(checked: &Value) -> Vec<&str> {
    checked["findings"].as_array().unwrap().iter().map(|one| one["rule"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_unknown_placement_is_an_error_that_lists_the_words_and_nothing_is_assumed() {
    let city = City::new().await;
    let street = json!([[106.680, 20.84002], [106.690, 20.84002]]);
    let checked = check(
        &city,
        json!([
            line(&json!({"name": "A", "placement": "treo"}), &street),
            line(&json!({"name": "B"}), &street),
            line(&json!({"name": "C", "placement": " Aerial "}), &street),
        ]),
    )
    .await;
    let said: Vec<(&Value, &Value)> = checked["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (&line["placement"], &line["placement_assumed"]))
        .collect();
    assert_eq!(
        said,
        [(&Value::Null, &json!(false)), (&json!("duct"), &json!(true)), (&json!("aerial"), &json!(false))]
    );
    // The unknown one is no trench either: that was asked of the second only.
    assert_eq!(rules(&checked), ["unknown_placement", "trench_beside_free_tubes"]);
    let finding = &checked["findings"][0];
    assert_eq!((&finding["severity"], &finding["feature"]), (&json!("error"), &json!("A")));
    near(&finding["lon"], 106.680, 1e-8);
    for language in ["vi", "en"] {
        let todo = finding["todo"][language].as_str().unwrap();
        assert!(todo.contains("\"treo\"") && todo.contains("aerial, facade, duct, buried, tunnel"), "{todo}");
    }
    // What is not known counts in no share: half of B underground, half of C overhead, and D-1 as it is.
    let zone = &checked["zones"][0];
    near(&zone["length_m"], 3.0 * HALF_M, 0.01);
    near(&zone["share_after"], 2.0 / 3.0, 1e-4);
}

#[tokio::test]
async fn lines_of_one_name_keep_each_its_own_geometry() {
    let city = City::new().await;
    // The second lies along the conduit; the first does not come near it.
    let checked = check(
        &city,
        json!([
            line(&json!({"name": "A"}), &json!([[106.680, 20.850], [106.6801, 20.850]])),
            line(&json!({"name": "A"}), &json!([[106.680, 20.84002], [106.690, 20.84002]])),
        ]),
    )
    .await;
    for list in ["shareable", "along", "findings"] {
        let found = checked[list].as_array().unwrap();
        assert_eq!(found.len(), 1, "{list}: {found:?}");
        let places = found[0]["geometry"]["coordinates"].as_array().unwrap();
        assert!(places.len() > 1, "{list}: {places:?}");
        for place in places {
            near(&place[1], 20.84002, 1e-8);
        }
    }
    near(&checked["findings"][0]["measured"], STREET_M, 0.5);
}

#[tokio::test]
async fn rows_that_are_no_lines_are_told_with_their_remedy() {
    let city = City::new().await;
    let checked = check(
        &city,
        json!([
            line(&json!({"name": "metres"}), &json!([[596_592.55, 2_305_520.38], [597_592.55, 2_305_520.38]])),
            {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [106.685, 20.84]}},
            {"type": "Feature", "properties": {}, "geometry": null},
        ]),
    )
    .await;
    assert_eq!(checked["lines"], json!([]));
    let refused = checked["refused"].as_array().unwrap();
    let told: Vec<(u64, &str)> =
        refused.iter().map(|row| (row["row"].as_u64().unwrap(), row["code"].as_str().unwrap())).collect();
    assert_eq!(told, [(1, "outside_city"), (2, "wrong_geometry"), (3, "no_geometry")]);
    assert!(refused.iter().all(|row| !row["remedy"].as_str().unwrap().is_empty()), "{refused:?}");
    assert!(refused[0].get("lat").is_none(), "metres are no place on the globe: {refused:?}");
}

#[tokio::test]
async fn findings_write_figures_and_days_as_each_language_does() {
    let city = City::new().await;
    let checked = check(&city, json!([line(&json!({"name": "A"}), &json!([[106.30, 20.84], [106.69, 20.84]]))])).await;
    let todo = &checked["findings"][0]["todo"];
    // GeographicLib: from 106.30 to the city's border at 106.40 E.
    assert!(todo["vi"].as_str().unwrap().starts_with("10408,1 m nằm ngoài Hải Phòng"), "{todo}");
    assert!(todo["en"].as_str().unwrap().starts_with("10408.1 m lie outside Hai Phong"), "{todo}");
}
