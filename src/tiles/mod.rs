//! Vector tiles: what of the atlas lies in a window, simplified, cut and encoded (Mapbox Vector Tile 2.1).
//!
//! Holds the single features from zoom 13 on, the merged pictures below, the timeline that belongs to them, and the
//! cache of finished tiles. All times are in a tile: the page switches features by their ids.
//! Must never do I/O, know HTTP or the store, or read a clock.

mod answer;
mod cable;
mod cache;
mod clip;
mod conduit;
mod coord;
mod feature;
mod lattice;
mod layer_set;
mod low_zoom;
mod merged;
mod patch;
mod simplify;
mod span;
mod strokes;
mod structure;
mod timeline;
mod zone;

#[cfg(test)]
mod tests;

pub use answer::TileAnswer;
pub use cable::SINGLE_CABLES_ZOOM;
pub use cache::TileCache;
pub use conduit::CONDUITS_ZOOM;
pub use coord::{MAX_ZOOM, TileCoord, TileFault};
pub use layer_set::LayerSet;
pub use low_zoom::LowZoom;
pub use span::{DrawnClass, Span};
pub use structure::STRUCTURES_ZOOM;
pub use timeline::{Columns, Timeline, timeline};

use crate::atlas::Atlas;
use crate::model::{Collection, Day};

/// What a tile below zoom 13 may take, but for zones that take more by themselves.
const LOW_ZOOM_BYTES: usize = 480_000;

/// The bytes of a tile, none where nothing is in it. `today`: the day for which free tubes are counted.
pub fn tile(
    atlas: &Atlas,
    low_zoom: &LowZoom,
    tile: TileCoord,
    layers: LayerSet,
    today: Day,
) -> Result<Vec<u8>, TileFault> {
    let mut bytes = Vec::new();
    // In the order in which they are painted.
    for collection in [Collection::Zones, Collection::Conduits, Collection::Cables, Collection::Structures] {
        if !layers.holds(collection) {
            continue;
        }
        let layer = match collection {
            Collection::Zones => zone::layer(atlas, tile)?,
            Collection::Conduits => conduit::layer(atlas, tile, today)?,
            Collection::Cables => cable::layer(atlas, low_zoom, tile, LOW_ZOOM_BYTES.saturating_sub(bytes.len()))?,
            Collection::Structures => structure::layer(atlas, tile)?,
        };
        // Layers one behind the other are a tile, so the first one needs no copying.
        if bytes.is_empty() {
            bytes = layer;
        } else {
            bytes.extend_from_slice(&layer);
        }
    }
    Ok(bytes)
}
