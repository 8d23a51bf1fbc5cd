//! What a store promises.

mod past;

use crate::support::{TestStore, cable, change, conduit, day, noon, pole, put, square, zone};
use ngamhoa::model::change::{Edit, PrefixBinding};
use ngamhoa::model::zone::ZoneKind;
use ngamhoa::model::{Collection, Item, Placement, Revision};
use ngamhoa::store::{Store, StoreError};

const STREET: [(f64, f64); 3] = [(106.68, 20.85), (106.681, 20.851), (106.682, 20.851)];

#[tokio::test]
async fn what_is_committed_is_read_back_the_same_after_a_restart() {
    let test = TestStore::new().await;
    let features = vec![
        cable(1, "C1", Placement::Aerial, "2015-03-01", Some("2019-06-15"), &STREET),
        conduit(1, "D1", &STREET),
        pole(1, "P1", 106.68, 20.85),
        zone(1, "Z1", ZoneKind::Street, square(106.67, 20.84, 0.02)),
    ];
    let revision = test.store.commit(&put(features.clone()), Revision(0), noon()).await.unwrap();
    assert_eq!(revision, Revision(1));
    test.store.close().await.unwrap();

    let again = Store::open(&test.url).await.unwrap();
    let loaded = again.load_all().await.unwrap();
    assert_eq!(loaded.revision, Revision(1));
    let read: Vec<_> = loaded.features.into_iter().map(|stored| stored.feature).collect();
    assert_eq!(read, features);
}

#[tokio::test]
async fn a_change_made_on_an_old_revision_is_refused_and_leaves_nothing() {
    let test = TestStore::new().await;
    let one = put(vec![cable(1, "C1", Placement::Aerial, "2015-03-01", None, &STREET)]);
    test.store.commit(&one, Revision(0), noon()).await.unwrap();
    let two = put(vec![cable(2, "C2", Placement::Aerial, "2015-03-01", None, &STREET)]);
    match test.store.commit(&two, Revision(0), noon()).await {
        Err(StoreError::Stale { expected: Revision(0), actual: Revision(1) }) => {}
        other => panic!("{other:?}"),
    }
    assert_eq!(test.store.load_all().await.unwrap().features.len(), 1);
}

#[tokio::test]
async fn a_change_that_breaks_a_constraint_leaves_nothing_of_itself() {
    let test = TestStore::new().await;
    let twice = put(vec![
        cable(1, "C1", Placement::Aerial, "2015-03-01", None, &STREET),
        cable(2, "C1", Placement::Duct, "2015-03-01", None, &STREET),
    ]);
    assert!(matches!(test.store.commit(&twice, Revision(0), noon()).await, Err(StoreError::Constraint(_))));
    let loaded = test.store.load_all().await.unwrap();
    assert_eq!((loaded.revision, loaded.features.len()), (Revision(0), 0));
}

#[tokio::test]
async fn an_id_is_never_given_twice_even_after_its_row_is_gone() {
    let test = TestStore::new().await;
    let one = put(vec![cable(7, "C7", Placement::Aerial, "2015-03-01", None, &STREET)]);
    test.store.commit(&one, Revision(0), noon()).await.unwrap();
    let gone = change(vec![Edit::Delete { collection: Collection::Cables, id: 7 }]);
    test.store.commit(&gone, Revision(1), noon()).await.unwrap();
    let mut next = test.store.next_ids().await.unwrap();
    assert_eq!(next.take(Collection::Cables), 8);
    assert_eq!(next.take(Collection::Cables), 9);
    assert_eq!(next.take(Collection::Zones), 1);
}

#[tokio::test]
async fn the_log_keeps_features_as_they_were_before() {
    let test = TestStore::new().await;
    let first = cable(1, "C1", Placement::Aerial, "2015-03-01", None, &STREET);
    test.store.commit(&put(vec![first.clone()]), Revision(0), noon()).await.unwrap();
    let mut second = first.clone();
    if let Item::Cable(cable) = &mut second.item {
        cable.valid_to = Some(day("2019-06-15"));
    }
    test.store.commit(&put(vec![second]), Revision(1), noon()).await.unwrap();

    let (_, created) = test.store.touched_by(Revision(1)).await.unwrap().unwrap();
    assert_eq!((created[0].before.clone(), created[0].last_revision), (None, Revision(2)));
    let (entry, updated) = test.store.touched_by(Revision(2)).await.unwrap().unwrap();
    assert_eq!(entry.actor, "test");
    assert_eq!(updated[0].before.as_ref(), Some(&first));
    assert!(test.store.touched_by(Revision(3)).await.unwrap().is_none());
}

#[tokio::test]
async fn changes_after_a_revision_are_told_as_the_rows_are_now() {
    let test = TestStore::new().await;
    let one = put(vec![
        cable(1, "C1", Placement::Aerial, "2015-03-01", None, &STREET),
        cable(2, "C2", Placement::Aerial, "2015-03-01", None, &STREET),
    ]);
    test.store.commit(&one, Revision(0), noon()).await.unwrap();
    let two = change(vec![
        Edit::Delete { collection: Collection::Cables, id: 1 },
        Edit::Put(cable(2, "C2", Placement::Duct, "2015-03-01", None, &STREET)),
        Edit::Put(pole(1, "P1", 106.68, 20.85)),
    ]);
    test.store.commit(&two, Revision(1), noon()).await.unwrap();
    let delta = test.store.changes_after(Revision(1)).await.unwrap();
    assert_eq!(delta.revision, Revision(2));
    let told: Vec<_> =
        delta.changed.iter().map(|(collection, id, stored)| (*collection, *id, stored.is_some())).collect();
    assert_eq!(
        told,
        [(Collection::Cables, 2, true), (Collection::Cables, 1, false), (Collection::Structures, 1, true)]
    );
    assert!(test.store.changes_after(Revision(2)).await.unwrap().changed.is_empty());
}

#[tokio::test]
async fn another_connection_sees_a_commit_by_its_data_version() {
    let test = TestStore::new().await;
    let other = Store::open(&test.url).await.unwrap();
    let before = other.data_version().await.unwrap();
    let one = put(vec![pole(1, "P1", 106.68, 20.85)]);
    test.store.commit(&one, Revision(0), noon()).await.unwrap();
    assert_ne!(other.data_version().await.unwrap(), before);
    assert_eq!(other.revision().await.unwrap(), Revision(1));
}

#[tokio::test]
async fn two_stores_on_one_file_take_turns_and_lose_nothing() {
    let test = TestStore::new().await;
    let url = test.url.clone();
    let writers = (0..4_i64).map(|writer| {
        let url = url.clone();
        tokio::spawn(async move {
            let store = Store::open(&url).await.unwrap();
            for round in 0..10_i64 {
                let id = writer * 100 + round + 1;
                let one = put(vec![pole(id, &format!("P{id}"), 106.68, 20.85)]);
                loop {
                    let at = store.revision().await.unwrap();
                    match store.commit(&one, at, noon()).await {
                        Ok(_) => break,
                        Err(StoreError::Stale { .. }) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            }
            store.close().await.unwrap();
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let loaded = test.store.load_all().await.unwrap();
    assert_eq!((loaded.revision, loaded.features.len()), (Revision(40), 40));
    assert_eq!(test.store.integrity_faults().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_prefix_is_bound_to_its_file() {
    let test = TestStore::new().await;
    let mut one = put(vec![pole(1, "P1", 106.68, 20.85)]);
    one.prefixes.push(PrefixBinding { collection: Collection::Structures, prefix: "P".into(), file: "a.csv".into() });
    test.store.commit(&one, Revision(0), noon()).await.unwrap();
    assert_eq!(test.store.prefix_owner(Collection::Structures, "P").await.unwrap().as_deref(), Some("a.csv"));
    assert_eq!(test.store.prefix_owner(Collection::Cables, "P").await.unwrap(), None);
}

#[tokio::test]
async fn a_file_that_is_no_store_is_refused_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.gpkg");
    std::fs::write(&path, b"not a database at all").unwrap();
    let url = path.to_str().unwrap();
    assert!(matches!(Store::open(url).await, Err(StoreError::NotOurs { .. } | StoreError::Unavailable(_))));
    let missing = folder.path().join("y.gpkg");
    assert!(matches!(Store::open(missing.to_str().unwrap()).await, Err(StoreError::Missing { .. })));
    assert!(matches!(Store::open("somewhere.db").await, Err(StoreError::Url { .. })));
    let existing = TestStore::new().await;
    assert!(matches!(
        Store::create(&existing.url, &crate::support::city(), None, crate::support::noon()).await,
        Err(StoreError::Exists { .. })
    ));
    assert!(existing.path().exists());
}
