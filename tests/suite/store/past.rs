//! The past of features, receipts, and stores of an earlier making.

use crate::support::{TestStore, cable, change, city, day, line, noon, on_both_stores, pole, put};
use ngamhoa::app::verify;
use ngamhoa::model::{Act, Change, Collection, Edit, Feature, Item, Placement, Receipt, Revision};
use ngamhoa::store::{Past, Store, Stored};
use sqlx::Connection;

on_both_stores!(
    a_feature_is_told_as_it_was_at_each_revision,
    a_receipt_is_kept_with_its_change_and_swept_when_it_is_old,
    versions_join_what_was_before_and_after,
    what_changed_since_is_told_as_it_was,
);

const STREET: [(f64, f64); 2] = [(106.68, 20.84), (106.69, 20.84)];

const WEEK: i64 = 7 * 24 * 3600;

fn receipt(key: &str) -> Receipt {
    Receipt { key: key.into(), request: "digest".into(), answer: b"answer \xff".to_vec() }
}

fn hanging(valid_to: Option<&str>) -> Feature {
    let mut feature = cable(1, "C1", Placement::Aerial, "2015-03-01", None, &STREET);
    if let Item::Cable(cable) = &mut feature.item {
        cable.valid_to = valid_to.map(day);
    }
    feature
}

/// Revision 1 creates it, 2 ends it, 3 is another's, 4 moves it, 5 deletes it, 6 puts it back.
async fn with_a_past(test: &TestStore) -> Feature {
    let moved = Feature { geometry: line(&[(106.68, 20.85), (106.69, 20.85)]), ..hanging(Some("2019-06-15")) };
    let changes = [
        put(vec![hanging(None)]),
        put(vec![hanging(Some("2019-06-15"))]),
        put(vec![pole(1, "P1", 106.68, 20.85)]),
        put(vec![moved.clone()]),
        change(vec![Edit::Delete { collection: Collection::Cables, id: 1 }]),
        Change::new(
            Act::Restore { collection: "cables".into(), id: 1, to: Revision(1) },
            "an",
            vec![Edit::Put(hanging(None))],
        ),
    ];
    for (made_on, one) in changes.iter().enumerate() {
        test.store.commit(one, Revision(made_on as i64), noon()).await.unwrap();
    }
    moved
}

async fn a_feature_is_told_as_it_was_at_each_revision(test: TestStore) {
    let moved = with_a_past(&test).await;
    let ended = hanging(Some("2019-06-15"));
    let there = |feature: &Feature, revision| {
        Past::There(Box::new(Stored { feature: feature.clone(), revision: Revision(revision) }))
    };
    for (at, expected) in [
        (-1, Past::NoRevision),
        (0, Past::NotThere),
        (1, there(&hanging(None), 1)),
        (2, there(&ended, 2)),
        (3, there(&ended, 2)),
        (4, there(&moved, 4)),
        (5, Past::NotThere),
        (6, there(&hanging(None), 6)),
        (7, Past::NoRevision),
    ] {
        assert_eq!(test.store.feature_at(Collection::Cables, 1, Revision(at)).await.unwrap(), expected, "{at}");
    }
    assert_eq!(test.store.feature_at(Collection::Cables, 9, Revision(3)).await.unwrap(), Past::NotThere);
}

async fn versions_join_what_was_before_and_after(test: TestStore) {
    let moved = with_a_past(&test).await;
    let all = test.store.versions(Collection::Cables, 1, None, 100).await.unwrap();
    let told: Vec<_> =
        all.iter().map(|version| (version.entry.revision.0, version.before.clone(), version.after.clone())).collect();
    let (first, ended) = (hanging(None), hanging(Some("2019-06-15")));
    assert_eq!(
        told,
        [
            (6, None, Some(first.clone())),
            (5, Some(moved.clone()), None),
            (4, Some(ended.clone()), Some(moved)),
            (2, Some(first.clone()), Some(ended)),
            (1, None, Some(first)),
        ]
    );
    assert_eq!(
        (all[0].entry.actor.as_str(), &all[0].entry.act),
        ("an", &Act::Restore { collection: "cables".into(), id: 1, to: Revision(1) })
    );
    for below in [None, Some(Revision(6)), Some(Revision(5)), Some(Revision(4)), Some(Revision(3)), Some(Revision(2))] {
        let page = test.store.versions(Collection::Cables, 1, below, 2).await.unwrap();
        let expected: Vec<_> = all
            .iter()
            .filter(|version| below.is_none_or(|below| version.entry.revision < below))
            .take(2)
            .cloned()
            .collect();
        assert_eq!(page, expected, "{below:?}");
    }
    assert_eq!(test.store.versions(Collection::Zones, 1, None, 9).await.unwrap(), []);
}

async fn what_changed_since_is_told_as_it_was(test: TestStore) {
    let moved = with_a_past(&test).await;
    let ended = Some(Stored { feature: hanging(Some("2019-06-15")), revision: Revision(2) });
    for (at, expected) in [
        (0, vec![(1, None)]),
        (1, vec![(1, Some(Stored { feature: hanging(None), revision: Revision(1) }))]),
        (2, vec![(1, ended.clone())]),
        (3, vec![(1, ended)]),
        (4, vec![(1, Some(Stored { feature: moved, revision: Revision(4) }))]),
        (5, vec![(1, None)]),
        (6, vec![]),
    ] {
        let past = test.store.changed_since(Collection::Cables, Revision(at), 1).await.unwrap();
        assert_eq!(past, Some(expected), "{at}");
    }
    assert_eq!(test.store.changed_since(Collection::Cables, Revision(1), 0).await.unwrap(), None);
}

async fn a_receipt_is_kept_with_its_change_and_swept_when_it_is_old(test: TestStore) {
    let kept =
        |key: &str, id| Change { receipt: Some(receipt(key)), ..put(vec![pole(id, &format!("P{id}"), 106.68, 20.85)]) };
    let after = |seconds: i64| noon().checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap();
    test.store.commit(&kept("k1", 1), Revision(0), noon()).await.unwrap();
    assert_eq!(test.store.receipt("k1", after(WEEK - 1)).await.unwrap(), Some(receipt("k1")));
    assert_eq!(test.store.receipt("k1", after(WEEK)).await.unwrap(), None);
    assert_eq!(test.store.receipt("k2", noon()).await.unwrap(), None);
    // A change that is refused keeps nothing.
    assert!(test.store.commit(&kept("k2", 2), Revision(0), noon()).await.is_err());
    let clash = Change { receipt: Some(receipt("k3")), ..put(vec![pole(2, "P1", 106.68, 20.85)]) };
    assert!(test.store.commit(&clash, Revision(1), noon()).await.is_err());
    for key in ["k2", "k3"] {
        assert_eq!(test.store.receipt(key, noon()).await.unwrap(), None, "{key}");
    }
    // A key comes once; the week over, it is free.
    assert!(test.store.commit(&kept("k1", 2), Revision(1), after(WEEK - 1)).await.is_err());
    test.store.commit(&kept("k1", 2), Revision(1), after(WEEK)).await.unwrap();
    assert_eq!(test.store.receipt("k1", after(2 * WEEK - 1)).await.unwrap(), Some(receipt("k1")));
    let plain = put(vec![pole(3, "P3", 106.68, 20.85)]);
    test.store.commit(&plain, Revision(2), after(2 * WEEK)).await.unwrap();
    // Swept by a change without a key too: asked with an earlier time, nothing is there.
    assert_eq!(test.store.receipt("k1", noon()).await.unwrap(), None);
}

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("migrations/geopackage");

#[tokio::test]
async fn a_store_of_the_first_making_is_brought_up_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.gpkg");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path).create_if_missing(true);
    let mut connection = sqlx::sqlite::SqliteConnection::connect_with(&options).await.unwrap();
    let first = sqlx::migrate::Migrator::with_migrations(
        MIGRATIONS.iter().filter(|migration| migration.version == 1).cloned().collect(),
    );
    first.run_direct(None, &mut connection, false).await.unwrap();
    let settings = serde_json::to_string(&city()).unwrap();
    for statement in [
        "INSERT INTO city (key, value) VALUES ('born', '2026-06-01T00:00:00Z')",
        "INSERT INTO revisions VALUES (1, '2026-06-01T00:00:00.000Z', 'old', '{\"act\":\"import\",\"file\":\"a.csv\",\"collection\":\"cables\",\"created\":1,\"updated\":0}')",
    ] {
        sqlx::query(statement).execute(&mut connection).await.unwrap();
    }
    sqlx::query("INSERT INTO city (key, value) VALUES ('city', ?)")
        .bind(settings)
        .execute(&mut connection)
        .await
        .unwrap();
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_master WHERE name = 'idempotency'")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(tables, 0, "the fixture is a store of the first making");
    connection.close().await.unwrap();

    // As a backup it is read as it lies, in a copy that is brought up.
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!(verify(path.to_str().unwrap()).await.unwrap().revision, Revision(1));
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);

    let store = Store::open(path.to_str().unwrap()).await.unwrap();
    let log = store.log(9).await.unwrap();
    let act = Act::Import { file: "a.csv".into(), collection: "cables".into(), created: 1, updated: 0, retired: 0 };
    assert_eq!((log.len(), &log[0].act), (1, &act));
    let kept = Change { receipt: Some(receipt("k1")), ..put(vec![pole(1, "P1", 106.68, 20.85)]) };
    store.commit(&kept, Revision(1), noon()).await.unwrap();
    assert_eq!(store.receipt("k1", noon()).await.unwrap(), Some(receipt("k1")));
    store.close().await.unwrap();
    // Opened again, there is nothing left to bring up.
    let again = Store::open(path.to_str().unwrap()).await.unwrap();
    assert_eq!(again.revision().await.unwrap(), Revision(2));
    assert_eq!(again.integrity_faults().await.unwrap(), Vec::<String>::new());
}
