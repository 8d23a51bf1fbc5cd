//! An uploaded database, opened so that it can do least.

use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};

use super::broken;
use crate::formats::ReadError;

/// SQLite counts its work in virtual machine steps; a full scan of two million rows of thirty columns takes 2·10^8.
const STEPS_PER_CALL: i32 = 1_000_000;
const MOST_CALLS: u32 = 4_000;

/// Runs `work` on a connection to the file, on a thread with a small runtime of its own: readers are plain functions, and
/// whoever calls them may stand in a runtime already.
pub(super) fn on_own_thread<T: Send>(
    name: &str,
    path: &Path,
    work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, ReadError> + Send,
) -> Result<T, ReadError> {
    let failed = |reason: String| ReadError::Io { name: name.into(), reason };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("geopackage-read".into()).spawn_scoped(scope, || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(|e| failed(e.to_string()))?;
            runtime.block_on(async {
                let mut connection = options(path).connect().await.map_err(|e| broken(name, "database", &e))?;
                let mut calls = 0;
                connection.lock_handle().await.map_err(|e| broken(name, "database", &e))?.set_progress_handler(
                    STEPS_PER_CALL,
                    move || {
                        calls += 1;
                        calls < MOST_CALLS
                    },
                );
                let done = work(&mut connection).await;
                // The file is closed either way; that closing a damaged one fails says nothing new.
                let _ = connection.close().await;
                done
            })
        });
        match thread.map_err(|e| failed(e.to_string()))?.join() {
            Ok(done) => done,
            Err(_) => Err(ReadError::Corrupt {
                name: name.into(),
                place: "database".into(),
                reason: "reading it failed".into(),
            }),
        }
    })
}

fn options(path: &Path) -> SqliteConnectOptions {
    // `immutable` keeps SQLite from looking at any file beside this one, and so from changes not yet written into it.
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    let has_wal = std::fs::metadata(PathBuf::from(wal)).is_ok_and(|wal| wal.len() > 0);
    SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .immutable(!has_wal)
        .foreign_keys(false)
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("query_only", "ON")
        .pragma("mmap_size", "0")
        .disable_statement_logging()
}
