//! What is left when an import is killed, and when two come at once.

use super::{cables_file, done, ngamhoa, told};
use ngamhoa::store::Store;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

const ROWS: usize = 2000;
const ROUNDS: usize = 20;

fn start(at: &Path, round: usize) -> Child {
    let file = format!("{round}.geojson");
    cables_file(&at.join(&file), "VNPT", round * ROWS, ROWS, "aerial");
    let mut command = ngamhoa(at);
    command.args(["import", &file, "--as", "cables"]).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// Waits until the import writes into the log of the store, or has ended: the moment in the middle of its transaction.
fn wait_for_writing(at: &Path, child: &mut Child) {
    let log = at.join("city.gpkg-wal");
    let length = || std::fs::metadata(&log).map_or(0, |log| log.len());
    let before = length();
    while length() <= before && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_micros(200));
    }
}

/// Two first imports at once find no store, and only one of them makes it.
#[tokio::test]
async fn two_first_imports_at_once_make_one_store_and_lose_nothing() {
    for round in 0..6 {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        let files = ["a.geojson", "b.geojson"];
        for (nth, file) in files.into_iter().enumerate() {
            cables_file(&at.join(file), "VNPT", nth * 10, 10, "aerial");
        }
        let started = files.map(|file| {
            let mut command = ngamhoa(at);
            command
                .args(["import", file, "--as", "cables"])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        });
        for child in started {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "round {round}: {}", told(&output));
        }
        assert!(done(at, &["doctor"]).contains("cables: 20"), "round {round}");
        let left: Vec<_> = std::fs::read_dir(at).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(!left.iter().any(|name| name.to_string_lossy().contains("making")), "{left:?}");
    }
}

/// An import killed at any moment is there whole or not at all, and the file stays sound.
#[tokio::test]
async fn an_import_killed_at_any_moment_is_there_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["init"]);
    let url = at.join("city.gpkg").to_str().unwrap().to_owned();
    // How long one takes when it is left alone, on this machine, now.
    let began = Instant::now();
    assert!(start(at, 0).wait().unwrap().success());
    let whole = began.elapsed();
    let (mut killed, mut writing) = (0, 0);
    for round in 1..=ROUNDS {
        let mut child = start(at, round);
        if round % 2 == 0 {
            // Spread over the whole of an import, the last ones late enough to end.
            std::thread::sleep(whole.mul_f64(1.2 * round as f64 / ROUNDS as f64));
        } else {
            wait_for_writing(at, &mut child);
            std::thread::sleep(Duration::from_micros(300 * round as u64));
            writing += usize::from(child.try_wait().unwrap().is_none());
        }
        child.kill().unwrap();
        killed += usize::from(!child.wait().unwrap().success());
        let store = Store::open(&url).await.unwrap();
        let loaded = store.load_all().await.unwrap();
        assert_eq!(loaded.features.len() % ROWS, 0, "round {round}: a part of an import is there");
        assert_eq!(loaded.revision.0 as usize, loaded.features.len() / ROWS, "round {round}");
        assert_eq!(store.integrity_faults().await.unwrap(), Vec::<String>::new(), "round {round}");
        store.close().await.unwrap();
    }
    assert!(killed > 0 && writing > 0, "{killed} imports were killed, {writing} of them while writing");
    // After all that the store still takes an import.
    cables_file(&at.join("last.geojson"), "FPT", 0, 3, "duct");
    done(at, &["import", "last.geojson", "--as", "cables"]);
}
