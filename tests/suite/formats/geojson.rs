//! GeoJSON: what RFC 7946 demands, one defect at a time.

use geo_types::{Geometry, line_string, point, polygon};
use ngamhoa::formats::{FileCrs, Flaw, Format, KnownBy, ReadError, Value};

use super::{notes, read, refused, text, whole};

fn collection(features: &str) -> String {
    format!("{{\"type\": \"FeatureCollection\", \"features\": [{features}]}}")
}

fn feature(geometry: &str) -> String {
    collection(&format!("{{\"type\": \"Feature\", \"properties\": {{}}, \"geometry\": {geometry}}}"))
}

#[test]
fn rows_have_the_union_of_all_properties() {
    let table = read(
        "cáp.geojson",
        collection(
            r#"{"type":"Feature","id":7,"properties":{"code":"C1","n":24,"share":0.5,"ok":true},
                "geometry":{"type":"LineString","coordinates":[[106.68,20.86],[106.69,20.87]]}},
               {"type":"Feature","properties":{"code":"C2","owner":{"name":"VNPT"}},"geometry":null}"#,
        ),
    )
    .unwrap();
    assert_eq!(table.format, Format::GeoJson);
    assert_eq!(table.name, "cáp");
    assert_eq!(table.crs, FileCrs::Wgs84);
    assert_eq!(table.fields, ["code", "n", "share", "ok", "id", "owner"]);
    assert_eq!(
        table.rows[0].geometry,
        Some(Geometry::LineString(line_string![(x: 106.68, y: 20.86), (x: 106.69, y: 20.87)]))
    );
    let first = [text("C1"), Value::Int(24), Value::Float(0.5), Value::Bool(true), Value::Int(7), Value::Null];
    assert_eq!(table.rows[0].values, first);
    assert_eq!(table.rows[1].number, 2);
    assert_eq!(table.rows[1].geometry, None);
    assert_eq!(table.rows[1].values[0], text("C2"));
    assert_eq!(table.rows[1].values[5], Value::Json(Box::new(serde_json::json!({"name": "VNPT"}))));
    assert!(table.skipped.is_empty());
}

/// Each defect costs its own row, names its place, and the rows around it are read.
#[test]
fn a_bad_feature_is_refused_by_place_and_the_others_are_read() {
    let good = r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2]}}"#;
    let cases = [
        ("null", "not_a_feature", "features[1]"),
        ("[1]", "not_a_feature", "features[1]"),
        (r#"{"properties":{},"geometry":null}"#, "type_missing", "features[1]"),
        (r#"{"type":"feature","properties":{},"geometry":null}"#, "type_unknown", "features[1].type"),
        (r#"{"type":"Feature","geometry":null}"#, "properties_missing", "features[1].properties"),
        (r#"{"type":"Feature","properties":[],"geometry":null}"#, "properties_type", "features[1].properties"),
        (r#"{"type":"Feature","properties":{}}"#, "geometry_missing", "features[1].geometry"),
        (r#"{"type":"Feature","properties":{},"geometry":"x"}"#, "geometry_type", "features[1].geometry"),
        (r#"{"type":"Feature","id":{},"properties":{},"geometry":null}"#, "id_type", "features[1].id"),
        (r#"{"type":"Feature","bbox":[1,2,3],"properties":{},"geometry":null}"#, "bbox", "features[1].bbox"),
        (r#"{"type":"Feature","bbox":[1,2,3,"4"],"properties":{},"geometry":null}"#, "bbox", "features[1].bbox[3]"),
    ];
    for (bad, code, path) in cases {
        let table = read("a.geojson", collection(&format!("{good}, {bad}, {good}"))).unwrap();
        assert_eq!(whole(&table).iter().map(|row| row.number).collect::<Vec<_>>(), [1, 3], "{bad}");
        let refusal = refused(&table)[0];
        assert_eq!((refusal.row, refusal.code, refusal.path.as_deref()), (Some(2), code, Some(path)), "{bad}");
        assert!(!refusal.message.is_empty() && !refusal.remedy.is_empty());
    }
}

#[test]
fn a_bad_geometry_is_refused_with_the_path_to_its_fault() {
    let cases = [
        (r#"{"coordinates":[1,2]}"#, "type_missing", "geometry"),
        (r#"{"type":"Circle","coordinates":[1,2]}"#, "geometry_type", "geometry.type"),
        (r#"{"type":"point","coordinates":[1,2]}"#, "geometry_type", "geometry.type"),
        (r#"{"type":"Point"}"#, "coordinates_missing", "geometry"),
        (r#"{"type":"Point","coordinates":[]}"#, "position_short", "geometry.coordinates"),
        (r#"{"type":"Point","coordinates":[1]}"#, "position_short", "geometry.coordinates"),
        (r#"{"type":"Point","coordinates":[[1,2]]}"#, "coordinates_depth", "geometry.coordinates"),
        (r#"{"type":"Point","coordinates":["1",2]}"#, "coordinate_value", "geometry.coordinates[0]"),
        (r#"{"type":"Point","coordinates":[1,null]}"#, "coordinate_value", "geometry.coordinates[1]"),
        (r#"{"type":"Point","coordinates":[1e999,2]}"#, "coordinate_value", "geometry.coordinates[0]"),
        (r#"{"type":"LineString","coordinates":[1,2]}"#, "coordinates_depth", "geometry.coordinates[0]"),
        (r#"{"type":"LineString","coordinates":[[1,2]]}"#, "line_short", "geometry.coordinates"),
        (r#"{"type":"LineString","coordinates":[[[1,2],[3,4]]]}"#, "coordinates_depth", "geometry.coordinates[0]"),
        (
            r#"{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[5,6]]]}"#,
            "line_short",
            "geometry.coordinates[1]",
        ),
        (r#"{"type":"Polygon","coordinates":[[[0,0],[1,1],[0,0]]]}"#, "ring_short", "geometry.coordinates[0]"),
        (
            r#"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]],[[0,0],[1],[1,1],[0,0]]]]}"#,
            "position_short",
            "geometry.coordinates[0][1][1]",
        ),
        (r#"{"type":"MultiPolygon","coordinates":[[]]}"#, "polygon_empty", "geometry.coordinates[0]"),
        (r#"{"type":"GeometryCollection","geometries":[]}"#, "geometry_collection", "geometry"),
    ];
    for (geometry, code, path) in cases {
        let table = read("a.geojson", feature(geometry)).unwrap();
        assert!(whole(&table).is_empty(), "{geometry}");
        let (refusal, written) = table.rows[0].unreadable().unwrap();
        assert_eq!(written, geometry);
        let path = format!("features[0].{path}");
        assert_eq!((refusal.code, refusal.path.as_deref()), (code, Some(path.as_str())), "{geometry}");
    }
}

#[test]
fn an_open_ring_is_closed_and_said() {
    let table = read("a.geojson", feature(r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1]]]}"#)).unwrap();
    assert_eq!(
        table.rows[0].geometry,
        Some(Geometry::Polygon(polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0), (x: 0.0, y: 0.0)]))
    );
    assert_eq!(table.rows[0].flaws, [Flaw::RingNotClosed { path: "geometry.coordinates[0]".into() }]);
    let two = r#"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,5],[6,5],[6,6],[5,6]]]]}"#;
    let table = read("a.geojson", feature(two)).unwrap();
    assert_eq!(table.rows[0].flaws, [Flaw::RingNotClosed { path: "geometry.coordinates[1][0]".into() }]);
}

#[test]
fn heights_are_dropped_and_counted_and_an_empty_geometry_is_none() {
    let table = read(
        "a.geojson",
        collection(
            r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2,3]}},
               {"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[1,2,null],[3,4,9,8]]}},
               {"type":"Feature","properties":{},"geometry":{"type":"MultiPolygon","coordinates":[]}}"#,
        ),
    )
    .unwrap();
    assert_eq!(table.rows[0].geometry, Some(Geometry::Point(point!(x: 1.0, y: 2.0))));
    assert_eq!(table.rows[2].geometry, None);
    assert_eq!((table.notes[0].code, table.notes[0].count, table.notes[0].row), ("z_m_dropped", 2, Some(1)));
}

#[test]
fn the_old_crs_member_is_honoured_and_said() {
    let crs = |member: &str| {
        let file = format!("{{\"type\":\"FeatureCollection\",\"features\":[],\"crs\":{member}}}");
        let table = read("a.geojson", file).unwrap();
        assert_eq!(notes(&table), ["crs_member"]);
        table.crs
    };
    let named = |name: &str| crs(&format!("{{\"type\":\"name\",\"properties\":{{\"name\":\"{name}\"}}}}"));
    assert_eq!(named("urn:ogc:def:crs:EPSG::9210"), FileCrs::Epsg(9210));
    assert_eq!(named("EPSG:3405"), FileCrs::Epsg(3405));
    assert_eq!(named("http://www.opengis.net/def/crs/EPSG/0/9209"), FileCrs::Epsg(9209));
    assert_eq!(named("urn:ogc:def:crs:OGC:1.3:CRS84"), FileCrs::Wgs84);
    assert_eq!(named("urn:ogc:def:crs:EPSG::4326"), FileCrs::Wgs84);
    assert_eq!(named("VN-2000"), FileCrs::Unknown);
    assert_eq!(crs("null"), FileCrs::Unknown);
}

#[test]
fn a_single_feature_or_a_bare_geometry_is_a_row() {
    let table = read("a.json", r#"{"type":"Feature","properties":{"a":1},"geometry":null}"#).unwrap();
    assert_eq!((table.rows.len(), table.fields.as_slice()), (1, ["a".to_owned()].as_slice()));
    let table = read("a.json", r#"{"type":"Point","coordinates":[1,2],"level":3}"#).unwrap();
    assert_eq!(table.rows[0].geometry, Some(Geometry::Point(point!(x: 1.0, y: 2.0))));
    assert_eq!(notes(&table), ["bare_geometry"]);
    assert!(table.notes[0].message.contains("level"), "{}", table.notes[0].message);
}

#[test]
fn a_file_that_is_not_geojson_is_told_what_it_is() {
    let cases = [
        ("{}", "empty object"),
        ("[]", "a list"),
        ("null", "null"),
        ("17", "a number"),
        (r#"{"type":"FeatureCollection"}"#, "no `features`"),
        (r#"{"type":"FeatureCollection","features":{"a":[]}}"#, "an object"),
        (r#"{"type":"featurecollection","features":[]}"#, "with capitals"),
        (r#"{"type":null,"features":[]}"#, "null"),
        (r#"{"type":"Topology","objects":{}}"#, "TopoJSON"),
        (r#"{"geometryType":"esriGeometryPolyline","features":[]}"#, "Esri JSON"),
        (r#"{"networks":[]}"#, "Open Fibre Data Standard"),
        (r#"{"coordinates":[1,2]}"#, "without a `type`"),
        (r#"{"level1_id":"31"}"#, "level1_id"),
    ];
    for (file, words) in cases {
        let error = read("a.json", file).unwrap_err();
        assert!(matches!(error, ReadError::Structure { .. }), "{file}: {error:?}");
        assert!(error.to_string().contains(words), "{file}: {error}");
        assert!(!error.remedy().is_empty());
    }
}

#[test]
fn broken_json_names_line_and_column() {
    let file = "{\"type\": \"FeatureCollection\",\n \"features\": [\n  {\"type\": \"Feature\" \"properties\": {}}\n]}";
    let ReadError::Syntax { line, column, .. } = read("a.geojson", file).unwrap_err() else { panic!() };
    // The quote where a comma must be: third line, after `  {"type": "Feature" `.
    assert_eq!((line, column), (3, 22));
    let cut = "{\"type\": \"FeatureCollection\",\n \"features\": [\n  {\"type\": \"Feature\"";
    let ReadError::Syntax { line, .. } = read("a.geojson", cut).unwrap_err() else { panic!() };
    assert_eq!(line, 3);
}

#[test]
fn a_byte_order_mark_is_no_fault_and_utf_16_is_named() {
    let file = feature(r#"{"type":"Point","coordinates":[1,2]}"#);
    let table = read("a.geojson", format!("\u{feff}{file}")).unwrap();
    assert_eq!((table.rows.len(), table.encoding.unwrap().known_by), (1, KnownBy::Bom));
    let utf16: Vec<u8> = file.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(matches!(read("a.geojson", &utf16).unwrap_err(), ReadError::Utf16 { .. }));
    let latin = b"{\"type\":\"FeatureCollection\",\n\"name\":\"Qu\xCBn\",\"features\":[]}";
    let ReadError::NotUtf8 { line, column, .. } = read("a.geojson", latin).unwrap_err() else { panic!() };
    assert_eq!((line, column), (2, 11));
}

#[test]
fn text_is_composed_and_two_spellings_of_a_field_are_one() {
    let table = read(
        "a.geojson",
        collection(
            "{\"type\":\"Feature\",\"properties\":{\"te\u{302}n\":\"Qua\u{302}\u{323}n\"},\"geometry\":null},
             {\"type\":\"Feature\",\"properties\":{\"tên\":\"Quận\"},\"geometry\":null}",
        ),
    )
    .unwrap();
    assert_eq!(table.fields, ["tên"]);
    assert_eq!(table.rows[0].values, [text("Quận")]);
    assert_eq!(table.rows[1].values, [text("Quận")]);
}

#[test]
fn a_box_that_holds_nothing_is_said_and_not_used() {
    let with_box = |bbox: &str| {
        let file = format!(
            "{{\"type\":\"Feature\",\"bbox\":{bbox},\"properties\":{{}},\"geometry\":{{\"type\":\"Point\",\"coordinates\":[106.7,20.8]}}}}"
        );
        notes(&read("a.geojson", file).unwrap())
    };
    assert!(with_box("[106.7,20.8,106.7,20.8]").is_empty());
    assert!(with_box("[106,20,0,107,21,9]").is_empty());
    assert_eq!(with_box("[20,106,21,107]"), ["bbox_wrong"]);
}

#[test]
fn numbers_that_json_does_not_have_are_named() {
    for (word, told) in [("NaN", "NaN"), ("nan", "nan"), ("-Infinity", "-Infinity"), ("Infinity", "Infinity")] {
        let text = feature(&format!("{{\"type\": \"Point\", \"coordinates\": [106.68, {word}]}}"));
        let said = read("a.geojson", text).unwrap_err().to_string();
        assert!(said.contains(&format!("{told} is no JSON number")), "{said}");
    }
    let said = read("a.geojson", feature("{\"type\": Point}")).unwrap_err().to_string();
    assert!(said.contains("broken JSON"), "{said}");
}
