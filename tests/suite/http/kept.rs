//! Idempotency-Key: a request that comes twice is done once and answered with the same bytes.

use super::{City, Reply};
use crate::support::{TestStore, noon, on_both_stores};
use serde_json::{Value, json};
use std::sync::Arc;

on_both_stores!(
    a_key_stands_for_one_request,
    after_seven_days_a_key_is_forgotten,
    the_same_request_is_done_once_also_after_a_restart_and_other_changes,
    the_same_request_sent_many_times_at_once_is_done_once,
);

const ITEMS: &str = "/collections/structures/items";

fn pole(code: &str) -> Value {
    json!({
        "type": "Feature", "geometry": {"type": "Point", "coordinates": [106.68, 20.85]},
        "properties": {"code": code, "owner": "PCHP", "kind": "pole", "status": "functional", "valid_from": "2016-01-01"}
    })
}

async fn create(city: &City, key: &str, code: &str) -> Reply {
    city.write("POST", ITEMS, &[("idempotency-key", key)], pole(code)).await
}

fn same(one: &Reply, other: &Reply) {
    assert_eq!((one.status, &one.bytes), (other.status, &other.bytes));
    for name in ["location", "etag", "revision", "content-type", "content-location", "content-crs", "cache-control"] {
        assert_eq!(one.header(name), other.header(name), "{name}");
    }
}

async fn the_same_request_is_done_once_also_after_a_restart_and_other_changes(test: TestStore) {
    let city = City::writable_on(test).await;
    let first = create(&city, "k-1", "P-2").await;
    assert_eq!(first.status.as_u16(), 201, "{}", first.json());
    let again = create(&city, "\"k-1\"", "P-2").await;
    same(&first, &again);
    assert_eq!(city.app.atlas().revision.0, 2);
    // The item changes and goes; the answer is what it was.
    let item = "/collections/structures/items/2";
    assert_eq!(city.write("DELETE", item, &[("if-match", "*")], Value::Null).await.status.as_u16(), 204);
    same(&first, &create(&city, "k-1", "P-2").await);
    let packed = [("idempotency-key", "k-1"), ("accept-encoding", "gzip")];
    same(&first, &city.write("POST", ITEMS, &packed, pole("P-2")).await);
    let later = city.restarted("2026-07-07T04:59:59Z").await;
    same(&first, &create(&later, "k-1", "P-2").await);
    assert_eq!(city.app.store.revision().await.unwrap().0, 3);
}

async fn a_key_stands_for_one_request(test: TestStore) {
    let city = City::writable_on(test).await;
    create(&city, "k-1", "P-2").await;
    let other = create(&city, "k-1", "P-3").await;
    assert_eq!((other.status.as_u16(), other.json()["code"].as_str()), (422, Some("key_taken")));
    let elsewhere = city.write("POST", "/undo", &[("idempotency-key", "k-1")], json!({"revision": 1})).await;
    assert_eq!(elsewhere.status.as_u16(), 422);
    let long = "x".repeat(201);
    for wrong in ["", "\"\"", long.as_str()] {
        assert_eq!(create(&city, wrong, "P-3").await.status.as_u16(), 400, "{wrong}");
    }
    // What was refused leaves nothing: corrected, it may be sent under the same key.
    let refused = create(&city, "k-2", "P-1").await;
    assert_eq!(refused.status.as_u16(), 409);
    assert_eq!(create(&city, "k-2", "P-3").await.status.as_u16(), 201);
}

/// Noon of the fixture is 2026-06-30T05:00:00Z; seven days later the key is free again, and what was kept is swept.
async fn after_seven_days_a_key_is_forgotten(test: TestStore) {
    let city = City::writable_on(test).await;
    create(&city, "k-1", "P-2").await;
    assert!(city.app.store.receipt("k-1", noon()).await.unwrap().is_some());
    let later = city.restarted("2026-07-07T05:00:00Z").await;
    let reply = create(&later, "k-1", "P-3").await;
    assert_eq!((reply.status.as_u16(), reply.json()["id"].as_i64()), (201, Some(3)));
    let reply = create(&later, "k-2", "P-4").await;
    assert_eq!(reply.status.as_u16(), 201);
    let much_later = city.restarted("2026-09-01T00:00:00Z").await;
    assert_eq!(create(&much_later, "k-3", "P-5").await.status.as_u16(), 201);
    // Asked with an earlier time, the store would still tell what it had kept.
    for swept in ["k-1", "k-2"] {
        assert!(much_later.app.store.receipt(swept, noon()).await.unwrap().is_none(), "{swept}");
    }
}

async fn the_same_request_sent_many_times_at_once_is_done_once(test: TestStore) {
    let city = Arc::new(City::writable_on(test).await);
    let sent: Vec<_> = (0..20)
        .map(|_| {
            let city = city.clone();
            tokio::spawn(async move { create(&city, "k-1", "P-2").await })
        })
        .collect();
    let mut replies = Vec::new();
    for one in sent {
        replies.push(one.await.unwrap());
    }
    assert_eq!(replies[0].status.as_u16(), 201, "{}", replies[0].json());
    for other in &replies[1..] {
        same(&replies[0], other);
    }
    assert_eq!(city.app.atlas().revision.0, 2);
}
