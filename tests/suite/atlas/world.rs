//! Small cities in which things often lie on each other's borders, and what an atlas says of them.

use crate::support;
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use ngamhoa::atlas::{Atlas, Replacement, Step};
use ngamhoa::model::zone::ZoneKind;
use ngamhoa::model::{Collection, Day, Feature, Geometry, Item, Placement, Revision};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The features of a city by collection and id.
pub type Features = BTreeMap<(Collection, i64), Feature>;

pub const KINDS: [ZoneKind; 3] = [ZoneKind::Ward, ZoneKind::ResidentialArea, ZoneKind::Street];
pub const OPERATORS: [&str; 3] = ["VNPT", "Viettel", "FPT"];
pub const PLACEMENTS: [Placement; 3] = [Placement::Aerial, Placement::Duct, Placement::Buried];

pub fn build(features: impl IntoIterator<Item = Feature>) -> Atlas {
    let features = features.into_iter().map(|feature| (feature, Revision(1))).collect();
    Atlas::build(Arc::new(support::city()), None, Revision(1), features, |_| ()).unwrap()
}

pub fn apply(atlas: &Atlas, features: &mut Features, changes: Vec<Change>) -> Atlas {
    let revision = Revision(atlas.revision.0 + 1);
    let replacements = changes
        .into_iter()
        .map(|change| match change {
            Change::Put(feature) => {
                features.insert((feature.item.collection(), feature.id), feature.clone());
                Replacement::Put { feature, revision }
            }
            Change::Delete(collection, id) => {
                features.remove(&(collection, id));
                Replacement::Delete { collection, id }
            }
        })
        .collect();
    atlas.applied(revision, replacements)
}

#[derive(Clone, Debug)]
pub enum Change {
    Put(Feature),
    Delete(Collection, i64),
}

/// A corner of a lattice a hundred metres wide.
fn corner((x, y): (u8, u8)) -> (f64, f64) {
    (106.68 + f64::from(x) / 1000.0, 20.85 + f64::from(y) / 1000.0)
}

pub fn corners(least: usize, most: usize) -> impl Strategy<Value = Vec<(f64, f64)>> {
    prop::collection::vec((0_u8..12, 0_u8..12), least..most).prop_map(|places| {
        let mut line: Vec<(f64, f64)> = places.into_iter().map(corner).collect();
        line.dedup();
        if line.len() < 2 {
            line.push((line[0].0 + 0.0005, line[0].1));
        }
        line
    })
}

/// First day and end within some years.
fn span() -> impl Strategy<Value = (i32, Option<i32>)> {
    (14_600_i32..14_640, prop::option::of(1_i32..40)).prop_map(|(from, lasts)| (from, lasts.map(|days| from + days)))
}

pub fn cable() -> impl Strategy<Value = Feature> {
    (1_i64..14, corners(2, 6), span(), 0_usize..3, 0_usize..3, prop::option::of(0_i32..30)).prop_map(
        |(id, places, (from, to), operator, placement, disused)| {
            let mut feature = support::cable(id, &format!("C{id}"), PLACEMENTS[placement], "2010-01-01", None, &places);
            if let Item::Cable(cable) = &mut feature.item {
                cable.operator = OPERATORS[operator].into();
                cable.valid_from = Day(from);
                cable.valid_to = to.map(Day);
                cable.disused_from = disused.map(|days| Day(from + days));
            }
            feature
        },
    )
}

/// A rectangle or a triangle of lattice corners.
pub fn zone() -> impl Strategy<Value = Feature> {
    (1_i64..7, (0_u8..9, 0_u8..9), (1_u8..6, 1_u8..6), any::<bool>(), span(), 0_usize..3).prop_map(
        |(id, (x, y), (width, height), triangle, (from, to), kind)| {
            let (low, high) = (corner((x, y)), corner((x + width, y + height)));
            let mut ring = vec![low, (high.0, low.1), high, (low.0, high.1), low];
            if triangle {
                ring.remove(1);
            }
            let area = MultiPolygon(vec![Polygon::new(LineString::from(ring), Vec::new())]);
            let mut feature = support::zone(id, &format!("Z{id}"), KINDS[kind], Geometry::Area(area));
            if let Item::Zone(zone) = &mut feature.item {
                zone.valid_from = Day(from);
                zone.valid_to = to.map(Day);
                zone.target_share = 0.5;
            }
            feature
        },
    )
}

pub fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        5 => cable().prop_map(Change::Put),
        2 => (1_i64..14).prop_map(|id| Change::Delete(Collection::Cables, id)),
        3 => zone().prop_map(Change::Put),
        1 => (1_i64..7).prop_map(|id| Change::Delete(Collection::Zones, id)),
    ]
}

/// Everything an atlas says of metres, to be compared as text: a difference shows where it is.
pub fn figures(atlas: &Atlas) -> Vec<String> {
    let days: Vec<Day> = (14_598..14_685).step_by(3).map(Day).collect();
    let mut told = vec![format!("first day {:?}", atlas.first_day())];
    for kind in [None, Some(KINDS[0]), Some(KINDS[1]), Some(KINDS[2])] {
        for day in &days {
            let progress = atlas.progress(*day, kind);
            let by: Vec<_> = progress.by_operator.iter().map(|entry| (&entry.operator, entry.metres)).collect();
            told.push(format!(
                "{kind:?} {day}: {:?} {:?} {by:?} {:?}",
                progress.total, progress.outside, progress.zones_by_status
            ));
            for zone in &progress.zones {
                let by: Vec<_> = zone.by_operator.iter().map(|entry| (&entry.operator, entry.metres)).collect();
                told.push(format!(
                    "{kind:?} {day} zone {}: {:?} {:?} {by:?}",
                    zone.placed.id, zone.metres, zone.status
                ));
            }
        }
        let series = atlas.series(Step::Month.days(days[0], *days.last().unwrap()), kind);
        let zones: Vec<_> = series.zones.iter().map(|zone| (zone.placed.id, &zone.steps)).collect();
        told.push(format!("{kind:?} series {:?} {:?} {:?} {zones:?}", series.at, series.total, series.by_operator));
    }
    for zone in atlas.zones().iter() {
        let (series, operators) = atlas.zone_series(zone.id, &days).unwrap();
        told.push(format!("zone {} series {:?} {operators:?}", zone.id, series.steps));
    }
    for cable in atlas.cables().iter() {
        told.push(format!("cable {}: {:?}", cable.id, cable.contributions));
    }
    told
}

/// Numbers that look random and are the same in every run (Knuth's MMIX generator).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed)
    }

    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn below(&mut self, most: i64) -> i64 {
        (self.next() * most as f64) as i64
    }

    /// A place in the city, on a coarse lattice, so that boxes often share an edge.
    pub fn place(&mut self) -> Coord<f64> {
        let step = |dice: &mut Self| dice.below(200) as f64 / 400.0;
        Coord { x: 106.5 + step(self), y: 20.4 + step(self) }
    }
}
