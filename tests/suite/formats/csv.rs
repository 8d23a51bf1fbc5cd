//! CSV: separators, decimal commas, and which column is north.

use geo_types::{Geometry, line_string, point};
use ngamhoa::formats::{
    CsvGeometry, FileCrs, Flaw, KnownBy, ReadError, ReadOptions, Table, Value, decimal, read_bytes,
};

use super::{notes, read, refused, text, whole};

fn at(table: &Table, row: usize) -> (f64, f64) {
    let Some(Geometry::Point(point)) = &table.rows[row].geometry else { panic!("{:?}", table.rows[row]) };
    (point.x(), point.y())
}

fn with(csv: CsvGeometry, file: &str) -> Result<Table, ReadError> {
    read_bytes("a.csv", file.as_bytes(), &ReadOptions { csv, ..ReadOptions::default() })
}

/// The figures of a point in Hai Phong in VN-2000 / TM-3 105°45', as a Vietnamese surveyor writes them.
#[test]
fn a_vietnamese_survey_table_has_north_in_x() {
    let file = "\u{feff}STT;Tên;X (m);Y (m)\n1;Cầu Rào;2302301,736;597790,332\n2;Lạch Tray;2303792,7;596367\n";
    let table = read("điểm.csv", file).unwrap();
    assert_eq!(table.encoding.as_ref().unwrap().known_by, KnownBy::Bom);
    assert_eq!((at(&table, 0), at(&table, 1)), ((597_790.332, 2_302_301.736), (596_367.0, 2_303_792.7)));
    assert_eq!(table.fields, ["STT", "Tên"]);
    assert_eq!(table.rows[0].values, [text("1"), text("Cầu Rào")]);
    assert_eq!(table.rows[1].number, 3);
    assert_eq!(table.crs, FileCrs::Unknown);
    assert!(table.notes[0].message.contains("\"X (m)\" was taken as north"), "{}", table.notes[0].message);
}

#[test]
fn x_and_y_are_told_apart_by_their_values() {
    let east = read("a.csv", "x,y\n597790.3,2302301.7\n").unwrap();
    assert_eq!(at(&east, 0), (597_790.3, 2_302_301.7));
    let degrees = read("a.csv", "Tọa độ X\tTọa độ Y\n20.86\t106.68\n").unwrap();
    assert_eq!((at(&degrees, 0), degrees.crs), ((106.68, 20.86), FileCrs::Wgs84));
    let degrees = read("a.csv", "x|y\n106.68|20.86\n").unwrap();
    assert_eq!(at(&degrees, 0), (106.68, 20.86));
    // One row the other way round than the rest.
    let table = read("a.csv", "X;Y\n2302301;597790\n2302302;597791\n597792;2302303\n").unwrap();
    assert_eq!(whole(&table).len(), 2);
    assert_eq!((refused(&table)[0].row, refused(&table)[0].code), (Some(4), "axes_swapped"));
}

#[test]
fn columns_are_recognised_by_name_in_two_languages() {
    for header in ["lon,lat", "Longitude,Latitude", "Kinh độ,Vĩ độ", "LNG,LAT"] {
        let table = read("a.csv", format!("id,{header}\n7,106.68,20.86\n")).unwrap();
        assert_eq!(
            (at(&table, 0), table.fields.as_slice()),
            ((106.68, 20.86), ["id".to_owned()].as_slice()),
            "{header}"
        );
        assert_eq!((table.crs.clone(), notes(&table)), (FileCrs::Wgs84, vec!["geometry_columns", "assumed_wgs84"]));
    }
    let table = read("a.csv", "Northing,Easting\n2302301.7,597790.3\n").unwrap();
    assert_eq!(at(&table, 0), (597_790.3, 2_302_301.7));
}

#[test]
fn columns_can_be_named() {
    let file = "a;b;c\n1;597790,5;2302301,5\n";
    let table = with(CsvGeometry::EastNorth { east: "B".into(), north: "c".into() }, file).unwrap();
    assert_eq!((at(&table, 0), table.fields.as_slice()), ((597_790.5, 2_302_301.5), ["a".to_owned()].as_slice()));
    let error = with(CsvGeometry::LonLat { lon: "kd".into(), lat: "c".into() }, file).unwrap_err();
    let ReadError::WhichColumn { wanted, columns, .. } = &error else { panic!("{error}") };
    assert_eq!((wanted.as_str(), columns.len()), ("\"kd\"", 3));
    assert!(matches!(with(CsvGeometry::Auto, file).unwrap_err(), ReadError::WhichColumn { .. }));
    let table = with(CsvGeometry::Wkt { column: "hình".into() }, "a,hình\n1,POINT (1 2)\n").unwrap();
    assert_eq!(table.rows[0].geometry, Some(Geometry::Point(point!(x: 1.0, y: 2.0))));
}

#[test]
fn well_known_text_is_read_with_its_srid() {
    let file = "id,wkt,name\n\
        1,\"SRID=9210;LINESTRING (1 2, 3 4)\",a\n\
        2,\"LineString Z (1e-7 2 3, 4 5.5e1 6)\",b\n\
        3,\"POLYGON((0 0,1 0,1 1))\",c\n\
        4,POINT EMPTY,d\n\
        5,,e\n\
        6,\"CIRCULARSTRING(0 0,1 1,2 0)\",f\n\
        7,\"SRID=3405;POINT(1 2)\",g\n\
        8,POINT(1,h\n\
        9,\"GEOMETRYCOLLECTION(POINT(1 2))\",i\n\
        10,\"TIN(((0 0 0,0 1 0,1 1 0,0 0 0)))\",j\n";
    let table = read("a.csv", file).unwrap();
    assert_eq!(table.crs, FileCrs::Epsg(9210));
    assert_eq!(table.rows[1].geometry, Some(Geometry::LineString(line_string![(x: 1e-7, y: 2.0), (x: 4.0, y: 55.0)])));
    assert_eq!(table.rows[2].flaws, [Flaw::RingNotClosed { path: "ring 1".into() }]);
    assert_eq!((&table.rows[3].geometry, &table.rows[4].geometry), (&None, &None));
    assert_eq!(table.rows[0].values, [text("1"), text("a")]);
    let codes: Vec<_> = refused(&table).iter().map(|refusal| (refusal.row.unwrap(), refusal.code)).collect();
    let expected = [(7, "curve"), (8, "srid_differs"), (9, "wkt"), (10, "geometry_collection"), (11, "surface")];
    assert_eq!(codes, expected);
}

#[test]
fn cells_stay_text_and_rows_of_the_wrong_length_are_said() {
    let file =
        "code;lon;lat;note\n007;106,68;20,86;\"a;b\"\n008;106,68;20,86\n009;106,68;20,86;x;y\n\n;;;\n010;106,68;;z\n";
    let table = read("a.csv", file).unwrap();
    assert_eq!(table.rows[0].values, [text("007"), text("a;b")]);
    assert_eq!(table.rows[1].values, [text("008"), Value::Null]);
    let refused = refused(&table);
    assert_eq!((whole(&table).len(), refused.len()), (2, 2));
    assert_eq!((refused[0].row, refused[0].code), (Some(4), "too_many_cells"));
    assert_eq!((refused[1].row, refused[1].code), (Some(7), "coordinate_value"));
    assert!(notes(&table).contains(&"short_row"));
}

#[test]
fn an_open_quote_is_found_before_it_eats_the_file() {
    let ReadError::Syntax { line, column, .. } = read("a.csv", "id,lon,lat\n1,1,2\n2,\"abc,1,2\n3,1,2\n").unwrap_err()
    else {
        panic!()
    };
    assert_eq!((line, column), (3, 3));
    // Quotes within a cell that does not begin with one are letters, and lines may break within quotes.
    let table = read("a.csv", "id,lon,lat\n5\" pipe,1,2\n\"two\nlines \"\"x\"\"\",3,4\n").unwrap();
    assert_eq!(table.rows[0].values, [text("5\" pipe")]);
    assert_eq!((table.rows[1].number, table.rows[1].values[0].clone()), (3, text("two\nlines \"x\"")));
}

#[test]
fn the_separator_a_spreadsheet_names_is_used() {
    let table = read("a.csv", "sep=|\nlon|lat\n106,68|20,86\n").unwrap();
    assert_eq!((at(&table, 0), table.rows[0].number), ((106.68, 20.86), 3));
}

#[test]
fn numbers_are_read_where_they_are_unambiguous() {
    for (words, expected) in [
        ("2302301,736", Some(2_302_301.736)),
        (" 2302301.736 ", Some(2_302_301.736)),
        ("-1,5e3", Some(-1500.0)),
        ("7", Some(7.0)),
        ("1.234,5", None),
        ("1,234.5", None),
        ("1.234.567", None),
        ("12 m", None),
        ("", None),
        (",", None),
        ("nan", None),
        ("1e999", None),
    ] {
        assert_eq!(decimal(words), expected, "{words:?}");
    }
}

#[test]
fn rows_are_the_lines_an_editor_shows_whatever_ends_them() {
    for (newline, what) in [("\n", "LF"), ("\r\n", "CR LF"), ("\r", "CR")] {
        let file = ["code,name,lon,lat", "A,\"x", "y\",106.68,20.86", "", "B,z,106.69,20.86"].join(newline);
        let table = read("a.csv", file).unwrap();
        let rows: Vec<u64> = table.rows.iter().map(|row| row.number).collect();
        assert_eq!(rows, [2, 5], "{what}");
    }
    let table = read("a.csv", "sep=;\r\ncode;lon;lat\r\nA;106,68;20,86\r\n").unwrap();
    assert_eq!(table.rows[0].number, 3);
}

#[test]
fn a_column_crs_says_what_the_wkt_is_in() {
    let table = read("a.csv", "code;crs;wkt\nA;EPSG:9210;POINT (597362 2307308)\n").unwrap();
    assert_eq!((table.crs, table.fields), (FileCrs::Epsg(9210), vec!["code".to_owned(), "crs".to_owned()]));
    let two = read("a.csv", "code;crs;wkt\nA;EPSG:9210;POINT (1 2)\nB;epsg:4326;POINT (1 2)\n").unwrap();
    assert_eq!((refused(&two)[0].row, refused(&two)[0].code), (Some(3), "srid_differs"));
    let other = read("a.csv", "code;crs;wkt\nA;VN-2000;POINT (1 2)\n").unwrap();
    assert_eq!(other.crs, FileCrs::Unknown);
}

#[test]
fn an_apostrophe_before_a_formula_is_the_spreadsheets_and_not_the_texts() {
    let table = read("a.csv", "code,lon,lat\n'=1,106.68,20.86\n''-a,106.68,20.86\n'tis,106.68,20.86\n").unwrap();
    let codes: Vec<&Value> = table.rows.iter().map(|row| &row.values[0]).collect();
    assert_eq!(codes, [&text("=1"), &text("'-a"), &text("'tis")]);
}

/// The values of a row are there whatever its place says, and what it says can be corrected.
#[test]
fn a_row_whose_place_is_unreadable_keeps_its_values_and_what_stood_there() {
    let table = read("a.csv", "code;lon;lat;note\nA;106,68;20,86;x\nB;106,6 8Đ;20,86;y\nC;;20,86;z\n").unwrap();
    let kept: Vec<_> =
        table.rows.iter().filter_map(|row| Some((row.number, row.unreadable()?.1, row.values.as_slice()))).collect();
    let (b, c) = ([text("B"), text("y")], [text("C"), text("z")]);
    assert_eq!(kept, [(3, "POINT (106,6 8Đ 20.86)", &b[..]), (4, "POINT ( 20.86)", &c[..])]);
    let table = read("a.csv", "code;wkt\nA;LINESTRING (1 2, 3)\n").unwrap();
    assert_eq!(table.rows[0].unreadable().unwrap().1, "LINESTRING (1 2, 3)");
    assert_eq!(table.rows[0].values, [text("A")]);
}
