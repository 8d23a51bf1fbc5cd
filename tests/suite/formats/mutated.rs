//! Whatever the bytes: an answer, never a panic.

use std::path::Path;

use ngamhoa::formats::{FileCrs, Format, Limits, OutCrs, OutField, OutRow, OutTable, ReadOptions, read_bytes, write};
use proptest::prelude::*;

use super::{dbf, parts_record, shp, zip_of};

fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let geojson = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:9210"}},"features":[
        {"type":"Feature","id":1,"bbox":[0,0,1,1],"properties":{"code":"Cáp 1","n":{"a":[1]}},
         "geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]}},
        {"type":"Feature","properties":null,"geometry":{"type":"LineString","coordinates":[[1,2,3],[3,4,5]]}}]}"#;
    let ring: &[(f64, f64)] = &[(0.0, 0.0), (0.0, 9.0), (9.0, 9.0), (0.0, 0.0)];
    let hole: &[(f64, f64)] = &[(1.0, 3.0), (2.0, 4.0), (1.0, 4.0), (1.0, 3.0)];
    let shp = shp(5, &[parts_record(5, &[ring, hole]), parts_record(5, &[ring])]);
    let dbf = dbf(
        0,
        &[("ten", b'C', 20), ("n", b'N', 5), ("d", b'D', 8)],
        &[&[b"Qu\xCBn H\xE5ng B\xB5ng", b"   12", b"20240101"], &[b"Qu\xE2\xF2n H\xF4\xCCng", b"  1.5", b"20240230"]],
    );
    let csv =
        "\u{feff}STT;Tên;X (m);Y (m);wkt\n1;\"Cầu; Rào\";2302301,736;597790,332;SRID=9210;POINT (1 2)\n2;b;1;2;\n";
    vec![
        ("a.geojson", geojson.into()),
        ("a.geojsonl", geojson.replace('\n', "").replace("},{", "}\n{").into()),
        ("a.zip", zip_of(&[("a.shp", &shp), ("a.dbf", &dbf), ("a.prj", b"PROJCS[]")])),
        ("a.shp", shp),
        ("a.csv", csv.into()),
        ("a.csv", "id,geom\n1,\"POLYGON Z ((0 0 1,1 0 1,1 1 1,0 0 1))\"\n2,\"MULTIPOINT((1 2),(3 4))\"\n".into()),
        ("a.gpkg", geopackage()),
    ]
}

fn geopackage() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.gpkg");
    let line = geo_types::Geometry::LineString(vec![(1.0, 2.0), (3.0, 4.0)].into());
    let fields = [OutField { name: "code".into(), kind: ngamhoa::formats::FieldType::Text }];
    let row = OutRow { id: 1, geometry: Some(&line), unread: None, values: vec![super::text("Cáp 1")] };
    let table = OutTable {
        name: "cables",
        fields: &fields,
        crs: OutCrs { epsg: 9210, name: "VN-2000 / TM-3", wkt: "PROJCS[\"VN-2000\"]" },
        about: None,
        changed_at: "2026-06-30T05:00:00Z".parse().unwrap(),
        rows: Box::new(std::iter::once(row)),
    };
    write(Format::GeoPackage, table, Path::new(&path)).unwrap();
    std::fs::read(path).unwrap()
}

fn read_whatever(name: &str, bytes: &[u8]) {
    let limits = Limits { max_rows: 10_000, max_zip_bytes: 1 << 24, ..Limits::default() };
    let options = ReadOptions { limits, ..ReadOptions::default() };
    match read_bytes(name, bytes, &options) {
        Ok(table) => {
            for row in &table.rows {
                assert_eq!(row.values.len(), table.fields.len());
            }
            assert_ne!(table.crs, FileCrs::Epsg(0));
        }
        Err(error) => assert!(!error.message().is_empty() && !error.remedy().is_empty()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes_never_panic(
        which in 0..7_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let (name, mut bytes) = seeds().swap_remove(which);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        read_whatever(name, &bytes);
    }

    #[test]
    fn any_text_never_panics(words in "\\PC{0,200}", which in 0..3_usize) {
        read_whatever(["a.geojson", "a.geojsonl", "a.csv"][which], words.as_bytes());
    }

    #[test]
    fn any_geometry_text_never_panics(
        words in "(POINT|LINESTRING|POLYGON|MULTIPOINT|MULTIPOLYGON) ?Z?M? ?[(]{0,4}[-0-9., ()eE]{0,40}[)]{0,4}",
    ) {
        read_whatever("a.csv", format!("wkt\n\"{words}\"\n").as_bytes());
    }
}
