//! Where the disk is full SQLite ends the transaction by itself. The store must not go on believing to be in one.

use crate::support::{city, noon, pole, put};
use ngamhoa::model::Revision;
use ngamhoa::store::{Store, StoreError};
use sqlx::Connection;

#[tokio::test]
async fn writing_goes_on_after_sqlite_ended_a_transaction_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("city.gpkg");
    let store = Store::create(path.to_str().unwrap(), &city(), None, noon()).await.unwrap();
    // RAISE(ROLLBACK) leaves a connection as a full disk does: the statement failed, and its transaction is gone.
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path);
    let mut beside = sqlx::sqlite::SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query(
        "CREATE TRIGGER full BEFORE INSERT ON structures WHEN NEW.code = 'FULL'
         BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END",
    )
    .execute(&mut beside)
    .await
    .unwrap();
    beside.close().await.unwrap();

    store.commit(&put(vec![pole(1, "P1", 106.68, 20.85)]), Revision(0), noon()).await.unwrap();
    for _ in 0..2 {
        let refused = store.commit(&put(vec![pole(2, "FULL", 106.68, 20.85)]), Revision(1), noon()).await;
        assert!(
            matches!(&refused, Err(StoreError::Constraint(told) | StoreError::Unavailable(told)) if told.contains("full")),
            "{refused:?}"
        );
    }
    let made = store.commit(&put(vec![pole(2, "P2", 106.68, 20.85)]), Revision(1), noon()).await.unwrap();
    assert_eq!(made, Revision(2));
    assert_eq!(store.integrity_faults().await.unwrap(), Vec::<String>::new());
}
