//! What is refused, and how it is said.

use super::City;
use axum::body::Body;
use axum::http::Request;
use serde_json::json;

async fn refused(city: &City, path: &str, code: &str) -> serde_json::Value {
    let reply = city.get(path).await;
    assert_eq!(reply.status.as_u16(), 400, "{path}: {}", String::from_utf8_lossy(&reply.bytes));
    assert_eq!(reply.header("content-type"), "application/problem+json", "{path}");
    let body = reply.json();
    let codes: Vec<&str> =
        body["errors"].as_array().unwrap().iter().map(|fault| fault["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&code), "{path}: {body}");
    body
}

#[tokio::test]
async fn parameters_that_cannot_stand_are_named_all_at_once() {
    let city = City::new().await;
    let items = "/collections/cables/items";
    refused(&city, &format!("{items}?colour=red"), "unknown_parameter").await;
    refused(&city, &format!("{items}?placement=overhead"), "unknown_value").await;
    refused(&city, &format!("{items}?limit=0"), "out_of_range").await;
    for limit in ["ten", "-5", "1.5"] {
        let body = refused(&city, &format!("{items}?limit={limit}"), "not_a_number").await;
        assert_eq!(body["detail"], format!("limit: \"{limit}\" is not a whole number from 1 up"));
    }
    let body = refused(&city, "/nearest?layer=cables&lon=east&lat=20", "not_a_number").await;
    assert_eq!(body["detail"], "lon: \"east\" is not a number");
    refused(&city, &format!("{items}?bbox=1,2,3"), "bad_bbox").await;
    refused(&city, &format!("{items}?bbox=106,21,107,20"), "bad_bbox").await;
    refused(&city, &format!("{items}?bbox=NaN,20,107,21"), "bad_bbox").await;
    refused(&city, &format!("{items}?datetime=someday"), "bad_datetime").await;
    refused(&city, &format!("{items}?crs=http://www.opengis.net/def/crs/EPSG/0/3405"), "unknown_crs").await;
    refused(&city, &format!("{items}?filter=a%3D1"), "no_filter").await;
    refused(&city, "/progress?at=31/02/2020", "not_a_date").await;
    refused(&city, "/progress/series?from=2021-01-01&to=2020-01-01", "order").await;
    refused(&city, "/progress/series?from=0001-01-01&to=2020-01-01", "too_many_steps").await;
    let all = refused(&city, "/nearest?layer=roads&lon=500", "unknown_value").await;
    assert_eq!(all["errors"].as_array().unwrap().len(), 3, "{all}");
}

#[tokio::test]
async fn bodies_that_cannot_stand_are_told_with_their_place() {
    let city = City::new().await;
    for (path, body, code) in [
        ("/overlaps", json!({"geometry": {"type": "Point", "coordinates": [106.68, 20.84]}}), "wrong_geometry"),
        (
            "/overlaps",
            json!({"geometry": {"type": "LineString", "coordinates": [[597_000.0, 2_307_000.0], [598_000.0, 2_307_000.0]]}}),
            "not_lonlat",
        ),
        (
            "/overlaps",
            json!({"geometry": {"type": "LineString", "coordinates": [[106.68, 20.84], [106.69, 20.84]]}, "within_m": 1e9}),
            "out_of_range",
        ),
        (
            "/overlaps",
            json!({"geometry": {"type": "LineString", "coordinates": [[106.68, 20.84], [106.69, 20.84]]}, "layers": ["roads"]}),
            "unknown_value",
        ),
        ("/overlaps", json!({"line": 1}), "bad_json"),
        ("/coverage", json!({}), "which_area"),
        ("/coverage", json!({"zone": 1, "within_m": -1}), "out_of_range"),
        (
            "/coverage",
            json!({"geometry": {"type": "Polygon", "coordinates": [[[106.68, 20.84], [106.69, 20.85], [106.69, 20.84], [106.68, 20.85], [106.68, 20.84]]]}}),
            "self_intersection",
        ),
    ] {
        let reply = city.post(path, body.clone()).await;
        let told = reply.json();
        assert_eq!(reply.status.as_u16(), 400, "{path} {body}: {told}");
        let codes: Vec<&str> =
            told["errors"].as_array().unwrap().iter().map(|fault| fault["code"].as_str().unwrap()).collect();
        assert!(codes.contains(&code), "{body}: {told}");
    }
    assert_eq!(city.post("/coverage", json!({"zone": 77})).await.status.as_u16(), 404);
}

#[tokio::test]
async fn a_line_of_no_length_is_refused() {
    let city = City::new().await;
    let line = json!({"geometry": {"type": "LineString", "coordinates": [[106.68, 20.84], [106.68, 20.84]]}});
    assert_eq!(city.post("/overlaps", line).await.status.as_u16(), 400);
}

#[tokio::test]
async fn deep_and_large_bodies_cost_an_answer_and_nothing_more() {
    let city = City::new().await;
    let deep = format!("{{\"geometry\":{}", "{\"type\":\"GeometryCollection\",\"geometries\":[".repeat(5_000));
    let reply = city.ask(Request::post("/overlaps").body(Body::from(deep)).unwrap()).await;
    assert_eq!(reply.status.as_u16(), 400);
    let large = vec![b' '; 3 << 20];
    let reply = city.ask(Request::post("/overlaps").body(Body::from(large)).unwrap()).await;
    assert_eq!(reply.status.as_u16(), 413);
    let nonsense = Request::post("/check?name=plan.dxf").body(Body::from("0\nSECTION\n")).unwrap();
    let reply = city.ask(nonsense).await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (400, "application/problem+json"));
}

#[tokio::test]
async fn unknown_places_and_methods_are_problems_too() {
    let city = City::new().await;
    for (path, status) in [
        ("/nothing", 404),
        ("/collections/roads", 404),
        ("/collections/roads/items", 404),
        ("/collections/cables/items/77", 404),
        ("/collections/cables/items/abc", 404),
        ("/tiles/99/0/0.mvt", 404),
        ("/tiles/3/9/0.mvt", 404),
        ("/tiles/a/b/c.mvt", 404),
        ("/overlaps", 405),
    ] {
        let reply = city.get(path).await;
        assert_eq!(reply.status.as_u16(), status, "{path}");
        assert_eq!(reply.header("content-type"), "application/problem+json", "{path}");
    }
}
