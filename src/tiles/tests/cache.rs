//! The cache answers what a fresh tile would be, and makes again only what a change touched.

use super::decode::features;
use super::world::{area, atlas, cable, conduit, day, line, with, zone};
use crate::model::{Cable, Collection, Item, Placement};
use crate::tiles::{LayerSet, LowZoom, TileCache, TileCoord, tile};
use std::io::Read;
use std::sync::Arc;

fn tile_at(lon: f64, lat: f64, z: u32) -> TileCoord {
    let world = crate::crs::world_of_lonlat(geo_types::Coord { x: lon, y: lat });
    TileCoord::new(z, world[0] >> (32 - z), world[1] >> (32 - z)).unwrap()
}

#[test]
fn a_change_in_one_street_leaves_the_other_streets_tile_as_it_was() {
    let here = [(106.6870, 20.8561), (106.6880, 20.8561)];
    let there = [(106.7870, 20.8561), (106.7880, 20.8561)];
    let first = atlas(vec![
        line(1, Item::Cable(cable()), &here),
        line(2, Item::Cable(Cable { code: "C2".into(), ..cable() }), &there),
    ]);
    let cache = TileCache::new(1 << 20);
    let today = day("2026-11-25");
    let (near, far) = (tile_at(106.6875, 20.8561, 15), tile_at(106.7875, 20.8561, 15));
    let get = |atlas: &crate::atlas::Atlas, coord| cache.tile(atlas, coord, LayerSet::ALL, today).unwrap();
    let (near_first, far_first) = (get(&first, near), get(&first, far));
    assert!(Arc::ptr_eq(&near_first, &get(&first, near)));

    let second = with(&first, line(1, Item::Cable(Cable { operator: "Viettel".into(), ..cable() }), &here));
    let near_second = get(&second, near);
    assert!(!Arc::ptr_eq(&near_first, &near_second));
    assert!(Arc::ptr_eq(&far_first, &get(&second, far)));
    assert_eq!(far_first.revision, first.revision);
    for atlas in [&first, &second] {
        // A reader that still holds the older atlas gets the older tile, and spoils nothing.
        assert_eq!(get(atlas, near).plain(), tile(atlas, &LowZoom::default(), near, LayerSet::ALL, today).unwrap());
        assert_eq!(get(atlas, near).revision, atlas.revision);
    }
    assert_eq!(features(&get(&second, near).plain(), "cables")[0].text("operator"), Some("Viettel"));

    // A zone is drawn over both streets: tiles with zones change, tiles of cables alone do not.
    let only = LayerSet::only(Collection::Cables);
    let cables_only = cache.tile(&second, far, only, today).unwrap();
    let ring = [(106.60, 20.80), (106.90, 20.80), (106.90, 20.90), (106.60, 20.90), (106.60, 20.80)];
    let third = with(&second, area(1, Item::Zone(zone()), &[&ring]));
    assert!(!Arc::ptr_eq(&far_first, &get(&third, far)));
    assert!(Arc::ptr_eq(&cables_only, &cache.tile(&third, far, only, today).unwrap()));
}

#[test]
fn what_the_page_opens_with_is_made_before_it_is_asked_for() {
    let today = day("2026-11-25");
    let first = atlas(vec![line(1, Item::Cable(cable()), &[(106.6870, 20.8561), (106.6880, 20.8561)])]);
    let cache = TileCache::new(1 << 20);
    cache.warm(&first, today);
    // A change elsewhere: what was made before is answered on.
    let second =
        with(&first, line(2, Item::Cable(Cable { code: "C2".into(), ..cable() }), &[(12.0, 41.0), (12.001, 41.0)]));
    for z in 6..13 {
        let answer = cache.tile(&second, tile_at(106.6875, 20.8561, z), LayerSet::ALL, today).unwrap();
        assert_eq!(answer.revision, first.revision, "{z}");
        assert_eq!(features(&answer.plain(), "cables").len(), 1, "{z}");
    }
    assert_eq!(
        cache.tile(&second, tile_at(106.6875, 20.8561, 13), LayerSet::ALL, today).unwrap().revision,
        second.revision
    );
}

#[test]
fn a_cable_that_moves_into_a_conduit_changes_the_conduits_far_end_too() {
    // The conduit runs over several tiles of zoom 16; the cable lies at its western end.
    let ends = [(106.6800, 20.8561), (106.7000, 20.8561)];
    let first = atlas(vec![line(1, Item::Conduit(conduit("D1")), &ends)]);
    let cache = TileCache::new(1 << 20);
    let east = tile_at(106.6999, 20.8561, 16);
    let used = |atlas: &crate::atlas::Atlas, today: &str| {
        let answer = cache.tile(atlas, east, LayerSet::ALL, day(today)).unwrap();
        features(&answer.plain(), "conduits")[0].number("tubes_used")
    };
    assert_eq!(used(&first, "2026-11-25"), Some(0));
    let item =
        Cable { placement: Placement::Duct, conduit: Some("D1".into()), valid_to: Some(day("2026-12-01")), ..cable() };
    let second = with(&first, line(1, Item::Cable(item), &[(106.6800, 20.8561), (106.6805, 20.8561)]));
    assert_eq!(used(&second, "2026-11-25"), Some(1));
    // And tomorrow is another day.
    assert_eq!(used(&second, "2026-12-01"), Some(0));
}

#[test]
fn the_compressed_tile_is_the_tile() {
    let here = [(106.6870, 20.8561), (106.6880, 20.8561)];
    let atlas = atlas(vec![line(1, Item::Cable(cable()), &here)]);
    let cache = TileCache::new(1 << 20);
    let answer = cache.tile(&atlas, tile_at(106.6875, 20.8561, 15), LayerSet::ALL, day("2026-11-25")).unwrap();
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(&answer.gzip()[..]).read_to_end(&mut plain).unwrap();
    assert!(!answer.is_empty());
    assert_eq!(plain, answer.plain());
    let empty = cache.tile(&atlas, tile_at(10.0, 10.0, 15), LayerSet::ALL, day("2026-11-25")).unwrap();
    assert!(empty.is_empty());
}
