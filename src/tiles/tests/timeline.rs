//! The timeline, decoded as a page does.

use super::decode::features;
use super::world::{Dice, atlas, day, wandering_cables};
use crate::model::Item;
use crate::tiles::{Columns, LayerSet, LowZoom, TileCoord, tile, timeline};
use std::collections::BTreeSet;

fn rows(columns: &Columns) -> Vec<(i64, i64, Option<i64>)> {
    let (mut id, mut from) = (0, 0);
    columns
        .id
        .iter()
        .zip(&columns.from)
        .zip(&columns.to)
        .map(|((more_id, more_from), days)| {
            id += more_id;
            from += more_from;
            (id, from, (*days > 0).then_some(from + days))
        })
        .collect()
}

#[test]
fn the_timeline_tells_every_cable_and_every_merged_feature() {
    let cables = wandering_cables(200, [106.60, 20.80, 106.80, 20.92], &mut Dice::new(31));
    let atlas = atlas(cables.clone());
    let low_zoom = LowZoom::default();
    let told = timeline(&atlas, &low_zoom);
    assert_eq!(told.revision, atlas.revision);
    let expected: Vec<_> = cables
        .iter()
        .map(|feature| match &feature.item {
            Item::Cable(cable) => (feature.id, i64::from(cable.valid_from.0), cable.valid_to.map(|to| i64::from(to.0))),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(rows(&told.cables), expected);

    let mut drawn = BTreeSet::new();
    for z in 0..13_u32 {
        let tiles = f64::from(1_u32 << z) / 360.0;
        let (west, east) = (((106.5 + 180.0) * tiles) as u32, ((106.9 + 180.0) * tiles) as u32);
        // Rows between 21 and 20.7 degrees north: 0.4398 and 0.4412 of the world's height.
        let height = f64::from(1_u32 << z);
        for x in west..=east {
            for y in (0.4390 * height) as u32..=(0.4420 * height) as u32 {
                let bytes = tile(&atlas, &low_zoom, TileCoord::new(z, x, y).unwrap(), LayerSet::ALL, day("2026-11-25"))
                    .unwrap();
                for feature in features(&bytes, "cables") {
                    drawn.insert((
                        feature.id.unwrap().cast_signed(),
                        feature.number("from").unwrap(),
                        feature.number("to"),
                    ));
                }
            }
        }
    }
    assert!(drawn.len() > 100);
    assert_eq!(rows(&told.classes), drawn.into_iter().collect::<Vec<_>>());
}
