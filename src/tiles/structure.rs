//! Structures on a tile.

use super::coord::{BUFFER, EXTENT, TileCoord, TileFault};
use super::feature::{add_days, add_id, chunk, coord};
use crate::atlas::{Atlas, Shape};
use crate::model::{Collection, Item};
use fast_mvt::{MvtGeomType, MvtLayerBuilder, MvtValueRef};

/// Below this zoom structures are left out.
pub const STRUCTURES_ZOOM: u8 = 15;

const LAYER: &str = "structures";

/// The layer's bytes, none where nothing is drawn.
pub(super) fn layer(atlas: &Atlas, tile: TileCoord) -> Result<Vec<u8>, TileFault> {
    if tile.z() < STRUCTURES_ZOOM {
        return Ok(Vec::new());
    }
    let window = tile.window();
    let mut rows: Vec<_> = atlas.layer(Collection::Structures).touching(tile.bounds(BUFFER)).collect();
    rows.sort_unstable_by_key(|placed| placed.id);
    let mut layer = MvtLayerBuilder::new(LAYER)?;
    for placed in rows {
        let (Item::Structure(structure), Shape::Point { world, .. }) = (&placed.item, &*placed.shape) else { continue };
        let at = window.units(*world);
        if at.iter().any(|axis| !(-BUFFER..=EXTENT + BUFFER).contains(axis)) {
            continue;
        }
        let mut feature = layer.feature_of(MvtGeomType::Point);
        feature.points([coord(at)])?;
        add_id(&mut feature, placed.id)?;
        feature.tag_ref("code", MvtValueRef::String(&structure.code))?;
        feature.tag_ref("owner", MvtValueRef::String(&structure.owner))?;
        feature.tag_ref("kind", MvtValueRef::String(structure.kind.word()))?;
        feature.tag_ref("status", MvtValueRef::String(structure.status.word()))?;
        add_days(&mut feature, structure.valid_from, structure.valid_to)?;
        layer = feature.end();
    }
    Ok(chunk(layer))
}
