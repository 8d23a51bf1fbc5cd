//! What the draft of OGC API Features Part 4 asks beyond the plain writes, and what an edit must not do.

use super::City;
use crate::support::{TestStore, on_both_stores};
use serde_json::{Value, json};

on_both_stores!(
    a_member_that_no_feature_has_is_refused_in_a_patch,
    a_version_of_the_past_names_its_own_address,
    a_zone_is_signed_by_its_act_only,
    coordinates_are_said_to_be_one_thing,
    every_answer_carries_a_revision,
    what_is_not_there_is_not_found_or_fails_its_condition,
);

const ONE: &str = "/collections/cables/items/1";
const ZONE: &str = "/collections/zones/items/1";
const NOWHERE: &str = "/collections/cables/items/4711";
const ANY: (&str, &str) = ("if-match", "*");
const PATCH: (&str, &str) = ("content-type", "application/merge-patch+json");

fn feature() -> Value {
    json!({
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": [[106.68, 20.85], [106.69, 20.85]]},
        "properties": {"code": "P4", "operator": "VNPT", "placement": "aerial", "status": "functional", "valid_from": "2016-01-01"}
    })
}

/// Requirements `put-rid-exception` A and B, recommendation `delete/no-feature`.
async fn what_is_not_there_is_not_found_or_fails_its_condition(test: TestStore) {
    let city = City::writable_on(test).await;
    for (method, headers, body, expected) in [
        ("PUT", vec![], feature(), (404, "not_found")),
        ("PUT", vec![ANY], feature(), (412, "not_there")),
        ("PATCH", vec![PATCH], json!({}), (404, "not_found")),
        ("PATCH", vec![PATCH, ANY], json!({}), (404, "not_found")),
        ("DELETE", vec![], Value::Null, (404, "not_found")),
        ("DELETE", vec![ANY], Value::Null, (404, "not_found")),
    ] {
        let reply = city.write(method, NOWHERE, &headers, body).await;
        let told = (reply.status.as_u16(), reply.json()["code"].as_str().unwrap_or("").to_owned());
        assert_eq!(told, (expected.0, expected.1.to_owned()), "{method} {headers:?}");
    }
    assert_eq!(city.write("DELETE", ONE, &[], Value::Null).await.status.as_u16(), 428);
}

async fn every_answer_carries_a_revision(test: TestStore) {
    let city = City::writable_on(test).await;
    let revision = city.app.atlas().revision.0.to_string();
    for path in [NOWHERE, "/nothing", "/progress?at=yesterday", "/healthz", "/metrics", "/tiles/14/0/0.mvt"] {
        assert_eq!(city.get(path).await.header("revision"), revision, "{path}");
    }
    assert_eq!(city.write("DELETE", ONE, &[], Value::Null).await.header("revision"), revision);
    let first = city.write("POST", "/collections/cables/items", &[], feature()).await;
    assert_eq!(first.header("revision"), city.app.atlas().revision.0.to_string());
}

async fn a_member_that_no_feature_has_is_refused_in_a_patch(test: TestStore) {
    let city = City::writable_on(test).await;
    let revision = city.app.atlas().revision;
    let reply = city.write("PATCH", ONE, &[PATCH, ANY], json!({"fibre_count": 77, "foo": 1})).await;
    assert_eq!((reply.status.as_u16(), reply.faults()), (400, vec!["unknown_member".to_owned(); 2]));
    // The address says which item is meant, whatever id a body brings.
    let reply = city.write("PATCH", ONE, &[PATCH, ANY], json!({"id": 77})).await;
    assert_eq!((reply.status.as_u16(), reply.json()["id"].as_i64()), (200, Some(1)));
    assert_eq!(city.app.atlas().revision, revision);
}

async fn coordinates_are_said_to_be_one_thing(test: TestStore) {
    let city = City::writable_on(test).await;
    let mut told = feature();
    told["crs"] = json!({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}});
    told["geometry"]["coordinates"] = json!([[11_875_563.0, 2_373_000.0], [11_876_000.0, 2_373_000.0]]);
    let crs84 = ("content-crs", "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>");
    let mercator = ("content-crs", "<http://www.opengis.net/def/crs/EPSG/0/3857>");
    let reply = city.write("POST", "/collections/cables/items", &[crs84], told.clone()).await;
    assert_eq!((reply.status.as_u16(), reply.faults()), (400, vec!["crs_twice".to_owned()]));
    let reply = city.write("POST", "/collections/cables/items", &[mercator], told).await;
    assert_eq!(reply.status.as_u16(), 201, "{}", reply.json());
}

async fn a_zone_is_signed_by_its_act_only(test: TestStore) {
    let city = City::writable_on(test).await;
    let signed = json!({"properties": {"verified_on": "2026-01-01", "verified_by": "X"}});
    let reply = city.write("PATCH", ZONE, &[PATCH, ANY], signed).await;
    assert_eq!((reply.status.as_u16(), reply.faults()), (409, vec!["by_act".to_owned()]));
    let mut whole = city.json(ZONE).await;
    whole["properties"]["code"] = json!("Z-NEW");
    whole["properties"]["verified_on"] = json!("2030-01-01");
    let reply = city.write("POST", "/collections/zones/items", &[], whole).await;
    assert_eq!((reply.status.as_u16(), reply.faults()), (409, vec!["by_act".to_owned()]));
    let renamed = json!({"properties": {"name": "Phường mới"}});
    assert_eq!(city.write("PATCH", ZONE, &[PATCH, ANY], renamed).await.status.as_u16(), 200);
}

async fn a_version_of_the_past_names_its_own_address(test: TestStore) {
    let city = City::writable_on(test).await;
    let then = city.app.atlas().revision;
    let changed = json!({"properties": {"fibre_count": 50}});
    assert_eq!(city.write("PATCH", ONE, &[PATCH, ANY], changed).await.status.as_u16(), 200);
    let own = |item: &Value| item["links"][0]["href"].as_str().unwrap().to_owned();
    let past = city.json(&format!("{ONE}?revision={then}")).await;
    assert!(own(&past).ends_with(&format!("{ONE}?revision={then}")), "{}", own(&past));
    assert!(own(&city.json(ONE).await).ends_with(ONE));
}
