//! What all drawn features share: integers as tile values, parts as a geometry, days, and lines put on a tile.

use super::clip::{Parts, clip_line};
use super::coord::{BUFFER, EXTENT, TileCoord, TileFault, Window};
use super::simplify::simplify;
use crate::model::Day;
use fast_mvt::{MvtCoord, MvtFeatureBuilder, MvtLayerBuilder, MvtValueRef};

/// From this zoom on every vertex is drawn: one pixel is under a metre.
const EVERY_VERTEX_ZOOM: u8 = 16;
/// Below that, vertices may be left out that miss the line by no more than this, an eighth of a pixel.
const TOLERANCE_UNITS: f64 = 1.0;

/// How far a vertex may be off to be left out at a zoom, units.
pub(super) fn tolerance_units(zoom: u8) -> f64 {
    if zoom < EVERY_VERTEX_ZOOM { TOLERANCE_UNITS } else { 0.0 }
}

/// The smallest value that holds an integer.
pub(super) fn integer(value: i64) -> MvtValueRef<'static> {
    u64::try_from(value).map_or(MvtValueRef::SInt(value), MvtValueRef::UInt)
}

/// Coordinates inside the buffered extent, which is far inside 32 bits.
pub(super) fn coord([x, y]: [i64; 2]) -> MvtCoord {
    MvtCoord { x: x as i32, y: y as i32 }
}

/// The finished layer, no bytes where it holds nothing. Such chunks one behind the other are a tile.
pub(super) fn chunk(layer: MvtLayerBuilder) -> Vec<u8> {
    if layer.num_features() == 0 { Vec::new() } else { layer.encode() }
}

pub(super) fn add_lines(feature: &mut MvtFeatureBuilder, parts: &Parts) -> Result<(), TileFault> {
    for part in parts.iter() {
        feature.line(part.iter().copied().map(coord))?;
    }
    Ok(())
}

/// `from`, and `to` where it has ended: day numbers since 1970-01-01, to exclusive.
pub(super) fn add_days(feature: &mut MvtFeatureBuilder, from: Day, to: Option<Day>) -> Result<(), TileFault> {
    feature.tag_ref("from", integer(i64::from(from.0)))?;
    if let Some(to) = to {
        feature.tag_ref("to", integer(i64::from(to.0)))?;
    }
    Ok(())
}

/// The integer id, as the feature's id and as a property.
pub(super) fn add_id(feature: &mut MvtFeatureBuilder, id: i64) -> Result<(), TileFault> {
    feature.id(u64::try_from(id).ok());
    feature.tag_ref("id", integer(id))?;
    Ok(())
}

/// Puts lines on a tile, one after the other, in buffers that are used again.
pub(super) struct LinePen {
    window: Window,
    tolerance: f64,
    units: Vec<[i64; 2]>,
    kept: Vec<[i64; 2]>,
    pub parts: Parts,
}

impl LinePen {
    pub fn new(tile: TileCoord) -> Self {
        LinePen {
            window: tile.window(),
            tolerance: tolerance_units(tile.z()),
            units: Vec::new(),
            kept: Vec::new(),
            parts: Parts::default(),
        }
    }

    /// Draws a line into `parts`; says whether anything of it is on the tile.
    ///
    /// The whole line is simplified before it is cut, so that neighbouring tiles keep the same vertices.
    pub fn draw(&mut self, world: &[[u32; 2]]) -> bool {
        self.units.clear();
        self.kept.clear();
        self.parts.clear();
        let (mut least, mut most) = (i64::MAX, i64::MIN);
        self.units.extend(world.iter().map(|place| {
            let [x, y] = self.window.units(*place);
            least = least.min(x).min(y);
            most = most.max(x).max(y);
            [x, y]
        }));
        simplify(&self.units, self.tolerance, &mut self.kept);
        if least >= -BUFFER && most <= EXTENT + BUFFER {
            self.parts.add_whole(&self.kept);
        } else {
            clip_line(&self.kept, &mut self.parts);
        }
        !self.parts.is_empty()
    }
}
