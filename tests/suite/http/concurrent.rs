//! Many clients at once: no lost update.

use super::City;
use crate::support::{TestStore, on_both_stores};
use ngamhoa::model::{Collection, Item};
use ngamhoa::store::Past;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

on_both_stores!(
    a_client_that_goes_away_leaves_nothing_half_done,
    a_thousand_edits_of_one_feature_at_once_all_count,
    edits_through_two_instances_all_count,
);

const CLIENTS: usize = 50;
const EDITS_EACH: usize = 20;

/// Each client reads the number of fibres, adds one, and writes it with the version it read; refused, it begins anew. The
/// clients are spread over the instances. Gives how often one was refused.
async fn count_up(instances: &[Arc<City>], clients: usize, edits_each: usize, path: &'static str) -> usize {
    let refused = Arc::new(AtomicUsize::new(0));
    let clients: Vec<_> = (0..clients)
        .map(|client| {
            let (city, refused) = (instances[client % instances.len()].clone(), refused.clone());
            tokio::spawn(async move {
                for _ in 0..edits_each {
                    loop {
                        let read = city.get(path).await;
                        let fibres = read.json()["properties"]["fibre_count"].as_i64().unwrap();
                        let headers =
                            [("if-match", read.header("etag")), ("content-type", "application/merge-patch+json")];
                        let patch = json!({"properties": {"fibre_count": fibres + 1}});
                        match city.write("PATCH", path, &headers, patch).await.status.as_u16() {
                            200 => break,
                            412 => refused.fetch_add(1, Ordering::Relaxed),
                            other => panic!("{other}"),
                        };
                    }
                }
            })
        })
        .collect();
    for client in clients {
        client.await.unwrap();
    }
    refused.load(Ordering::Relaxed)
}

/// After a thousand edits the number is a thousand more, and there were a thousand revisions.
async fn a_thousand_edits_of_one_feature_at_once_all_count(test: TestStore) {
    let city = Arc::new(City::writable_on(test).await);
    let path = "/collections/cables/items/1";
    let begun = city.json(path).await["properties"]["fibre_count"].as_i64().unwrap();
    let revision = city.app.atlas().revision.0;
    let refused = count_up(std::slice::from_ref(&city), CLIENTS, EDITS_EACH, path).await;
    let all = i64::try_from(CLIENTS * EDITS_EACH).unwrap();
    assert_eq!(city.json(path).await["properties"]["fibre_count"].as_i64(), Some(begun + all));
    assert_eq!(city.app.atlas().revision.0, revision + all);
    assert!(refused > 100, "the clients hardly met: {refused}");
    // The log holds each step once, one fibre after another.
    let mut below = None;
    let mut told = Vec::new();
    loop {
        let query = below.map_or_else(String::new, |below: i64| format!("&before={below}"));
        let page = city.json(&format!("{path}/history?limit=300{query}")).await;
        for version in page["versions"].as_array().unwrap().iter().filter(|version| version["what"] == "changed") {
            assert_eq!(version["changes"][0]["field"], "fibre_count");
            told.push((
                version["changes"][0]["before"].as_i64().unwrap(),
                version["changes"][0]["after"].as_i64().unwrap(),
            ));
        }
        match page["next"].as_str() {
            Some(_) => below = page["versions"].as_array().unwrap().last().unwrap()["revision"].as_i64(),
            None => break,
        }
    }
    let expected: Vec<(i64, i64)> = (begun..begun + all).rev().map(|fibres| (fibres, fibres + 1)).collect();
    assert_eq!(told, expected);
}

/// The same over two instances on one store: each may hold an older picture than the other, and refuses by the store's.
async fn edits_through_two_instances_all_count(test: TestStore) {
    let city = Arc::new(City::writable_on(test).await);
    let other = city.restarted("2026-06-30T05:00:00Z").await;
    let path = "/collections/cables/items/2";
    let begun = city.json(path).await["properties"]["fibre_count"].as_i64().unwrap();
    let refused = count_up(&[city.clone(), other], 20, 10, path).await;
    let stored =
        city.app.store.feature_at(Collection::Cables, 2, city.app.store.revision().await.unwrap()).await.unwrap();
    let Past::There(stored) = stored else { panic!("{stored:?}") };
    let Item::Cable(cable) = &stored.feature.item else { panic!("{stored:?}") };
    assert_eq!((cable.fibre_count, city.app.store.revision().await.unwrap().0), (Some(begun + 200), 201));
    assert!(refused > 20, "the instances hardly met: {refused}");
}

/// Edits of other features come between all the time and refuse nobody.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn an_unrelated_change_refuses_nobody() {
    let city = Arc::new(City::with_cables(20).await);
    let writable = city.restarted("2026-06-30T05:00:00Z").await;
    let clients: Vec<_> = (10..30)
        .map(|id| {
            let city = writable.clone();
            tokio::spawn(async move {
                let path = format!("/collections/cables/items/{id}");
                for fibres in 0..10 {
                    let tag = city.tag(&path).await;
                    let headers = [("if-match", tag.as_str()), ("content-type", "application/merge-patch+json")];
                    let patch = json!({"properties": {"fibre_count": fibres}});
                    let reply = city.write("PATCH", &path, &headers, patch).await;
                    assert_eq!(reply.status.as_u16(), 200, "{}", reply.json());
                }
            })
        })
        .collect();
    for client in clients {
        client.await.unwrap();
    }
    assert_eq!(writable.app.atlas().revision.0, city.app.atlas().revision.0 + 200);
}

/// Clients that hang up in the middle of a write: each write is done whole or not at all, the map and the store agree, and the
/// next writer is let in.
async fn a_client_that_goes_away_leaves_nothing_half_done(test: TestStore) {
    let city = Arc::new(City::writable_on(test).await);
    for nth in 0..120_u64 {
        let task = tokio::spawn({
            let city = city.clone();
            async move {
                let pole = json!({
                    "type": "Feature", "geometry": {"type": "Point", "coordinates": [106.68, 20.85]},
                    "properties": {"code": format!("N-{nth}"), "owner": "PCHP", "kind": "pole", "status": "functional", "valid_from": "2016-01-01"}
                });
                city.write("POST", "/collections/structures/items", &[], pole).await
            }
        });
        // From before the turn is taken to after the commit.
        tokio::time::sleep(std::time::Duration::from_micros(nth * 100)).await;
        task.abort();
    }
    // Whoever comes last waits for those under way.
    let patch = json!({"properties": {"fibre_count": 7}});
    let headers = [("if-match", "*"), ("content-type", "application/merge-patch+json")];
    let last = city.write("PATCH", "/collections/cables/items/1", &headers, patch).await;
    assert_eq!(last.status.as_u16(), 200, "{}", last.json());
    let stored = city.app.store.load_all().await.unwrap();
    let atlas = city.app.atlas();
    assert_eq!(atlas.revision, stored.revision);
    let held: usize = Collection::ALL.into_iter().map(|collection| atlas.layer(collection).len()).sum();
    assert_eq!(held, stored.features.len());
    let done = atlas.revision.0 - 2;
    assert!((1..=120).contains(&done), "{done} writes were done: the test means to cut some and let some through");
    assert_eq!(city.app.store.integrity_faults().await.unwrap(), Vec::<String>::new());
}
