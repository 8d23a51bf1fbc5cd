//! Shapefiles: made by hand, and by the `shapefile` crate, which knows nothing of our reader.

use geo_types::{Geometry, MultiLineString, line_string, point, polygon};
use ngamhoa::formats::{FileCrs, Flaw, ReadError, ReadOptions, Value, read_path};

use super::{dbf, notes, parts_record, point_record, read, refused, shp, text, whole, zip_of};

/// A clockwise square from its lower left corner, as the format wants outer rings.
fn square(x: f64, y: f64, side: f64) -> [(f64, f64); 5] {
    [(x, y), (x, y + side), (x + side, y + side), (x + side, y), (x, y)]
}

fn turned(mut ring: [(f64, f64); 5]) -> [(f64, f64); 5] {
    ring.reverse();
    ring
}

fn alone(kind: i32, record: Vec<u8>) -> ngamhoa::formats::Table {
    read("a.shp", shp(kind, &[record])).unwrap()
}

#[test]
fn what_the_shapefile_crate_writes_is_read() {
    use ::shapefile::dbase::{FieldValue, Record, TableWriterBuilder};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tuyen.shp");
    let table = TableWriterBuilder::new()
        .add_character_field("code".try_into().unwrap(), 20)
        .add_numeric_field("fibres".try_into().unwrap(), 8, 0)
        .add_numeric_field("depth_m".try_into().unwrap(), 10, 2)
        .add_logical_field("shared".try_into().unwrap())
        .add_date_field("valid_from".try_into().unwrap());
    let mut writer = ::shapefile::Writer::from_path(&path, table).unwrap();
    for nth in 0..2 {
        let at = f64::from(nth);
        let line = ::shapefile::PolylineZ::with_parts(vec![
            vec![::shapefile::PointZ::new(at, 1.0, 5.0, 0.0), ::shapefile::PointZ::new(at + 1.0, 2.0, 5.0, 0.0)],
            vec![::shapefile::PointZ::new(at, 3.0, 5.0, 0.0), ::shapefile::PointZ::new(at + 1.0, 4.0, 5.0, 0.0)],
        ]);
        let mut record = Record::default();
        record.insert("code".into(), FieldValue::Character(Some(format!("VNPT-{nth}"))));
        record.insert("fibres".into(), FieldValue::Numeric(Some(24.0 + at)));
        record.insert("depth_m".into(), FieldValue::Numeric(Some(0.75)));
        record.insert("shared".into(), FieldValue::Logical(Some(nth == 0)));
        record.insert("valid_from".into(), FieldValue::Date(Some(::shapefile::dbase::Date::new(5, 3, 2024).unwrap())));
        writer.write_shape_and_record(&line, &record).unwrap();
    }
    drop(writer);
    std::fs::write(folder.path().join("tuyen.PRJ"), "PROJCS[\"VN-2000\"]\n").unwrap();
    let table = read_path(&path, &ReadOptions::default()).unwrap();
    assert_eq!(table.crs, FileCrs::Wkt("PROJCS[\"VN-2000\"]".into()));
    assert_eq!(notes(&table), ["z_m_dropped"]);
    assert_eq!(
        table.rows[1].geometry,
        Some(Geometry::MultiLineString(MultiLineString(vec![
            line_string![(x: 1.0, y: 1.0), (x: 2.0, y: 2.0)],
            line_string![(x: 1.0, y: 3.0), (x: 2.0, y: 4.0)],
        ])))
    );
    let at = |row: usize, field: &str| table.rows[row].values[table.field(field).unwrap()].clone();
    assert_eq!(at(0, "code"), text("VNPT-0"));
    assert_eq!(at(1, "fibres"), Value::Int(25));
    assert_eq!(at(0, "depth_m"), Value::Float(0.75));
    assert_eq!(at(0, "shared"), Value::Bool(true));
    assert_eq!(at(1, "valid_from"), Value::Date("2024-03-05".parse().unwrap()));
    // The folder holds one shapefile, so the folder is enough.
    assert_eq!(read_path(folder.path(), &ReadOptions::default()).unwrap(), table);
}

#[test]
fn holes_go_to_the_ring_around_them_whatever_their_place_in_the_record() {
    // Two islands, a lake in each, an islet in the lake of the first; the holes come first.
    let record = parts_record(
        5,
        &[
            &turned(square(1.0, 1.0, 6.0)),
            &turned(square(21.0, 1.0, 2.0)),
            &square(20.0, 0.0, 10.0),
            &square(3.0, 3.0, 1.0),
            &square(0.0, 0.0, 10.0),
        ],
    );
    let table = alone(5, record);
    let Some(Geometry::MultiPolygon(islands)) = &table.rows[0].geometry else { panic!() };
    let shape: Vec<(f64, usize)> =
        islands.iter().map(|island| (island.exterior().0[0].x, island.interiors().len())).collect();
    assert_eq!(shape, [(20.0, 1), (3.0, 0), (0.0, 1)]);
    assert_eq!(islands.0[0].interiors()[0].0[0].x, 21.0);
    assert_eq!(islands.0[2].interiors()[0].0[0].x, 1.0);
    assert!(notes(&table).contains(&"no_dbf") && !notes(&table).contains(&"ring_order"));
}

#[test]
fn rings_that_run_the_wrong_way_are_told_apart_by_what_lies_within_what() {
    let record = parts_record(5, &[&turned(square(0.0, 0.0, 10.0)), &square(2.0, 2.0, 2.0)]);
    let table = alone(5, record);
    let Some(Geometry::Polygon(area)) = &table.rows[0].geometry else { panic!() };
    assert_eq!((area.exterior().0[0].x, area.interiors().len()), (0.0, 1));
    assert!(notes(&table).contains(&"ring_order"));
}

#[test]
fn a_hole_that_touches_its_ring_is_a_hole() {
    let hole = [(0.0, 5.0), (4.0, 4.0), (4.0, 6.0), (0.0, 5.0)];
    let table = alone(5, parts_record(5, &[&square(0.0, 0.0, 10.0), &hole]));
    let Some(Geometry::Polygon(area)) = &table.rows[0].geometry else { panic!() };
    assert_eq!(area.interiors().len(), 1);
}

#[test]
fn open_rings_are_closed_and_said_and_short_ones_refused() {
    let table = alone(5, parts_record(5, &[&[(0.0, 0.0), (0.0, 1.0), (1.0, 1.0)]]));
    assert_eq!(
        table.rows[0].geometry,
        Some(Geometry::Polygon(polygon![(x: 0.0, y: 0.0), (x: 0.0, y: 1.0), (x: 1.0, y: 1.0), (x: 0.0, y: 0.0)]))
    );
    assert_eq!(table.rows[0].flaws, [Flaw::RingNotClosed { path: "part 1".into() }]);
    let table = alone(5, parts_record(5, &[&square(0.0, 0.0, 9.0), &[(0.0, 0.0), (0.0, 1.0), (0.0, 0.0)]]));
    assert_eq!(refused(&table)[0].code, "ring_short");
    let table = alone(3, parts_record(3, &[&[(0.0, 0.0)]]));
    assert_eq!(refused(&table)[0].code, "line_short");
}

#[test]
fn null_shapes_multipatches_and_nonsense_cost_their_row_only() {
    let mut patch = 31_i32.to_le_bytes().to_vec();
    patch.resize(80, 0);
    let nan = point_record(f64::NAN, 1.0);
    let no_data = point_record(-1.5e38, 1.0);
    let records = [
        point_record(1.0, 2.0),
        0_i32.to_le_bytes().to_vec(),
        patch,
        nan,
        no_data,
        77_i32.to_le_bytes().to_vec(),
        point_record(3.0, 4.0)[..12].to_vec(),
        point_record(3.0, 4.0),
    ];
    let table = read("a.shp", shp(1, &records)).unwrap();
    assert_eq!(whole(&table).iter().map(|row| row.number).collect::<Vec<_>>(), [1, 2, 8]);
    assert_eq!(table.rows[1].geometry, None);
    let codes: Vec<_> = refused(&table).iter().map(|refusal| (refusal.row.unwrap(), refusal.code)).collect();
    let expected = [
        (3, "surface"),
        (4, "coordinate_value"),
        (5, "coordinate_value"),
        (6, "geometry_damaged"),
        (7, "geometry_damaged"),
    ];
    assert_eq!(codes, expected);
}

#[test]
fn a_table_says_what_its_cells_say() {
    let fields = [("n", b'N', 6), ("d", b'D', 8), ("l", b'L', 1), ("c", b'C', 6), ("m", b'M', 10)];
    let rows: [&[&[u8]]; 5] = [
        &[b"   012", b"20240230", b"?", b"007", b"         1"],
        &[b"  1,5", b"00000000", b"T", b"", b""],
        &[b"******", b"", b"n", b"  x", b""],
        &[b"*", b"1", b"20200101", b"", b"gone", b""],
        &[b"abc", b"20191231", b" ", b"\0\0", b""],
    ];
    let zip = zip_of(&[("a.shp", &shp(1, &vec![point_record(1.0, 2.0); 5])), ("a.dbf", &dbf(0, &fields, &rows))]);
    let table = read("a.zip", zip).unwrap();
    // The deleted row is gone with its geometry.
    assert_eq!(table.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 2, 3, 5]);
    // A day that never was is kept as it stands.
    assert_eq!(table.rows[0].values, [Value::Int(12), text("20240230"), Value::Null, text("007"), Value::Null]);
    assert_eq!(table.rows[1].values, [Value::Float(1.5), Value::Null, Value::Bool(true), Value::Null, Value::Null]);
    assert_eq!(table.rows[2].values, [Value::Null, Value::Null, Value::Bool(false), text("  x"), Value::Null]);
    let day = Value::Date("2019-12-31".parse().unwrap());
    assert_eq!(table.rows[3].values, [text("abc"), day, Value::Null, Value::Null, Value::Null]);
    for code in ["deleted_rows", "value_kept_as_text", "field_not_read"] {
        assert!(notes(&table).contains(&code), "{code}");
    }
}

#[test]
fn counts_that_differ_are_said() {
    let table = read(
        "a.zip",
        zip_of(&[
            ("a.shp", &shp(1, &vec![point_record(1.0, 2.0); 3])),
            ("a.dbf", &dbf(0, &[("c", b'C', 2)], &[&[b"a"], &[b"b"]])),
        ]),
    )
    .unwrap();
    assert_eq!((table.rows.len(), table.rows[2].values.as_slice()), (3, [Value::Null].as_slice()));
    assert!(notes(&table).contains(&"rows_unequal"));
    // A header that says more rows than there are bytes.
    let mut short = dbf(0, &[("c", b'C', 2)], &[&[b"a"]]);
    short[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    let table = read("a.zip", zip_of(&[("a.shp", &shp(1, &[point_record(1.0, 2.0)])), ("a.dbf", &short)])).unwrap();
    assert_eq!(table.rows.len(), 1);
    assert!(notes(&table).contains(&"dbf_count"));
}

#[test]
fn the_shx_leads_where_it_fits_and_is_said_where_not() {
    let file = shp(1, &[point_record(1.0, 2.0), point_record(3.0, 4.0)]);
    // The second record first, with waste between: only the .shx knows.
    let mut moved = file[..100].to_vec();
    moved.extend(&file[128..156]);
    moved.extend([0xAA; 6]);
    moved.extend(&file[100..128]);
    let mut shx = file[..100].to_vec();
    for (offset, words) in [((100 + 28 + 6) / 2, 10), (50, 10)] {
        shx.extend(i32::to_be_bytes(offset));
        shx.extend(i32::to_be_bytes(words));
    }
    let table = read("a.zip", zip_of(&[("a.shp", &moved), ("a.shx", &shx)])).unwrap();
    let xs: Vec<_> = table.rows.iter().map(|row| row.geometry.clone().unwrap()).collect();
    assert_eq!(xs, [Geometry::Point(point!(x: 1.0, y: 2.0)), Geometry::Point(point!(x: 3.0, y: 4.0))]);
    let table = read("a.zip", zip_of(&[("a.shp", &file), ("a.shx", &shx)])).unwrap();
    assert_eq!(table.rows.len(), 2);
    assert!(notes(&table).contains(&"shx_ignored"));
}

/// The counts of a record and a file lie: what is said is compared with the bytes that are there.
#[test]
fn lying_counts_are_answered_at_once() {
    let mut record = 3_i32.to_le_bytes().to_vec();
    record.extend([0; 32]);
    record.extend(1_i32.to_le_bytes());
    record.extend(i32::MAX.to_le_bytes());
    let table = alone(3, record.clone());
    assert_eq!(refused(&table)[0].code, "geometry_damaged");
    record[36..40].copy_from_slice(&i32::MAX.to_le_bytes());
    assert_eq!(refused(&alone(3, record.clone()))[0].code, "geometry_damaged");
    record[36..40].copy_from_slice(&(-1_i32).to_le_bytes());
    assert_eq!(refused(&alone(3, record))[0].code, "geometry_damaged");
    let mut points = 8_i32.to_le_bytes().to_vec();
    points.extend([0; 32]);
    points.extend(i32::MAX.to_le_bytes());
    assert_eq!(refused(&alone(8, points))[0].code, "geometry_damaged");
    // 24 bytes that promise 2^31 points, and a file whose last record is cut off.
    let mut tiny = shp(8, &[]);
    tiny.truncate(24);
    assert!(matches!(read("a.shp", &tiny).unwrap_err(), ReadError::Corrupt { .. }));
    let mut cut = shp(1, &[point_record(1.0, 2.0), point_record(3.0, 4.0)]);
    cut.truncate(cut.len() - 5);
    let table = read("a.shp", &cut).unwrap();
    assert_eq!(
        (whole(&table).len(), refused(&table)[0].row, refused(&table)[0].code),
        (1, Some(2), "geometry_damaged")
    );
    assert!(notes(&table).contains(&"cut_off"));
}

#[test]
fn the_table_keeps_what_it_says_of_a_shape_that_cannot_be_read() {
    let file = shp(1, &[point_record(f64::NAN, 1.0), point_record(1.0, 2.0)]);
    let names = dbf(0, &[("code", b'C', 4)], &[&[b"A-1"], &[b"A-2"]]);
    let table = read("a.zip", zip_of(&[("a.shp", &file), ("a.dbf", &names)])).unwrap();
    let (refusal, written) = table.rows[0].unreadable().unwrap();
    assert_eq!((refusal.code, written, table.rows[0].values.as_slice()), ("coordinate_value", "", &[text("A-1")][..]));
    assert!(table.rows[1].unreadable().is_none());
}
