//! Zip archives of uploads.

use ngamhoa::formats::{Limits, ReadError, ReadOptions, read_bytes};

use super::{dbf, point_record, read, shp, text, zip_of};

fn parts() -> (Vec<u8>, Vec<u8>) {
    (shp(1, &[point_record(1.0, 2.0)]), dbf(0, &[("c", b'C', 3)], &[&[b"a"]]))
}

#[test]
fn a_shapefile_is_found_in_any_folder_and_paths_lead_nowhere() {
    let (shp, dbf) = parts();
    let zip = zip_of(&[
        ("__MACOSX/data/._a.shp", b"shadow"),
        ("data/đợt 1/A.SHP", &shp),
        ("data/đợt 1/a.dbf", &dbf),
        ("../../etc/b.dbf", &dbf),
        ("readme.txt", b"x"),
    ]);
    let table = read("gói.zip", zip).unwrap();
    assert_eq!((table.name.as_str(), table.rows[0].values.as_slice()), ("A", [text("a")].as_slice()));
}

#[test]
fn several_shapefiles_are_named_and_one_can_be_chosen() {
    let (shp, dbf) = parts();
    let zip = zip_of(&[("x/a.shp", &shp), ("y/b.shp", &shp), ("y/b.dbf", &dbf)]);
    let ReadError::WhichLayer { layers, .. } = read("a.zip", &zip).unwrap_err() else { panic!() };
    assert_eq!(layers, ["a", "b"]);
    let options = ReadOptions { layer: Some("B"), ..ReadOptions::default() };
    assert_eq!(read_bytes("a.zip", &zip, &options).unwrap().fields, ["c"]);
}

#[test]
fn an_archive_without_a_shapefile_says_so() {
    let error = read("a.zip", zip_of(&[("a.csv", b"x")])).unwrap_err();
    assert!(error.to_string().contains("no .shp"), "{error}");
    let inner = zip_of(&[("a.shp", &parts().0)]);
    let error = read("a.zip", zip_of(&[("inner.zip", &inner)])).unwrap_err();
    assert!(error.to_string().contains("another archive"), "{error}");
    assert!(matches!(read("a.zip", b"PK\x03\x04 not really").unwrap_err(), ReadError::Corrupt { .. }));
}

/// A bomb is counted while it inflates: what comes out is bounded, whatever the archive says of itself.
#[test]
fn a_bomb_is_stopped() {
    let zeros = vec![0_u8; 64 << 20];
    let zip = zip_of(&[("a.shp", &zeros)]);
    assert!(zip.len() < 100_000);
    let ReadError::TooLarge { what, .. } = read("a.zip", &zip).unwrap_err() else { panic!() };
    assert_eq!(what, "bytes unpacked");
    let many: Vec<String> = (0..201).map(|nth| format!("{nth}.txt")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    let ReadError::TooLarge { what, limit, .. } = read("a.zip", zip_of(&many)).unwrap_err() else { panic!() };
    assert_eq!((what, limit), ("files in the archive", 200));
    // Many entries that each stay under the limit, and not all together.
    let (shp, dbf) = parts();
    let limits = Limits { max_zip_bytes: shp.len() as u64 + 10, ..Limits::default() };
    let options = ReadOptions { limits, ..ReadOptions::default() };
    let zip = zip_of(&[("a.shp", &shp), ("a.dbf", &dbf)]);
    assert!(matches!(read_bytes("a.zip", &zip, &options).unwrap_err(), ReadError::TooLarge { .. }));
}
