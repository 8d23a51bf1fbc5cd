//! What we write, read by programs that know nothing of ours: the `geojson`, `shapefile`, `csv` and `wkt` crates.

use std::path::Path;

use ::shapefile::dbase::FieldValue;
use geo_types::{Geometry, line_string, point, polygon};
use ngamhoa::formats::{
    FieldType, FileCrs, Format, OutCrs, OutField, OutRow, OutTable, ReadOptions, Value, WriteError, Written, read_path,
    write,
};

use super::{notes, text};

const WGS84: OutCrs<'static> = OutCrs { epsg: 4326, name: "WGS 84", wkt: "GEOGCS[\"WGS 84\"]" };
const GRID: OutCrs<'static> = OutCrs { epsg: 9210, name: "VN-2000 / TM-3 105-45", wkt: "PROJCS[\"VN-2000\"]" };

fn fields() -> Vec<OutField> {
    [
        ("code", FieldType::Text),
        ("fibre_count", FieldType::Int),
        ("depth_m", FieldType::Float),
        ("ok", FieldType::Bool),
        ("valid_from", FieldType::Date),
    ]
    .map(|(name, kind)| OutField { name: name.into(), kind })
    .into()
}

fn values(code: &str) -> Vec<Value> {
    let day = Value::Date("2024-03-05".parse().unwrap());
    vec![text(code), Value::Int(24), Value::Float(-1.25), Value::Bool(true), day]
}

fn save(format: Format, crs: OutCrs<'_>, rows: Vec<OutRow<'_>>, path: &Path) -> Result<Written, WriteError> {
    let fields = fields();
    let changed_at = "2026-06-30T05:00:00Z".parse().unwrap();
    write(
        format,
        OutTable {
            name: "tuyến cáp", fields: &fields, crs, about: None, changed_at, rows: Box::new(rows.into_iter())
        },
        path,
    )
}

/// A clockwise square with a counter-clockwise hole: the wrong way for GeoJSON, the right one for a shapefile.
fn area() -> Geometry<f64> {
    Geometry::Polygon(polygon!(
        exterior: [(x: 0.0, y: 0.0), (x: 0.0, y: 9.0), (x: 9.0, y: 9.0), (x: 9.0, y: 0.0), (x: 0.0, y: 0.0)],
        interiors: [[(x: 1.0, y: 1.0), (x: 2.0, y: 1.0), (x: 2.0, y: 2.0), (x: 1.0, y: 2.0), (x: 1.0, y: 1.0)]],
    ))
}

fn signed_area(ring: &[Vec<f64>]) -> f64 {
    ring.windows(2).map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1]).sum::<f64>() / 2.0
}

#[test]
fn geojson_is_as_rfc_7946_wants_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.geojson");
    let line = Geometry::LineString(line_string![(x: 106.680_000_000_04, y: 20.86), (x: 106.69, y: 20.87)]);
    let area = area();
    let rows = vec![
        OutRow { id: 7, geometry: Some(&line), unread: None, values: values("Cáp \"1\"\n") },
        OutRow { id: 8, geometry: Some(&area), unread: None, values: vec![Value::Null; 5] },
        OutRow { id: 9, geometry: None, unread: None, values: values("=x") },
    ];
    assert_eq!(save(Format::GeoJson, WGS84, rows, &path).unwrap().rows, 3);
    let written = std::fs::read_to_string(&path).unwrap();
    let parsed: ::geojson::FeatureCollection = written.parse::<::geojson::GeoJson>().unwrap().try_into().unwrap();
    assert!(!written.contains("\"crs\""));
    assert_eq!(parsed.features[0].id, Some(::geojson::feature::Id::Number(7.into())));
    // Ten digits of a degree are a tenth of a millimetre too many.
    assert!(written.contains("[[106.68,20.86],[106.69,20.87]]"), "{written}");
    let properties = parsed.features[0].properties.as_ref().unwrap();
    assert_eq!(properties["code"], "Cáp \"1\"\n");
    assert_eq!(properties["valid_from"], "2024-03-05");
    assert_eq!((&properties["fibre_count"], &properties["depth_m"]), (&24.into(), &(-1.25).into()));
    let json: serde_json::Value = serde_json::from_str(&written).unwrap();
    let rings: Vec<Vec<Vec<f64>>> =
        serde_json::from_value(json["features"][1]["geometry"]["coordinates"].clone()).unwrap();
    assert_eq!((signed_area(&rings[0]), signed_area(&rings[1])), (81.0, -1.0));
    assert!(parsed.features[2].geometry.is_none());
    // In a grid the CRS is named, and hundredths of millimetres are kept.
    let point = Geometry::Point(point!(x: 597_790.123_444, y: 2_302_301.5));
    let row = OutRow { id: 1, geometry: Some(&point), unread: None, values: values("a") };
    save(Format::GeoJson, GRID, vec![row.clone()], &path).unwrap();
    let table = read_path(&path, &ReadOptions::default()).unwrap();
    assert_eq!(table.crs, FileCrs::Epsg(9210));
    assert_eq!(table.rows[0].geometry, Some(Geometry::Point(point!(x: 597_790.123_44, y: 2_302_301.5))));
    // A feature a line, and nothing else.
    save(Format::GeoJsonSeq, WGS84, vec![row.clone(), row.clone()], &path).unwrap();
    let lines = std::fs::read_to_string(&path).unwrap();
    assert!(lines.lines().all(|line| line.parse::<::geojson::Feature>().is_ok()) && lines.lines().count() == 2);
    assert!(!lines.contains("\"crs\""));
    // In a grid each line names it, and whoever writes such a file is told who will not see that.
    let written = save(Format::GeoJsonSeq, GRID, vec![row.clone(), row], &path).unwrap();
    assert_eq!((written.notes[0].code, written.notes[0].count), ("crs_by_line", 2));
    assert_eq!(read_path(&path, &ReadOptions::default()).unwrap().crs, FileCrs::Epsg(9210));
}

#[test]
fn the_shapefile_crate_reads_our_shapefile() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.zip");
    let area = area();
    let long = "ư".repeat(200);
    let rows = vec![
        OutRow { id: 7, geometry: Some(&area), unread: None, values: values("Cáp 1") },
        OutRow { id: 8, geometry: None, unread: None, values: values(&long) },
    ];
    let written = save(Format::Shapefile, GRID, rows, &path).unwrap();
    let codes: Vec<_> = written.notes.iter().map(|note| note.code).collect();
    assert_eq!(codes, ["name_cut", "text_cut"]);
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
    zip.extract(folder.path()).unwrap();
    let shp = folder.path().join("tuy_n_c_p.shp");
    assert_eq!(std::fs::read_to_string(shp.with_extension("prj")).unwrap(), GRID.wkt);
    assert_eq!(std::fs::read_to_string(shp.with_extension("cpg")).unwrap(), "UTF-8");
    let mut reader = ::shapefile::Reader::from_path(&shp).unwrap();
    let read = reader.read().unwrap();
    let ::shapefile::Shape::Polygon(polygon) = &read[0].0 else { panic!() };
    assert!(matches!(polygon.rings()[0], ::shapefile::PolygonRing::Outer(_)));
    assert!(matches!(polygon.rings()[1], ::shapefile::PolygonRing::Inner(_)));
    assert_eq!(polygon.bbox().max.x, 9.0);
    assert!(matches!(read[1].0, ::shapefile::Shape::NullShape));
    let record = &read[0].1;
    assert_eq!(record.get("id"), Some(&FieldValue::Numeric(Some(7.0))));
    assert_eq!(record.get("fibre_coun"), Some(&FieldValue::Numeric(Some(24.0))));
    assert_eq!(record.get("depth_m"), Some(&FieldValue::Numeric(Some(-1.25))));
    assert_eq!(record.get("ok"), Some(&FieldValue::Logical(Some(true))));
    let Some(FieldValue::Date(Some(day))) = record.get("valid_from") else { panic!() };
    assert_eq!((day.year(), day.month(), day.day()), (2024, 3, 5));
    let table = read_path(&path, &ReadOptions::default()).unwrap();
    assert_eq!(table.rows[0].geometry, Some(area));
    assert_eq!(table.rows[0].values[1], text("Cáp 1"));
    // 254 bytes hold 127 letters of two bytes.
    assert_eq!(table.rows[1].values[1], text(&"ư".repeat(127)));
    assert!(notes(&table).is_empty(), "{:?}", table.notes);
}

#[test]
fn a_shapefile_holds_one_kind_of_geometry() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.zip");
    let (area, place) = (area(), Geometry::Point(point!(x: 1.0, y: 2.0)));
    let places = Geometry::MultiPoint(vec![point!(x: 1.0, y: 2.0), point!(x: 3.0, y: 4.0)].into());
    let row = |id, geometry| OutRow { id, geometry: Some(geometry), unread: None, values: values("a") };
    let mixed = save(Format::Shapefile, WGS84, vec![row(1, &area), row(2, &place)], &path);
    assert!(mixed.unwrap_err().to_string().contains("row 2"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    save(Format::Shapefile, WGS84, vec![row(1, &place), row(2, &places)], &path).unwrap();
    let table = read_path(&path, &ReadOptions::default()).unwrap();
    assert_eq!(table.rows[1].geometry, Some(places));
    assert!(matches!(&table.rows[0].geometry, Some(Geometry::MultiPoint(points)) if points.0.len() == 1));
}

#[test]
fn field_names_cut_to_the_same_ten_letters_stay_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.zip");
    let fields = ["removal_deadline", "removal_de", "removal_deed", "đường_điện_ngầm"]
        .map(|name| OutField { name: name.into(), kind: FieldType::Text });
    let row = OutRow { id: 1, geometry: None, unread: None, values: vec![text("a"), text("b"), text("c"), text("d")] };
    let changed_at = "2026-06-30T05:00:00Z".parse().unwrap();
    let rows = Box::new(std::iter::once(row));
    write(Format::Shapefile, OutTable { name: "a", fields: &fields, crs: WGS84, about: None, changed_at, rows }, &path)
        .unwrap();
    let table = read_path(&path, &ReadOptions::default()).unwrap();
    assert_eq!(table.fields, ["id", "removal_de", "removal_d1", "removal_d2", "đường_"]);
}

#[test]
fn a_spreadsheet_opens_our_csv_and_runs_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let line = Geometry::LineString(line_string![(x: 106.68, y: 20.86), (x: 106.69, y: 20.87)]);
    let formulas = ["=1+1", "+84", "-x", "@sum", "\tx", "Cáp; \"1\""];
    let rows = formulas
        .iter()
        .zip(1..)
        .map(|(code, id)| OutRow { id, geometry: Some(&line), unread: None, values: values(code) })
        .collect();
    save(Format::Csv, WGS84, rows, &path).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    assert!(bytes.starts_with(b"\xEF\xBB\xBFid;code;fibre_count;depth_m;ok;valid_from;crs;wkt\n"));
    let mut reader = ::csv::ReaderBuilder::new().delimiter(b';').from_reader(&bytes[3..]);
    let records: Vec<::csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    let codes: Vec<&str> = records.iter().map(|record| &record[1]).collect();
    assert_eq!(codes, ["'=1+1", "'+84", "'-x", "'@sum", "'\tx", "Cáp; \"1\""]);
    // A number is no formula, and has a comma before its decimals.
    assert_eq!((&records[0][3], &records[0][6]), ("-1,25", "EPSG:4326"));
    assert_eq!(&records[0][7], "LINESTRING(106.68 20.86,106.69 20.87)");
    let table = read_path(&path, &ReadOptions::default()).unwrap();
    assert_eq!((&table.rows[0].geometry, &table.crs), (&Some(line), &FileCrs::Wgs84));
    assert_eq!((&table.rows[0].values[1], &table.rows[2].values[1]), (&text("=1+1"), &text("-x")));
    assert_eq!(table.rows[5].values[1], text("Cáp; \"1\""));
}

#[test]
fn an_older_file_is_replaced_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(&path, "before").unwrap();
    let collection = Geometry::GeometryCollection(vec![Geometry::Point(point!(x: 1.0, y: 2.0))].into());
    let row = |geometry| OutRow { id: 1, geometry, unread: None, values: values("a") };
    let zip = folder.path().join("a.zip");
    std::fs::write(&zip, "before").unwrap();
    assert!(save(Format::Shapefile, WGS84, vec![row(Some(&collection))], &zip).is_err());
    assert_eq!(std::fs::read_to_string(&zip).unwrap(), "before");
    save(Format::Csv, WGS84, vec![row(None)], &path).unwrap();
    assert!(std::fs::read_to_string(&path).unwrap().contains("24"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}
