//! Many clients at once: no lost update.

use super::City;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const CLIENTS: usize = 100;
const EDITS_EACH: usize = 10;

/// Each client reads the number of fibres, adds one, and writes it with the version it read; refused, it begins anew. After
/// a thousand edits the number is a thousand more, and there were a thousand revisions.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_thousand_edits_of_one_feature_at_once_all_count() {
    let city = Arc::new(City::writable().await);
    let path = "/collections/cables/items/1";
    let begun = city.json(path).await["properties"]["fibre_count"].as_i64().unwrap();
    let (revision, refused) = (city.app.atlas().revision.0, Arc::new(AtomicUsize::new(0)));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let (city, refused) = (city.clone(), refused.clone());
            tokio::spawn(async move {
                for _ in 0..EDITS_EACH {
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
    let all = i64::try_from(CLIENTS * EDITS_EACH).unwrap();
    assert_eq!(city.json(path).await["properties"]["fibre_count"].as_i64(), Some(begun + all));
    assert_eq!(city.app.atlas().revision.0, revision + all);
    assert!(refused.load(Ordering::Relaxed) > 100, "the clients hardly met: {refused:?}");
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
