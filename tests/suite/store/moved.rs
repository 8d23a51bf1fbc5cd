//! The file of a GeoPackage removed, moved or replaced under whoever has it open: nothing more is acknowledged, reads go on.

use super::following::instance;
use crate::http::TOKEN;
use crate::support::{TestStore, noon, pole, put};
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use ngamhoa::app::App;
use ngamhoa::http::{Service, router};
use ngamhoa::model::{Change, Collection, Revision};
use ngamhoa::store::{Store, StoreError};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;

const SIDES: [&str; 4] = ["", "-wal", "-shm", ".lock"];

fn one(number: i64) -> Change {
    put(vec![pole(number, &format!("P{number}"), 106.69, 20.85)])
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    PathBuf::from(format!("{}{ending}", path.display()))
}

async fn until_stale(app: &App, wanted: bool) {
    let reached = async {
        while app.is_stale() != wanted {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(10), reached).await.is_ok(), "{:?}", app.freshness());
}

async fn ask(router: &axum::Router, request: axum::http::request::Builder, body: &'static str) -> (u16, Value) {
    let request = request.header("host", "127.0.0.1:8080").body(Body::from(body)).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    (status, serde_json::from_slice(&response.into_body().collect().await.unwrap().to_bytes()).unwrap())
}

async fn write(router: &axum::Router) -> (u16, Value) {
    let request = Request::patch("/collections/structures/items/1")
        .header("authorization", format!("Bearer {TOKEN}"))
        .header("if-match", "*")
        .header("content-type", "application/merge-patch+json");
    ask(router, request, r#"{"properties": {"height_m": 9}}"#).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_service_whose_file_is_removed_acknowledges_nothing_and_says_so() {
    let test = TestStore::geopackage().await;
    test.store.commit(&one(1), Revision(0), noon()).await.unwrap();
    test.store.close().await.unwrap();
    let app = instance(&test.url).await;
    let router = router(Arc::new(Service::new(app.clone(), None, None).with_token(Some(TOKEN))));
    for ending in SIDES {
        std::fs::remove_file(with_ending(&test.path(), ending)).unwrap();
    }
    // At once, whether or not the follower has noticed.
    for _ in 0..2 {
        let (status, body) = write(&router).await;
        assert_eq!((status, &body["code"]), (503, &Value::from("store_unavailable")));
        until_stale(&app, true).await;
    }
    let (_, ready) = ask(&router, Request::get("/readyz"), "").await;
    assert_eq!((&ready["status"], &ready["revision"]), (&Value::from("stale"), &Value::from(1)));
    let (status, items) = ask(&router, Request::get("/collections/structures/items"), "").await;
    assert_eq!((status, &items["numberMatched"]), (200, &Value::from(1)));
    let told = app.store.data_version().await.unwrap_err();
    assert!(matches!(&told, StoreError::Moved { path } if *path == test.url), "{told}");
    assert!(told.to_string().contains("start the service again"), "{told}");
    // Not even a lock file is made where there is no store any more.
    assert!(app.store.close().await.is_err());
    assert_eq!(std::fs::read_dir(test.path().parent().unwrap()).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_store_put_over_one_in_use_is_not_written_and_writing_goes_on_when_the_old_one_is_back() {
    let (test, other) = (TestStore::geopackage().await, TestStore::geopackage().await);
    other.store.commit(&one(7), Revision(0), noon()).await.unwrap();
    other.store.close().await.unwrap();
    let before = std::fs::read(other.path()).unwrap();
    test.store.commit(&one(1), Revision(0), noon()).await.unwrap();
    let app = instance(&test.url).await;
    let kept = test.path().with_file_name("kept.gpkg");
    for ending in SIDES {
        std::fs::rename(with_ending(&test.path(), ending), with_ending(&kept, ending)).unwrap();
    }
    std::fs::rename(other.path(), test.path()).unwrap();
    let refused = test.store.commit(&one(2), Revision(1), noon()).await;
    assert!(matches!(refused, Err(StoreError::Moved { .. })), "{refused:?}");
    assert!(matches!(test.store.turn().await, Err(StoreError::Moved { .. })));
    // Nor is it taken for the one that was opened: by a backup, or when the connections close.
    assert!(test.store.ledger().await.is_err() && test.store.close().await.is_err());
    until_stale(&app, true).await;
    assert_eq!(app.atlas().revision, Revision(1));
    assert_eq!(std::fs::read(test.path()).unwrap(), before);

    for ending in SIDES {
        std::fs::rename(with_ending(&kept, ending), with_ending(&test.path(), ending)).unwrap();
    }
    until_stale(&app, false).await;
    app.commit(one(2), Revision(1)).await.unwrap();
    assert_eq!(Store::open(&test.url).await.unwrap().revision().await.unwrap(), Revision(2));
    assert_eq!(app.store.integrity_faults().await.unwrap(), Vec::<String>::new());
    assert_eq!(app.atlas().layer(Collection::Structures).len(), 2);
}

/// As when it is moved between the check before and the commit: what was waited for was locked, and is no more.
#[tokio::test]
async fn a_turn_whose_lock_was_removed_writes_nothing() {
    let test = TestStore::geopackage().await;
    let turn = test.store.turn().await.unwrap();
    let lock = with_ending(&test.path(), ".lock");
    std::fs::remove_file(&lock).unwrap();
    let refused = test.store.commit_in_turn(&turn, &one(1), Revision(0), noon()).await;
    assert!(matches!(refused, Err(StoreError::Moved { .. })), "{refused:?}");
    drop(turn);
    assert_eq!(test.store.commit(&one(1), Revision(0), noon()).await.unwrap(), Revision(1));
    assert!(lock.exists());
}

#[tokio::test]
async fn a_log_that_is_removed_under_its_store_takes_no_more_writes_with_it() {
    let test = TestStore::geopackage().await;
    test.store.commit(&one(1), Revision(0), noon()).await.unwrap();
    std::fs::remove_file(with_ending(&test.path(), "-wal")).unwrap();
    let refused = test.store.commit(&one(2), Revision(1), noon()).await;
    assert!(matches!(refused, Err(StoreError::Moved { .. })), "{refused:?}");
}

#[tokio::test]
async fn a_store_that_is_closed_leaves_one_file_and_its_lock() {
    let test = TestStore::geopackage().await;
    test.store.commit(&one(1), Revision(0), noon()).await.unwrap();
    test.store.close().await.unwrap();
    let folder = std::fs::read_dir(test.path().parent().unwrap()).unwrap();
    let mut names: Vec<_> = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["city.gpkg", "city.gpkg.lock"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_change_during_which_the_file_goes_is_not_acknowledged() {
    let test = TestStore::geopackage().await;
    let (path, log) = (test.path(), with_ending(&test.path(), "-wal"));
    let length = || std::fs::metadata(&log).map_or(0, |log| log.len());
    let before = length();
    let store = Arc::new(test.store);
    let writing = tokio::spawn({
        let store = store.clone();
        let many = put((1..=30_000).map(|id| pole(id, &format!("P{id}"), 106.68, 20.85)).collect());
        async move { store.commit(&many, Revision(0), noon()).await }
    });
    while length() <= before && !writing.is_finished() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert!(!writing.is_finished(), "the change was written before it could be disturbed");
    std::fs::rename(&path, path.with_file_name("kept.gpkg")).unwrap();
    let refused = writing.await.unwrap();
    assert!(matches!(refused, Err(StoreError::Moved { .. })), "{refused:?}");
}
