//! A planner's first hour at the command line.

use super::{cables_file, done, json, run, told, zones_file};

/// Half of each cable lies in the zone: from 106.6805 to 106.681 at 20.84 N. Karney's inverse (GeographicLib 2.0)
/// gives 52.0404 m for that piece and 104.0808 m for the whole.
const INSIDE_M: f64 = 52.0404;

#[test]
fn an_import_counts_and_the_same_file_again_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    zones_file(&at.join("zones.geojson"));
    cables_file(&at.join("cables.geojson"), "VNPT", 0, 10, "aerial");
    done(at, &["init"]);
    done(at, &["import", "zones.geojson", "--as", "zones"]);
    let first = json(at, &["import", "cables.geojson", "--as", "cables", "--json"]);
    assert_eq!((first["created"].as_u64(), first["revision"].as_i64()), (Some(10), Some(2)), "{first}");
    let again = json(at, &["import", "cables.geojson", "--as", "cables", "--json"]);
    assert_eq!((again["unchanged"].as_u64(), again["created"].as_u64()), (Some(10), Some(0)), "{again}");
    assert_eq!(again["revision"].as_i64(), Some(2), "an import that changes nothing makes no revision");

    let progress = json(at, &["progress", "--at", "2020-01-01", "--json"]);
    let overhead_m = progress["zones"][0]["overhead_m"].as_f64().unwrap();
    assert!((overhead_m - 10.0 * INSIDE_M).abs() < 0.02, "{overhead_m}");
    assert_eq!(progress["zones"][0]["status"], "not_started");
    assert_eq!(progress["zones"][0]["share"], 0.0);
    let outside_m = progress["outside"]["overhead_m"].as_f64().unwrap();
    assert!((outside_m - 10.0 * INSIDE_M).abs() < 0.02, "{outside_m}");
    let before = json(at, &["progress", "--at", "2015-06-01", "--json"]);
    assert_eq!(before["zones"][0]["status"], "empty");
    assert_eq!(before["zones"][0]["share"], serde_json::Value::Null);
}

#[test]
fn undo_puts_everything_back_and_can_itself_be_undone() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    cables_file(&at.join("a.geojson"), "VNPT", 0, 3, "aerial");
    cables_file(&at.join("b.geojson"), "VNPT", 0, 3, "duct");
    done(at, &["init"]);
    done(at, &["import", "a.geojson", "--as", "cables"]);
    let second = json(at, &["import", "b.geojson", "--as", "cables", "--json"]);
    assert_eq!(second["updated"].as_u64(), Some(3));
    let early = run(at, &["undo", "1"]);
    assert_eq!(early.status.code(), Some(2), "{}", told(&early));
    assert!(told(&early).contains("undo that one first"), "{}", told(&early));
    done(at, &["undo", "2"]);
    let overhead = json(at, &["progress", "--at", "2020-01-01", "--json"])["outside"]["overhead_m"].as_f64().unwrap();
    assert!((overhead - 3.0 * 104.0808).abs() < 0.01, "{overhead}");
    done(at, &["undo", "3"]);
    let underground =
        json(at, &["progress", "--at", "2020-01-01", "--json"])["outside"]["underground_m"].as_f64().unwrap();
    assert!((underground - 3.0 * 104.0808).abs() < 0.01, "{underground}");
}

#[test]
fn a_bad_row_stops_the_file_and_is_named_with_its_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["init"]);
    std::fs::write(
        at.join("bad.geojson"),
        r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"code":"A","operator":"VNPT","placement":"aerial","status":"functional","valid_from":"2016-01-01"},"geometry":{"type":"LineString","coordinates":[[106.68,20.85],[106.69,20.85]]}},
        {"type":"Feature","properties":{"code":"B","operator":"VNPT","placement":"overhead","status":"functional","valid_from":"2016-01-01"},"geometry":{"type":"LineString","coordinates":[[106.68,20.85],[106.69,20.85]]}},
        {"type":"Feature","properties":{"code":"C","operator":"VNPT","placement":"aerial","status":"functional","valid_from":"2016-01-01"},"geometry":{"type":"LineString","coordinates":[[20.85,106.68],[20.85,106.69]]}},
        {"type":"Feature","properties":{"code":"D","operator":"VNPT","placement":"aerial","status":"functional","valid_from":"2016-01-01"},"geometry":{"type":"LineString","coordinates":[[597362.8,2307308.5],[597462.8,2307308.5]]}},
        {"type":"Feature","properties":{"code":"E","operator":"VNPT","placement":"aerial","status":"functional"},"geometry":{"type":"LineString","coordinates":[[106.68,20.85],[106.68,20.85]]}}]}"#,
    )
    .unwrap();
    let stopped = run(at, &["import", "bad.geojson", "--as", "cables"]);
    let said = told(&stopped);
    assert_eq!(stopped.status.code(), Some(1), "{said}");
    for expected in [
        "row 2: placement: \"overhead\" is none of aerial, facade, duct, buried, tunnel",
        "--values placement:overhead=OURS",
        "row 3",
        "swapped axes?",
        "row 4",
        "EPSG:9210",
        "row 5: valid_from",
        "nothing was stored",
    ] {
        assert!(said.contains(expected), "\"{expected}\" is missing in\n{said}");
    }
    let report = json(at, &["import", "bad.geojson", "--as", "cables", "--skip-refused", "--json"]);
    assert_eq!((report["created"].as_u64(), report["refused"].as_u64()), (Some(1), Some(4)), "{report}");
    let beside = std::fs::read_to_string(at.join("bad.refused.csv")).unwrap();
    assert!(beside.contains("swapped axes?"), "{beside}");
}

#[test]
fn mapping_setting_translating_and_numbering_bring_a_foreign_file_in() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["init"]);
    std::fs::write(
        at.join("spans.geojson"),
        r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"status":"operational","physicalInfrastructureProvider":{"name":"ACME"}},"geometry":{"type":"LineString","coordinates":[[106.68,20.85],[106.69,20.85]]}},
        {"type":"Feature","properties":{"status":"operational","physicalInfrastructureProvider":{"name":"ACME"}},"geometry":{"type":"MultiLineString","coordinates":[[[106.68,20.86],[106.69,20.86]],[[106.70,20.86],[106.71,20.86]]]}}]}"#,
    )
    .unwrap();
    std::fs::copy(at.join("spans.geojson"), at.join("other.geojson")).unwrap();
    let arguments = |file: &'static str| {
        vec![
            "import",
            file,
            "--as",
            "cables",
            "--map",
            "operator=physicalInfrastructureProvider.name",
            "--set",
            "placement=buried",
            "--set",
            "valid_from=2020-01-01",
            "--values",
            "status:operational=functional",
            "--code-prefix",
            "KE-",
            "--json",
        ]
    };
    let report = json(at, &arguments("spans.geojson"));
    assert_eq!((report["read"].as_u64(), report["created"].as_u64()), (Some(2), Some(3)), "{report}");
    assert_eq!(report["new_operators"], serde_json::json!(["ACME"]));
    let again = json(at, &arguments("spans.geojson"));
    assert_eq!(again["unchanged"].as_u64(), Some(3), "{again}");
    let foreign = run(at, &arguments("other.geojson"));
    assert_eq!(foreign.status.code(), Some(2));
    assert!(told(&foreign).contains("numbers the rows of spans.geojson"), "{}", told(&foreign));
}

#[test]
fn the_report_names_what_the_file_no_longer_has() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["init"]);
    cables_file(&at.join("all.geojson"), "VNPT", 0, 5, "aerial");
    cables_file(&at.join("others.geojson"), "FPT", 10, 2, "aerial");
    cables_file(&at.join("fewer.geojson"), "VNPT", 0, 3, "aerial");
    done(at, &["import", "all.geojson", "--as", "cables"]);
    done(at, &["import", "others.geojson", "--as", "cables"]);
    let report = json(at, &["import", "fewer.geojson", "--as", "cables", "--dry-run", "--json"]);
    assert_eq!(report["missing"], serde_json::json!([{"operator": "VNPT", "count": 2, "codes": ["C3", "C4"]}]));
    assert_eq!(report["applied"], false);
}

#[test]
fn what_a_register_no_longer_has_is_ended_on_the_day_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["init"]);
    cables_file(&at.join("all.geojson"), "VNPT", 0, 5, "aerial");
    cables_file(&at.join("fewer.geojson"), "VNPT", 0, 3, "aerial");
    done(at, &["import", "all.geojson", "--as", "cables"]);
    let retire = ["import", "fewer.geojson", "--as", "cables", "--retire-missing", "2020-05-01"];
    let tried = done(at, &[&retire[..], &["--dry-run"]].concat());
    assert!(tried.contains("2 of VNPT end: C3, C4"), "{tried}");
    let told = done(at, &retire);
    assert!(told.contains("2 of VNPT ended: C3, C4") && told.contains("revision 2"), "{told}");
    // Five cables of 105 m hang until then, three after: by hand, two fifths of the metres go.
    let metres = |day: &str| json(at, &["progress", "--at", day, "--json"])["outside"]["overhead_m"].as_f64().unwrap();
    let (before, after) = (metres("2020-04-30"), metres("2020-05-01"));
    assert!((after / before - 0.6).abs() < 1e-6, "{before} {after}");
    let wrong = run(at, &["import", "fewer.geojson", "--as", "cables", "--retire-missing", "soon"]);
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn figures_from_made_up_data_say_that_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let city = include_str!("../../../geodata/cities/hai_phong.toml");
    let marked = city.replacen("languages", "illustrative = true\nlanguages", 1);
    std::fs::write(at.join("city.toml"), format!("{marked}\n[notes]\nen = \"Made up by a program.\"\n")).unwrap();
    cables_file(&at.join("cables.geojson"), "VNPT", 0, 3, "aerial");
    for (store, said) in
        [(&["--city", "city.toml", "--store", "demo.gpkg"][..], true), (&["--store", "real.gpkg"], false)]
    {
        done(at, &[&["init"], store].concat());
        let store = &store[store.len() - 2..];
        done(at, &[&["import", "cables.geojson", "--as", "cables"], store].concat());
        assert_eq!(done(at, &[&["progress"], store].concat()).contains("Made up by a program."), said);
        assert_eq!(done(at, &[&["doctor"], store].concat()).contains("Made up by a program."), said);
        assert_eq!(done(at, &[&["check", "cables.geojson"], store].concat()).contains("Made up by a program."), said);
        assert_eq!(json(at, &[&["progress", "--json"], store].concat())["illustrative"], said);
        // What is handed on says it too, where the format has room.
        for file in ["cables.geojson", "cables.gpkg"] {
            let file = format!("of-{said}-{file}");
            done(at, &[&["export", "--as", "cables", "-o", &file], store].concat());
            let bytes = std::fs::read(at.join(&file)).unwrap();
            assert_eq!(bytes.windows(21).any(|part| part == b"Made up by a program."), said, "{file}");
        }
    }
}
