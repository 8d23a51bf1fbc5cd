//! A layer against a scan of everything, with changes upon changes.

use super::world::{Change, Dice, Features, apply, build};
use crate::support;
use geo::{Distance, Euclidean, MapCoords};
use geo_types::{Coord, Point};
use ngamhoa::atlas::{Atlas, Bounds};
use ngamhoa::model::{Collection, Day, Feature, Placement};

fn pole(id: i64, dice: &mut Dice) -> Feature {
    let place = dice.place();
    support::pole(id, &format!("P{id}"), place.x, place.y)
}

fn cable(id: i64, dice: &mut Dice) -> Feature {
    let (from, to) = (dice.place(), dice.place());
    let to = Coord { x: from.x + (to.x - from.x) * 0.05, y: from.y + (to.y - from.y) * 0.05 + 0.0025 };
    support::cable(id, &format!("C{id}"), Placement::Aerial, "2015-01-01", None, &[(from.x, from.y), (to.x, to.y)])
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The box of a feature.
fn bounds(feature: &Feature) -> Bounds {
    Bounds::of(geo::CoordsIter::coords_iter(&feature.geometry.to_geo()))
}

fn check(atlas: &Atlas, features: &Features, collection: Collection, dice: &mut Dice) {
    let layer = atlas.layer(collection);
    let all: Vec<&Feature> =
        features.iter().filter(|((of, _), _)| *of == collection).map(|(_, feature)| feature).collect();
    assert_eq!(layer.len(), all.len());
    assert_eq!(layer.is_empty(), all.is_empty());
    assert_eq!(
        layer.iter().map(|placed| placed.id).collect::<Vec<_>>(),
        all.iter().map(|feature| feature.id).collect::<Vec<_>>()
    );
    let after = dice.below(4000);
    let later = all.iter().map(|feature| feature.id).filter(|id| *id > after);
    assert_eq!(layer.iter_after(after).map(|placed| placed.id).collect::<Vec<_>>(), later.collect::<Vec<_>>());
    for _ in 0..20 {
        let id = dice.below(4000);
        assert_eq!(layer.get(id).map(|placed| placed.feature()), features.get(&(collection, id)).cloned());
    }
    for _ in 0..20 {
        let window = Bounds::of([dice.place(), dice.place()]);
        let mut found: Vec<i64> = layer.touching(window).map(|placed| placed.id).collect();
        found.sort_unstable();
        let touches = |feature: &&&Feature| bounds(feature).touches(&window);
        assert_eq!(found, all.iter().filter(touches).map(|feature| feature.id).collect::<Vec<_>>(), "{window:?}");
    }
    for _ in 0..4 {
        let at = dice.place();
        let nearest = |count: usize| -> Vec<(i64, f64)> {
            let found = atlas.nearest(collection, at, count, f64::INFINITY, day("2020-01-01"));
            found.iter().map(|near| (near.placed.id, near.distance_m)).collect()
        };
        // Where all are wanted nothing is left out, so their distances are those of a scan.
        let scan = nearest(all.len() + 1);
        assert_eq!(scan.len(), all.len());
        assert!(scan.windows(2).all(|pair| (pair[0].1, pair[0].0) <= (pair[1].1, pair[1].0)));
        for (id, distance_m) in &scan {
            // Degrees in the plane of the city are metres within a hundredth.
            let squeezed = |place: Coord<f64>| Coord { x: place.x * place.y.to_radians().cos(), y: place.y };
            let itself = features[&(collection, *id)].geometry.to_geo().map_coords(squeezed);
            let about_m = Euclidean.distance(&Point(squeezed(at)), &itself) * 110_900.0;
            assert!((distance_m - about_m).abs() <= 1.0 + 0.02 * about_m, "{id} at {distance_m} m, about {about_m}");
        }
        for count in [0, 1, 7, 40] {
            assert_eq!(nearest(count), scan[..count.min(scan.len())], "{count} at {at:?}");
        }
    }
}

fn changes(count: usize, dice: &mut Dice) -> Vec<Change> {
    (0..count)
        .map(|_| {
            let id = dice.below(4000);
            match dice.below(5) {
                0 => Change::Delete(Collection::Structures, id),
                1 => Change::Delete(Collection::Cables, id),
                2 => Change::Put(cable(id, dice)),
                _ => Change::Put(pole(id, dice)),
            }
        })
        .collect()
}

#[test]
fn a_layer_answers_as_a_scan_does_before_and_after_changes_are_merged() {
    let mut dice = Dice::new(1);
    let mut features = Features::new();
    for id in 0..1500 {
        let (pole, cable) = (pole(2 * id, &mut dice), cable(2 * id, &mut dice));
        features.insert((Collection::Structures, pole.id), pole);
        features.insert((Collection::Cables, cable.id), cable);
    }
    let mut atlas: Atlas = build(features.values().cloned());
    // In all some four thousand rows of structures change: past the overlay's limit of 2,048 and on.
    for count in [0, 1, 5, 300, 900, 1500, 1, 2500, 1800, 3] {
        let changes = changes(count, &mut dice);
        atlas = apply(&atlas, &mut features, changes);
        for collection in [Collection::Structures, Collection::Cables] {
            check(&atlas, &features, collection, &mut dice);
        }
    }
}

#[test]
fn a_reader_keeps_its_picture_while_changes_make_others() {
    let mut dice = Dice::new(2);
    let mut features: Features = (0..200).map(|id| ((Collection::Structures, id), pole(id, &mut dice))).collect();
    let before = features.clone();
    let atlas = build(features.values().cloned());
    let mut next = atlas.clone();
    for _ in 0..5 {
        let changes = changes(700, &mut dice);
        next = apply(&next, &mut features, changes);
    }
    check(&atlas, &before, Collection::Structures, &mut dice);
    check(&next, &features, Collection::Structures, &mut dice);
}

#[test]
fn everything_can_be_deleted_and_come_again() {
    let mut dice = Dice::new(3);
    let mut features: Features = (0..50).map(|id| ((Collection::Structures, id), pole(id, &mut dice))).collect();
    let atlas = build(features.values().cloned());
    let all = (0..50).map(|id| Change::Delete(Collection::Structures, id)).collect();
    let empty = apply(&atlas, &mut features, all);
    check(&empty, &features, Collection::Structures, &mut dice);
    let again = (0..50).map(|id| Change::Put(pole(id, &mut dice))).collect();
    let again = apply(&empty, &mut features, again);
    check(&again, &features, Collection::Structures, &mut dice);
}
