//! GeoPackages: what we write, looked at with plain SQL; and databases made to do harm.

use std::path::{Path, PathBuf};

use geo_types::{Geometry, line_string, point};
use ngamhoa::formats::{
    FieldType, FileCrs, Flaw, Format, OutCrs, OutField, OutRow, OutTable, ReadError, ReadOptions, Table, Value,
    read_bytes, read_path, write,
};
use sqlx::{Connection as _, Row as _};

use super::{notes, refused, text};

/// Runs SQL on a file, with sqlx and none of our code.
fn sql(path: &Path, statements: &[&str]) -> Vec<Vec<String>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options =
            sqlx::sqlite::SqliteConnectOptions::new().filename(path).create_if_missing(true).foreign_keys(false);
        let mut connection = sqlx::sqlite::SqliteConnection::connect_with(&options).await.unwrap();
        let mut answer = Vec::new();
        for statement in statements {
            let rows = sqlx::query(sqlx::AssertSqlSafe(*statement)).fetch_all(&mut connection).await;
            let rows = rows.unwrap_or_else(|e| panic!("{statement}: {e}"));
            answer = rows
                .iter()
                .map(|row| {
                    (0..row.len()).map(|at| row.try_get_unchecked::<String, _>(at).unwrap_or_default()).collect()
                })
                .collect();
        }
        connection.close().await.unwrap();
        answer
    })
}

fn out<'a>(name: &'a str, fields: &'a [OutField], rows: Vec<OutRow<'a>>) -> OutTable<'a> {
    OutTable {
        name,
        fields,
        crs: OutCrs { epsg: 9210, name: "VN-2000 / TM-3 105-45", wkt: "PROJCS[\"VN-2000 / TM-3 105-45\"]" },
        about: None,
        changed_at: "2026-06-30T05:00:00Z".parse().unwrap(),
        rows: Box::new(rows.into_iter()),
    }
}

fn field(name: &str, kind: FieldType) -> OutField {
    OutField { name: name.into(), kind }
}

/// A file with two lines and a row without geometry, written by us.
fn cables(folder: &Path) -> PathBuf {
    let path = folder.join("cables.gpkg");
    let line = Geometry::LineString(line_string![(x: 597_790.25, y: 2_302_301.5), (x: 597_800.0, y: 2_302_400.0)]);
    let fields = [field("code", FieldType::Text), field("valid_from", FieldType::Date), field("ok", FieldType::Bool)];
    let day = || Value::Date("2024-03-05".parse().unwrap());
    let rows = vec![
        OutRow {
            id: 7,
            geometry: Some(&line),
            unread: None,
            values: vec![text("Cáp \"1\""), day(), Value::Bool(true)],
        },
        OutRow { id: 9, geometry: None, unread: None, values: vec![text("b"), Value::Null, Value::Null] },
    ];
    let written = write(Format::GeoPackage, out("cables", &fields, rows), &path).unwrap();
    assert_eq!((written.rows, written.notes.len()), (2, 0));
    path
}

fn read(path: &Path) -> Result<Table, ReadError> {
    read_path(path, &ReadOptions::default())
}

#[test]
fn what_we_write_is_a_geopackage_to_plain_sql() {
    let folder = tempfile::tempdir().unwrap();
    let path = cables(folder.path());
    let one = |statement: &str| sql(&path, &[statement]).into_iter().flatten().collect::<Vec<_>>().join("|");
    let bytes = std::fs::read(&path).unwrap();
    // Clause 1.1.1.1.1: "GPKG" at byte 68, the version before it at 60.
    assert_eq!(&bytes[68..72], b"GPKG");
    assert_eq!(bytes[60..64], 10_300_u32.to_be_bytes());
    assert_eq!(one("PRAGMA integrity_check"), "ok");
    assert_eq!(one("PRAGMA foreign_key_check"), "");
    assert_eq!(one("SELECT CAST(srs_id AS TEXT) FROM gpkg_spatial_ref_sys ORDER BY srs_id"), "-1|0|4326|9210");
    let contents = "SELECT table_name || ' ' || data_type || ' ' || last_change || ' ' || min_x || ' ' || max_y || ' ' || srs_id \
                    FROM gpkg_contents";
    assert_eq!(one(contents), "cables features 2026-06-30T05:00:00.000Z 597790.25 2302400.0 9210");
    let columns = "SELECT column_name || ' ' || geometry_type_name || ' ' || z || m FROM gpkg_geometry_columns";
    assert_eq!(one(columns), "geom LINESTRING 00");
    let declared = "SELECT type FROM pragma_table_info('cables') ORDER BY cid";
    assert_eq!(one(declared), "INTEGER|LINESTRING|TEXT|DATE|BOOLEAN");
    assert_eq!(one("SELECT extension_name || ' ' || scope FROM gpkg_extensions"), "gpkg_rtree_index write-only");
    // The index holds single-precision bounds rounded outwards, of the row that has a geometry.
    let index = "SELECT id || ' ' || (minx <= 597790.25) || (maxx >= 597800.0) || (miny <= 2302301.5) || (maxy >= 2302400.0) \
                 FROM rtree_cables_geom";
    assert_eq!(one(index), "7 1111");
    let triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name";
    let expected =
        ["delete", "insert", "update1", "update2", "update3", "update4"].map(|end| format!("rtree_cables_geom_{end}"));
    assert_eq!(one(triggers), expected.join("|"));
    assert_eq!(
        one("SELECT code || ' ' || valid_from || ' ' || ok FROM cables WHERE fid = 7"),
        "Cáp \"1\" 2024-03-05 1"
    );
}

/// The blob by hand: "GP", version 0, flags 0b00000011 (little-endian, envelope of x and y), srs 9210 = 0x23FA, minx maxx
/// miny maxy, then little-endian WKB of a line of two positions.
#[test]
fn the_blob_is_as_the_standard_wants_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = cables(folder.path());
    let hex = sql(&path, &["SELECT lower(hex(geom)) FROM cables WHERE fid = 7"])[0][0].clone();
    let numbers = |values: &[f64]| -> String {
        values.iter().flat_map(|value| value.to_le_bytes()).fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
    };
    let envelope = numbers(&[597_790.25, 597_800.0, 2_302_301.5, 2_302_400.0]);
    let positions = numbers(&[597_790.25, 2_302_301.5, 597_800.0, 2_302_400.0]);
    assert_eq!(hex, format!("47500003fa230000{envelope}010200000002000000{positions}"));
}

#[test]
fn what_we_write_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let table = read(&cables(folder.path())).unwrap();
    assert_eq!((table.name.as_str(), &table.crs), ("cables", &FileCrs::Epsg(9210)));
    assert_eq!(table.fields, ["code", "valid_from", "ok"]);
    assert_eq!(table.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [7, 9]);
    let day = Value::Date("2024-03-05".parse().unwrap());
    assert_eq!(table.rows[0].values, [text("Cáp \"1\""), day, Value::Bool(true)]);
    assert_eq!(table.rows[1].geometry, None);
    assert!(table.notes.is_empty() && table.skipped.is_empty());
}

#[test]
fn lines_and_multi_lines_become_one_type() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.gpkg");
    let line = line_string![(x: 0.0, y: 0.0), (x: 1.0, y: 1.0)];
    let (one, two) = (
        Geometry::LineString(line.clone()),
        Geometry::MultiLineString(geo_types::MultiLineString(vec![line.clone(), line])),
    );
    let rows = [&one, &two]
        .into_iter()
        .zip(1..)
        .map(|(g, id)| OutRow { id, geometry: Some(g), unread: None, values: vec![] })
        .collect();
    write(Format::GeoPackage, out("a", &[], rows), &path).unwrap();
    let kind = "SELECT geometry_type_name || (SELECT type FROM pragma_table_info('a') WHERE cid = 1) FROM gpkg_geometry_columns";
    assert_eq!(sql(&path, &[kind])[0][0], "MULTILINESTRINGMULTILINESTRING");
    let parts: Vec<usize> = read(&path)
        .unwrap()
        .rows
        .iter()
        .map(|row| match &row.geometry {
            Some(Geometry::MultiLineString(lines)) => lines.0.len(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(parts, [1, 2]);
}

#[test]
fn names_the_format_keeps_for_itself_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.gpkg");
    assert!(write(Format::GeoPackage, out("gpkg_cables", &[], vec![]), &path).is_err());
    assert!(!path.exists() && std::fs::read_dir(folder.path()).unwrap().count() == 0);
    // A field called as the key would be, and quotes in names.
    let fields = [field("FID", FieldType::Int), field("a\"b", FieldType::Float)];
    let row = OutRow { id: 3, geometry: None, unread: None, values: vec![Value::Int(5), Value::Int(2)] };
    write(Format::GeoPackage, out("la\"yer", &fields, vec![row]), &path).unwrap();
    let table = read(&path).unwrap();
    assert_eq!((table.rows[0].number, table.fields.as_slice()), (3, ["FID".to_owned(), "a\"b".to_owned()].as_slice()));
    assert_eq!(table.rows[0].values, [Value::Int(5), Value::Float(2.0)]);
}

#[test]
fn an_upload_is_read_and_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = std::fs::read(cables(folder.path())).unwrap();
    assert_eq!(read_bytes("x.gpkg", &bytes, &ReadOptions::default()).unwrap().rows.len(), 2);
    assert!(matches!(
        read_bytes("x.gpkg", b"SQLite or what", &ReadOptions::default()).unwrap_err(),
        ReadError::Corrupt { .. }
    ));
    let cut = read_bytes("x.gpkg", &bytes[..bytes.len() / 2], &ReadOptions::default());
    assert!(cut.is_err(), "half a database");
}

#[test]
fn a_layer_is_chosen_and_the_others_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = cables(folder.path());
    // A point without envelope, its header and WKB big-endian.
    let blob = "x'475000000000 10E6 00 00000001 3FF0000000000000 4000000000000000'".replace(' ', "");
    sql(
        &path,
        &[
            "CREATE TABLE poles (fid INTEGER PRIMARY KEY, g POINT, geom TEXT)",
            "INSERT INTO gpkg_contents (table_name, data_type, last_change, srs_id) \
         VALUES ('poles', 'features', '2026-01-01T00:00:00Z', 4326)",
            "INSERT INTO gpkg_geometry_columns VALUES ('poles', 'g', 'POINT', 4326, 0, 0)",
            &format!("INSERT INTO poles VALUES (1, {blob}, 'x')"),
        ],
    );
    let ReadError::WhichLayer { layers, asked, .. } = read(&path).unwrap_err() else { panic!() };
    assert_eq!((layers, asked), (vec!["cables".to_owned(), "poles".to_owned()], None));
    let options = ReadOptions { layer: Some("POLES"), ..ReadOptions::default() };
    let table = read_path(&path, &options).unwrap();
    assert_eq!((table.crs.clone(), notes(&table)), (FileCrs::Wgs84, vec!["other_layers"]));
    assert_eq!(table.rows[0].geometry, Some(Geometry::Point(point!(x: 1.0, y: 2.0))));
    assert_eq!(table.fields, ["geom"]);
    let options = ReadOptions { layer: Some("ducts"), ..ReadOptions::default() };
    assert!(read_path(&path, &options).unwrap_err().to_string().contains("\"poles\""));
}

#[test]
fn bad_geometries_cost_their_row() {
    let folder = tempfile::tempdir().unwrap();
    let path = cables(folder.path());
    for trigger in ["insert", "update1", "update2", "update3", "update4", "delete"] {
        sql(&path, &[&format!("DROP TRIGGER rtree_cables_geom_{trigger}")]);
    }
    // Header of flags 0b01 and srs 9210 before: a curve, a collection, a lying count, another vendor's form, no blob at all,
    // an envelope of no kind, an empty geometry, an open ring, a point with Z.
    let cases = [
        ("x'47500001FA230000010800000000000000'", "curve"),
        ("x'47500001FA230000010700000000000000'", "geometry_collection"),
        ("x'47500001FA2300000102000000FFFFFFFF'", "geometry_damaged"),
        ("x'47500021FA23000001020000000000'", "geometry_extended"),
        ("'LINESTRING (0 0, 1 1)'", "geometry_damaged"),
        ("x'4750000DFA2300000102000000'", "geometry_damaged"),
        ("x'4750'", "geometry_damaged"),
        ("x'47500001FA2300000101000000000000000000F07F0000000000000000'", "coordinate_value"),
    ];
    for (at, (blob, _)) in cases.iter().enumerate() {
        sql(&path, &[&format!("INSERT INTO cables (fid, geom) VALUES ({}, {blob})", 100 + at)]);
    }
    let corners =
        "0000000000000000 0000000000000000 000000000000F03F 0000000000000000 000000000000F03F 000000000000F03F";
    let ring = format!("x'47500001FA230000 01 03000000 01000000 03000000 {corners}'").replace(' ', "");
    let z = "x'47500001FA230000 01 E9030000 000000000000F03F 0000000000000040 0000000000000840'".replace(' ', "");
    let empty = "x'47500011FA230000 01 02000000 00000000'".replace(' ', "");
    for (id, blob) in [(200, &empty), (201, &ring), (202, &z)] {
        sql(&path, &[&format!("INSERT INTO cables (fid, geom) VALUES ({id}, {blob})")]);
    }
    sql(&path, &["UPDATE cables SET code = CAST(x'5175CB6E' AS TEXT) WHERE fid = 9"]);
    let table = read(&path).unwrap();
    let codes: Vec<_> = refused(&table).iter().map(|refusal| (refusal.row.unwrap(), refusal.code)).collect();
    let expected: Vec<_> = cases.iter().enumerate().map(|(at, (_, code))| (100 + at as u64, *code)).collect();
    assert_eq!(codes, expected);
    let row = |number: u64| table.rows.iter().find(|row| row.number == number).unwrap();
    assert_eq!(row(200).geometry, None);
    assert_eq!(row(201).flaws, [Flaw::RingNotClosed { path: "ring 1".into() }]);
    assert_eq!(row(202).geometry, Some(Geometry::Point(point!(x: 1.0, y: 2.0))));
    assert_eq!(row(9).flaws, [Flaw::TextDamaged { field: "code".into() }]);
    for code in ["z_m_dropped", "text_damaged"] {
        assert!(notes(&table).contains(&code), "{code}");
    }
}

/// A view can hide any query, a virtual table any module, a generated column any expression: none of them is run.
#[test]
fn a_hostile_schema_is_not_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = cables(folder.path());
    sql(
        &path,
        &[
            "ALTER TABLE cables RENAME TO hidden",
            "CREATE VIEW cables AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid, NULL AS geom FROM n",
        ],
    );
    let ReadError::WhichLayer { layers, .. } = read(&path).unwrap_err() else { panic!() };
    assert!(layers.is_empty());
    let path = cables(folder.path());
    sql(
        &path,
        &[
            "DROP TABLE gpkg_contents",
            "CREATE VIEW gpkg_contents AS SELECT 'cables' AS table_name, 'features' AS data_type",
        ],
    );
    let error = read(&path).unwrap_err();
    assert!(error.to_string().contains("gpkg_contents"), "{error}");
    let path = cables(folder.path());
    sql(&path, &["ALTER TABLE cables ADD COLUMN big TEXT GENERATED ALWAYS AS (hex(zeroblob(400000000))) VIRTUAL"]);
    let table = read(&path).unwrap();
    assert_eq!((table.rows.len(), table.fields.len()), (2, 3));
}

#[test]
fn codes_and_what_they_stand_for_are_handed_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = cables(folder.path());
    sql(
        &path,
        &[
            "CREATE TABLE gpkg_data_columns (table_name TEXT, column_name TEXT, name TEXT, title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT)",
            "CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT, constraint_type TEXT, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT)",
            "INSERT INTO gpkg_data_columns (table_name, column_name, constraint_name) VALUES ('cables', 'code', 'kinds')",
            "INSERT INTO gpkg_data_column_constraints (constraint_name, constraint_type, value, description) VALUES ('kinds', 'enum', '1', 'treo'), ('kinds', 'enum', '2', 'ngầm')",
        ],
    );
    let table = read(&path).unwrap();
    let note = table.notes.iter().find(|note| note.code == "coded_values").unwrap();
    assert!(note.message.contains("code: 1 = treo, 2 = ngầm"), "{}", note.message);
}
