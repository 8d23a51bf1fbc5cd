//! The program itself on a database, started as people start it.

use crate::cli::{cables_file, ngamhoa, told, zones_file};
use crate::support::cluster;
use std::path::Path;
use std::process::Output;

fn on(url: &str, folder: &Path, arguments: &[&str]) -> Output {
    ngamhoa(folder).env("NGAMHOA_STORE", url).args(arguments).output().unwrap()
}

fn done(url: &str, folder: &Path, arguments: &[&str]) -> String {
    let output = on(url, folder, arguments);
    assert!(output.status.success(), "{arguments:?}\n{}", told(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn init_import_progress_undo_migrate_and_doctor_work_on_a_database() {
    let folder = tempfile::tempdir().unwrap();
    let (at, database) = (folder.path(), cluster().database());
    // A password that trust does not ask for, and that nobody may see.
    let url = cluster().url(&database).replace("postgres@", "postgres:geheim@");
    let none = on(&url, at, &["doctor"]);
    assert_eq!(none.status.code(), Some(1));
    zones_file(&at.join("zones.geojson"));
    cables_file(&at.join("cables.geojson"), "VNPT", 0, 10, "aerial");
    let mut said = told(&none) + &done(&url, at, &["init"]);
    done(&url, at, &["import", "zones.geojson", "--as", "zones"]);
    done(&url, at, &["import", "cables.geojson", "--as", "cables"]);
    let again = done(&url, at, &["import", "cables.geojson", "--as", "cables", "--json"]);
    let again: serde_json::Value = serde_json::from_str(&again).unwrap();
    assert_eq!((again["unchanged"].as_u64(), again["revision"].as_i64()), (Some(10), Some(2)), "{again}");
    let progress = || -> serde_json::Value {
        serde_json::from_str(&done(&url, at, &["progress", "--at", "2020-01-01", "--json"])).unwrap()
    };
    // Half of each cable, 52.0404 m (GeographicLib), lies in the zone.
    let overhead_m = progress()["zones"][0]["overhead_m"].as_f64().unwrap();
    assert!((overhead_m - 520.404).abs() < 0.02, "{overhead_m}");
    done(&url, at, &["undo", "2"]);
    assert_eq!(progress()["zones"][0]["status"], "empty");
    said += &done(&url, at, &["migrate"]);
    said += &done(&url, at, &["doctor"]);
    assert!(
        said.contains("is up to date, revision 3") && said.contains("sound") && said.contains("zones: 1"),
        "{said}"
    );
    said += &told(&on(&url, at, &["init"]));
    assert!(said.contains("there is already a store") && !said.contains("geheim"), "{said}");
}

#[test]
fn a_database_that_cannot_be_reached_is_said_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let began = std::time::Instant::now();
    let output = on("postgres://an:geheim@127.0.0.1:1/city", folder.path(), &["progress"]);
    let said = told(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("the store cannot be reached") && !said.contains("geheim"), "{said}");
    assert!(began.elapsed().as_secs() < 8);
}
