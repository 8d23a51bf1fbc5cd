//! What a store promises, whichever it is; and what the PostGIS store promises beside.

mod against_sql;
mod backup;
mod copying;
mod following;
mod full_disk;
mod leftovers;
mod making;
mod moved;
mod outage;
mod past;
mod program;
mod same_answers;
mod sql_edits;
mod sql_forgery;
mod sql_rules;

use crate::support::{TestStore, cable, change, conduit, day, noon, on_both_stores, pole, put, square, zone};
use ngamhoa::model::change::{Edit, PrefixBinding};
use ngamhoa::model::zone::ZoneKind;
use ngamhoa::model::{Collection, Item, Placement, Revision};
use ngamhoa::store::{Store, StoreError};

use same_answers::{a_change_that_no_door_has_looked_at_is_refused_whatever_is_wrong, what_is_hard_to_keep_is_kept};

on_both_stores!(
    a_change_that_no_door_has_looked_at_is_refused_whatever_is_wrong,
    what_is_hard_to_keep_is_kept,
    a_change_made_on_an_old_revision_is_refused_and_leaves_nothing,
    a_change_that_breaks_a_constraint_leaves_nothing_of_itself,
    a_prefix_is_bound_to_its_file,
    a_store_is_never_made_over_another,
    an_id_is_never_given_twice_even_after_its_row_is_gone,
    another_connection_sees_a_commit_by_its_data_version,
    changes_after_a_revision_are_told_as_the_rows_are_now,
    the_log_keeps_features_as_they_were_before,
    two_stores_on_one_place_take_turns_and_lose_nothing,
    what_is_committed_is_read_back_the_same_after_a_restart,
);

const STREET: [(f64, f64); 3] = [(106.68, 20.85), (106.681, 20.851), (106.682, 20.851)];

async fn what_is_committed_is_read_back_the_same_after_a_restart(test: TestStore) {
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

async fn a_change_made_on_an_old_revision_is_refused_and_leaves_nothing(test: TestStore) {
    let one = put(vec![cable(1, "C1", Placement::Aerial, "2015-03-01", None, &STREET)]);
    test.store.commit(&one, Revision(0), noon()).await.unwrap();
    let two = put(vec![cable(2, "C2", Placement::Aerial, "2015-03-01", None, &STREET)]);
    match test.store.commit(&two, Revision(0), noon()).await {
        Err(StoreError::Stale { expected: Revision(0), actual: Revision(1) }) => {}
        other => panic!("{other:?}"),
    }
    assert_eq!(test.store.load_all().await.unwrap().features.len(), 1);
}

async fn a_change_that_breaks_a_constraint_leaves_nothing_of_itself(test: TestStore) {
    let twice = put(vec![
        cable(1, "C1", Placement::Aerial, "2015-03-01", None, &STREET),
        cable(2, "C1", Placement::Duct, "2015-03-01", None, &STREET),
    ]);
    assert!(matches!(test.store.commit(&twice, Revision(0), noon()).await, Err(StoreError::Constraint(_))));
    let loaded = test.store.load_all().await.unwrap();
    assert_eq!((loaded.revision, loaded.features.len()), (Revision(0), 0));
}

async fn an_id_is_never_given_twice_even_after_its_row_is_gone(test: TestStore) {
    let one = put(vec![cable(7, "C7", Placement::Aerial, "2015-03-01", None, &STREET)]);
    test.store.commit(&one, Revision(0), noon()).await.unwrap();
    let gone = change(vec![Edit::Delete { collection: Collection::Cables, id: 7 }]);
    test.store.commit(&gone, Revision(1), noon()).await.unwrap();
    let mut next = test.store.next_ids().await.unwrap();
    assert_eq!(next.take(Collection::Cables), 8);
    assert_eq!(next.take(Collection::Cables), 9);
    assert_eq!(next.take(Collection::Zones), 1);
}

async fn the_log_keeps_features_as_they_were_before(test: TestStore) {
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

async fn changes_after_a_revision_are_told_as_the_rows_are_now(test: TestStore) {
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

async fn another_connection_sees_a_commit_by_its_data_version(test: TestStore) {
    let other = Store::open(&test.url).await.unwrap();
    let before = other.data_version().await.unwrap();
    let one = put(vec![pole(1, "P1", 106.68, 20.85)]);
    test.store.commit(&one, Revision(0), noon()).await.unwrap();
    assert_ne!(other.data_version().await.unwrap(), before);
    assert_eq!(other.revision().await.unwrap(), Revision(1));
}

async fn two_stores_on_one_place_take_turns_and_lose_nothing(test: TestStore) {
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

async fn a_prefix_is_bound_to_its_file(test: TestStore) {
    let mut one = put(vec![pole(1, "P1", 106.68, 20.85)]);
    one.prefixes.push(PrefixBinding { collection: Collection::Structures, prefix: "P".into(), file: "a.csv".into() });
    test.store.commit(&one, Revision(0), noon()).await.unwrap();
    assert_eq!(test.store.prefix_owner(Collection::Structures, "P").await.unwrap().as_deref(), Some("a.csv"));
    assert_eq!(test.store.prefix_owner(Collection::Cables, "P").await.unwrap(), None);
}

async fn a_store_is_never_made_over_another(test: TestStore) {
    let one = put(vec![pole(1, "P1", 106.68, 20.85)]);
    test.store.commit(&one, Revision(0), noon()).await.unwrap();
    assert!(Store::exists(&test.url).await.unwrap());
    let again = Store::create(&test.url, &crate::support::city(), None, noon()).await;
    assert!(matches!(again, Err(StoreError::Exists { .. })), "{again:?}");
    assert_eq!(test.store.load_all().await.unwrap().features.len(), 1);
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
}
