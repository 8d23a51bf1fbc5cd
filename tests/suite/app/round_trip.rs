//! Every format and every layer: what was exported is imported again and nothing is changed.

use super::{app, counts, request};
use crate::support::{cable, conduit, day, noon, pole, put, zone};
use geo_types::{LineString, MultiPolygon, Polygon};
use ngamhoa::app::import::{ImportReport, ImportRequest, SourceFile, import};
use ngamhoa::app::{App, ExportRequest, export};
use ngamhoa::formats::Format;
use ngamhoa::model::cable::Medium;
use ngamhoa::model::zone::ZoneKind;
use ngamhoa::model::{Collection, Feature, Geometry, Item, Placement};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

/// Features that use every field, empty ones, text that formats trip over, and areas with holes and parts.
fn world() -> Vec<Feature> {
    let mut full =
        cable(1, "=1+1", Placement::Duct, "2016-01-01", Some("2021-07-01"), &[(106.68, 20.85), (106.69, 20.86)]);
    if let Item::Cable(cable) = &mut full.item {
        cable.operator = "Bưu điện \"Hải Phòng\"; số 1".into();
        cable.medium = Some(Medium::Coaxial);
        cable.conduit = Some("C-1".into());
        cable.replaces = Some("'-cũ".into());
        cable.disused_from = Some(day("2020-02-29"));
        cable.fibre_count = Some(144);
    }
    let plain = cable(
        2,
        "007",
        Placement::Aerial,
        "1999-12-31",
        None,
        &[(106.123_456_789, 20.5), (106.2, 20.6), (106.3, 20.5)],
    );
    let mut tubes = conduit(1, "-C,1", &[(106.68, 20.85), (106.69, 20.86)]);
    if let Item::Conduit(conduit) = &mut tubes.item {
        conduit.tubes_used = Some(2);
        conduit.depth_m = Some(0.75);
        conduit.tube_diameter_mm = None;
    }
    let ring = |west: f64, south: f64, side: f64| {
        let round = ngamhoa::model::feature::round_degree;
        let (east, north) = (round(west + side), round(south + side));
        LineString::from(vec![(west, south), (east, south), (east, north), (west, north), (west, south)])
    };
    let hole =
        LineString::from(vec![(106.61, 20.81), (106.61, 20.82), (106.62, 20.82), (106.62, 20.81), (106.61, 20.81)]);
    let parts = Geometry::Area(MultiPolygon(vec![
        Polygon::new(ring(106.6, 20.8, 0.03), vec![hole]),
        Polygon::new(ring(106.7, 20.8, 0.01), Vec::new()),
    ]));
    let mut target = zone(1, "Đ.1", ZoneKind::NewUrbanArea, parts);
    if let Item::Zone(zone) = &mut target.item {
        zone.name = "Khu đô thị mới\tNgã Năm".into();
        zone.name_en = Some("Five-way".into());
        zone.target_share = 0.35;
        zone.deadline = Some(day("2025-12-31"));
        zone.removal_deadline = Some(day("2026-06-30"));
        zone.underground_only_from = Some(day("2022-01-01"));
        zone.verified_on = Some(day("2026-01-05"));
        zone.verified_by = Some("Sở Xây dựng".into());
    }
    let simple = zone(
        2,
        "z2",
        ZoneKind::Ward,
        Geometry::Area(MultiPolygon(vec![Polygon::new(ring(106.8, 20.7, 0.01), Vec::new())])),
    );
    vec![full, plain, tubes, pole(1, "+P", 106.7, 20.8), target, simple]
}

async fn filled() -> (App, crate::support::TestStore) {
    let (app, store) = app().await;
    app.commit(put(world()), ngamhoa::model::Revision(0)).await.unwrap();
    (app, store)
}

fn write(app: &App, collection: Collection, format: Format, crs: Option<u32>, folder: &Path) -> PathBuf {
    let path = folder.join(format!("{}.{}", collection.word(), format.extension()));
    export(&app.atlas(), &ExportRequest { collection, format, bounds: None, at: None, crs }, &path, noon()).unwrap();
    path
}

async fn read(app: &App, path: PathBuf, request: ImportRequest) -> ImportReport {
    import(app, SourceFile::Path(path), request, Arc::new(|_| {})).await.unwrap()
}

#[tokio::test]
async fn nothing_changes_in_any_format_and_layer() {
    let (app, _store) = filled().await;
    let folder = tempfile::tempdir().unwrap();
    for collection in Collection::ALL {
        for format in Format::ALL {
            let report = read(&app, write(&app, collection, format, None, folder.path()), request(collection)).await;
            let all = app.atlas().layer(collection).len() as u64;
            assert_eq!(counts(&report), (0, 0, all, 0), "{collection:?} as {format:?}: {report:?}");
        }
    }
}

#[tokio::test]
async fn a_layer_without_features_is_a_file_without_rows() {
    let (app, _store) = app().await;
    let folder = tempfile::tempdir().unwrap();
    for format in Format::ALL {
        let path = write(&app, Collection::Conduits, format, None, folder.path());
        let report = read(&app, path, request(Collection::Conduits)).await;
        assert_eq!((report.read, counts(&report)), (0, (0, 0, 0, 0)), "{format:?}");
    }
}

/// Through the city's grid, its neighbour's and the map's and back every vertex is the same billionth of a degree.
#[tokio::test]
async fn nothing_changes_through_another_coordinate_system() {
    let (app, _store) = filled().await;
    let folder = tempfile::tempdir().unwrap();
    for (epsg, collection) in [9210, 9209, 3857].into_iter().flat_map(|epsg| Collection::ALL.map(|all| (epsg, all))) {
        for format in Format::ALL {
            let path = write(&app, collection, format, Some(epsg), folder.path());
            let report = read(&app, path, request(collection)).await;
            let all = app.atlas().layer(collection).len() as u64;
            assert_eq!(counts(&report), (0, 0, all, 0), "EPSG:{epsg}, {collection:?} as {format:?}: {report:?}");
            assert_ne!(report.crs, "EPSG:4326", "{format:?}");
        }
    }
}

/// Without what `same` allows for, each vertex must be where it was to the last digit.
#[tokio::test]
async fn vertices_come_back_to_the_last_digit() {
    let (from, store) = filled().await;
    let folder = tempfile::tempdir().unwrap();
    for format in Format::ALL {
        let (to, _store) = app().await;
        for collection in Collection::ALL {
            read(&to, write(&from, collection, format, Some(9210), folder.path()), request(collection)).await;
            let (a, b) = (from.atlas(), to.atlas());
            let pairs: Vec<_> = a.layer(collection).iter().zip(b.layer(collection).iter()).collect();
            assert_eq!(pairs.len(), a.layer(collection).len(), "{format:?}");
            for (a, b) in pairs {
                assert_eq!(a.geometry(), b.geometry(), "{format:?}, {}", a.item.code());
            }
        }
    }
    drop(store);
}

/// The exported lines with each coordinate changed.
fn changed(path: &Path, change: impl Fn(f64) -> f64) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let mut file: serde_json::Value = serde_json::from_str(&text).unwrap();
    for feature in file["features"].as_array_mut().unwrap() {
        for position in feature["geometry"]["coordinates"].as_array_mut().unwrap() {
            for number in position.as_array_mut().unwrap() {
                *number = change(number.as_f64().unwrap()).into();
            }
        }
    }
    file.to_string()
}

#[tokio::test]
async fn a_register_rounded_to_millimetres_is_the_same_and_one_that_moved_further_is_not() {
    let (app, _store) = filled().await;
    let folder = tempfile::tempdir().unwrap();
    let cables = |text: String| super::bring_dry(&app, "c.geojson", text, Collection::Cables);
    let path = write(&app, Collection::Cables, Format::GeoJson, Some(9210), folder.path());
    let rounded = cables(changed(&path, |metres| (metres * 1000.0).round() / 1000.0)).await;
    assert_eq!(counts(&rounded), (0, 0, 2, 0), "{rounded:?}");
    // To the north-east by 1.4 mm.
    let moved = cables(changed(&path, |metres| metres + 0.001)).await;
    assert_eq!(counts(&moved), (0, 2, 0, 0), "{moved:?}");
    // Degrees are what is kept: in them the last digit counts.
    let path = write(&app, Collection::Cables, Format::GeoJson, None, folder.path());
    let nudged = cables(changed(&path, |degrees| degrees + 1e-9)).await;
    assert_eq!(counts(&nudged), (0, 2, 0, 0), "{nudged:?}");
}

/// A store is a GeoPackage with four layers: the one that is called like the collection is meant.
#[tokio::test]
async fn another_store_is_imported_like_a_file() {
    let (from, store) = filled().await;
    from.store.close().await.unwrap();
    let (to, _store) = app().await;
    for collection in Collection::ALL {
        let report = read(&to, store.path(), request(collection)).await;
        assert_eq!(counts(&report).0, from.atlas().layer(collection).len() as u64, "{report:?}");
    }
    for collection in Collection::ALL {
        let (a, b) = (from.atlas(), to.atlas());
        let same = a.layer(collection).iter().zip(b.layer(collection).iter());
        assert!(same.into_iter().all(|(a, b)| a.item == b.item && a.geometry() == b.geometry()), "{collection:?}");
    }
}

#[tokio::test]
async fn gdal_reads_the_exports_and_the_store() {
    if Command::new("ogrinfo").arg("--version").output().is_err() {
        assert!(std::env::var_os("CI").is_none(), "install gdal-bin: exports are checked with GDAL");
        eprintln!("ogrinfo is not installed: not checked with GDAL");
        return;
    }
    let (app, store) = filled().await;
    let folder = tempfile::tempdir().unwrap();
    let info = |path: &Path, layer: &str| {
        let output = Command::new("ogrinfo").args(["-so", "-ro"]).arg(path).arg(layer).output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
        (told, String::from_utf8_lossy(&output.stderr).into_owned())
    };
    for (collection, kind) in Collection::ALL.into_iter().zip(["Line String", "Line String", "Point", "Multi Polygon"])
    {
        let path = write(&app, collection, Format::GeoPackage, None, folder.path());
        let (told, complaints) = info(&path, collection.word());
        let all = app.atlas().layer(collection).len();
        assert!(
            told.contains(&format!("Geometry: {kind}")) && told.contains(&format!("Feature Count: {all}")),
            "{told}"
        );
        assert!(told.contains("ID[\"EPSG\",4326]"), "{told}");
        assert_eq!(complaints, "", "{collection:?}");
        let (told, _) = info(&store.path(), collection.word());
        assert!(told.contains(&format!("Feature Count: {all}")), "{told}");
    }
}
