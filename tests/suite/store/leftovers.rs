//! A store is never made beside what another one left: SQLite would take it for the new store's own.

use crate::cli::{run, told};
use crate::support::{TestStore, city, noon, pole, put};
use ngamhoa::app::{Clock, backup, copy, restore, verify};
use ngamhoa::model::Revision;
use ngamhoa::store::{Store, StoreError};

const CLOCK: Clock = Clock::Fixed(jiff::Timestamp::UNIX_EPOCH);

#[tokio::test]
async fn a_store_is_never_made_beside_side_files_of_another() {
    let test = TestStore::geopackage().await;
    test.store.commit(&put(vec![pole(1, "P1", 106.68, 20.85)]), Revision(0), noon()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (saved, old, place) = (path("saved.gpkg"), path("old.gpkg"), path("t.gpkg"));
    backup(&test.url, &saved, CLOCK).await.unwrap();
    // Acknowledged after the backup; it stands in the log only, as after `kill -9`.
    test.store.commit(&put(vec![pole(2, "P2", 106.68, 20.85)]), Revision(1), noon()).await.unwrap();
    // The store was moved away, its log was not.
    std::fs::copy(&test.url, &old).unwrap();
    std::fs::copy(format!("{}-wal", test.url), format!("{place}-wal")).unwrap();
    let log = std::fs::read(format!("{place}-wal")).unwrap();
    assert!(!log.is_empty());

    let told_at = |said: String| {
        assert!(said.contains(&format!("{place}-wal was left")) && said.contains("move the file to it"), "{said}");
    };
    told_at(restore(&saved, &place, CLOCK).await.unwrap_err().to_string());
    told_at(copy(&test.url, &place, CLOCK).await.unwrap_err().to_string());
    told_at(backup(&test.url, &place, CLOCK).await.unwrap_err().to_string());
    told_at(Store::create(&place, &city(), None, noon()).await.unwrap_err().to_string());
    for arguments in [&["init", "--store", &place][..], &["restore", &saved, "--store", &place]] {
        let output = run(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2));
        told_at(told(&output));
    }
    // Nothing of it was touched, and with its log the old store has all that it was acknowledged.
    assert!(!std::path::Path::new(&place).exists());
    assert_eq!(std::fs::read(format!("{place}-wal")).unwrap(), log);
    std::fs::rename(format!("{place}-wal"), format!("{old}-wal")).unwrap();
    assert_eq!(verify(&old).await.unwrap().revision, Revision(2));
    assert_eq!(restore(&saved, &place, CLOCK).await.unwrap().revision, Revision(1));
}

#[tokio::test]
async fn every_kind_of_side_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("t.gpkg").to_str().unwrap().to_owned();
    for ending in ["-shm", "-journal"] {
        let left = format!("{place}{ending}");
        std::fs::write(&left, b"somebody else's").unwrap();
        let refused = Store::create(&place, &city(), None, noon()).await;
        assert!(matches!(&refused, Err(StoreError::Leftovers { files, .. }) if *files == left), "{refused:?}");
        assert_eq!(std::fs::read(&left).unwrap(), b"somebody else's");
        std::fs::remove_file(&left).unwrap();
    }
    Store::create(&place, &city(), None, noon()).await.unwrap();
}
