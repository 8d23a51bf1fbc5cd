//! The ledger after changes against one made from nothing.

use super::world::{Change, Features, apply, build, cable, change, figures, zone};
use crate::support;
use ngamhoa::atlas::Atlas;
use ngamhoa::model::progress::Metres;
use ngamhoa::model::zone::ZoneKind;
use ngamhoa::model::{Collection, Day, Item, Placement};
use proptest::prelude::*;

fn same_as_from_nothing(atlas: &Atlas, features: &Features) {
    let fresh = build(features.values().cloned());
    pretty_equal(&figures(atlas), &figures(&fresh));
    assert_eq!(atlas.cables().len(), fresh.cables().len());
}

fn pretty_equal(found: &[String], expected: &[String]) {
    let wrong: Vec<_> = found.iter().zip(expected).filter(|(one, other)| one != other).take(3).collect();
    assert!(wrong.is_empty() && found.len() == expected.len(), "{wrong:#?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_changes_the_ledger_is_the_one_made_from_nothing(
        first in prop::collection::vec(prop_oneof![cable(), zone()], 0..16),
        changes in prop::collection::vec(prop::collection::vec(change(), 0..5), 1..8),
    ) {
        let mut features: Features =
            first.into_iter().map(|feature| ((feature.item.collection(), feature.id), feature)).collect();
        let mut atlas = build(features.values().cloned());
        for changes in changes {
            atlas = apply(&atlas, &mut features, changes);
        }
        same_as_from_nothing(&atlas, &features);
    }

    #[test]
    fn undoing_a_change_brings_back_every_figure(
        first in prop::collection::vec(prop_oneof![cable(), zone()], 0..16),
        changes in prop::collection::vec(change(), 1..8),
    ) {
        let before: Features =
            first.into_iter().map(|feature| ((feature.item.collection(), feature.id), feature)).collect();
        let atlas = build(before.values().cloned());
        let mut features = before.clone();
        let changed = apply(&atlas, &mut features, changes);
        let gone = features.keys().filter(|key| !before.contains_key(key)).map(|(collection, id)| Change::Delete(*collection, *id));
        let back = before.values().cloned().map(Change::Put).chain(gone).collect();
        let undone = apply(&changed, &mut features, back);
        pretty_equal(&figures(&undone), &figures(&atlas));
    }

    #[test]
    fn the_cables_of_a_zone_add_up_to_its_figures_and_unions_count_nothing_twice(
        features in prop::collection::vec(prop_oneof![cable(), zone()], 4..24),
    ) {
        let features: Features =
            features.into_iter().map(|feature| ((feature.item.collection(), feature.id), feature)).collect();
        let atlas = build(features.into_values());
        for day in (14_598..14_685).step_by(7).map(Day) {
            let mut most = Metres::default();
            let mut sum = Metres::default();
            let progress = atlas.progress(day, None);
            for zone in &progress.zones {
                let mut added = Metres::default();
                let cables = atlas.zone_cables(zone.placed.id, day).unwrap();
                prop_assert!(cables.windows(2).all(|pair| pair[0].in_zone_um >= pair[1].in_zone_um));
                for cable in cables {
                    added.add(cable.class, cable.in_zone_um);
                }
                prop_assert_eq!(added, zone.metres);
                for (all, one) in [(&mut sum.overhead_um, added.overhead_um), (&mut sum.underground_um, added.underground_um)] {
                    *all += one;
                }
                most.overhead_um = most.overhead_um.max(added.overhead_um);
                most.underground_um = most.underground_um.max(added.underground_um);
            }
            // A union rounds once where its zones round one by one.
            let slack_um = 20;
            for (union, (least, greatest), network) in [
                (progress.total.overhead_um, (most.overhead_um, sum.overhead_um), progress.total.overhead_um + progress.outside.overhead_um),
                (progress.total.underground_um, (most.underground_um, sum.underground_um), progress.total.underground_um + progress.outside.underground_um),
            ] {
                prop_assert!(least - slack_um <= union && union <= greatest + slack_um && union <= network);
            }
        }
        for zone in atlas.zones().iter() {
            let (end, began) = (zone.item.valid_to(), zone.item.valid_from());
            prop_assert!(atlas.zone_cables(zone.id, Day(began.0 - 1)).unwrap().is_empty());
            prop_assert!(end.is_none_or(|end| atlas.zone_cables(zone.id, end).unwrap().is_empty()));
        }
    }
}

/// Streets of a hundred cables each, and zones over them.
fn town() -> Features {
    let street = |id: i64| {
        let south = 20.85 + f64::from((id % 20) as i32) * 1e-4;
        let west = 106.68 + f64::from((id / 20) as i32) * 5e-4;
        support::cable(
            id,
            &format!("C{id}"),
            Placement::Aerial,
            "2015-01-01",
            None,
            &[(west, south), (west + 0.003, south)],
        )
    };
    let cables = (1..=400).map(street);
    let zones = (1..=4).map(|id| {
        let side = support::square(106.68 + 0.003 * id as f64, 20.85, 0.0035);
        support::zone(id, &format!("Z{id}"), ZoneKind::Ward, side)
    });
    cables.chain(zones).map(|feature| ((feature.item.collection(), feature.id), feature)).collect()
}

#[test]
fn a_change_that_touches_most_of_a_town_is_counted_as_exactly_as_a_small_one() {
    let mut features = town();
    let mut atlas = build(features.values().cloned());
    // One zone moved over most cables, one ended, one deleted, and a third of the cables put underground.
    let mut moved = features[&(Collection::Zones, 1)].clone();
    moved.geometry = support::square(106.681, 20.8504, 0.008);
    let mut ended = features[&(Collection::Zones, 2)].clone();
    if let Item::Zone(zone) = &mut ended.item {
        zone.valid_to = Some(support::day("2016-01-01"));
        zone.kind = ZoneKind::Street;
    }
    atlas = apply(
        &atlas,
        &mut features,
        vec![Change::Put(moved), Change::Put(ended), Change::Delete(Collection::Zones, 3)],
    );
    same_as_from_nothing(&atlas, &features);
    let laid = (1..=130).map(|id| {
        let mut cable = features[&(Collection::Cables, id)].clone();
        if let Item::Cable(cable) = &mut cable.item {
            cable.placement = Placement::Duct;
        }
        Change::Put(cable)
    });
    let laid = laid.collect();
    atlas = apply(&atlas, &mut features, laid);
    same_as_from_nothing(&atlas, &features);
}

#[test]
fn the_first_day_is_that_of_the_cables_that_are_there() {
    let mut features = town();
    let early = support::cable(999, "C999", Placement::Aerial, "1990-01-01", None, &[(106.68, 20.85), (106.69, 20.85)]);
    let atlas = build(features.values().cloned());
    let with = apply(&atlas, &mut features, vec![Change::Put(early)]);
    assert_eq!(with.first_day(), Some(support::day("1990-01-01")));
    let without = apply(&with, &mut features, vec![Change::Delete(Collection::Cables, 999)]);
    assert_eq!(without.first_day(), Some(support::day("2015-01-01")));
}

#[test]
fn a_row_that_comes_twice_in_a_change_counts_once_as_the_later_one() {
    let mut features = town();
    let atlas = build(features.values().cloned());
    let place = [(106.69, 20.851), (106.70, 20.851)];
    let hung = support::cable(1, "C1", Placement::Aerial, "2015-01-01", None, &place);
    let laid = support::cable(1, "C1", Placement::Duct, "2015-01-01", None, &place[..]);
    let atlas = apply(&atlas, &mut features, vec![Change::Put(hung), Change::Put(laid)]);
    same_as_from_nothing(&atlas, &features);
}

#[test]
fn a_cable_drawn_a_step_of_rounding_outside_the_border_is_in_the_zone() {
    // The boxes of the two do not touch; the border and what rounding parts from it count as inside.
    let zone = support::zone(1, "Z1", ZoneKind::Ward, support::square(106.68, 20.85, 0.01));
    let along = support::cable(
        1,
        "C1",
        Placement::Duct,
        "2016-01-01",
        None,
        &[(106.682, 20.849_999_999), (106.688, 20.849_999_999)],
    );
    let mut features = Features::new();
    let day = support::day("2020-01-01");
    let atlas = apply(&build([zone.clone()]), &mut features, vec![Change::Put(along.clone())]);
    for atlas in
        [atlas, build([zone.clone(), along.clone()]), apply(&build([along]), &mut features, vec![Change::Put(zone)])]
    {
        let metres = atlas.zone_metres(1, day);
        // 0.006° of longitude at that latitude, by GeographicLib.
        assert!((metres.underground_m() - 624.443_5).abs() < 0.001, "{metres:?}");
        assert_eq!(atlas.zone_cables(1, day).unwrap().len(), 1);
    }
}
