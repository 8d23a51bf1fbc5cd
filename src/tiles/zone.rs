//! Zones on a tile: at every zoom, simplified to the tile's grid.

use super::clip::{clip_ring, doubled_area};
use super::coord::{BUFFER, TileCoord, TileFault, Window};
use super::feature::{add_days, add_id, chunk, coord, tolerance_units};
use super::simplify::simplify;
use crate::atlas::{Atlas, Placed, Shape, WorldArea};
use crate::model::Item;
use fast_mvt::{MvtFeatureBuilder, MvtGeomType, MvtLayerBuilder, MvtValueRef};
use rayon::prelude::*;
use std::sync::Arc;

const LAYER: &str = "zones";

/// A zone smaller than a pixel is drawn as a pixel, so that no zone vanishes from the city's picture. Units of a side.
const PIXEL_UNITS: i64 = 8;

/// So many zones are drawn on all cores: somebody waits for a whole city's picture.
const MANY: usize = 100;

/// The layer's bytes, none where nothing is drawn.
pub(super) fn layer(atlas: &Atlas, tile: TileCoord) -> Result<Vec<u8>, TileFault> {
    let mut rows: Vec<_> = atlas.zones().touching(tile.bounds(BUFFER)).collect();
    rows.sort_unstable_by_key(|placed| placed.id);
    let pen = || AreaPen::new(tile);
    let drawn: Vec<Vec<Ring>> = if rows.len() < MANY {
        let mut pen = pen();
        rows.iter().map(|placed| pen.rings_of(placed)).collect()
    } else {
        rows.par_iter().map_init(pen, |pen, placed| pen.rings_of(placed)).collect()
    };
    let mut layer = MvtLayerBuilder::new(LAYER)?;
    for (placed, rings) in rows.into_iter().zip(drawn) {
        let Item::Zone(zone) = &placed.item else { continue };
        if rings.is_empty() {
            continue;
        }
        let mut feature = layer.feature_of(MvtGeomType::Polygon);
        add_rings(&rings, &mut feature)?;
        add_id(&mut feature, placed.id)?;
        feature.tag_ref("code", MvtValueRef::String(&zone.code))?;
        feature.tag_ref("name", MvtValueRef::String(&zone.name))?;
        if let Some(name_en) = &zone.name_en {
            feature.tag_ref("name_en", MvtValueRef::String(name_en))?;
        }
        feature.tag_ref("kind", MvtValueRef::String(zone.kind.word()))?;
        add_days(&mut feature, zone.valid_from, zone.valid_to)?;
        layer = feature.end();
    }
    Ok(chunk(layer))
}

/// Whether a ring, without its closing vertex, is smaller than a pixel.
fn is_small(ring: &[[i64; 2]]) -> bool {
    doubled_area(ring).abs() < 2 * i128::from(PIXEL_UNITS * PIXEL_UNITS)
}

/// A ring on the tile; an interior one belongs to the exterior one before it.
#[derive(Debug)]
struct Ring {
    vertices: Vec<[i64; 2]>,
    exterior: bool,
}

/// Puts areas on a tile.
struct AreaPen {
    window: Window,
    tolerance: f64,
    units: Vec<[i64; 2]>,
    spare: Vec<[i64; 2]>,
    rings: Vec<Ring>,
}

impl AreaPen {
    fn new(tile: TileCoord) -> Self {
        AreaPen {
            window: tile.window(),
            tolerance: tolerance_units(tile.z()),
            units: Vec::new(),
            spare: Vec::new(),
            rings: Vec::new(),
        }
    }

    /// What of a zone is on the tile.
    fn rings_of(&mut self, placed: &Arc<Placed>) -> Vec<Ring> {
        if let Shape::Area(area) = &*placed.shape {
            self.draw(&area.world);
        }
        std::mem::take(&mut self.rings)
    }

    /// Draws an area into `rings`.
    fn draw(&mut self, area: &WorldArea) {
        self.rings.clear();
        let mut all_small = true;
        for part in area.parts() {
            let Some((exterior, holes)) = part.split_first() else { continue };
            let exterior = self.simplified(exterior);
            if is_small(&exterior) {
                continue;
            }
            all_small = false;
            if !self.clip(exterior, true) {
                continue;
            }
            for hole in holes {
                let hole = self.simplified(hole);
                if !is_small(&hole) {
                    self.clip(hole, false);
                }
            }
        }
        if all_small && let Some(ring) = area.parts().first().and_then(|part| part.first()) {
            let pixel = self.pixel(ring);
            self.clip(pixel, true);
        }
    }

    /// The ring in units without its closing vertex.
    fn simplified(&mut self, ring: &[[u32; 2]]) -> Vec<[i64; 2]> {
        self.units.clear();
        self.units.extend(ring.iter().map(|place| self.window.units(*place)));
        let mut kept = Vec::with_capacity(self.units.len());
        simplify(&self.units, self.tolerance, &mut kept);
        kept.pop();
        kept
    }

    /// Adds what of the ring is on the tile; says whether anything is.
    fn clip(&mut self, mut vertices: Vec<[i64; 2]>, exterior: bool) -> bool {
        clip_ring(&mut vertices, &mut self.spare);
        let shows = vertices.len() >= 3 && doubled_area(&vertices) != 0;
        if shows {
            self.rings.push(Ring { vertices, exterior });
        }
        shows
    }

    /// A pixel in the middle of a ring's box.
    fn pixel(&self, ring: &[[u32; 2]]) -> Vec<[i64; 2]> {
        let units = || ring.iter().map(|place| self.window.units(*place));
        let middle = |axis: usize| {
            let least = units().map(|at| at[axis]).min().unwrap_or(0);
            let most = units().map(|at| at[axis]).max().unwrap_or(0);
            i64::midpoint(least, most)
        };
        let [west, north] = [middle(0), middle(1)].map(|at| at - PIXEL_UNITS / 2);
        let (east, south) = (west + PIXEL_UNITS, north + PIXEL_UNITS);
        vec![[west, north], [east, north], [east, south], [west, south]]
    }
}

fn add_rings(rings: &[Ring], feature: &mut MvtFeatureBuilder) -> Result<(), TileFault> {
    for ring in rings {
        feature.ring(ring.vertices.iter().copied().map(coord), ring.exterior)?;
    }
    Ok(())
}
