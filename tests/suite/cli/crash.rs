//! What is left when an import is killed.

use super::{cables_file, done, ngamhoa};
use ngamhoa::store::Store;
use std::time::Duration;

const ROWS: usize = 2000;

/// An import killed at any moment is there whole or not at all, and the file stays sound.
#[tokio::test]
async fn an_import_killed_at_any_moment_is_there_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["init"]);
    let url = at.join("city.gpkg").to_str().unwrap().to_owned();
    let (mut killed, mut finished) = (0, 0);
    for round in 0..24_usize {
        let file = format!("{round}.geojson");
        cables_file(&at.join(&file), "VNPT", round * ROWS, ROWS, "aerial");
        let mut child = ngamhoa(at)
            .args(["import", &file, "--as", "cables"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // Spread over the whole of an import, the long ones late enough to end.
        tokio::time::sleep(Duration::from_millis(20 + (round as u64 * 37) % 400)).await;
        child.kill().unwrap();
        let status = child.wait().unwrap();
        if status.success() {
            finished += 1;
        } else {
            killed += 1;
        }
        let store = Store::open(&url).await.unwrap();
        let loaded = store.load_all().await.unwrap();
        assert_eq!(loaded.features.len() % ROWS, 0, "round {round}: a part of an import is there");
        assert_eq!(loaded.revision.0 as usize, loaded.features.len() / ROWS, "round {round}");
        assert_eq!(store.integrity_faults().await.unwrap(), Vec::<String>::new(), "round {round}");
        store.close().await.unwrap();
    }
    assert!(killed > 0, "no import was killed, {finished} ended");
    // After all that the store still takes an import.
    cables_file(&at.join("last.geojson"), "FPT", 0, 3, "duct");
    done(at, &["import", "last.geojson", "--as", "cables"]);
}
