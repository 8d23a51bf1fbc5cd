//! Backups: made while the city is in use, held against what they were made of, and put back.

use crate::cli::{done, run, told};
use crate::support::{Cluster, TestStore, cable, change, city, noon, on_both_stores, pole, put};
use ngamhoa::app::{App, AppError, Clock, backup, restore, verify};
use ngamhoa::model::feature::round_degree;
use ngamhoa::model::{Collection, Edit, Placement, Revision};
use ngamhoa::store::{Ledger, Past, Store, StoreError};
use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const CLOCK: Clock = Clock::Fixed(jiff::Timestamp::UNIX_EPOCH);
const STREET: [(f64, f64); 2] = [(106.68, 20.85), (106.69, 20.85)];

on_both_stores!(
    a_backup_made_while_others_write_is_one_moment_of_the_city,
    a_store_put_back_holds_what_was_backed_up,
    what_was_changed_behind_the_services_back_is_told,
);

/// A pole moves at every step, a cable comes and goes.
async fn write(store: &Store, step: i64) {
    // Rounded as the door does.
    let at = round_degree(106.68 + step as f64 * 1e-5);
    let mut edits = vec![Edit::Put(pole(1, "P1", at, 20.85))];
    edits.push(if step % 2 == 0 {
        Edit::Put(cable(step + 1, &format!("C{step}"), Placement::Aerial, "2015-01-01", None, &STREET))
    } else {
        Edit::Delete { collection: Collection::Cables, id: step }
    });
    store.commit(&change(edits), Revision(step), noon()).await.unwrap();
}

async fn a_backup_made_while_others_write_is_one_moment_of_the_city(test: TestStore) {
    for step in 0..40 {
        write(&test.store, step).await;
    }
    let stop = Arc::new(AtomicBool::new(false));
    let writer = tokio::spawn({
        let (url, stop) = (test.url.clone(), stop.clone());
        async move {
            let store = Store::open(&url).await.unwrap();
            let mut step = 40;
            while !stop.load(Ordering::Relaxed) {
                write(&store, step).await;
                step += 1;
            }
            store.close().await.unwrap();
            step
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let mut made = Vec::new();
    for nth in 0..3 {
        let file = folder.path().join(format!("{nth}.gpkg")).to_str().unwrap().to_owned();
        made.push((backup(&test.url, &file, CLOCK).await.unwrap(), file));
    }
    stop.store(true, Ordering::Relaxed);
    let last = writer.await.unwrap();
    assert!(made[0].0.revision < made[2].0.revision && made[2].0.revision <= Revision(last), "{made:?}");
    for (ledger, file) in made {
        assert_eq!(ledger.faults, Vec::<String>::new());
        let kept = Store::open(&file).await.unwrap();
        let loaded = kept.load_all().await.unwrap();
        assert_eq!((loaded.revision, loaded.features.len() as u64), (ledger.revision, ledger.features.iter().sum()));
        // As the city's own history tells that moment: found there by another way.
        for stored in loaded.features {
            let (collection, id) = (stored.feature.item.collection(), stored.feature.id);
            let past = test.store.feature_at(collection, id, ledger.revision).await.unwrap();
            assert_eq!(past, Past::There(Box::new(stored)));
        }
        let (log, own) = (kept.log(i64::MAX).await.unwrap(), test.store.log(i64::MAX).await.unwrap());
        assert!(log.iter().eq(own.iter().filter(|entry| entry.revision <= ledger.revision)));
        kept.close().await.unwrap();
    }
}

async fn a_store_put_back_holds_what_was_backed_up(test: TestStore) {
    for step in 0..30 {
        write(&test.store, step).await;
    }
    let before = verify(&test.url).await.unwrap();
    assert_eq!((before.revision, before.features), (Revision(30), [0, 0, 1, 0]));
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let file = path("backup.gpkg");
    assert_eq!(backup(&test.url, &file, CLOCK).await.unwrap(), before);
    // A backup is never written over anything.
    let again = backup(&test.url, &file, CLOCK).await;
    assert!(matches!(again, Err(AppError::Store(StoreError::Exists { .. }))), "{again:?}");
    // The bad day: everything is deleted.
    test.store
        .commit(&change(vec![Edit::Delete { collection: Collection::Structures, id: 1 }]), Revision(30), noon())
        .await
        .unwrap();
    assert_ne!(verify(&test.url).await.unwrap(), before);
    assert!(restore(&file, &test.url, CLOCK).await.is_err(), "a store that is there is not touched");
    for place in [path("again.gpkg"), TestStore::unmade_postgis()] {
        assert_eq!(restore(&file, &place, CLOCK).await.unwrap(), before);
        // Its next revisions are others than those of the lost store, and their tags too.
        let again = Store::open(&place).await.unwrap();
        assert_ne!(again.settings().await.unwrap().born, test.store.settings().await.unwrap().born);
        again.close().await.unwrap();
        // Life goes on where the backup ended: no id comes twice.
        let app = App::open(&place, Clock::Fixed(noon())).await.unwrap();
        assert_eq!(app.store.next_ids().await.unwrap(), test.store.next_ids().await.unwrap());
        app.commit(put(vec![pole(2, "P2", 106.69, 20.85)]), Revision(30)).await.unwrap();
        app.store.close().await.unwrap();
    }
    // The same from the command line.
    let said = done(folder.path(), &["verify", "--store", &file, "--same-as", &file]);
    assert!(said.contains("both hold the same"), "{said}");
    let other = run(folder.path(), &["verify", "--store", &path("again.gpkg"), "--same-as", &file]);
    assert_eq!(other.status.code(), Some(1), "{}", told(&other));
}

async fn what_was_changed_behind_the_services_back_is_told(test: TestStore) {
    write(&test.store, 0).await;
    let sound = verify(&test.url).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.gpkg");
    backup(&test.url, file.to_str().unwrap(), CLOCK).await.unwrap();
    let options = SqliteConnectOptions::new().filename(&file);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query("UPDATE structures SET height_m = 7 WHERE id = 1").execute(&mut connection).await.unwrap();
    let touched: Ledger = verify(file.to_str().unwrap()).await.unwrap();
    assert!(touched.digest != sound.digest && touched.faults.is_empty());
    sqlx::query("UPDATE structures SET revision = 9 WHERE id = 1").execute(&mut connection).await.unwrap();
    let refused = restore(file.to_str().unwrap(), &TestStore::unmade_postgis(), CLOCK).await;
    let Err(AppError::Unsound { faults }) = refused else { panic!("{refused:?}") };
    assert_eq!(faults, ["structures 1 is of revision 9, which was not made"]);
}

/// On a read-only medium, or as somebody else's file. These tests may run as root, whom no rights bind, so what is looked at is
/// that nothing is made and nothing touched.
#[tokio::test]
async fn a_backup_is_one_file_that_reading_leaves_as_it_is() {
    let test = TestStore::geopackage().await;
    for step in 0..5 {
        write(&test.store, step).await;
    }
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = folder.path().join("backup.gpkg");
    let (url, place) = (file.to_str().unwrap(), elsewhere.path().join("city.gpkg"));
    let made = backup(&test.url, url, CLOCK).await.unwrap();
    let names = || -> Vec<_> {
        std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    };
    assert_eq!(names(), ["backup.gpkg"]);
    // As the file format says it (1 is a rollback journal, 2 a log): any program can read it where nobody can write.
    let bytes = std::fs::read(&file).unwrap();
    assert_eq!(bytes[18..20], [1, 1]);
    let (file_mode, folder_mode) = (Permissions::from_mode(0o444), Permissions::from_mode(0o555));
    std::fs::set_permissions(&file, file_mode).unwrap();
    std::fs::set_permissions(folder.path(), folder_mode).unwrap();

    let reading = Store::open_to_read(url).await.unwrap();
    assert_eq!((reading.ledger().await.unwrap(), names()), (made.clone(), vec!["backup.gpkg".to_owned()]));
    let refused = reading.commit(&change(vec![Edit::Put(pole(2, "P2", 106.68, 20.85))]), Revision(5), noon()).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    reading.close().await.unwrap();
    assert_eq!(verify(url).await.unwrap(), made);
    assert_eq!(restore(url, place.to_str().unwrap(), CLOCK).await.unwrap(), made);
    done(elsewhere.path(), &["verify", "--store", url, "--same-as", place.to_str().unwrap()]);
    assert_eq!(names(), ["backup.gpkg"]);
    assert_eq!(std::fs::read(&file).unwrap(), bytes);

    // What lies beside a backup was not in it when it was made: it is read by nobody, and not passed over.
    std::fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    let log = format!("{url}-wal");
    std::fs::write(&log, b"what somebody wrote").unwrap();
    let other = elsewhere.path().join("other.gpkg");
    let refused = restore(url, other.to_str().unwrap(), CLOCK).await;
    let Err(AppError::Store(StoreError::Unfinished { side, .. })) = refused else { panic!("{refused:?}") };
    assert_eq!((side, std::fs::read(&log).unwrap()), (log, b"what somebody wrote".to_vec()));
    assert!(!other.exists());
}

#[tokio::test]
async fn a_backup_that_changes_while_it_is_read_is_not_believed() {
    let test = TestStore::geopackage().await;
    write(&test.store, 0).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.gpkg").to_str().unwrap().to_owned();
    backup(&test.url, &file, CLOCK).await.unwrap();
    let reading = Store::open_backup(&file).await.unwrap();
    let mut connection = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(&file)).await.unwrap();
    sqlx::query("UPDATE structures SET height_m = 7").execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let told = reading.close().await.unwrap_err().to_string();
    assert!(told.contains("was written while it was read"), "{told}");
}

/// The drill of `docs/POSTGIS.md`: base backup, archived log, a bad delete, and back to the moment before it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_is_put_back_to_the_moment_before_a_bad_delete() {
    let cluster = Cluster::of_my_own();
    cluster.archive();
    let database = cluster.database();
    let store = Store::create(&cluster.url(&database), &city(), None, noon()).await.unwrap();
    for step in 0..20 {
        write(&store, step).await;
    }
    let base = cluster.base_backup();
    for step in 20..40 {
        write(&store, step).await;
    }
    let before = store.ledger().await.unwrap();
    let moment = cluster.sql(&database, "SELECT clock_timestamp()");
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    cluster.sql(&database, "DELETE FROM ngamhoa.structures");
    write(&store, 41).await;
    cluster.archive_the_rest();
    store.close().await.unwrap();

    let again = cluster.put_back(&base, &moment);
    let after = verify(&again.url(&database)).await.unwrap();
    assert_eq!(after, before);
    assert_eq!(after.revision, Revision(40));
}
