//! Conduits on a tile, with their free and used tubes.

use super::coord::{BUFFER, TileCoord, TileFault};
use super::feature::{LinePen, add_days, add_id, add_lines, chunk, integer};
use crate::atlas::{Atlas, Placed};
use crate::model::{Collection, Day, Item};
use fast_mvt::{MvtGeomType, MvtLayerBuilder, MvtValueRef};

/// Below this zoom conduits are left out.
pub const CONDUITS_ZOOM: u8 = 14;

const LAYER: &str = "conduits";

/// The layer's bytes, none where nothing is drawn.
pub(super) fn layer(atlas: &Atlas, tile: TileCoord, today: Day) -> Result<Vec<u8>, TileFault> {
    if tile.z() < CONDUITS_ZOOM {
        return Ok(Vec::new());
    }
    let mut rows: Vec<&Placed> =
        atlas.layer(Collection::Conduits).touching(tile.bounds(BUFFER)).map(|placed| &**placed).collect();
    rows.sort_unstable_by_key(|placed| placed.id);
    let tubes = atlas.tubes_of(&rows, today);
    let mut pen = LinePen::new(tile);
    let mut layer = MvtLayerBuilder::new(LAYER)?;
    for (placed, tubes) in rows.into_iter().zip(tubes) {
        let (Item::Conduit(conduit), Some(line)) = (&placed.item, placed.line()) else { continue };
        if !pen.draw(&line.world) {
            continue;
        }
        let mut feature = layer.feature_of(MvtGeomType::LineString);
        add_lines(&mut feature, &pen.parts)?;
        add_id(&mut feature, placed.id)?;
        feature.tag_ref("code", MvtValueRef::String(&conduit.code))?;
        feature.tag_ref("owner", MvtValueRef::String(&conduit.owner))?;
        feature.tag_ref("status", MvtValueRef::String(conduit.status.word()))?;
        if let Some(all) = tubes.all {
            feature.tag_ref("tubes", integer(all))?;
        }
        feature.tag_ref("tubes_used", integer(tubes.used))?;
        add_days(&mut feature, conduit.valid_from, conduit.valid_to)?;
        layer = feature.end();
    }
    Ok(chunk(layer))
}
