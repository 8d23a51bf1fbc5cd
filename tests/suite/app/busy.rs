//! One writer at a time: a running service and the command line on the same store, no change lost.

use super::open;
use crate::cli::{cables_file, ngamhoa, told};
use crate::support::{TestStore, change, on_both_stores, pole};
use ngamhoa::app::{App, AppError, follow};
use ngamhoa::model::{Collection, Edit};
use ngamhoa::store::{Store, StoreError};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};

on_both_stores!(
    imports_of_one_process_take_turns,
    the_command_line_imports_into_a_store_that_a_busy_service_holds_and_the_map_follows,
    whoever_waits_for_the_turn_goes_on_following,
);

const ROWS: usize = 1500;

/// Puts poles one by one as fast as it can, each time on the world as it is.
async fn keep_writing(app: Arc<App>, stop: Arc<AtomicBool>, written: Arc<AtomicI64>) {
    while !stop.load(Ordering::Relaxed) {
        let id = written.load(Ordering::Relaxed) + 1;
        let made_on = app.atlas().revision;
        let put = change(vec![Edit::Put(pole(id, &format!("P{id}"), 106.7, 20.8))]);
        match app.commit(put, made_on).await {
            Ok(_) => {
                written.store(id, Ordering::Relaxed);
            }
            Err(AppError::Store(StoreError::Stale { .. })) => {}
            Err(error) => panic!("{error}"),
        }
        // Shorter than the importer's comparison takes: without a turn it would lose every race.
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn the_command_line_imports_into_a_store_that_a_busy_service_holds_and_the_map_follows(store: TestStore) {
    let app = Arc::new(open(&store).await);
    let folder = tempfile::tempdir().unwrap();
    let following = tokio::spawn({
        let app = app.clone();
        async move { follow(&app).await }
    });
    let (stop, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicI64::new(0)));
    let writing = tokio::spawn(keep_writing(app.clone(), stop.clone(), written.clone()));
    for round in 0..3 {
        let file = format!("{round}.geojson");
        cables_file(&folder.path().join(&file), "VNPT", round * ROWS, ROWS, "aerial");
        let before = written.load(Ordering::Relaxed);
        let mut command = ngamhoa(folder.path());
        command.args(["import", &file, "--as", "cables", "--store", &store.url]);
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        assert!(output.status.success(), "{}", told(&output));
        let ended = Instant::now();
        while app.atlas().layer(Collection::Cables).len() < (round + 1) * ROWS {
            assert!(ended.elapsed() < Duration::from_secs(1), "the import is not on the map after a second");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert!(written.load(Ordering::Relaxed) > before, "the service did not write meanwhile");
    }
    stop.store(true, Ordering::Relaxed);
    writing.await.unwrap();
    following.abort();
    let poles = written.load(Ordering::Relaxed);
    // The store read anew holds each pole and each cable once, in as many revisions as there were changes.
    let anew = Store::open(&store.url).await.unwrap();
    let loaded = anew.load_all().await.unwrap();
    let of =
        |collection| loaded.features.iter().filter(|stored| stored.feature.item.collection() == collection).count();
    assert_eq!((of(Collection::Structures), of(Collection::Cables)), (usize::try_from(poles).unwrap(), 3 * ROWS));
    assert_eq!(loaded.revision.0, poles + 3);
    assert_eq!(
        (app.atlas().revision, app.atlas().layer(Collection::Structures).len()),
        (loaded.revision, usize::try_from(poles).unwrap())
    );
    assert_eq!(anew.integrity_faults().await.unwrap(), Vec::<String>::new());
}

/// Two imports of the same process, one of them long: neither waits for the other for ever.
async fn imports_of_one_process_take_turns(store: TestStore) {
    let app = Arc::new(open(&store).await);
    let folder = tempfile::tempdir().unwrap();
    let mut running = Vec::new();
    for (number, operator) in ["VNPT", "FPT", "Viettel", "CMC"].into_iter().enumerate() {
        let path = folder.path().join(format!("{operator}.geojson"));
        cables_file(&path, operator, number * ROWS, ROWS, "duct");
        let app = app.clone();
        running.push(tokio::spawn(async move {
            let source = ngamhoa::app::import::SourceFile::Path(path);
            ngamhoa::app::import::import(&app, source, super::request(Collection::Cables), Arc::new(|_| {})).await
        }));
    }
    for import in running {
        let report = tokio::time::timeout(Duration::from_mins(1), import).await.unwrap().unwrap().unwrap();
        assert_eq!(super::counts(&report), (ROWS as u64, 0, 0, 0));
    }
    assert_eq!((app.atlas().layer(Collection::Cables).len(), app.atlas().revision.0), (4 * ROWS, 4));
}

/// A writer of this process waits behind another process's long turn; what that commits is on this map meanwhile.
async fn whoever_waits_for_the_turn_goes_on_following(store: TestStore) {
    let app = Arc::new(open(&store).await);
    let made_on = app.atlas().revision;
    let other = Store::open(&store.url).await.unwrap();
    let turn = other.turn().await.unwrap();
    let put = |id: i64| change(vec![Edit::Put(pole(id, &format!("P{id}"), 106.7, 20.8))]);
    let waiting = tokio::spawn({
        let (app, put) = (app.clone(), put(1));
        async move { app.commit(put, made_on).await }
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    let committed = other.commit_in_turn(&turn, &put(2), made_on, crate::support::noon()).await.unwrap();
    let caught_up = tokio::time::timeout(Duration::from_secs(10), app.catch_up()).await;
    assert!(matches!(caught_up, Ok(Ok(true))), "following waits behind the writer: {caught_up:?}");
    assert_eq!(app.atlas().revision, committed);
    assert!(!waiting.is_finished());
    drop(turn);
    let told = waiting.await.unwrap();
    assert!(matches!(told, Err(AppError::Store(StoreError::Stale { .. }))), "{told:?}");
}
