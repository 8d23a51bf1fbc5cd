//! A merged picture that was mended after changes is the one that would be made from nothing.

use super::world::{Dice, atlas, wandering_cables, with};
use crate::atlas::{Atlas, Replacement};
use crate::model::{Collection, Revision};
use crate::tiles::{LowZoom, TileCoord};

const BOX: [f64; 4] = [106.60, 20.80, 106.80, 20.92];

/// Asserts that all pictures from a tile down to zoom 12 are the same, and says how many lines they have.
fn assert_same(kept: &LowZoom, fresh: &LowZoom, atlas: &Atlas, tile: TileCoord, told: &str) -> usize {
    let (mended, made) = (kept.strokes(atlas, tile), fresh.strokes(atlas, tile));
    assert_eq!(*mended, *made, "{told}: {tile:?}");
    let below = tile.children().into_iter().filter(|_| tile.z() < 12 && !made.is_empty());
    made.spans().count() + below.map(|(child, _)| assert_same(kept, fresh, atlas, child, told)).sum::<usize>()
}

#[test]
fn a_mended_picture_is_the_one_made_anew() {
    let mut dice = Dice::new(17);
    let cables = wandering_cables(300, BOX, &mut dice);
    // Cables that take the places of the first ones: others in the same streets, and elsewhere.
    let others = wandering_cables(300, BOX, &mut Dice::new(17)).into_iter().rev().chain(wandering_cables(
        300,
        BOX,
        &mut Dice::new(18),
    ));
    let others: Vec<_> = others.collect();
    let mut now = atlas(cables);
    let kept = LowZoom::default();
    kept.warm(&now);
    for turn in 0..40 {
        for _ in 0..=dice.below(3) {
            let id = 1 + i64::from(dice.below(300));
            now = if dice.next() < 0.2 {
                let revision = Revision(now.revision.0 + 1);
                now.applied(revision, vec![Replacement::Delete { collection: Collection::Cables, id }])
            } else {
                let mut other = dice.of(&others).clone();
                other.id = id;
                with(&now, other)
            };
        }
        let lines = assert_same(&kept, &LowZoom::default(), &now, TileCoord::WORLD, &format!("turn {turn}"));
        assert!(lines > 1000, "{lines}");
    }
}
