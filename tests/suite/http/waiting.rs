//! `min_revision`: whoever wrote reads its own write, on any instance.

use super::City;
use crate::support::pole;
use crate::support::{TestStore, on_both_stores};
use ngamhoa::model::Edit;
use std::sync::Arc;
use std::time::{Duration, Instant};

on_both_stores!(
    a_revision_that_does_not_come_is_answered_with_retry_after,
    an_answer_waits_for_the_revision_that_is_asked_for,
    every_reading_route_takes_it_and_nonsense_is_refused,
    what_is_written_through_another_instance_is_waited_for,
);

async fn an_answer_waits_for_the_revision_that_is_asked_for(test: TestStore) {
    let city = Arc::new(City::writable_on(test).await);
    let asked = tokio::spawn({
        let city = city.clone();
        async move {
            let began = Instant::now();
            (city.get("/progress?at=2020-01-01&min_revision=2").await, began.elapsed())
        }
    });
    let by_header = tokio::spawn({
        let city = city.clone();
        async move { city.get_with("/collections/cables/items/1", &[("min-revision", "2")]).await }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!asked.is_finished() && !by_header.is_finished());
    city.commit(vec![Edit::Put(pole(9, "P-9", 106.7, 20.8))]).await;
    let (reply, waited) = asked.await.unwrap();
    assert_eq!((reply.status.as_u16(), reply.header("revision")), (200, "2"));
    assert!((Duration::from_millis(300)..Duration::from_secs(2)).contains(&waited), "{waited:?}");
    assert_eq!(by_header.await.unwrap().header("revision"), "2");
}

async fn what_is_written_through_another_instance_is_waited_for(test: TestStore) {
    let city = City::writable_on(test).await;
    let other = city.restarted("2026-06-30T05:00:00Z").await;
    let following = tokio::spawn({
        let app = other.app.clone();
        async move { ngamhoa::app::follow(&app).await }
    });
    for id in 10..15 {
        city.commit(vec![Edit::Put(pole(id, &format!("P-{id}"), 106.7, 20.8))]).await;
        let revision = city.app.atlas().revision;
        let reply = other.get(&format!("/collections/structures/items/{id}?min_revision={revision}")).await;
        assert_eq!((reply.status.as_u16(), reply.json()["id"].as_i64()), (200, Some(id)));
    }
    following.abort();
}

/// The wait is bounded: 5 s, then the client is asked to come again.
async fn a_revision_that_does_not_come_is_answered_with_retry_after(test: TestStore) {
    let city = City::writable_on(test).await;
    let began = Instant::now();
    let reply = city.get("/collections?min_revision=3").await;
    assert_eq!((reply.status.as_u16(), reply.json()["code"].as_str()), (503, Some("revision_not_here")));
    assert_eq!(reply.header("retry-after"), "5");
    assert!((Duration::from_secs(5)..Duration::from_secs(10)).contains(&began.elapsed()));
}

async fn every_reading_route_takes_it_and_nonsense_is_refused(test: TestStore) {
    let city = City::writable_on(test).await;
    for path in [
        "/",
        "/conformance",
        "/api",
        "/api.html",
        "/collections",
        "/collections/zones",
        "/collections/zones/items",
        "/collections/zones/items/1",
        "/collections/zones/items/1/history",
        "/progress",
        "/progress/series",
        "/zones/labels",
        "/zones/1/progress",
        "/zones/1/cables",
        "/nearest?layer=cables&lon=106.68&lat=20.84",
        "/timeline",
        "/tiles/14/13046/7210.mvt",
        "/collections/cables/tiles/WebMercatorQuad/14/7210/13046",
        "/readyz",
    ] {
        let join = if path.contains('?') { '&' } else { '?' };
        let reply = city.get(&format!("{path}{join}min_revision=1")).await;
        assert!(reply.status.is_success(), "{path}: {}", String::from_utf8_lossy(&reply.bytes));
        for nonsense in ["x", "-1", "1.5"] {
            let reply = city.get(&format!("{path}{join}min_revision={nonsense}")).await;
            assert_eq!(reply.status.as_u16(), 400, "{path} {nonsense}");
        }
    }
    let next = city.json("/collections/cables/items?limit=1&min_revision=1").await;
    let link = next["links"].as_array().unwrap().iter().find(|link| link["rel"] == "next").unwrap();
    assert!(link["href"].as_str().unwrap().contains("min_revision=1"), "another instance may answer the next page");
    let api = city.json("/api").await;
    for (path, methods) in api["paths"].as_object().unwrap() {
        if let Some(get) = methods.get("get").filter(|_| !["/healthz", "/base.geojson"].contains(&path.as_str())) {
            let described = get["parameters"].as_array().unwrap();
            assert!(described.iter().any(|parameter| parameter["name"] == "min_revision"), "{path}");
        }
    }
}
