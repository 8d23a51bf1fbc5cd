//! A store copied whole, from one kind to the other and back.

use super::same_answers::{Random, assert_same, everything};
use crate::cli::{done, ngamhoa, told};
use crate::support::{TestStore, city, cluster, noon, pole, put};
use ngamhoa::app::{App, Clock, copy, undo};
use ngamhoa::model::change::PrefixBinding;
use ngamhoa::model::{Collection, Receipt, Revision};
use ngamhoa::store::{Store, StoreError};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection};
use std::fmt::Write as _;
use std::path::Path;

const CLOCK: Clock = Clock::Fixed(jiff::Timestamp::UNIX_EPOCH);

async fn sqlite(path: &Path) -> SqliteConnection {
    SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(path)).await.unwrap()
}

/// Every row of every table of the file, in SQLite's own literals: doubles and blobs to the last bit.
async fn dump(path: &Path) -> String {
    let mut connection = sqlite(path).await;
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('_sqlx_migrations', 'gpkg_contents') ORDER BY name",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let mut told = String::new();
    for table in tables {
        let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info(?)")
            .bind(&table)
            .fetch_all(&mut connection)
            .await
            .unwrap();
        let quoted: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
        let select = AssertSqlSafe(format!("SELECT {} FROM \"{table}\" ORDER BY 1", quoted.join(" || ',' || ")));
        let rows: Vec<String> = sqlx::query_scalar(select).fetch_all(&mut connection).await.unwrap();
        let _ = writeln!(told, "{table} ({}): {} rows\n{}", columns.join(","), rows.len(), rows.join("\n"));
    }
    told
}

/// A GeoPackage with a past: random changes, some undone, features that are gone, a prefix, a base map.
async fn with_a_past(folder: &Path, seed: u64) -> String {
    let url = folder.join(format!("{seed}.gpkg")).to_str().unwrap().to_owned();
    Store::create(&url, &city(), Some(r#"{"type":"FeatureCollection","features":[]}"#), noon()).await.unwrap();
    let app = App::open(&url, Clock::Fixed(noon())).await.unwrap();
    let mut random = Random(seed);
    let mut next = [1; 4];
    for step in 0..60_u8 {
        let at = app.atlas().revision;
        if step % 9 == 8 {
            let _ = undo(&app, Revision(1 + random.below(at.0 as u64) as i64), "thử").await;
        } else {
            let mut change = crate::support::change(random.edits(&mut next));
            change.actor = "Nguyễn Thị 'Lan'".into();
            let prefix = format!("P{}-", step % 3);
            change.prefixes =
                vec![PrefixBinding { collection: Collection::Cables, prefix, file: format!("tệp {step}.csv") }];
            let (key, request) = (format!("khóa {step}"), "digest".into());
            change.receipt = Some(Receipt { key, request, answer: vec![0, 255, b'\n', step] });
            let _ = app.commit(change, at).await;
        }
    }
    assert!(app.atlas().revision > Revision(25), "{}", app.atlas().revision);
    app.store.close().await.unwrap();
    url
}

/// All that an instance on that store can be asked, and what only the store knows.
async fn all_of(url: &str) -> String {
    let app = App::open(url, Clock::Fixed(noon())).await.unwrap();
    let mut told = everything(&app).await;
    let settings = app.store.settings().await.unwrap();
    let _ = writeln!(told, "{:?} {:?} {}", settings.city, settings.base, settings.born);
    for step in 0..60 {
        let receipt = app.store.receipt(&format!("khóa {step}"), noon()).await.unwrap();
        let _ = writeln!(told, "{receipt:?}");
    }
    for prefix in ["P0-", "P1-", "P2-", "P3-"] {
        let _ = writeln!(told, "{:?}", app.store.prefix_owner(Collection::Cables, prefix).await.unwrap());
    }
    assert_eq!(app.store.integrity_faults().await.unwrap(), Vec::<String>::new());
    app.store.close().await.unwrap();
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_file_to_database_and_back_nothing_is_lost_or_changed() {
    let folder = tempfile::tempdir().unwrap();
    for seed in [101, 102] {
        let first = with_a_past(folder.path(), seed).await;
        let database = cluster().url(&format!("city_copied_{seed}"));
        let back = folder.path().join(format!("{seed}-back.gpkg")).to_str().unwrap().to_owned();
        let there = copy(&first, &database, CLOCK).await.unwrap();
        let again = copy(&database, &back, CLOCK).await.unwrap();
        assert_eq!((there, there.source_is_at), (again, there.revision));

        let told = all_of(&first).await;
        assert_same(&told, &all_of(&database).await, "the database");
        assert_same(&told, &all_of(&back).await, "the file that came back");
        assert_same(&dump(Path::new(&first)).await, &dump(Path::new(&back)).await, "the rows of the two files");

        // Life goes on the same on all three: a new pole, and an old revision undone.
        let mut lives = Vec::new();
        for url in [&first, &database, &back] {
            let app = App::open(url, Clock::Fixed(noon())).await.unwrap();
            let id = app.store.next_ids().await.unwrap().of(Collection::Structures);
            let at = app.commit(put(vec![pole(id, "sau", 106.69, 20.85)]), there.revision).await.unwrap();
            undo(&app, at, "thử").await.unwrap();
            let old = undo(&app, Revision(there.revision.0 / 2), "thử").await;
            lives.push(format!("{old:?}\n{}", everything(&app).await));
            assert_eq!(app.store.integrity_faults().await.unwrap(), Vec::<String>::new());
            app.store.close().await.unwrap();
        }
        assert_same(&lives[0], &lives[1], "life in the database");
        assert_same(&lives[0], &lives[2], "life in the file that came back");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_never_goes_over_a_store_and_half_of_one_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let source = with_a_past(folder.path(), 103).await;
    for taken in [TestStore::geopackage().await, TestStore::postgis().await] {
        let one = put(vec![pole(1, "P1", 106.69, 20.85)]);
        taken.store.commit(&one, Revision(0), noon()).await.unwrap();
        let refused = copy(&source, &taken.url, CLOCK).await;
        assert!(matches!(refused, Err(ngamhoa::app::AppError::Store(StoreError::Exists { .. }))), "{refused:?}");
        assert_eq!(taken.store.load_all().await.unwrap().features.len(), 1);
    }
    // The last row of the history cannot be read: everything before it was written by then.
    let mut broken = sqlite(Path::new(&source)).await;
    sqlx::query(
        "UPDATE changes SET before = '{', before_geom = x'00' WHERE revision = (SELECT max(revision) FROM changes)",
    )
    .execute(&mut broken)
    .await
    .unwrap();
    broken.close().await.unwrap();
    let file = folder.path().join("half.gpkg").to_str().unwrap().to_owned();
    for target in [file, cluster().url(&cluster().database())] {
        let half = copy(&source, &target, CLOCK).await;
        assert!(matches!(half, Err(ngamhoa::app::AppError::Store(StoreError::Corrupt(_)))), "{half:?}");
        assert!(!Store::exists(&target).await.unwrap());
        // And a store can be made there as if nothing had been.
        Store::create(&target, &city(), None, noon()).await.unwrap();
        assert!(Store::open(&target).await.unwrap().load_all().await.unwrap().features.is_empty());
    }
}

#[test]
fn the_command_line_moves_a_city_into_a_database_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    crate::cli::cables_file(&at.join("cables.geojson"), "VNPT", 0, 10, "aerial");
    done(at, &["init"]);
    done(at, &["import", "cables.geojson", "--as", "cables"]);
    let database = cluster().url(&cluster().database()).replace("postgres@", "postgres:geheim@");
    let there = done(at, &["copy", "--from", "city.gpkg", "--to", &database]);
    assert!(there.contains("10 features and their history up to revision 1") && !there.contains("geheim"), "{there}");
    done(at, &["copy", "--from", &database, "--to", "back.gpkg"]);
    done(at, &["undo", "1", "--store", "back.gpkg"]);
    let again = ngamhoa(at).args(["copy", "--from", "city.gpkg", "--to", &database]).output().unwrap();
    assert_eq!(again.status.code(), Some(2));
    assert!(told(&again).contains("there is already a store") && !told(&again).contains("geheim"), "{}", told(&again));
}
