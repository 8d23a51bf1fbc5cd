//! The store out of reach, seen by those who ask over HTTP.

use super::TOKEN;
use crate::support::{Proxy, TestStore, Wire, cluster, noon, pole, put};
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use ngamhoa::app::{App, Clock, follow};
use ngamhoa::http::{Service, router};
use ngamhoa::model::Revision;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;

async fn get(router: &axum::Router, path: &str) -> Value {
    let request = Request::get(path).header("host", "127.0.0.1:8080").body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status().as_u16(), 200, "{path}");
    serde_json::from_slice(&response.into_body().collect().await.unwrap().to_bytes()).unwrap()
}

async fn until_ready_says(router: &axum::Router, wanted: &Value) {
    let mut said = Value::Null;
    for _ in 0..120 {
        said = get(router, "/readyz").await;
        if said == *wanted {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{said} is not {wanted}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn readiness_says_since_when_it_is_stale_and_answers_all_the_same() {
    let test = TestStore::postgis().await;
    test.store.commit(&put(vec![pole(1, "P1", 106.69, 20.85)]), Revision(0), noon()).await.unwrap();
    let proxy = Proxy::to(cluster().socket()).await;
    let app = Arc::new(App::open(&proxy.url(test.database()), Clock::Fixed(noon())).await.unwrap());
    let following = app.clone();
    tokio::spawn(async move { follow(&following).await });
    let router = router(Arc::new(Service::new(app, None, None).with_token(Some(TOKEN))));
    let ready = |revision: i64| json!({"status": "ready", "revision": revision, "stale": false});
    assert_eq!(get(&router, "/readyz").await, ready(1));

    proxy.set(Wire::Cut);
    let stale = json!({"status": "stale", "revision": 1, "stale": true, "stale_since": "2026-06-30T05:00:00Z"});
    until_ready_says(&router, &stale).await;
    assert_eq!(get(&router, "/collections/structures/items").await["numberMatched"], 1);
    assert_eq!(get(&router, "/progress").await["revision"], 1);
    let refused = write(&router).await;
    assert_eq!((refused.status().as_u16(), refused.headers()["retry-after"].to_str().unwrap()), (503, "5"));
    let body: Value = serde_json::from_slice(&refused.into_body().collect().await.unwrap().to_bytes()).unwrap();
    assert_eq!(body["code"], "store_unavailable");
    test.store.commit(&put(vec![pole(2, "P2", 106.69, 20.85)]), Revision(1), noon()).await.unwrap();

    proxy.set(Wire::Whole);
    until_ready_says(&router, &ready(2)).await;
    assert_eq!(get(&router, "/collections/structures/items").await["numberMatched"], 2);
    assert_eq!(write(&router).await.status().as_u16(), 200);
}

/// Somebody makes the first pole higher.
async fn write(router: &axum::Router) -> axum::response::Response {
    let request = Request::patch("/collections/structures/items/1")
        .header("host", "127.0.0.1:8080")
        .header("authorization", format!("Bearer {TOKEN}"))
        .header("if-match", "*")
        .header("content-type", "application/merge-patch+json")
        .body(Body::from(r#"{"properties": {"height_m": 9}}"#));
    router.clone().oneshot(request.unwrap()).await.unwrap()
}
