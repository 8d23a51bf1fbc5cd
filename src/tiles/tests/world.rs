//! Small worlds for the tests.

use crate::atlas::{Atlas, Replacement};
use crate::model::cable::Status;
use crate::model::conduit::Conduit;
use crate::model::structure::StructureKind;
use crate::model::zone::ZoneKind;
use crate::model::{Cable, City, Day, Feature, Geometry, Item, Placement, Revision, Structure, Zone};
use geo_types::{Coord, LineString, MultiPolygon, Point, Polygon};
use std::sync::Arc;

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn cable() -> Cable {
    Cable {
        code: "C1".into(),
        operator: "VNPT".into(),
        placement: Placement::Aerial,
        status: Status::Functional,
        valid_from: day("2015-03-10"),
        valid_to: None,
        disused_from: None,
        medium: None,
        fibre_count: None,
        conduit: None,
        replaces: None,
    }
}

pub fn conduit(code: &str) -> Conduit {
    Conduit {
        code: code.into(),
        owner: "VNPT".into(),
        status: Status::Functional,
        valid_from: day("2016-01-01"),
        valid_to: None,
        tubes: Some(6),
        tubes_used: None,
        tube_diameter_mm: None,
        depth_m: None,
    }
}

pub fn structure() -> Structure {
    Structure {
        code: "P1".into(),
        owner: "EVN".into(),
        kind: StructureKind::Pole,
        status: Status::Functional,
        valid_from: day("1969-12-22"),
        valid_to: Some(day("2020-01-01")),
        height_m: None,
    }
}

pub fn zone() -> Zone {
    Zone {
        code: "Z1".into(),
        name: "Phường Hồng Bàng".into(),
        name_en: Some("Hong Bang ward".into()),
        kind: ZoneKind::Ward,
        valid_from: day("2015-01-01"),
        valid_to: None,
        target_share: 1.0,
        deadline: None,
        removal_deadline: None,
        underground_only_from: None,
        width_m: None,
        verified_on: None,
        verified_by: None,
    }
}

pub fn line(id: i64, item: Item, places: &[(f64, f64)]) -> Feature {
    let line: LineString<f64> = places.iter().map(|(lon, lat)| Coord { x: *lon, y: *lat }).collect();
    Feature { id, item, geometry: Geometry::Line(line) }
}

pub fn point(id: i64, item: Item, place: (f64, f64)) -> Feature {
    Feature { id, item, geometry: Geometry::Point(Point::from(place)) }
}

pub fn area(id: i64, item: Item, rings: &[&[(f64, f64)]]) -> Feature {
    let ring =
        |ring: &&[(f64, f64)]| ring.iter().map(|(lon, lat)| Coord { x: *lon, y: *lat }).collect::<LineString<f64>>();
    let mut rings = rings.iter().map(ring);
    let polygon = Polygon::new(rings.next().unwrap(), rings.collect());
    Feature { id, item, geometry: Geometry::Area(MultiPolygon(vec![polygon])) }
}

pub fn atlas(features: Vec<Feature>) -> Atlas {
    let city = City {
        name: "Hải Phòng".into(),
        name_en: None,
        bounds: [106.40, 20.12, 107.74, 21.03],
        view: None,
        grid: "EPSG:9210".into(),
        grid_proj4: None,
        time_zone: "Asia/Ho_Chi_Minh".into(),
        languages: vec!["vi".into()],
        operators: std::collections::BTreeMap::default(),
        illustrative: true,
        notes: std::collections::BTreeMap::default(),
    };
    let features = features.into_iter().map(|feature| (feature, Revision(1))).collect();
    Atlas::build(Arc::new(city), None, Revision(1), features, |_| ()).unwrap()
}

/// The atlas with a feature put in, as its next revision.
pub fn with(atlas: &Atlas, feature: Feature) -> Atlas {
    let revision = Revision(atlas.revision.0 + 1);
    atlas.applied(revision, vec![Replacement::Put { feature, revision }])
}

/// Numbers that look random and are the same in every run (Knuth's MMIX generator).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed)
    }

    /// 0 to below 1.
    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// One of these.
    pub fn of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[(self.next() * choices.len() as f64) as usize]
    }

    /// 0 to below that.
    pub fn below(&mut self, most: i32) -> i32 {
        (self.next() * f64::from(most)) as i32
    }
}

/// Cables that wander about a box from 2010 on: some overhead, some underground, some dead, many over each other.
pub fn wandering_cables(count: i64, [west, south, east, north]: [f64; 4], dice: &mut Dice) -> Vec<Feature> {
    let streets: Vec<Vec<(f64, f64)>> = (0..=count / 3)
        .map(|_| {
            let mut at = (west + dice.next() * (east - west), south + dice.next() * (north - south));
            let heading = dice.next() * std::f64::consts::TAU;
            (0..8)
                .map(|_| {
                    let turn = heading + (dice.next() - 0.5) * 1.5;
                    at = (at.0 + turn.cos() * 0.001, at.1 + turn.sin() * 0.001);
                    at
                })
                .collect()
        })
        .collect();
    (1..=count)
        .map(|id| {
            let street = dice.of(&streets);
            let from = 14_600 + dice.below(4000);
            let to = from + 1 + dice.below(2500);
            let item = Cable {
                code: format!("C{id}").into(),
                placement: *dice.of(&[Placement::Aerial, Placement::Facade, Placement::Duct]),
                status: *dice.of(&[Status::Functional, Status::Functional, Status::Disused, Status::Proposed]),
                valid_from: Day(from),
                valid_to: (dice.next() < 0.7).then_some(Day(to)),
                disused_from: (dice.next() < 0.3).then(|| Day(from + dice.below(to - from))),
                ..cable()
            };
            let end = 2 + dice.below(6) as usize;
            line(id, Item::Cable(item), &street[..=end])
        })
        .collect()
}
