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
    assert!(import(at, "nothing").1.contains("it is a folder and holds no .shp"));
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
    assert_eq!((report["created"].as_u64(), &report["dry_run"]), (Some(3), &serde_json::json!(true)));
    assert_eq!(std::fs::read_dir(at).unwrap().count(), 1, "only the file itself");
    let said = told(&run(at, &["import", "a.geojson", "--as", "cables", "--dry-run"]));
    let scratch = std::env::temp_dir().join(".tmp");
    assert!(said.contains("city.gpkg, and none was made"), "{said}");
    assert!(!said.replace(at.to_str().unwrap(), "").contains(scratch.to_str().unwrap()), "{said}");
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
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert!(String::from_utf8_lossy(&output.stderr).contains("a.refused.csv"), "{}", told(&output));
    assert!(told(&output).contains("stored, revision 1"), "{}", told(&output));
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
}

/// A script sees from the exit code that not all of the file is in, however much is.
#[test]
fn the_exit_code_tells_that_rows_were_refused() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["init"]);
    cables_file(&at.join("bad.geojson"), "VNPT", 0, 3, "overhead");
    cables_file(&at.join("good.geojson"), "VNPT", 0, 3, "aerial");
    let code = |file: &str, options: &[&str]| {
        let output = run(at, &[&["import", file, "--as", "cables"], options].concat());
        (output.status.code().unwrap(), told(&output))
    };
    for options in [&[][..], &["--dry-run"], &["--skip-refused"], &["--skip-refused", "--dry-run"]] {
        assert_eq!(code("good.geojson", options).0, 0, "{options:?}");
        assert_eq!(code("bad.geojson", options).0, 1, "{options:?}");
    }
    let (_, said) = code("bad.geojson", &["--skip-refused"]);
    assert!(said.contains("nothing changed: the store is at revision 1") && !said.contains("stored, "), "{said}");
    let (_, said) = code("good.geojson", &[]);
    assert!(said.contains("3 unchanged") && said.contains("nothing changed: the store is at revision 1"), "{said}");
    assert!(done(at, &["import", "--help"]).contains("Exit code: 0 every row was taken; 1 rows were refused"));
    assert!(done(at, &["--help"]).contains("Exit code: 0 done;"));
}

#[test]
fn a_first_file_that_is_refused_leaves_no_store() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    cables_file(&at.join("bad.geojson"), "VNPT", 0, 3, "overhead");
    std::fs::write(at.join("broken.geojson"), "{").unwrap();
    let left = || std::fs::read_dir(at).unwrap().count();
    let refused = run(at, &["import", "bad.geojson", "--as", "cables"]);
    assert_eq!((refused.status.code(), left()), (Some(1), 2), "{}", told(&refused));
    let said = told(&refused);
    assert!(
        said.contains("nothing was stored") && said.contains("there is no store at ") && said.contains("city.gpkg"),
        "{said}"
    );
    for file in ["broken.geojson", "nowhere.geojson"] {
        assert_eq!((run(at, &["import", file, "--as", "cables"]).status.code(), left()), (Some(2), 2), "{file}");
    }
    cables_file(&at.join("good.geojson"), "VNPT", 0, 3, "aerial");
    assert!(done(at, &["import", "good.geojson", "--as", "cables"]).contains("stored, revision 1"));
}

/// Coordinates that nobody can read cost nobody the rest of the row.
#[test]
fn an_unreadable_place_stands_in_the_refused_rows_with_all_its_values_and_can_be_corrected_there() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["init"]);
    let rows = "code;owner;kind;status;valid_from;lon;lat\nP1;PCHP;pole;functional;2015-01-01;106,68;20,85\nP2;PCHP;pole;functional;2016-02-03;106,6 8Đ;20,85\n";
    std::fs::write(at.join("poles.csv"), rows).unwrap();
    let output = run(at, &["import", "poles.csv", "--as", "structures", "--skip-refused"]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    let beside = at.join("poles.refused.csv");
    let text = std::fs::read_to_string(&beside).unwrap();
    assert!(text.contains("P2;PCHP;pole;functional;2016-02-03") && text.contains("POINT (106,6 8Đ 20.85)"), "{text}");
    std::fs::write(&beside, text.replace("106,6 8Đ", "106.68")).unwrap();
    let corrected = done(at, &["import", "poles.refused.csv", "--as", "structures"]);
    assert!(corrected.contains("1 read, 1 created"), "{corrected}");
}

/// Who may only read may look. Root may do all, so as root this shows less.
#[test]
fn a_store_on_a_read_only_medium_can_be_looked_at() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["init"]);
    cables_file(&at.join("a.geojson"), "VNPT", 0, 3, "aerial");
    done(at, &["import", "a.geojson", "--as", "cables"]);
    let medium = at.join("medium");
    std::fs::create_dir(&medium).unwrap();
    std::fs::copy(at.join("city.gpkg"), medium.join("city.gpkg")).unwrap();
    std::fs::set_permissions(&medium, std::fs::Permissions::from_mode(0o555)).unwrap();
    // Where no lock can be made: a folder stands in its place.
    let blocked = at.join("blocked");
    std::fs::create_dir_all(blocked.join("city.gpkg.lock")).unwrap();
    std::fs::copy(at.join("city.gpkg"), blocked.join("city.gpkg")).unwrap();
    for store in ["medium/city.gpkg", "blocked/city.gpkg"] {
        assert!(done(at, &["progress", "--store", store]).contains("revision 1"));
        assert!(done(at, &["export", "--as", "cables", "-o", "out.csv", "--store", store]).contains("3 rows"));
        assert!(done(at, &["check", "a.geojson", "--store", store]).contains("3 lines"));
        let tried = done(at, &["import", "a.geojson", "--as", "cables", "--dry-run", "--store", store]);
        assert!(tried.contains("3 unchanged"), "{tried}");
    }
    let refused = run(at, &["import", "a.geojson", "--as", "cables", "--store", "blocked/city.gpkg"]);
    assert!(refused.status.code() == Some(2) && told(&refused).contains("city.gpkg.lock"), "{}", told(&refused));
    std::fs::set_permissions(&medium, std::fs::Permissions::from_mode(0o755)).unwrap();
}
