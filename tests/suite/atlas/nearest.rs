//! The nearest features against a scan of everything.

use super::world::{Change, Dice, Features, apply, build};
use crate::geometry::oracle::{grid, planar_area, planar_line};
use crate::support;
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use ngamhoa::geometry::{PreparedArea, clearance};
use ngamhoa::model::zone::ZoneKind;
use ngamhoa::model::{Collection, Feature, Geometry, Placement};

fn line(at: Coord<f64>, dice: &mut Dice) -> Vec<(f64, f64)> {
    let mut at = at;
    (0..5)
        .map(|_| {
            at = Coord { x: at.x + (dice.next() - 0.5) * 0.02, y: at.y + (dice.next() - 0.5) * 0.02 };
            (at.x, at.y)
        })
        .collect()
}

fn features(dice: &mut Dice, first: i64, count: i64) -> Vec<Feature> {
    let mut all = Vec::new();
    for id in first..first + count {
        let ends = (dice.below(4) == 0).then_some("2019-01-01");
        let places = line(dice.place(), dice);
        all.push(support::cable(id, &format!("C{id}"), Placement::Aerial, "2015-01-01", ends, &places));
        let at = dice.place();
        all.push(support::pole(id, &format!("P{id}"), at.x, at.y));
        let at = dice.place();
        let corners: Vec<Coord<f64>> = (0..7)
            .map(|corner| {
                let angle = f64::from(corner) * std::f64::consts::TAU / 7.0;
                let radius = 0.004 + 0.02 * dice.next();
                Coord { x: at.x + radius * angle.cos(), y: at.y + radius * angle.sin() }
            })
            .collect();
        let area = MultiPolygon(vec![Polygon::new(LineString(corners), Vec::new())]);
        all.push(support::zone(id, &format!("Z{id}"), ZoneKind::Ward, Geometry::Area(area)));
    }
    all
}

fn distance_m(feature: &Feature, place: Coord<f64>) -> f64 {
    let at = grid().project(place);
    match &feature.geometry {
        Geometry::Point(point) => {
            let other = grid().project(point.0);
            (at.x - other.x).hypot(at.y - other.y)
        }
        Geometry::Line(line) => clearance::point_to_line_m(at, &planar_line(&line.0).points),
        Geometry::Area(area) if PreparedArea::new(area).contains(place) => 0.0,
        Geometry::Area(area) => planar_area(area)
            .iter()
            .map(|part| clearance::point_to_line_m(at, &part.exterior().0))
            .fold(f64::INFINITY, f64::min),
    }
}

#[test]
fn the_nearest_are_those_that_a_scan_finds() {
    let mut dice = Dice::new(5);
    let mut all: Features = features(&mut dice, 0, 120)
        .into_iter()
        .map(|feature| ((feature.item.collection(), feature.id), feature))
        .collect();
    let atlas = build(all.values().cloned());
    let moved = features(&mut dice, 90, 60).into_iter().map(Change::Put);
    let gone = (0..10).map(|id| Change::Delete(Collection::Cables, id));
    let changes = moved.chain(gone).collect();
    let atlas = apply(&atlas, &mut all, changes);
    let day = support::day("2020-06-30");
    for round in 0..60 {
        let place = Coord { x: 106.3 + dice.next() * 0.9, y: 20.3 + dice.next() * 0.8 };
        let (count, max_m) = (dice.below(12) as usize, [500.0, 5_000.0, 1e9][round % 3]);
        for collection in [Collection::Cables, Collection::Structures, Collection::Zones] {
            let found: Vec<(i64, f64)> = atlas
                .nearest(collection, place, count, max_m, day)
                .iter()
                .map(|near| (near.placed.id, near.distance_m))
                .collect();
            let mut expected: Vec<(f64, i64)> = all
                .values()
                .filter(|feature| feature.item.collection() == collection && feature.item.is_valid_at(day))
                .map(|feature| (distance_m(feature, place), feature.id))
                .filter(|(distance_m, _)| *distance_m <= max_m)
                .collect();
            expected.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            expected.truncate(count);
            let expected: Vec<(i64, f64)> = expected.into_iter().map(|(distance_m, id)| (id, distance_m)).collect();
            assert_eq!(found, expected, "{collection:?} {place:?} {count} {max_m}");
        }
    }
}
