//! What the tests build with: a small made-up city, features, and a store in a folder of its own.

mod cluster;
mod proxy;

pub use cluster::{Cluster, cluster};
pub use proxy::{Proxy, Wire};

use geo_types::{LineString, MultiPolygon, Polygon};
use ngamhoa::model::cable::Status;
use ngamhoa::model::change::{Act, Change, Edit};
use ngamhoa::model::feature::round_degree;
use ngamhoa::model::structure::StructureKind;
use ngamhoa::model::zone::ZoneKind;
use ngamhoa::model::{Cable, City, Conduit, Day, Feature, Geometry, Item, Placement, Structure, Zone};
use ngamhoa::store::Store;
use std::collections::BTreeMap;

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn noon() -> jiff::Timestamp {
    "2026-06-30T05:00:00Z".parse().unwrap()
}

pub fn city() -> City {
    City {
        name: "Hải Phòng".into(),
        name_en: Some("Hai Phong".into()),
        bounds: [106.40, 20.12, 107.74, 21.03],
        view: None,
        grid: "EPSG:9210".into(),
        grid_proj4: None,
        time_zone: "Asia/Ho_Chi_Minh".into(),
        languages: vec!["vi".into(), "en".into()],
        operators: BTreeMap::new(),
        illustrative: true,
        notes: BTreeMap::new(),
    }
}

pub fn line(places: &[(f64, f64)]) -> Geometry {
    Geometry::Line(LineString::from(places.to_vec()))
}

pub fn square(west: f64, south: f64, side_deg: f64) -> Geometry {
    // Rounded, as the door does.
    let (east, north) = (round_degree(west + side_deg), round_degree(south + side_deg));
    let ring = LineString::from(vec![(west, south), (east, south), (east, north), (west, north), (west, south)]);
    Geometry::Area(MultiPolygon(vec![Polygon::new(ring, Vec::new())]))
}

pub fn cable(
    id: i64,
    code: &str,
    placement: Placement,
    from: &str,
    to: Option<&str>,
    places: &[(f64, f64)],
) -> Feature {
    let item = Item::Cable(Cable {
        code: code.into(),
        operator: "VNPT".into(),
        placement,
        status: Status::Functional,
        valid_from: day(from),
        valid_to: to.map(day),
        disused_from: None,
        medium: None,
        fibre_count: Some(24),
        conduit: None,
        replaces: None,
    });
    Feature { id, item, geometry: line(places) }
}

pub fn conduit(id: i64, code: &str, places: &[(f64, f64)]) -> Feature {
    let item = Item::Conduit(Conduit {
        code: code.into(),
        owner: "VNPT".into(),
        status: Status::Functional,
        valid_from: day("2018-01-01"),
        valid_to: None,
        tubes: Some(6),
        tubes_used: None,
        tube_diameter_mm: Some(110.0),
        depth_m: Some(0.7),
    });
    Feature { id, item, geometry: line(places) }
}

pub fn pole(id: i64, code: &str, lon: f64, lat: f64) -> Feature {
    let item = Item::Structure(Structure {
        code: code.into(),
        owner: "PCHP".into(),
        kind: StructureKind::Pole,
        status: Status::Functional,
        valid_from: day("2010-01-01"),
        valid_to: None,
        height_m: Some(8.5),
    });
    Feature { id, item, geometry: Geometry::Point(geo_types::Point::new(lon, lat)) }
}

pub fn zone(id: i64, code: &str, kind: ZoneKind, geometry: Geometry) -> Feature {
    let item = Item::Zone(Zone {
        code: code.into(),
        name: format!("Khu {code}").into(),
        name_en: None,
        kind,
        valid_from: day("2015-01-01"),
        valid_to: None,
        target_share: 1.0,
        deadline: None,
        removal_deadline: None,
        underground_only_from: None,
        width_m: None,
        verified_on: None,
        verified_by: None,
    });
    Feature { id, item, geometry }
}

pub fn change(edits: Vec<Edit>) -> Change {
    Change::new(Act::Edit, "test", edits)
}

pub fn put(features: Vec<Feature>) -> Change {
    change(features.into_iter().map(Edit::Put).collect())
}

/// A store of either kind, fresh.
pub struct TestStore {
    pub store: Store,
    pub url: String,
    /// A GeoPackage's folder, which goes when the value goes.
    _folder: Option<tempfile::TempDir>,
}

impl TestStore {
    pub async fn geopackage() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = folder.path().join("city.gpkg").to_str().unwrap().to_owned();
        let store = Store::create(&url, &city(), None, noon()).await.unwrap();
        TestStore { store, url, _folder: Some(folder) }
    }

    /// The file of a GeoPackage.
    pub fn path(&self) -> std::path::PathBuf {
        std::path::PathBuf::from(&self.url)
    }

    /// The database of a PostGIS store.
    pub fn database(&self) -> &str {
        let name = self.url.rsplit('/').find(|part| part.starts_with("city_")).unwrap();
        name.split('?').next().unwrap()
    }

    pub async fn postgis() -> Self {
        Self::on(cluster()).await
    }

    /// Where a database may be made: there is none yet.
    pub fn unmade_postgis() -> String {
        static NAMED: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        cluster().url(&format!("unmade_{}", NAMED.fetch_add(1, std::sync::atomic::Ordering::Relaxed)))
    }

    pub async fn on(cluster: &Cluster) -> Self {
        let url = cluster.url(&cluster.database());
        let store = Store::create(&url, &city(), None, noon()).await.unwrap();
        TestStore { store, url, _folder: None }
    }
}

/// Runs tests that take a fresh store on both kinds, under one name.
macro_rules! on_both_stores {
    ($($name:ident),+ $(,)?) => {
        mod geopackage {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
            async fn $name() {
                super::$name($crate::support::TestStore::geopackage().await).await;
            })+
        }
        mod postgis {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
            async fn $name() {
                super::$name($crate::support::TestStore::postgis().await).await;
            })+
        }
    };
}
pub(crate) use on_both_stores;
