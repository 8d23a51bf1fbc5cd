//! What people do wrong at the command line: a clear word and exit code 2, 1 for refused rows, and nothing broken.

use super::{cables_file, done, json, run, told};
use std::path::Path;

const CABLE: [&str; 10] = [
    "--as",
    "cables",
    "--set",
    "operator=VNPT",
    "--set",
    "placement=aerial",
    "--set",
    "status=functional",
    "--set",
    "valid_from=2020-01-01",
];

/// Imports as cables and gives (exit code, what was said).
fn import(at: &Path, file: &str) -> (i32, String) {
    let mut arguments = vec!["import", file];
    arguments.extend(CABLE);
    let output = run(at, &arguments);
    (output.status.code().unwrap(), told(&output))
}

#[test]
fn files_of_other_kinds_are_named_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["init"]);
    for (name, bytes, expected) in [
        ("route.kml", &b"<kml/>"[..], &["KML", "export it as GeoPackage"][..]),
        ("plan.dxf", b"0\nSECTION", &["CAD drawing", "--crs"]),
        ("list.xlsx", b"PK\x03\x04", &["spreadsheet", "CSV"]),
        ("a.geojson.gz", b"\x1f\x8b", &["packed file", "unpack"]),
        ("a.dbf", b"\x03", &["part of a shapefile", ".shp"]),
        ("a.foo", b"x", &["no format is read", ".geojson"]),
        ("sheet.csv", b"PK\x03\x04\x14\0", &["Excel workbook", "CSV"]),
        ("kml.geojson", b"<?xml version=\"1.0\"?><kml/>", &["XML", "export it"]),
        ("map.shp", b"SQLite format 3\0", &["SQLite", ".gpkg"]),
        ("a.gpkg", b"%PDF-1.7", &["PDF document"]),
        ("empty.geojson", b"", &["empty.geojson", "is empty"]),
        ("empty.csv", b"\xEF\xBB\xBF\r\n", &["is empty"]),
        ("empty.shp", b"", &["is empty"]),
        ("empty.gpkg", b"", &["is empty"]),
        ("empty.zip", b"", &["is empty"]),
        ("nohead.csv", b"106.68,20.85\n106.69,20.85\n", &["first line", "names of the columns"]),
        ("nocolumn.csv", b"code,street\nA,x\n", &["no column for the position", "--map lon="]),
        ("list.geojson", b"[1,2]", &["a list", "FeatureCollection"]),
        ("cut.geojson", b"{\"type\":\"FeatureCollection\",\"features\":[", &["line 1", "broken JSON"]),
    ] {
        std::fs::write(at.join(name), bytes).unwrap();
        let (code, said) = import(at, name);
        assert_eq!(code, 2, "{name}: {said}");
        for part in expected {
            assert!(said.contains(part), "{name}: \"{part}\" is missing in {said}");
        }
    }
    std::fs::create_dir(at.join("nothing")).unwrap();
    assert!(import(at, "nothing").1.contains("holds no .shp"));
    let (code, said) = import(at, "nowhere.geojson");
    assert!(code == 2 && said.contains("nowhere.geojson") && said.contains("is there"), "{said}");
}

#[test]
fn an_export_never_lands_on_a_store() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["init"]);
    done(at, &["init", "--store", "other.gpkg"]);
    cables_file(&at.join("a.geojson"), "VNPT", 0, 3, "aerial");
    done(at, &["import", "a.geojson", "--as", "cables"]);
    for output in ["city.gpkg", "./city.gpkg", "other.gpkg"] {
        let stopped = run(at, &["export", "--as", "cables", "-o", output]);
        assert_eq!(stopped.status.code(), Some(2), "{output}");
        assert!(told(&stopped).contains("is a store"), "{}", told(&stopped));
    }
    assert!(done(at, &["doctor"]).contains("cables: 3"));
    let shp = run(at, &["export", "--as", "cables", "-o", "a.shp"]);
    assert!(shp.status.code() == Some(2) && told(&shp).contains("name it a.zip"), "{}", told(&shp));
    done(at, &["export", "--as", "cables", "-o", "a.zip"]);
    done(at, &["export", "--as", "cables", "-o", "a.zip"]);
}

#[test]
fn a_dry_run_leaves_no_store_and_a_closed_store_is_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    cables_file(&at.join("a.geojson"), "VNPT", 0, 3, "aerial");
    let report = json(at, &["import", "a.geojson", "--as", "cables", "--dry-run", "--json"]);
    assert_eq!(report["created"].as_u64(), Some(3));
    assert_eq!(std::fs::read_dir(at).unwrap().count(), 1, "only the file itself");
    done(at, &["import", "a.geojson", "--as", "cables"]);
    // Whoever copies the one file has everything.
    std::fs::copy(at.join("city.gpkg"), at.join("copy.gpkg")).unwrap();
    assert!(done(at, &["doctor", "--store", "copy.gpkg"]).contains("cables: 3"));
}

#[test]
fn refused_rows_are_written_beside_the_file_and_can_be_imported_once_corrected() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["init"]);
    let rows = "code;place;wkt\nA;aerial;LINESTRING (106.68 20.85, 106.69 20.85)\nB;=sky;LINESTRING (106.68 20.86, 106.691234567 20.86)\n";
    std::fs::write(at.join("a.csv"), rows).unwrap();
    let mut arguments = vec!["import", "a.csv", "--crs", "EPSG:4326", "--skip-refused", "--map", "placement=place"];
    arguments.extend(CABLE.iter().filter(|argument| **argument != "placement=aerial").take(4));
    arguments.extend(["--set", "status=functional", "--set", "valid_from=2020-01-01"]);
    let output = run(at, &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert!(String::from_utf8_lossy(&output.stderr).contains("a.refused.csv"), "{}", told(&output));
    let beside = at.join("a.refused.csv");
    let text = std::fs::read_to_string(&beside).unwrap();
    assert!(text.contains("\"=sky\" is none of") || text.contains("=sky"), "{text}");
    std::fs::write(&beside, text.replace("'=sky", "aerial")).unwrap();
    let mut again = arguments.clone();
    // The file itself says its CRS now.
    again.splice(1..4, ["a.refused.csv"]);
    assert!(done(at, &again).contains("1 read, 1 created"));
    let exported = done(at, &["export", "--as", "cables", "-o", "all.geojson"]);
    assert!(exported.contains("2 rows"), "{exported}");
    assert!(std::fs::read_to_string(at.join("all.geojson")).unwrap().contains("106.691234567"));
}

#[test]
fn many_rows_with_one_fault_are_told_in_one_line_and_nothing_moves_on_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["init"]);
    cables_file(&at.join("a.geojson"), "VNPT", 0, 30, "overhead");
    let output = run(at, &["import", "a.geojson", "--as", "cables"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said.matches("is none of").count(), 1, "{said}");
    assert!(said.contains("likewise in 29 more: row 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …"), "{said}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "the bar is for terminals");
    // Asked to take the rest there is nothing to stop for, also when only asking.
    for dry in [&["--dry-run"][..], &[]] {
        let mut arguments = vec!["import", "a.geojson", "--as", "cables", "--skip-refused"];
        arguments.extend(dry);
        assert_eq!(run(at, &arguments).status.code(), Some(0));
    }
}
