//! The two acts: a cable goes underground, a zone is signed as done.

use super::{City, HALF_M, near};
use crate::support::{TestStore, on_both_stores};
use crate::support::{cable, zone};
use ngamhoa::model::zone::ZoneKind;
use ngamhoa::model::{Edit, Placement};
use serde_json::{Value, json};

on_both_stores!(
    a_code_that_the_stem_has_already_gets_a_number,
    a_zone_is_signed_once_nothing_is_overhead_and_falls_back_when_cable_hangs_again,
    going_underground_is_one_change_that_moves_the_metres,
    the_act_done_twice_under_one_key_is_done_once,
    the_successor_may_lie_elsewhere_and_have_a_code_of_its_own,
    what_cannot_be_signed_is_refused_with_every_reason,
    what_cannot_go_underground_is_refused_with_every_reason,
);

const CABLE: &str = "/collections/cables/items/5";
const ACT: &str = "/collections/cables/items/5/underground";
const ZONE: &str = "/collections/zones/items/1";
const VERIFY: &str = "/collections/zones/items/1/verify";

/// The city with one more overhead cable that still hangs along the street.
async fn with_overhead(test: TestStore) -> City {
    let city = City::writable_on(test).await;
    let hanging = cable(5, "A-5", Placement::Facade, "2016-01-01", None, &super::STREET);
    city.commit(vec![Edit::Put(hanging)]).await;
    city
}

async fn act(city: &City, path: &str, body: Value) -> super::Reply {
    city.write("POST", path, &[("if-match", "*")], body).await
}

async fn going_underground_is_one_change_that_moves_the_metres(test: TestStore) {
    let city = with_overhead(test).await;
    let before = city.json("/progress?at=2026-06-01").await;
    let day_before = city.json("/progress?at=2026-04-30").await;
    let tag = city.tag(CABLE).await;
    let body = json!({"on": "2026-05-01", "placement": "duct", "conduit": "TC-1"});
    let reply = city.write("POST", ACT, &[("if-match", &tag), ("from", "An")], body).await;
    assert_eq!(reply.status.as_u16(), 201, "{}", reply.json());
    let told = reply.json();
    assert_eq!(
        (reply.header("location"), reply.header("revision")),
        ("http://127.0.0.1:8080/collections/cables/items/6", "3")
    );
    assert_eq!(told["retired"]["properties"]["valid_to"], "2026-05-01");
    let successor = &told["successor"]["properties"];
    assert_eq!(
        (
            successor["code"].as_str(),
            successor["replaces"].as_str(),
            successor["conduit"].as_str(),
            successor["placement"].as_str()
        ),
        (Some("A-5-U"), Some("A-5"), Some("TC-1"), Some("duct"))
    );
    assert_eq!((successor["valid_from"].as_str(), successor["fibre_count"].as_i64()), (Some("2026-05-01"), Some(24)));
    assert_eq!(told["successor"]["geometry"], told["retired"]["geometry"]);
    assert_eq!(city.get("/collections/cables/items/6").await.header("etag"), reply.header("etag"));
    // By hand: the half of the street inside the zone was overhead and is underground.
    let after = city.json("/progress?at=2026-06-01").await;
    for (name, sign) in [("underground_m", 1.0), ("overhead_m", -1.0)] {
        let of = |progress: &Value| progress["zones"][0][name].as_f64().unwrap();
        near(&json!(of(&after) - of(&before)), sign * HALF_M, 2e-3);
    }
    assert_eq!(city.json("/progress?at=2026-04-30").await["zones"], day_before["zones"]);
    for id in [5, 6] {
        let history = city.json(&format!("/collections/cables/items/{id}/history?limit=1")).await;
        assert_eq!(history["versions"][0]["act"], json!({"act": "underground", "cable": 5, "successor": 6}));
        assert_eq!(history["versions"][0]["revision"], 3);
    }
    // One change: undone at once.
    let undone = city.write("POST", "/undo", &[], json!({"revision": 3})).await;
    assert_eq!(undone.status.as_u16(), 200);
    assert_eq!(city.json("/progress?at=2026-06-01").await["zones"], before["zones"]);
    assert_eq!(city.get("/collections/cables/items/6").await.status.as_u16(), 404);
}

async fn the_successor_may_lie_elsewhere_and_have_a_code_of_its_own(test: TestStore) {
    let city = with_overhead(test).await;
    let other =
        json!({"type": "LineString", "coordinates": [[106.68, 20.8401], [106.685, 20.8401], [106.69, 20.8401]]});
    let body = json!({"on": "2026-05-01", "placement": "buried", "code": "U-5", "geometry": other});
    let reply = act(&city, ACT, body).await;
    assert_eq!(reply.status.as_u16(), 201, "{}", reply.json());
    assert_eq!(reply.json()["successor"]["geometry"], other);
    assert_eq!(reply.json()["successor"]["properties"]["code"], "U-5");
    assert_eq!(reply.json()["retired"]["geometry"]["coordinates"].as_array().unwrap().len(), 2);
}

async fn a_code_that_the_stem_has_already_gets_a_number(test: TestStore) {
    let city = with_overhead(test).await;
    let taken = cable(8, "A-5-U", Placement::Buried, "2020-01-01", None, &[(106.7, 20.8), (106.71, 20.8)]);
    city.commit(vec![Edit::Put(taken)]).await;
    let reply = act(&city, ACT, json!({"on": "2026-05-01", "placement": "tunnel"})).await;
    assert_eq!(reply.json()["successor"]["properties"]["code"], "A-5-U2", "{}", reply.json());
    let clash = json!({"on": "2026-05-01", "placement": "duct", "code": "D-1"});
    let second = cable(9, "A-9", Placement::Aerial, "2020-01-01", None, &[(106.7, 20.8), (106.71, 20.8)]);
    city.commit(vec![Edit::Put(second)]).await;
    let reply = act(&city, "/collections/cables/items/9/underground", clash).await;
    assert_eq!((reply.status.as_u16(), reply.json()["code"].as_str()), (409, Some("code_taken")), "{}", reply.json());
}

async fn what_cannot_go_underground_is_refused_with_every_reason(test: TestStore) {
    let city = with_overhead(test).await;
    let wrong = json!({"on": "2027-01-01", "placement": "aerial", "conduit": "TC-77"});
    let reply = act(&city, "/collections/cables/items/2/underground", wrong).await;
    assert_eq!((reply.status.as_u16(), reply.json()["code"].as_str()), (409, Some("not_allowed")));
    assert_eq!(reply.faults(), ["not_overhead", "not_underground", "no_conduit_here", "in_future", "unknown_conduit"]);
    for (body, status) in [
        (json!({"on": "2026-05-01", "placement": "sky"}), 400),
        (json!({"on": "someday", "placement": "duct"}), 400),
        (json!({"placement": "duct"}), 400),
        (json!({"on": "2026-05-01", "placement": "duct", "colour": 1}), 400),
        (
            json!({"on": "2026-05-01", "placement": "duct", "geometry": {"type": "Point", "coordinates": [106.68, 20.84]}}),
            400,
        ),
        (
            json!({"on": "2026-05-01", "placement": "duct", "geometry": {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}}),
            400,
        ),
    ] {
        let reply = act(&city, ACT, body.clone()).await;
        assert_eq!(reply.status.as_u16(), status, "{body}: {}", reply.json());
    }
    let sound = json!({"on": "2026-05-01", "placement": "duct"});
    assert_eq!(city.write("POST", ACT, &[], sound.clone()).await.status.as_u16(), 428);
    assert_eq!(city.write("POST", ACT, &[("if-match", "\"x\"")], sound.clone()).await.status.as_u16(), 412);
    assert_eq!(act(&city, "/collections/zones/items/1/underground", sound.clone()).await.status.as_u16(), 404);
    assert_eq!(act(&city, "/collections/cables/items/77/underground", sound).await.status.as_u16(), 404);
    assert_eq!(city.app.atlas().revision.0, 2);
}

async fn the_act_done_twice_under_one_key_is_done_once(test: TestStore) {
    let city = with_overhead(test).await;
    let tag = city.tag(CABLE).await;
    let headers = [("if-match", tag.as_str()), ("idempotency-key", "under-5")];
    let body = json!({"on": "2026-05-01", "placement": "duct"});
    let first = city.write("POST", ACT, &headers, body.clone()).await;
    let again = city.write("POST", ACT, &headers, body).await;
    assert_eq!((first.status.as_u16(), &first.bytes), (201, &again.bytes));
    assert_eq!(city.app.atlas().revision.0, 3);
}

async fn a_zone_is_signed_once_nothing_is_overhead_and_falls_back_when_cable_hangs_again(test: TestStore) {
    let city = with_overhead(test).await;
    let body = json!({"on": "2026-06-15", "by": "Sở TT&TT", "note": "biên bản 12"});
    let refused = act(&city, VERIFY, body.clone()).await;
    let told = refused.json();
    assert_eq!((refused.status.as_u16(), told["code"].as_str()), (409, Some("not_done")), "{told}");
    assert_eq!(refused.faults(), ["not_cables_done", "still_overhead"]);
    let hanging = &told["errors"][1];
    assert_eq!(
        (hanging["feature"].as_str(), hanging["operator"].as_str(), hanging["id"].as_i64()),
        (Some("A-5"), Some("VNPT"), Some(5))
    );
    near(&hanging["overhead_m"], HALF_M, 2e-3);
    assert_eq!(act(&city, ACT, json!({"on": "2026-05-01", "placement": "duct"})).await.status.as_u16(), 201);
    assert_eq!(city.write("POST", VERIFY, &[], body.clone()).await.status.as_u16(), 428);
    let tag = city.tag(ZONE).await;
    let signed = city.write("POST", VERIFY, &[("if-match", &tag)], body).await;
    assert_eq!(signed.status.as_u16(), 200, "{}", signed.json());
    let zone_now = signed.json();
    assert_eq!(
        (zone_now["properties"]["verified_on"].as_str(), zone_now["properties"]["verified_by"].as_str()),
        (Some("2026-06-15"), Some("Sở TT&TT"))
    );
    let history = city.json(&format!("{ZONE}/history?limit=1")).await;
    assert_eq!(history["versions"][0]["act"], json!({"act": "verify", "zone": 1, "note": "biên bản 12"}));
    let status = |progress: &Value| progress["zones"][0]["status"].as_str().unwrap().to_owned();
    assert_eq!(status(&city.json("/progress?at=2026-06-14").await), "cables_done");
    assert_eq!(status(&city.json("/progress?at=2026-06-15").await), "verified");
    let again = act(&city, VERIFY, json!({"on": "2026-06-20", "by": "X"})).await;
    assert_eq!(again.faults(), ["already_verified"]);
    city.commit(vec![Edit::Put(cable(20, "A-20", Placement::Aerial, "2026-06-25", None, &super::STREET))]).await;
    assert_eq!(status(&city.json("/progress?at=2026-06-24").await), "verified");
    assert_eq!(status(&city.json("/progress?at=2026-06-25").await), "regressed");
}

async fn what_cannot_be_signed_is_refused_with_every_reason(test: TestStore) {
    let city = City::writable_on(test).await;
    let empty = zone(2, "Z-2", ZoneKind::Ward, crate::support::square(106.9, 20.7, 0.01));
    city.commit(vec![Edit::Put(empty)]).await;
    let path = "/collections/zones/items/2/verify";
    let reply = act(&city, path, json!({"on": "2026-07-01", "by": "  "})).await;
    assert_eq!(reply.faults(), ["in_future", "missing", "empty"]);
    let reply = act(&city, path, json!({"on": "2014-12-31", "by": "X"})).await;
    assert_eq!(reply.faults(), ["no_zone_then", "empty"]);
    assert_eq!(
        act(&city, "/collections/cables/items/1/verify", json!({"on": "2026-06-01", "by": "X"})).await.status.as_u16(),
        404
    );
    assert_eq!(act(&city, path, json!({"on": "2026-06-01", "by": "x".repeat(1001)})).await.status.as_u16(), 400);
}
