//! Making a store, finding none, and finding one unsound.

use super::sql_edits::CABLE;
use crate::support::{TestStore, cluster, noon, pole, put};
use ngamhoa::model::Revision;
use ngamhoa::store::{Store, StoreError};

#[tokio::test]
async fn of_those_who_make_one_store_at_the_same_time_one_makes_it() {
    let url = cluster().url("city_of_many_makers");
    let make = || {
        let url = url.clone();
        tokio::spawn(async move { Store::create(&url, &crate::support::city(), None, noon()).await })
    };
    let mut made = 0;
    for maker in [make(), make(), make(), make()] {
        match maker.await.unwrap() {
            Ok(_) => made += 1,
            Err(StoreError::Exists { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(made, 1);
    assert_eq!(Store::open(&url).await.unwrap().revision().await.unwrap(), Revision(0));
}

#[tokio::test]
async fn a_database_that_is_no_store_is_said_to_be_none_and_is_left_alone() {
    let database = cluster().database();
    let url = cluster().url(&database);
    assert!(!Store::exists(&url).await.unwrap());
    assert!(matches!(Store::open(&url).await, Err(StoreError::Missing { .. })));
    assert_eq!(cluster().sql(&database, "SELECT to_regnamespace('ngamhoa') IS NULL"), "t");
    // A database that is not there is made by `init`, and by nothing else.
    let url = cluster().url("city_of_dreams");
    assert!(!Store::exists(&url).await.unwrap());
    assert!(matches!(Store::open(&url).await, Err(StoreError::Missing { .. })));
    Store::create(&url, &crate::support::city(), Some("{}"), noon()).await.unwrap();
    let settings = Store::open(&url).await.unwrap().settings().await.unwrap();
    assert_eq!((settings.city, settings.base.as_deref()), (crate::support::city(), Some("{}")));
}

#[tokio::test]
async fn a_trigger_that_was_switched_off_is_found() {
    let test = TestStore::postgis().await;
    cluster().sql(test.database(), &format!("ALTER TABLE ngamhoa.cables DISABLE TRIGGER log_insert; {CABLE}"));
    let faults = test.store.integrity_faults().await.unwrap();
    assert!(
        faults[0].contains("log_insert on ngamhoa.cables") || faults[0].contains("log_insert on cables"),
        "{faults:?}"
    );
    assert!(faults.iter().any(|fault| fault.contains("do not agree: cables 1")), "{faults:?}");
}

/// As on a standby, or while a server is being moved.
#[tokio::test]
async fn an_instance_starts_and_reads_where_nothing_may_be_written() {
    let test = TestStore::postgis().await;
    let one = put(vec![pole(1, "P1", 106.69, 20.85)]);
    test.store.commit(&one, Revision(0), noon()).await.unwrap();
    let read_only =
        |what: &str| format!("ALTER DATABASE {} SET default_transaction_read_only = {what}", test.database());
    cluster().sql("postgres", &read_only("on"));
    let store = Store::open(&test.url).await.unwrap();
    assert_eq!(store.load_all().await.unwrap().features.len(), 1);
    let two = put(vec![pole(2, "P2", 106.69, 20.85)]);
    let refused = store.commit(&two, Revision(1), noon()).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    cluster().sql("postgres", &read_only("off"));
    let store = Store::open(&test.url).await.unwrap();
    store.commit(&two, Revision(1), noon()).await.unwrap();
}
