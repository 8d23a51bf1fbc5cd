//! The merged pictures below zoom 13, made once and kept until a cable in them changes.

use super::cable::SINGLE_CABLES_ZOOM;
use super::coord::{BUFFER, TileCoord};
use super::lattice::trace;
use super::span::Span;
use super::strokes::{Gathered, Strokes};
use crate::atlas::Atlas;
use crate::model::{Collection, Item, Revision};
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// The level whose pictures are made from the cables; each one above is made from the four below it.
const FINEST: u8 = SINGLE_CABLES_ZOOM - 1;

/// Merged pictures by tile. Every atlas may ask: a picture knows at which revisions it is right.
#[derive(Debug, Default)]
pub struct LowZoom {
    kept: RwLock<HashMap<TileCoord, Kept>>,
}

#[derive(Debug)]
struct Kept {
    strokes: Arc<Strokes>,
    /// The last revision at which the picture was found to be right.
    right_at: AtomicI64,
}

impl LowZoom {
    /// Makes every picture that is missing or out of date, on all cores. Takes about a second for 200,000 cables, so
    /// call it off the threads that answer.
    pub fn warm(&self, atlas: &Atlas) {
        self.strokes(atlas, TileCoord::WORLD);
    }

    /// The spans of all merged features of all tiles, in order of their ids.
    pub fn spans(&self, atlas: &Atlas) -> Vec<Span> {
        self.warm(atlas);
        let mut spans = Vec::new();
        self.spans_from(atlas, TileCoord::WORLD, &mut spans);
        spans.sort_unstable();
        spans.dedup();
        spans
    }

    fn spans_from(&self, atlas: &Atlas, tile: TileCoord, spans: &mut Vec<Span>) {
        let strokes = self.strokes(atlas, tile);
        spans.extend(strokes.spans());
        if tile.z() < FINEST && !strokes.is_empty() {
            for (child, _) in tile.children() {
                self.spans_from(atlas, child, spans);
            }
        }
    }

    /// The picture of a tile below zoom 13.
    pub(super) fn strokes(&self, atlas: &Atlas, tile: TileCoord) -> Arc<Strokes> {
        if let Some(strokes) = self.kept(atlas, tile) {
            return strokes;
        }
        let bounds = tile.bounds(BUFFER);
        // Nothing is kept where nothing lies, so that asking for the whole world's tiles fills no memory.
        if atlas.cables().touching(bounds).next().is_none() {
            self.forget(tile);
            return Arc::default();
        }
        let strokes = Arc::new(if tile.z() == FINEST { traced(atlas, tile) } else { self.coarsened(atlas, tile) });
        self.keep(atlas, tile, strokes.clone());
        strokes
    }

    fn coarsened(&self, atlas: &Atlas, tile: TileCoord) -> Strokes {
        let quarters: Vec<(Arc<Strokes>, [u32; 2])> =
            tile.children().into_par_iter().map(|(child, quarter)| (self.strokes(atlas, child), quarter)).collect();
        let mut gathered = Gathered::default();
        for (child, quarter) in quarters {
            gathered.add_quarter(&child, quarter);
        }
        gathered.merged()
    }

    fn kept(&self, atlas: &Atlas, tile: TileCoord) -> Option<Arc<Strokes>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.get(&tile)?;
        let right_at = kept.right_at.load(Ordering::Acquire);
        let revision = atlas.revision.0;
        let is_right = right_at == revision
            || right_at < revision
                && !atlas.changes.touch_since(Revision(right_at), |of| of == Collection::Cables, tile.bounds(BUFFER));
        is_right.then(|| {
            kept.right_at.fetch_max(revision, Ordering::AcqRel);
            kept.strokes.clone()
        })
    }

    fn keep(&self, atlas: &Atlas, tile: TileCoord, strokes: Arc<Strokes>) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        let is_older = |known: &Kept| known.right_at.load(Ordering::Acquire) < atlas.revision.0;
        if kept.get(&tile).is_none_or(is_older) {
            kept.insert(tile, Kept { strokes, right_at: AtomicI64::new(atlas.revision.0) });
        }
    }

    /// Lets go of a tile's picture and of those below it.
    fn forget(&self, tile: TileCoord) {
        let is_kept = self.kept.read().unwrap_or_else(PoisonError::into_inner).contains_key(&tile);
        if is_kept {
            self.kept.write().unwrap_or_else(PoisonError::into_inner).retain(|kept, _| !tile.holds(*kept));
        }
    }
}

fn traced(atlas: &Atlas, tile: TileCoord) -> Strokes {
    let mut gathered = Gathered::default();
    for placed in atlas.cables().touching(tile.bounds(BUFFER)) {
        let (Item::Cable(cable), Some(line)) = (&placed.item, placed.line()) else { continue };
        let spans = Span::of_cable(cable);
        if spans.iter().any(Option::is_some) {
            trace(&line.world, tile, |edge| spans.iter().flatten().for_each(|span| gathered.add(edge, *span)));
        }
    }
    gathered.merged()
}
