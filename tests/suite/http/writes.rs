//! OGC API Features Part 4: creating, replacing, changing and deleting single items.

use super::{City, Reply, TOKEN, near};
use crate::support::{TestStore, on_both_stores};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

on_both_stores!(
    a_body_that_is_no_single_feature_is_refused,
    a_body_that_is_too_long_is_a_problem_like_any_other,
    a_code_that_is_taken_is_said_by_whom,
    a_created_item_is_at_its_address_with_its_version,
    a_write_must_name_the_version_it_means,
    conformance_says_what_holds,
    coordinates_may_come_in_the_systems_that_are_served,
    everything_that_is_wrong_with_a_feature_is_told_at_once,
    hostile_bodies_cost_an_answer_and_nothing_more,
    methods_are_told_and_other_pages_may_ask,
    replacing_sets_every_field_and_patching_sets_those_named,
    who_shows_no_token_writes_nothing,
);

const ITEMS: &str = "/collections/cables/items";
const ONE: &str = "/collections/cables/items/1";
const PATCH: (&str, &str) = ("content-type", "application/merge-patch+json");

fn feature(code: &str) -> Value {
    json!({
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": [[106.68, 20.85], [106.69, 20.85]]},
        "properties": {"code": code, "operator": "VNPT", "placement": "aerial", "status": "functional", "valid_from": "2016-01-01"}
    })
}

fn status(reply: &Reply) -> (u16, String) {
    (reply.status.as_u16(), reply.json()["code"].as_str().unwrap_or("").to_owned())
}

async fn ask(city: &City, authorization: Option<&str>) -> Reply {
    let mut request = Request::post(ITEMS).header("content-type", "application/geo+json");
    if let Some(authorization) = authorization {
        request = request.header("authorization", authorization);
    }
    city.ask(request.body(Body::from(feature("N-1").to_string())).unwrap()).await
}

async fn who_shows_no_token_writes_nothing(test: TestStore) {
    let locked = City::new().await;
    let refused = ask(&locked, Some(&format!("Bearer {TOKEN}"))).await;
    assert_eq!(status(&refused), (403, "writes_are_off".into()));
    assert!(refused.json()["detail"].as_str().unwrap().contains("NGAMHOA_TOKEN"));
    let city = City::writable_on(test).await;
    let missing = ask(&city, None).await;
    assert_eq!(status(&missing), (401, "token_missing".into()));
    assert_eq!(missing.header("www-authenticate"), "Bearer realm=\"ngamhoa\"");
    for wrong in ["Bearer another", "Basic b25lOnR3bw==", "Bearer", &format!("Bearer {TOKEN}x")] {
        let refused = ask(&city, Some(wrong)).await;
        assert_eq!(refused.status.as_u16(), 401, "{wrong}");
        assert!(refused.header("www-authenticate").starts_with("Bearer"), "{wrong}");
    }
    for (method, path) in [
        ("PUT", ONE),
        ("PATCH", ONE),
        ("DELETE", ONE),
        ("POST", "/collections/cables/items/1/underground"),
        ("POST", "/collections/zones/items/1/verify"),
        ("POST", "/collections/cables/items/1/restore"),
        ("POST", "/undo"),
    ] {
        let request = Request::builder().method(method).uri(path).body(Body::from("{}")).unwrap();
        assert_eq!(city.ask(request).await.status.as_u16(), 401, "{method} {path}");
    }
    assert_eq!(city.app.atlas().revision.0, 1);
    assert_eq!(ask(&city, Some(&format!("bearer {TOKEN}"))).await.status.as_u16(), 201);
}

async fn a_created_item_is_at_its_address_with_its_version(test: TestStore) {
    let city = City::writable_on(test).await;
    let from = [("content-type", "application/geo+json"), ("from", "Nguy%E1%BB%85n An")];
    let reply = city.write("POST", ITEMS, &from, feature("N-1")).await;
    assert_eq!(reply.status.as_u16(), 201, "{}", reply.json());
    assert_eq!(reply.header("location"), "http://127.0.0.1:8080/collections/cables/items/3");
    assert_eq!(reply.header("revision"), "2");
    let read = city.get("/collections/cables/items/3").await;
    assert_eq!(read.header("etag"), reply.header("etag"));
    assert!(reply.header("etag").starts_with('"'), "a strong tag");
    assert_eq!(read.bytes, reply.bytes);
    // GeographicLib 2.1: from 106.68 to 106.69 E along 20.85 N.
    near(&read.json()["properties"]["length_m"], 1_040.739, 1e-3);
    let log = city.app.store.log(1).await.unwrap();
    assert_eq!(log[0].actor, "Nguyễn An (token)");
    // An id of the client's own is no matter: the store gives it.
    let mut with_id = feature("N-2");
    with_id["id"] = json!(77);
    let second = city.write("POST", ITEMS, &[], with_id).await;
    assert_eq!(second.json()["id"], 4);
    assert_eq!(city.app.store.log(1).await.unwrap()[0].actor, "token");
}

async fn everything_that_is_wrong_with_a_feature_is_told_at_once(test: TestStore) {
    let city = City::writable_on(test).await;
    let wrong = json!({
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": [[105.0, 10.0], [105.1, 10.0]]},
        "properties": {"operator": "VNPT", "placement": "overhead", "status": "functional",
                       "valid_from": "2016-02-30", "fibre_count": -1, "colour": "red", "conduit": ["TC-1"]}
    });
    let reply = city.write("POST", ITEMS, &[], wrong).await;
    assert_eq!(status(&reply), (400, "bad_feature".into()));
    let body = reply.json();
    let mut told: Vec<(&str, &str)> = body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (fault["path"].as_str().unwrap(), fault["code"].as_str().unwrap()))
        .collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [
            ("geometry", "outside_city"),
            ("properties.code", "missing"),
            ("properties.colour", "unknown_property"),
            ("properties.conduit", "wrong_type"),
            ("properties.fibre_count", "out_of_range"),
            ("properties.placement", "unknown_value"),
            ("properties.valid_from", "not_a_date"),
        ]
    );
    // A butterfly with two knots: both are told, each with its place (worked out by hand).
    let ring = json!([
        [106.60, 20.80],
        [106.62, 20.82],
        [106.64, 20.80],
        [106.64, 20.82],
        [106.62, 20.80],
        [106.60, 20.82],
        [106.60, 20.80]
    ]);
    let zone = json!({
        "type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"code": "Z-9", "name": "Z", "kind": "ward", "valid_from": "2016-01-01"}
    });
    let reply = city.write("POST", "/collections/zones/items", &[], zone).await;
    let body = reply.json();
    let mut knots: Vec<(f64, f64)> = body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|fault| fault["code"] == "self_intersection")
        .map(|fault| (fault["lon"].as_f64().unwrap(), fault["lat"].as_f64().unwrap()))
        .collect();
    knots.sort_by(|a, b| a.partial_cmp(b).unwrap());
    assert_eq!(knots.len(), 2, "{body}");
    for (knot, lon) in knots.iter().zip([106.61, 106.63]) {
        assert!((knot.0 - lon).abs() < 1e-9 && (knot.1 - 20.81).abs() < 1e-9, "{knots:?}");
    }
    assert_eq!(city.app.atlas().revision.0, 1);
}

async fn a_body_that_is_no_single_feature_is_refused(test: TestStore) {
    let city = City::writable_on(test).await;
    for (body, code) in [
        (json!({"type": "FeatureCollection", "features": [feature("N-1")]}), "not_a_feature"),
        (json!({"type": "FeatureCollection", "features": [feature("N-1"), feature("N-2")]}), "too_large"),
        (json!({"type": "Point", "coordinates": [106.68, 20.85]}), "not_a_feature"),
        (json!({"type": "Feature", "geometry": null, "properties": {}}), "no_geometry"),
        (json!([1, 2]), "structure"),
    ] {
        let reply = city.write("POST", ITEMS, &[], body.clone()).await;
        assert_eq!(reply.status.as_u16(), 400, "{body}");
        assert!(reply.faults().contains(&code.to_owned()), "{body}: {}", reply.json());
    }
    let mut parts = feature("N-1");
    parts["geometry"] = json!({"type": "MultiLineString", "coordinates": [[[106.68, 20.85], [106.69, 20.85]], [[106.70, 20.85], [106.71, 20.85]]]});
    assert_eq!(city.write("POST", ITEMS, &[], parts).await.faults(), ["several_parts"]);
    let not_json =
        Request::post(ITEMS).header("authorization", format!("Bearer {TOKEN}")).body(Body::from("{")).unwrap();
    assert_eq!(city.ask(not_json).await.status.as_u16(), 400);
    let kind = city.write("POST", ITEMS, &[("content-type", "text/csv")], feature("N-1")).await;
    assert_eq!((status(&kind), kind.header("accept-post")), ((415, "media_type".into()), "application/geo+json"));
    let kind = city.write("PATCH", ONE, &[("content-type", "application/json"), ("if-match", "*")], json!({})).await;
    assert_eq!((kind.status.as_u16(), kind.header("accept-patch")), (415, "application/merge-patch+json"));
    assert_eq!(city.app.atlas().revision.0, 1);
}

async fn a_body_that_is_too_long_is_a_problem_like_any_other(test: TestStore) {
    let city = City::writable_on(test).await;
    for (path, bytes) in [(ITEMS, 17 << 20), ("/undo", 3 << 20)] {
        let request = Request::post(path).header("authorization", format!("Bearer {TOKEN}"));
        let reply = city.ask(request.body(Body::from(vec![b' '; bytes])).unwrap()).await;
        assert_eq!(status(&reply), (413, "too_large".into()), "{path}");
        assert_eq!(reply.header("content-type"), "application/problem+json");
    }
}

async fn hostile_bodies_cost_an_answer_and_nothing_more(test: TestStore) {
    let city = City::writable_on(test).await;
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    let feature = |geometry: &str| format!(r#"{{"type":"Feature","properties":{{}},"geometry":{geometry}}}"#);
    let act = |geometry: &str| format!(r#"{{"on":"2026-05-01","placement":"duct","geometry":{geometry}}}"#);
    let nested = deep(r#"{"type":"GeometryCollection","geometries":["#, "]}");
    let many = format!("[{}0]", "0,".repeat(2_000_000));
    for (method, path, body) in [
        ("POST", ITEMS, deep("[", "]")),
        ("POST", ITEMS, feature(&nested)),
        ("POST", ITEMS, feature(&format!(r#"{{"type":"LineString","coordinates":{}}}"#, deep("[", "]")))),
        ("POST", ITEMS, feature(&format!(r#"{{"type":"LineString","coordinates":{many}}}"#))),
        ("PATCH", ONE, format!(r#"{{"properties":{}}}"#, deep(r#"{"a":"#, "}"))),
        ("PATCH", ONE, format!(r#"{{"properties":{{"code":{many}}}}}"#)),
        ("POST", "/collections/cables/items/1/underground", act(&nested)),
        ("POST", "/collections/cables/items/1/underground", act(r#"{"type":"LineString"}}, "x": {"#)),
        ("POST", "/collections/cables/items/1/restore", deep("[", "]")),
    ] {
        let kind = if method == "PATCH" { PATCH.1 } else { "application/json" };
        let request = Request::builder().method(method).uri(path);
        let request = request.header("authorization", format!("Bearer {TOKEN}")).header("if-match", "*");
        let reply = city.ask(request.header("content-type", kind).body(Body::from(body)).unwrap()).await;
        let told: String = String::from_utf8_lossy(&reply.bytes).chars().take(300).collect();
        assert!([400, 409, 413].contains(&reply.status.as_u16()), "{method} {path}: {} {told}", reply.status);
        assert_eq!(reply.header("content-type"), "application/problem+json", "{told}");
        assert!(reply.bytes.len() < 20_000, "{method} {path}: an answer of {} bytes", reply.bytes.len());
    }
    assert_eq!(city.app.atlas().revision.0, 1);
}

async fn a_code_that_is_taken_is_said_by_whom(test: TestStore) {
    let city = City::writable_on(test).await;
    let reply = city.write("POST", ITEMS, &[], feature("A-1")).await;
    assert_eq!(status(&reply), (409, "code_taken".into()));
    assert!(reply.json()["detail"].as_str().unwrap().contains("cables 1"), "{}", reply.json());
}

async fn a_write_must_name_the_version_it_means(test: TestStore) {
    let city = City::writable_on(test).await;
    let change = json!({"properties": {"fibre_count": 48}});
    for method in ["PUT", "PATCH", "DELETE"] {
        let kind = if method == "PATCH" { PATCH } else { ("content-type", "application/geo+json") };
        let reply = city.write(method, ONE, &[kind], change.clone()).await;
        assert_eq!(status(&reply), (428, "if_match_missing".into()), "{method}");
    }
    let first = city.tag(ONE).await;
    let reply = city.write("PATCH", ONE, &[PATCH, ("if-match", &first)], change.clone()).await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.json());
    let second = reply.header("etag").to_owned();
    assert_ne!(first, second);
    for method in ["PUT", "PATCH", "DELETE"] {
        let kind = if method == "PATCH" { PATCH } else { ("content-type", "application/geo+json") };
        let body = if method == "PUT" { feature("A-1") } else { change.clone() };
        let stale = city.write(method, ONE, &[kind, ("if-match", &first)], body.clone()).await;
        assert_eq!(status(&stale), (412, "other_version".into()), "{method}");
        // A weak tag never matches, nor does one of another service.
        for other in [format!("W/{second}"), "\"0-v2\"".into(), "abc".into()] {
            let refused = city.write(method, ONE, &[kind, ("if-match", &other)], body.clone()).await;
            assert_eq!(refused.status.as_u16(), 412, "{method} {other}");
        }
    }
    assert_eq!(city.app.atlas().revision.0, 2);
    // One of several will do, and what was negotiated does not matter.
    let packed = format!("\"x\", {}+gz\"", second.trim_end_matches('"'));
    let reply =
        city.write("PATCH", ONE, &[PATCH, ("if-match", &packed)], json!({"properties": {"fibre_count": 49}})).await;
    assert_eq!(reply.status.as_u16(), 200);
    let latlon = city.get(&format!("{ONE}?crs=http://www.opengis.net/def/crs/EPSG/0/4326")).await;
    let reply = city
        .write("PATCH", ONE, &[PATCH, ("if-match", latlon.header("etag"))], json!({"properties": {"fibre_count": 50}}))
        .await;
    assert_eq!(reply.status.as_u16(), 200);
    // Whichever there is.
    let reply = city.write("PATCH", ONE, &[PATCH, ("if-match", "*")], json!({"properties": {"fibre_count": 51}})).await;
    assert_eq!((reply.status.as_u16(), reply.json()["properties"]["fibre_count"].as_i64()), (200, Some(51)));
    assert_eq!(city.write("DELETE", ONE, &[("if-match", "*")], Value::Null).await.status.as_u16(), 204);
    assert_eq!(city.get(ONE).await.status.as_u16(), 404);
    assert_eq!(city.write("DELETE", ONE, &[("if-match", "*")], Value::Null).await.status.as_u16(), 404);
}

async fn replacing_sets_every_field_and_patching_sets_those_named(test: TestStore) {
    let city = City::writable_on(test).await;
    let tag = city.tag(ONE).await;
    let mut whole = feature("A-1");
    whole["properties"]["valid_to"] = json!("2021-01-01");
    let reply = city.write("PUT", ONE, &[("if-match", &tag)], whole).await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.json());
    let told = reply.json();
    // The fixture's cable had 24 fibres and stood since 2015; what the body does not say is gone.
    assert_eq!(told["properties"]["fibre_count"], Value::Null);
    assert_eq!((told["properties"]["valid_from"].as_str(), told["id"].as_i64()), (Some("2016-01-01"), Some(1)));
    assert_eq!(told["geometry"]["coordinates"], json!([[106.68, 20.85], [106.69, 20.85]]));
    let tag = reply.header("etag").to_owned();
    let patch = json!({"properties": {"valid_to": null, "medium": "fibre"}});
    let told = city.write("PATCH", ONE, &[PATCH, ("if-match", &tag)], patch).await.json();
    assert_eq!(
        (told["properties"]["valid_to"].clone(), told["properties"]["medium"].as_str()),
        (Value::Null, Some("fibre"))
    );
    assert_eq!(told["properties"]["operator"], "VNPT");
    let moved = json!({"geometry": {"coordinates": [[106.68, 20.86], [106.69, 20.86]]}});
    let told = city.write("PATCH", ONE, &[PATCH, ("if-match", "*")], moved).await.json();
    assert_eq!(told["geometry"], json!({"type": "LineString", "coordinates": [[106.68, 20.86], [106.69, 20.86]]}));
    // What is read may be sent back as it is, and changes nothing.
    let before = city.get(ONE).await;
    let revision = city.app.atlas().revision;
    let same = city.write("PUT", ONE, &[("if-match", before.header("etag"))], before.json()).await;
    assert_eq!((same.status.as_u16(), same.header("etag")), (200, before.header("etag")), "{}", same.json());
    assert_eq!(city.app.atlas().revision, revision);
    // The address says which item is meant, whatever id the body brings (Part 4); the code is what cannot be there twice.
    let taken = city.write("PUT", "/collections/cables/items/2", &[("if-match", "*")], before.json()).await;
    assert_eq!(taken.faults(), ["code_taken"]);
    let mut renamed = before.json();
    renamed["properties"]["code"] = json!("A-2-new");
    let told = city.write("PUT", "/collections/cables/items/2", &[("if-match", "*")], renamed).await.json();
    assert_eq!((told["id"].as_i64(), told["properties"]["code"].as_str()), (Some(2), Some("A-2-new")));
    let required = city.write("PATCH", ONE, &[PATCH, ("if-match", "*")], json!({"properties": {"code": null}})).await;
    assert_eq!(required.faults(), ["missing"]);
}

async fn coordinates_may_come_in_the_systems_that_are_served(test: TestStore) {
    let city = City::writable_on(test).await;
    // Where these places are on WGS 84: of Web Mercator by pyproj 3.7; the grid's metres are what PROJ's gdaltransform makes of
    // that place (its own way back is 0.8 mm off). The second place is only to be a line.
    for (system, first, second, lonlat) in [
        ("EPSG/0/4326", [20.84, 106.68], [20.84, 106.69], [106.68, 20.84]),
        ("EPSG/0/9210", [596_592.552_0, 2_305_520.381_2], [597_592.552_0, 2_305_520.381_2], [106.68, 20.84]),
        (
            "EPSG/0/3857",
            [11_875_563.277_8, 2_372_810.490_9],
            [11_876_563.277_8, 2_372_810.490_9],
            [106.679_999_999_76, 20.839_999_999_74],
        ),
    ] {
        let mut body = feature(system);
        body["geometry"]["coordinates"] = json!([first, second]);
        let crs = format!("<http://www.opengis.net/def/crs/{system}>");
        let reply = city.write("POST", ITEMS, &[("content-crs", &crs)], body).await;
        assert_eq!(reply.status.as_u16(), 201, "{system}: {}", reply.json());
        let place = &reply.json()["geometry"]["coordinates"][0];
        near(&place[0], lonlat[0], 1e-9);
        near(&place[1], lonlat[1], 1e-9);
    }
    let reply = city
        .write("POST", ITEMS, &[("content-crs", "<http://www.opengis.net/def/crs/EPSG/0/3405>")], feature("X"))
        .await;
    assert_eq!(reply.faults(), ["unknown_crs"]);
}

async fn methods_are_told_and_other_pages_may_ask(test: TestStore) {
    let city = City::writable_on(test).await;
    for (path, methods) in [
        (ITEMS, "GET, HEAD, POST"),
        (ONE, "GET, HEAD, PUT, PATCH, DELETE"),
        ("/undo", "POST"),
        ("/progress", "GET, HEAD"),
    ] {
        let reply = city.ask(Request::options(path).body(Body::empty()).unwrap()).await;
        let mut told: Vec<&str> = reply.header("allow").split(',').collect();
        let mut expected: Vec<&str> = methods.split(", ").collect();
        told.sort_unstable();
        expected.sort_unstable();
        assert_eq!((reply.status.as_u16(), told), (200, expected), "{path}");
    }
    assert_eq!(city.ask(Request::options("/nothing").body(Body::empty()).unwrap()).await.status.as_u16(), 404);
    let preflight = Request::options(ONE)
        .header("origin", "https://map.example")
        .header("access-control-request-method", "PATCH")
        .header("access-control-request-headers", "authorization,if-match,content-type")
        .body(Body::empty())
        .unwrap();
    let reply = city.ask(preflight).await;
    assert_eq!((reply.status.as_u16(), reply.header("access-control-allow-origin")), (200, "*"));
    assert!(reply.header("access-control-allow-methods").contains("PATCH"));
    for name in ["authorization", "if-match", "idempotency-key"] {
        assert!(reply.header("access-control-allow-headers").contains(name), "{name}");
    }
}

async fn conformance_says_what_holds(test: TestStore) {
    let declared = |body: &Value| {
        let classes = body["conformsTo"].as_array().unwrap();
        classes.iter().filter(|class| class.as_str().unwrap().contains("features-4")).count()
    };
    let path = "/conformance";
    assert_eq!(declared(&City::new().await.json(path).await), 0, "nobody may write there");
    assert_eq!(declared(&City::writable_on(test).await.json(path).await), 4);
}
