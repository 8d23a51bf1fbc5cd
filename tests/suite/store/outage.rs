//! The database away: reads go on from memory and say so, writes are refused at once, and all comes back by itself.

use super::following::{instance, until};
use crate::support::{Cluster, Proxy, TestStore, Wire, cluster, noon, pole, put};
use ngamhoa::app::{App, AppError, Freshness};
use ngamhoa::model::{Change, Collection, Revision};
use ngamhoa::store::{Store, StoreError};
use std::time::{Duration, Instant};

/// The change that makes pole `number` on a world with the poles before it.
fn one(number: i64) -> Change {
    put(vec![pole(number, &format!("P{number}"), 106.69, 20.85)])
}

fn poles(app: &App) -> usize {
    app.atlas().layer(Collection::Structures).len()
}

async fn until_freshness(app: &App, is_wanted: fn(Freshness) -> bool, patience: Duration) {
    let reached = async {
        while !is_wanted(app.freshness()) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    assert!(tokio::time::timeout(patience, reached).await.is_ok(), "{:?}", app.freshness());
}

fn is_stale(freshness: Freshness) -> bool {
    matches!(freshness, Freshness::Stale { since } if since == noon())
}

/// A write that is refused because the store is out of reach, and how long that took.
async fn refused(app: &App, number: i64) -> Duration {
    let began = Instant::now();
    match app.commit(one(number), Revision(number - 1)).await {
        Err(AppError::Store(StoreError::Unavailable(_))) => began.elapsed(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whatever_happens_to_the_line_reads_go_on_and_afterwards_everything_does() {
    let test = TestStore::postgis().await;
    test.store.commit(&one(1), Revision(0), noon()).await.unwrap();
    let proxy = Proxy::to(cluster().socket()).await;
    let app = instance(&proxy.url(test.database())).await;
    for (round, wire) in [Wire::Cut, Wire::Silent, Wire::Gone].into_iter().enumerate() {
        let at = i64::try_from(round).unwrap() * 2 + 1;
        until(&app, at, 10).await;
        proxy.set(wire);
        // Under way when the line goes: given up when the follower finds out, 3 s to open a connection and 1 s to wake.
        let took = refused(&app, at + 1).await;
        assert!(took < Duration::from_secs(6), "{wire:?}: {took:?}");
        until_freshness(&app, is_stale, Duration::from_secs(6)).await;
        // From then on at once, however many there are.
        let many = tokio::join!(refused(&app, at + 1), refused(&app, at + 1), refused(&app, at + 1));
        assert!([many.0, many.1, many.2].iter().all(|took| *took < Duration::from_millis(500)), "{wire:?}: {many:?}");
        assert_eq!(poles(&app), usize::try_from(at).unwrap());
        // Somebody else writes meanwhile.
        test.store.commit(&one(at + 1), Revision(at), noon()).await.unwrap();
        proxy.set(Wire::Whole);
        until(&app, at + 1, 6).await;
        until_freshness(&app, |freshness| freshness == Freshness::Fresh, Duration::from_secs(6)).await;
        app.commit(one(at + 2), Revision(at + 1)).await.unwrap();
    }
    assert_eq!(test.store.load_all().await.unwrap().features.len(), 7);
    // Notifications wake the instance as before: asking alone takes up to a second each.
    let began = Instant::now();
    for number in 8..=17 {
        test.store.commit(&one(number), Revision(number - 1), noon()).await.unwrap();
        until(&app, number, 2).await;
    }
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
}

/// A process that does nothing until this is dropped; a server does not stop while one of its own hangs.
struct Halted(String);

impl Halted {
    fn new(process: String) -> Self {
        signal("-STOP", &process);
        Halted(process)
    }
}

impl Drop for Halted {
    fn drop(&mut self) {
        signal("-CONT", &self.0);
    }
}

fn signal(name: &str, process: &str) {
    let kill = format!("kill {name} {process}");
    assert!(std::process::Command::new("sh").args(["-c", &kill]).status().unwrap().success());
}

/// What a firewall that forgets a silent connection does: the others go on, and whoever listens hears nothing any more.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_instance_whose_listening_has_died_without_a_word_listens_anew() {
    let cluster = Cluster::of_my_own();
    let test = TestStore::on(&cluster).await;
    let app = instance(&test.url).await;
    test.store.commit(&one(1), Revision(0), noon()).await.unwrap();
    until(&app, 1, 10).await;
    let listens = || {
        let asked = "SELECT coalesce(max(pid), 0) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'";
        cluster.sql(test.database(), asked)
    };
    let mut listening = listens();
    while listening == "0" {
        tokio::time::sleep(Duration::from_millis(20)).await;
        listening = listens();
    }
    let halted = Halted::new(listening);
    // The first is found by asking.
    test.store.commit(&one(2), Revision(1), noon()).await.unwrap();
    until(&app, 2, 10).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let began = Instant::now();
    for number in 3..=12 {
        test.store.commit(&one(number), Revision(number - 1), noon()).await.unwrap();
        until(&app, number, 10).await;
    }
    let took = began.elapsed();
    drop(halted);
    assert!(took < Duration::from_secs(4), "{took:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_that_crashes_and_starts_again_has_all_it_answered_for() {
    let cluster = Cluster::of_my_own();
    let test = TestStore::on(&cluster).await;
    let (first, second) = (instance(&test.url).await, instance(&test.url).await);
    for round in 0..2 {
        let mut written = round * 20;
        // The server goes in the midst of writing.
        let writing = async {
            loop {
                match first.commit(one(written + 1), Revision(written)).await {
                    Ok(revision) => written = revision.0,
                    Err(AppError::Store(StoreError::Unavailable(_))) => break,
                    Err(error) => panic!("{error:?}"),
                }
                if written == round * 20 + 10 {
                    cluster.crash();
                }
            }
        };
        writing.await;
        assert_eq!(written, round * 20 + 10);
        until_freshness(&first, is_stale, Duration::from_secs(6)).await;
        until_freshness(&second, is_stale, Duration::from_secs(6)).await;
        assert_eq!(poles(&first) as i64, written);
        cluster.start_again();
        for app in [&first, &second] {
            until_freshness(app, |freshness| freshness == Freshness::Fresh, Duration::from_secs(10)).await;
            until(app, written, 10).await;
        }
        for number in written + 1..=round * 20 + 20 {
            second.commit(one(number), Revision(number - 1)).await.unwrap();
            until(&first, number, 10).await;
        }
    }
    let store = Store::open(&test.url).await.unwrap();
    let loaded = store.load_all().await.unwrap();
    assert_eq!((loaded.revision, loaded.features.len()), (Revision(40), 40));
    assert_eq!((poles(&first), poles(&second)), (40, 40));
    assert_eq!(store.integrity_faults().await.unwrap(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_holds_the_turn_is_the_only_writer_until_it_is_given_back() {
    let test = TestStore::postgis().await;
    let turn = test.store.turn().await.unwrap();
    let held = cluster().sql(
        test.database(),
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    );
    assert_eq!(held, "1");
    // Another writer waits, and gets it when it is given back.
    let began = Instant::now();
    let change = one(1);
    let other = Store::open(&test.url).await.unwrap();
    let waiting = other.commit(&change, Revision(0), noon());
    let give_back = async {
        tokio::time::sleep(Duration::from_millis(600)).await;
        drop(turn);
    };
    let (committed, ()) = tokio::join!(waiting, give_back);
    committed.unwrap();
    assert!(began.elapsed() > Duration::from_millis(500), "the turn was no turn");
}

/// What restoring a backup, or failing over to a standby that had not everything, does to the tables.
fn put_back(test: &TestStore, to: i64) {
    let database = test.database();
    let tables = ["revisions", "structures"];
    let triggers =
        |what: &str| tables.map(|table| format!("ALTER TABLE ngamhoa.{table} {what} TRIGGER USER;")).concat();
    let delete = format!(
        "DELETE FROM ngamhoa.structures WHERE revision > {to}; DELETE FROM ngamhoa.changes WHERE revision > {to}; DELETE FROM ngamhoa.revisions WHERE revision > {to};"
    );
    cluster().sql(database, &format!("BEGIN; {} {delete} {} COMMIT", triggers("DISABLE"), triggers("ENABLE")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_database_put_back_to_an_earlier_time_is_never_mixed_with_what_was_read() {
    let test = TestStore::postgis().await;
    for number in 1..=3 {
        test.store.commit(&one(number), Revision(number - 1), noon()).await.unwrap();
    }
    let proxy = Proxy::to(cluster().socket()).await;
    let (near, far) = (instance(&test.url).await, instance(&proxy.url(test.database())).await);
    // The far one misses all of it: when it looks again there is a third revision as before, and it is another one.
    proxy.set(Wire::Cut);
    until_freshness(&far, is_stale, Duration::from_secs(6)).await;
    put_back(&test, 2);
    until_freshness(&near, is_stale, Duration::from_secs(3)).await;
    let other = put(vec![pole(30, "P30", 106.69, 20.85)]);
    let later = noon() + jiff::SignedDuration::from_secs(60);
    test.store.commit(&other, Revision(2), later).await.unwrap();
    proxy.set(Wire::Whole);
    tokio::time::sleep(Duration::from_secs(3)).await;
    for app in [&near, &far] {
        assert!(is_stale(app.freshness()));
        let atlas = app.atlas();
        let known: Vec<i64> = atlas.layer(Collection::Structures).iter().map(|placed| placed.id).collect();
        assert_eq!((atlas.revision, known), (Revision(3), vec![1, 2, 3]));
        refused(app, 4).await;
    }
    let anew = instance(&test.url).await;
    let known: Vec<i64> = anew.atlas().layer(Collection::Structures).iter().map(|placed| placed.id).collect();
    assert_eq!(known, [1, 2, 30]);
    anew.commit(one(31), Revision(3)).await.unwrap();
}

/// A process that hangs does nothing at all: a runtime of one thread, and that thread sleeps.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_hangs_with_the_turn_in_hand_loses_it_and_who_thinks_long_does_not() {
    let test = TestStore::postgis().await;
    let url = test.url.clone();
    let hangs = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let store = Store::open(&url).await.unwrap();
            let turn = store.turn().await.unwrap();
            std::thread::sleep(Duration::from_secs(26));
            store.commit_in_turn(&turn, &one(2), Revision(0), noon()).await
        })
    });
    tokio::time::sleep(Duration::from_secs(2)).await;
    let began = Instant::now();
    test.store.commit(&one(1), Revision(0), noon()).await.unwrap();
    let waited = began.elapsed();
    assert!((Duration::from_secs(10)..Duration::from_secs(24)).contains(&waited), "{waited:?}");
    assert!(matches!(hangs.join().unwrap(), Err(StoreError::Unavailable(_))), "the turn was another's by then");

    let turn = test.store.turn().await.unwrap();
    tokio::time::sleep(Duration::from_secs(26)).await;
    test.store.commit_in_turn(&turn, &one(2), Revision(1), noon()).await.unwrap();
    drop(turn);
    test.store.commit(&one(3), Revision(2), noon()).await.unwrap();
}
