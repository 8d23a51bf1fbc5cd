//! Finished tiles, kept until something in them changes.

use super::answer::TileAnswer;
use super::cable::SINGLE_CABLES_ZOOM;
use super::conduit::CONDUITS_ZOOM;
use super::coord::{BUFFER, TileCoord, TileFault};
use super::layer_set::LayerSet;
use super::low_zoom::LowZoom;
use super::timeline::{Timeline, timeline};
use crate::atlas::Atlas;
use crate::model::{Collection, Day, Revision};
use moka::sync::Cache;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Tiles and merged pictures. A tile made at one revision is answered at later ones as long as no change since has
/// touched its layers within its box, so one edited cable leaves the rest of the city warm.
#[derive(Debug)]
pub struct TileCache {
    tiles: Cache<Key, Arc<Kept>>,
    low_zoom: LowZoom,
    timeline: Mutex<Option<Arc<Timeline>>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key {
    layers: LayerSet,
    tile: TileCoord,
    /// Set where the tile depends on it: free tubes are counted for today.
    today: Option<Day>,
}

#[derive(Debug)]
struct Kept {
    answer: Arc<TileAnswer>,
    /// The last revision at which the tile was found to be right.
    right_at: AtomicI64,
}

impl TileCache {
    /// `most_bytes`: what the kept tiles may take in memory together.
    pub fn new(most_bytes: u64) -> Self {
        let weigh = |_: &Key, kept: &Arc<Kept>| kept.answer.weight();
        TileCache {
            tiles: Cache::builder().max_capacity(most_bytes).weigher(weigh).build(),
            low_zoom: LowZoom::default(),
            timeline: Mutex::default(),
        }
    }

    /// The tile as it is in that atlas, from the cache where it can be.
    pub fn tile(
        &self,
        atlas: &Atlas,
        tile: TileCoord,
        layers: LayerSet,
        today: Day,
    ) -> Result<Arc<TileAnswer>, TileFault> {
        let is_dated = tile.z() >= CONDUITS_ZOOM && layers.holds(Collection::Conduits);
        let key = Key { layers, tile, today: is_dated.then_some(today) };
        let known = self.tiles.get(&key);
        let revision = atlas.revision.0;
        if let Some(kept) = &known {
            let right_at = kept.right_at.load(Ordering::Acquire);
            if right_at == revision {
                return Ok(kept.answer.clone());
            }
            if right_at < revision
                && !atlas.changes.touch_since(
                    Revision(right_at),
                    |collection| layers.holds(collection),
                    tile.bounds(BUFFER),
                )
            {
                kept.right_at.fetch_max(revision, Ordering::AcqRel);
                return Ok(kept.answer.clone());
            }
        }
        let bytes = super::tile(atlas, &self.low_zoom, tile, layers, today)?;
        let answer = Arc::new(TileAnswer::new(atlas.revision, bytes));
        // A reader that still holds an older atlas must not put its tile over a newer one.
        if known.is_none_or(|kept| kept.right_at.load(Ordering::Acquire) < revision) {
            self.tiles.insert(key, Arc::new(Kept { answer: answer.clone(), right_at: AtomicI64::new(revision) }));
        }
        Ok(answer)
    }

    /// Makes all merged pictures, see [`LowZoom::warm`], and of them the whole tiles, as browsers ask for them: who opens the page
    /// first waits as little as everybody after.
    pub fn warm(&self, atlas: &Atlas, today: Day) {
        self.low_zoom.warm(atlas);
        let mut ahead = vec![TileCoord::WORLD];
        while let Some(tile) = ahead.pop() {
            // A fault is told to whoever asks for the tile.
            let Ok(answer) = self.tile(atlas, tile, LayerSet::ALL, today) else { continue };
            if !answer.is_empty() {
                answer.gzip();
                let is_merged = |child: &TileCoord| child.z() < SINGLE_CABLES_ZOOM;
                ahead.extend(tile.children().into_iter().map(|(child, _)| child).filter(is_merged));
            }
        }
    }

    /// The timeline at the atlas's revision, made once for it.
    pub fn timeline(&self, atlas: &Atlas) -> Arc<Timeline> {
        let known = self.timeline.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known.filter(|known| known.revision == atlas.revision) {
            return known;
        }
        let made = Arc::new(timeline(atlas, &self.low_zoom));
        *self.timeline.lock().unwrap_or_else(PoisonError::into_inner) = Some(made.clone());
        made
    }

    /// Bytes that the kept tiles take, about, for the metrics.
    pub fn kept_bytes(&self) -> u64 {
        self.tiles.weighted_size()
    }
}
