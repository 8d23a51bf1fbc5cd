//! Instances that follow what others commit, whatever happens to the line and to the order of transactions.

use crate::support::{Proxy, TestStore, Wire, cable, cluster, noon, pole, put};
use ngamhoa::app::{App, Clock, follow};
use ngamhoa::model::{Collection, Placement, Revision};
use ngamhoa::store::{Store, StoreError};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// An instance that follows; it stops with the runtime of the test.
pub async fn instance(url: &str) -> Arc<App> {
    let app = Arc::new(App::open(url, Clock::Fixed(noon())).await.unwrap());
    let following = app.clone();
    tokio::spawn(async move { follow(&following).await });
    app
}

pub async fn until(app: &App, revision: i64, patience_s: u64) {
    let reached = async {
        while app.atlas().revision != Revision(revision) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(patience_s), reached).await;
    assert!(waited.is_ok(), "revision {revision} never came, the instance is at {}", app.atlas().revision);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_line_that_is_cut_during_a_thousand_writes_loses_nothing() {
    let test = TestStore::postgis().await;
    let proxy = Proxy::to(cluster().socket()).await;
    let app = instance(&proxy.url(test.database())).await;
    let cutting = async {
        loop {
            tokio::time::sleep(Duration::from_millis(170)).await;
            proxy.set(Wire::Cut);
            tokio::time::sleep(Duration::from_millis(60)).await;
            proxy.set(Wire::Whole);
        }
    };
    let writing = async {
        for number in 1..=1000 {
            let one = put(vec![pole(number, &format!("P{number}"), 106.68, 20.85)]);
            test.store.commit(&one, Revision(number - 1), noon()).await.unwrap();
        }
    };
    tokio::select! { () = writing => {}, () = cutting => {} }
    proxy.set(Wire::Whole);
    until(&app, 1000, 30).await;
    let atlas = app.atlas();
    let known: Vec<(i64, Revision)> =
        atlas.layer(Collection::Structures).iter().map(|placed| (placed.id, placed.revision)).collect();
    assert_eq!(known, (1..=1000).map(|number| (number, Revision(number))).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_slow_transaction_with_a_low_number_is_never_overtaken() {
    let test = TestStore::postgis().await;
    let app = instance(&test.url).await;
    let slow = {
        let database = test.database().to_owned();
        tokio::task::spawn_blocking(move || {
            cluster().sql(
                &database,
                "BEGIN; INSERT INTO ngamhoa.structures (id, geom, code, owner, kind, status, valid_from) VALUES \
                 (1, ST_Point(106.68, 20.85, 4326), 'P1', 'PCHP', 'pole', 'functional', '2010-01-01'); SELECT pg_sleep(2); COMMIT",
            )
        })
    };
    tokio::time::sleep(Duration::from_millis(700)).await;
    let began = Instant::now();
    let two = put(vec![pole(2, "P2", 106.69, 20.85)]);
    // The fast writer waits, and then learns that it was not the first.
    match test.store.commit(&two, Revision(0), noon()).await {
        Err(StoreError::Stale { expected: Revision(0), actual: Revision(1) }) => {}
        other => panic!("{other:?}"),
    }
    assert!(began.elapsed() > Duration::from_millis(500), "the slow transaction was overtaken");
    test.store.commit(&two, Revision(1), noon()).await.unwrap();
    slow.await.unwrap();
    until(&app, 2, 10).await;
    assert_eq!(app.atlas().layer(Collection::Structures).len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_second_instance_starts_on_one_picture_while_the_first_writes_on() {
    let test = TestStore::postgis().await;
    let many = (1..=12_000)
        .map(|id| {
            let lat = 20.80 + id as f64 * 1e-6;
            cable(id, &format!("C{id}"), Placement::Aerial, "2016-01-01", None, &[(106.68, lat), (106.681, lat)])
        })
        .collect();
    test.store.commit(&put(many), Revision(0), noon()).await.unwrap();
    let (mut starts, mut number) = (0, 1);
    let second = Store::open(&test.url).await.unwrap();
    let mut load = Box::pin(second.load_all());
    while starts < 3 {
        tokio::select! {
            loaded = &mut load => {
                let loaded = loaded.unwrap();
                // One pole a revision after the first: the picture is of one revision exactly.
                assert_eq!(loaded.features.len() as i64, 12_000 + loaded.revision.0 - 1);
                starts += 1;
                load = Box::pin(second.load_all());
            }
            committed = async {
                let one = put(vec![pole(number, &format!("P{number}"), 106.68, 20.85)]);
                test.store.commit(&one, Revision(number), noon()).await
            } => {
                assert!(matches!(committed, Ok(_) | Err(StoreError::Stale { .. })), "{committed:?}");
            }
        }
        // A commit that lost the race was dropped half-way: then it is there whole or not at all.
        number = test.store.revision().await.unwrap().0;
    }
}

#[tokio::test]
async fn a_commit_that_is_dropped_half_way_is_there_whole_or_not_at_all() {
    let test = TestStore::postgis().await;
    let many = put((1..=3000).map(|id| pole(id, &format!("P{id}"), 106.68, 20.85)).collect());
    let mut dropped = 0;
    for patience_us in [100, 300, 600, 900, 1_200, 2_000, 3_000, 10_000, 20_000, 40_000, 80_000, 160_000] {
        let patience = Duration::from_micros(patience_us);
        let before = test.store.revision().await.unwrap();
        let commit = test.store.commit(&many, before, noon());
        dropped += i32::from(tokio::time::timeout(patience, commit).await.is_err());
        dropped += i32::from(tokio::time::timeout(patience, test.store.load_all()).await.is_err());
        let loaded = test.store.load_all().await.unwrap();
        assert_eq!(loaded.features.len(), if loaded.revision == Revision(0) { 0 } else { 3000 });
        assert!(loaded.features.iter().all(|stored| stored.revision == loaded.revision));
    }
    assert!(dropped > 3);
    assert_eq!(test.store.integrity_faults().await.unwrap(), Vec::<String>::new());
    // No transaction was left open on a connection, in which the next one would read the past.
    let left = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
    let mut open = String::new();
    for _ in 0..50 {
        open = cluster().sql(test.database(), left);
        if open == "0" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(open, "0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_notification_ends_the_wait_before_its_time() {
    let test = TestStore::postgis().await;
    let other = Store::open(&test.url).await.unwrap();
    // The first wait begins to listen.
    other.wait_for_change().await;
    let mut told = 0;
    for number in 1..=5 {
        let write = async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            test.store
                .commit(&put(vec![pole(number, &format!("P{number}"), 106.68, 20.85)]), Revision(number - 1), noon())
                .await
        };
        let (is_told, committed) = tokio::join!(other.wait_for_change(), write);
        committed.unwrap();
        told += u32::from(is_told);
    }
    assert!(told > 0, "each wait went on to its end");
}
