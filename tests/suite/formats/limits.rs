//! The limits under which uploads are read.

use ngamhoa::formats::{Limits, ReadError, ReadOptions, Table, read_bytes, read_path};

use super::{parts_record, read, refused, shp, whole};

fn with(limits: Limits, name: &str, bytes: impl AsRef<[u8]>) -> Result<Table, ReadError> {
    read_bytes(name, bytes.as_ref(), &ReadOptions { limits, ..ReadOptions::default() })
}

fn too_large(result: Result<Table, ReadError>) -> &'static str {
    match result.unwrap_err() {
        ReadError::TooLarge { what, .. } => what,
        other => panic!("{other}"),
    }
}

fn points(count: usize) -> String {
    let point = r#"{"type":"Feature","properties":{"a":1,"b":2},"geometry":{"type":"Point","coordinates":[1,2]}}"#;
    format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", vec![point; count].join(","))
}

#[test]
fn rows_cells_vertices_and_bytes_are_counted() {
    let small = Limits { max_rows: 3, ..Limits::default() };
    assert_eq!(with(small.clone(), "a.geojson", points(3)).unwrap().rows.len(), 3);
    assert_eq!(too_large(with(small.clone(), "a.geojson", points(4))), "rows");
    assert_eq!(too_large(with(small.clone(), "a.csv", "lon,lat\n1,2\n1,2\n1,2\n1,2\n")), "rows");
    assert_eq!(too_large(with(small, "a.shp", shp(0, &vec![vec![0; 4]; 4]))), "rows");
    let cells = Limits { max_cells: 7, ..Limits::default() };
    assert_eq!(too_large(with(cells, "a.geojson", points(4))), "cells (rows times columns)");
    let vertices = Limits { max_vertices: 3, ..Limits::default() };
    assert_eq!(too_large(with(vertices, "a.geojson", points(4))), "vertices");
    let bytes = Limits { max_bytes: 10, ..Limits::default() };
    assert_eq!(too_large(with(bytes.clone(), "a.geojson", points(1))), "bytes");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.geojson");
    std::fs::write(&path, points(1)).unwrap();
    let options = ReadOptions { limits: bytes, ..ReadOptions::default() };
    assert_eq!(too_large(read_path(&path, &options)), "bytes");
}

#[test]
fn a_row_of_too_many_vertices_is_refused_and_the_file_goes_on() {
    let limits = Limits { max_vertices_per_feature: 2, ..Limits::default() };
    let long = parts_record(3, &[&[(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)]]);
    let short = parts_record(3, &[&[(0.0, 0.0), (1.0, 0.0)]]);
    let table = with(limits, "a.shp", shp(3, &[long, short])).unwrap();
    assert_eq!(
        (whole(&table)[0].number, refused(&table)[0].row, refused(&table)[0].code),
        (2, Some(1), "too_many_vertices")
    );
}

#[test]
fn field_names_are_counted() {
    let limits = Limits { max_fields: 2, ..Limits::default() };
    let feature = |name: &str| format!("{{\"type\":\"Feature\",\"properties\":{{\"{name}\":1}},\"geometry\":null}}");
    let lines = ["a", "b", "c", "a"].map(feature).join("\n");
    let table = with(limits, "a.geojsonl", lines).unwrap();
    assert_eq!((table.rows.len(), table.skipped[0].row, table.skipped[0].code), (3, Some(3), "too_many_fields"));
}

/// A parser that recurses would overflow its stack and take the process with it.
#[test]
fn nesting_is_looked_at_before_any_parser_is() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    let coordinates = format!(
        "{{\"type\":\"Feature\",\"properties\":{{}},\"geometry\":{{\"type\":\"Point\",\"coordinates\":{}}}}}",
        deep("[", "]")
    );
    let collection = format!("{{\"type\":\"FeatureCollection\",\"features\":[{coordinates}]}}");
    for (name, file) in [("a.geojson", &collection), ("a.geojson", &coordinates), ("a.geojsonl", &coordinates)] {
        assert_eq!(read(name, file).unwrap().skipped[0].code, "too_deep", "{name}");
    }
    assert!(read("a.geojson", deep("[", "]")).is_err());
    assert!(read("a.geojson", format!("{{\"type\":\"FeatureCollection\",\"x\":{}}}", deep("[", "]"))).is_err());
    let crs = format!("{{\"type\":\"FeatureCollection\",\"features\":[],\"crs\":{}}}", deep("[", "]"));
    assert!(read("a.geojson", crs).is_ok());
    let wkt = format!("id;wkt\n1;{}\n2;POINT (1 2)\n", deep("GEOMETRYCOLLECTION (", ")"));
    let table = read("a.csv", wkt).unwrap();
    assert_eq!((refused(&table)[0].code, whole(&table)[0].number), ("too_deep", 3));
    // Brackets in text nest nothing.
    let quoted =
        format!("{{\"type\":\"Feature\",\"properties\":{{\"a\":\"{}\\\"[\"}},\"geometry\":null}}", "[".repeat(200));
    assert_eq!(read("a.geojson", quoted).unwrap().rows.len(), 1);
}

/// Parsed JSON takes fifty times its text's memory; coordinates are never parsed into such a tree and properties are counted.
#[test]
fn values_of_one_feature_are_counted() {
    let list = vec!["1"; 200_001].join(",");
    let file = format!("{{\"type\":\"Feature\",\"properties\":{{\"a\":[{list}]}},\"geometry\":null}}");
    assert_eq!(read("a.geojson", file).unwrap().skipped[0].code, "too_many_values");
}

#[test]
fn an_unknown_ending_lists_what_is_read() {
    let error = read("plan.abc", b"x").unwrap_err();
    assert!(error.to_string().contains(".gpkg"), "{error}");
    assert_eq!(error.code(), "unknown_format");
}
