//! One feature a line, or each behind a record separator.

use ngamhoa::formats::{FileCrs, Format};

use super::{notes, read, refused};

const LINE: &str = r#"{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[1,2]}}"#;

#[test]
fn a_truncated_line_is_refused_by_its_number() {
    let file = format!("{LINE}\n\n{LINE}\n{}\n", &LINE[..60]);
    let table = read("a.geojsonl", file).unwrap();
    assert_eq!(table.format, Format::GeoJsonSeq);
    assert_eq!(table.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 3]);
    assert_eq!((table.skipped[0].row, table.skipped[0].code), (Some(4), "broken_json"));
    assert!(table.skipped[0].message.contains("line 4"), "{}", table.skipped[0].message);
}

#[test]
fn a_broken_line_names_line_and_column() {
    let file = format!("{LINE}\n{}\n", LINE.replace("\"geometry\":", "\"geometry\""));
    let table = read("a.ndjson", file).unwrap();
    assert!(table.skipped[0].message.contains("line 2, column 50"), "{}", table.skipped[0].message);
}

#[test]
fn records_behind_separators_may_go_over_lines() {
    let pretty = LINE.replace(',', ",\n");
    let table = read("a.geojsonl", format!("\u{1e}{pretty}\n\u{1e}{LINE}\n\u{1e}null\n")).unwrap();
    let lines = pretty.lines().count() as u64;
    assert_eq!(table.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 1 + lines]);
    assert_eq!((table.skipped[0].row, table.skipped[0].code), (Some(2 + lines), "not_a_feature"));
}

#[test]
fn the_content_decides_and_not_the_ending() {
    let table = read("a.geojson", format!("{LINE}\n{LINE}\n")).unwrap();
    assert_eq!((table.format, table.rows.len()), (Format::GeoJsonSeq, 2));
    assert_eq!(notes(&table), ["is_a_sequence"]);
    let collection = format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{LINE},\n{LINE}]}}");
    let table = read("a.geojsonl", collection).unwrap();
    assert_eq!((table.format, table.rows.len()), (Format::GeoJson, 2));
    let on_one_line = format!("{{\"type\":\"FeatureCollection\",\"features\":[{LINE}]}}\n");
    assert_eq!(read("a.geojsonl", on_one_line).unwrap().rows.len(), 1);
    // A collection on a line among others is no feature.
    let table = read("a.geojsonl", format!("{LINE}\n{{\"type\":\"FeatureCollection\",\"features\":[]}}\n")).unwrap();
    assert_eq!((table.rows.len(), table.skipped[0].code), (1, "type_unknown"));
}

/// No collection is there to say it for all, so each record may, as GeoJSON had it before 2016.
#[test]
fn the_records_say_their_coordinate_system() {
    let of =
        |name: &str| LINE.replacen('{', &format!(r#"{{"crs":{{"type":"name","properties":{{"name":"{name}"}}}},"#), 1);
    let grid = of("urn:ogc:def:crs:EPSG::9210");
    // One that says nothing follows the others.
    let table = read("a.geojsonl", format!("{grid}\n{LINE}\n{}\n", of("EPSG:9210"))).unwrap();
    assert_eq!((&table.crs, table.rows.len(), notes(&table)), (&FileCrs::Epsg(9210), 3, vec!["crs_member"]));
    let table = read("a.geojsonl", format!("{grid}\n{}\n", of("EPSG:3405"))).unwrap();
    assert_eq!((&table.crs, table.rows.len()), (&FileCrs::Epsg(9210), 1));
    assert_eq!((refused(&table)[0].row, refused(&table)[0].code), (Some(2), "srid_differs"));
    let table = read("a.geojsonl", format!("{}\n", of("our own grid"))).unwrap();
    assert_eq!((table.crs, table.rows.len()), (FileCrs::Unknown, 1));
    // A property of that name is one.
    let property = LINE.replace(r#""a":1"#, r#""crs":"EPSG:9210""#);
    assert_eq!(read("a.geojsonl", format!("{property}\n{property}\n")).unwrap().crs, FileCrs::Wgs84);
}
