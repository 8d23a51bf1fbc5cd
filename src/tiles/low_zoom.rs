//! The merged pictures below zoom 13, made once and kept until a cable in them changes.

use super::cable::SINGLE_CABLES_ZOOM;
use super::coord::{BUFFER, TileCoord};
use super::lattice::{Edge, trace};
use super::patch::{self, Region};
use super::span::Span;
use super::strokes::{Gathered, Strokes};
use crate::atlas::{Atlas, Bounds, Placed};
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

/// What is known of a tile's picture.
enum Known {
    Right(Arc<Strokes>),
    /// Right but for the changes in these places.
    ButAt(Vec<Bounds>, Arc<Strokes>),
    Nothing,
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
        let last = match self.kept(atlas, tile) {
            Known::Right(strokes) => return strokes,
            Known::ButAt(places, strokes) => Some((places, strokes)),
            Known::Nothing => None,
        };
        // Nothing is kept where nothing lies, so that asking for the whole world's tiles fills no memory.
        if atlas.cables().touching(tile.bounds(BUFFER)).next().is_none() {
            self.forget(tile);
            return Arc::default();
        }
        let strokes = match last {
            Some((places, last)) => {
                let seen = Region::seen(tile, &places);
                let fresh = self.made(atlas, tile, Some(&places), |edge| seen.holds(edge));
                patch::mended(&last, &fresh, &Region::mended(tile, &places))
            }
            None => self.made(atlas, tile, None, |_| true),
        };
        let strokes = Arc::new(strokes);
        self.keep(atlas, tile, strokes.clone());
        strokes
    }

    /// A picture with the wanted edges; only those around the places are sure to be there.
    fn made(
        &self,
        atlas: &Atlas,
        tile: TileCoord,
        places: Option<&[Bounds]>,
        wanted: impl Fn(Edge) -> bool,
    ) -> Strokes {
        let mut gathered = Gathered::default();
        if tile.z() == FINEST {
            for placed in cables(atlas, tile, places) {
                let (Item::Cable(cable), Some(line)) = (&placed.item, placed.line()) else { continue };
                let spans = Span::of_cable(cable);
                if spans.iter().any(Option::is_some) {
                    trace(&line.world, tile, |edge| {
                        if wanted(edge) {
                            spans.iter().flatten().for_each(|span| gathered.add(edge, *span));
                        }
                    });
                }
            }
            return gathered.merged();
        }
        let quarters: Vec<(Arc<Strokes>, [u32; 2])> =
            tile.children().into_par_iter().map(|(child, quarter)| (self.strokes(atlas, child), quarter)).collect();
        for (child, quarter) in quarters {
            gathered.add_quarter(&child, quarter, &wanted);
        }
        gathered.merged()
    }

    fn kept(&self, atlas: &Atlas, tile: TileCoord) -> Known {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let Some(kept) = kept.get(&tile) else { return Known::Nothing };
        let right_at = kept.right_at.load(Ordering::Acquire);
        let revision = atlas.revision.0;
        if right_at > revision {
            return Known::Nothing;
        }
        let is_cable = |of: Collection| of == Collection::Cables;
        match atlas.changes.since(Revision(right_at), is_cable, tile.bounds(BUFFER)) {
            Some(places) if places.is_empty() => {
                kept.right_at.fetch_max(revision, Ordering::AcqRel);
                Known::Right(kept.strokes.clone())
            }
            Some(places) if places.len() <= patch::MOST_PLACES => Known::ButAt(places, kept.strokes.clone()),
            _ => Known::Nothing,
        }
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

/// The cables of a tile, or those around some places of it, each once.
fn cables<'a>(atlas: &'a Atlas, tile: TileCoord, places: Option<&[Bounds]>) -> Vec<&'a Arc<Placed>> {
    let Some(places) = places else { return atlas.cables().touching(tile.bounds(BUFFER)).collect() };
    let around = places.iter().flat_map(|place| atlas.cables().touching(patch::asked(tile, *place)));
    let mut cables: Vec<_> = around.collect();
    cables.sort_unstable_by_key(|placed| placed.id);
    cables.dedup_by_key(|placed| placed.id);
    cables
}
