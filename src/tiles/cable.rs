//! Cables on a tile: each by itself from zoom 13 on, merged below.

use super::coord::{BUFFER, TileCoord, TileFault};
use super::feature::{LinePen, add_days, add_id, add_lines, chunk, integer};
use super::low_zoom::LowZoom;
use super::merged::{self, Laid};
use crate::atlas::Atlas;
use crate::model::Item;
use fast_mvt::{MvtGeomType, MvtLayerBuilder, MvtValueRef};

/// From this zoom on cables are drawn one by one.
pub const SINGLE_CABLES_ZOOM: u8 = 13;

/// A merged picture that takes more bytes than there is room for on its tile is drawn on a lattice twice as coarse.
const COARSEST_LEVELS: u32 = 3;

const LAYER: &str = "cables";

/// The layer's bytes, none where nothing is drawn. `room`: bytes that a merged picture may take.
pub(super) fn layer(atlas: &Atlas, low_zoom: &LowZoom, tile: TileCoord, room: usize) -> Result<Vec<u8>, TileFault> {
    if tile.z() >= SINGLE_CABLES_ZOOM { singles(atlas, tile) } else { merged(atlas, low_zoom, tile, room) }
}

fn singles(atlas: &Atlas, tile: TileCoord) -> Result<Vec<u8>, TileFault> {
    let mut rows: Vec<_> = atlas.cables().touching(tile.bounds(BUFFER)).collect();
    rows.sort_unstable_by_key(|placed| placed.id);
    let mut pen = LinePen::new(tile);
    let mut layer = MvtLayerBuilder::new(LAYER)?;
    for placed in rows {
        let (Item::Cable(cable), Some(line)) = (&placed.item, placed.line()) else { continue };
        if !pen.draw(&line.world) {
            continue;
        }
        let mut feature = layer.feature_of(MvtGeomType::LineString);
        add_lines(&mut feature, &pen.parts)?;
        add_id(&mut feature, placed.id)?;
        feature.tag_ref("code", MvtValueRef::String(&cable.code))?;
        feature.tag_ref("operator", MvtValueRef::String(&cable.operator))?;
        feature.tag_ref("placement", MvtValueRef::String(cable.placement.word()))?;
        feature.tag_ref("status", MvtValueRef::String(cable.status.word()))?;
        add_days(&mut feature, cable.valid_from, cable.valid_to)?;
        if let Some(died) = cable.disused_from {
            feature.tag_ref("disused_from", integer(i64::from(died.0)))?;
        }
        layer = feature.end();
    }
    Ok(chunk(layer))
}

fn merged(atlas: &Atlas, low_zoom: &LowZoom, tile: TileCoord, room: usize) -> Result<Vec<u8>, TileFault> {
    let mut pictured = tile;
    for levels in 0.. {
        let strokes = low_zoom.strokes(atlas, pictured);
        let part = [tile.x(), tile.y()].map(|at| at & ((1 << levels) - 1));
        let coarser = pictured.parent().filter(|_| levels < COARSEST_LEVELS);
        let most = if coarser.is_some() { room } else { usize::MAX };
        let drawn = merged::draw(&strokes, Laid::part(levels, part), MvtLayerBuilder::new(LAYER)?, most)?;
        let bytes = drawn.map(chunk).filter(|bytes| bytes.len() <= most);
        match (bytes, coarser) {
            (None, Some(parent)) => pictured = parent,
            (bytes, _) => return Ok(bytes.unwrap_or_default()),
        }
    }
    Ok(Vec::new())
}
