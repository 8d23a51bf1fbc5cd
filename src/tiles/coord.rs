//! Which tile: zoom, column and row, and the tile's own grid of units.

use crate::atlas::Bounds;
use crate::crs::{from_mercator, mercator_world};
use geo_types::Coord;

/// The highest zoom that tiles are made for.
pub const MAX_ZOOM: u8 = 22;
/// Units along a tile's side.
pub const EXTENT: i64 = 4096;
/// Units beyond the tile's border that geometry is kept for, so that lines and borders meet their neighbours' unseen.
pub const BUFFER: i64 = 64;

/// log2 of the world's steps a side, and of a tile's units a side.
const WORLD_BITS: u32 = 32;
const EXTENT_BITS: u32 = 12;

/// A tile of the WebMercatorQuad grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TileCoord {
    z: u8,
    x: u32,
    y: u32,
}

/// Why there is no such tile, or why it could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TileFault {
    #[error("zoom {z} is not a tile level: use 0 to {MAX_ZOOM}")]
    Zoom { z: u32 },
    #[error("column {x} is outside zoom {z}: use 0 to {last}")]
    Column { z: u8, x: u32, last: u32 },
    #[error("row {y} is outside zoom {z}: use 0 to {last}")]
    Row { z: u8, y: u32, last: u32 },
    #[error("the tile could not be encoded: {0}")]
    Encoding(String),
}

impl From<fast_mvt::MvtError> for TileFault {
    fn from(error: fast_mvt::MvtError) -> Self {
        TileFault::Encoding(error.to_string())
    }
}

impl TileCoord {
    /// The one tile of zoom 0.
    pub const WORLD: TileCoord = TileCoord { z: 0, x: 0, y: 0 };

    pub fn new(z: u32, x: u32, y: u32) -> Result<Self, TileFault> {
        let Some(zoom) = u8::try_from(z).ok().filter(|zoom| *zoom <= MAX_ZOOM) else {
            return Err(TileFault::Zoom { z });
        };
        let last = (1 << z) - 1;
        if x > last {
            return Err(TileFault::Column { z: zoom, x, last });
        }
        if y > last {
            return Err(TileFault::Row { z: zoom, y, last });
        }
        Ok(TileCoord { z: zoom, x, y })
    }

    pub fn z(self) -> u8 {
        self.z
    }

    pub fn x(self) -> u32 {
        self.x
    }

    pub fn y(self) -> u32 {
        self.y
    }

    /// The tile one level up that holds this one.
    pub(super) fn parent(self) -> Option<Self> {
        let z = self.z.checked_sub(1)?;
        Some(TileCoord { z, x: self.x / 2, y: self.y / 2 })
    }

    /// Whether the other tile is this one or lies below it.
    pub(super) fn holds(self, other: TileCoord) -> bool {
        other.z.checked_sub(self.z).is_some_and(|levels| [other.x >> levels, other.y >> levels] == [self.x, self.y])
    }

    /// The four tiles one level down, each with its column and row in this one.
    pub(super) fn children(self) -> [(TileCoord, [u32; 2]); 4] {
        [[0, 0], [1, 0], [0, 1], [1, 1]].map(|[right, below]| {
            (TileCoord { z: self.z + 1, x: self.x * 2 + right, y: self.y * 2 + below }, [right, below])
        })
    }

    /// The north-west corner in the world's steps.
    pub(super) fn origin(self) -> [i64; 2] {
        let bits = WORLD_BITS - u32::from(self.z);
        [i64::from(self.x) << bits, i64::from(self.y) << bits]
    }

    /// The box of the tile and a margin around it, lon/lat degrees. `margin`: units of this tile.
    pub fn bounds(self, margin: i64) -> Bounds {
        let side = 2.0 * mercator_world() / f64::from(1_u32 << self.z);
        let margin = margin as f64 / EXTENT as f64;
        let corner = |column: f64, row: f64| {
            let at = Coord { x: column * side - mercator_world(), y: mercator_world() - row * side };
            from_mercator(at)
        };
        let (x, y) = (f64::from(self.x), f64::from(self.y));
        let north_west = corner(x - margin, y - margin);
        let south_east = corner(x + 1.0 + margin, y + 1.0 + margin);
        Bounds { min: Coord { x: north_west.x, y: south_east.y }, max: Coord { x: south_east.x, y: north_west.y } }
    }

    /// From the world's steps to this tile's units.
    pub(super) fn window(self) -> Window {
        let unit_bits = i64::from(WORLD_BITS - EXTENT_BITS) - i64::from(self.z);
        Window { origin: self.origin(), unit_bits }
    }
}

/// The affine step from the world to a tile's units, which is a shift.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    origin: [i64; 2],
    /// log2 of the steps in a unit; negative from zoom 21 on, where a step is larger than a unit.
    unit_bits: i64,
}

impl Window {
    /// Rounded to the nearest unit on the world's own grid, so that neighbouring tiles agree.
    pub fn units(self, world: [u32; 2]) -> [i64; 2] {
        let place = |axis: usize| {
            let steps = i64::from(world[axis]) - self.origin[axis];
            if self.unit_bits > 0 {
                (steps + (1 << (self.unit_bits - 1))) >> self.unit_bits
            } else {
                steps << -self.unit_bits
            }
        };
        [place(0), place(1)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crs::world_of_lonlat;

    #[test]
    fn a_tile_outside_its_level_is_refused_by_name() {
        assert_eq!(TileCoord::new(23, 0, 0), Err(TileFault::Zoom { z: 23 }));
        assert_eq!(TileCoord::new(300, 0, 0), Err(TileFault::Zoom { z: 300 }));
        assert_eq!(TileCoord::new(2, 4, 0), Err(TileFault::Column { z: 2, x: 4, last: 3 }));
        assert_eq!(TileCoord::new(0, 0, 1), Err(TileFault::Row { z: 0, y: 1, last: 0 }));
        assert!(TileCoord::new(22, (1 << 22) - 1, 0).is_ok());
    }

    /// By hand, with the textbook's formulas: 106.6875 E is (106.6875 + 180) / 360 * 4096 = 3261.866667 columns, and
    /// 20.85611 N is (1 - ln(tan φ + sec φ)/π)/2 * 4096 = 1805.282896 rows from the north-west corner at zoom 12.
    #[test]
    fn the_city_lies_in_the_tile_that_the_textbook_says() {
        let place = Coord { x: 106.6875, y: 20.85611 };
        let tile = TileCoord::new(12, 3261, 1805).unwrap();
        assert!(tile.bounds(0).contains(place), "{:?}", tile.bounds(0));
        // 0.866667 and 0.282896 of 4096 units.
        assert_eq!(tile.window().units(world_of_lonlat(place)), [3550, 1159]);
    }

    #[test]
    fn neighbours_agree_on_a_place_at_every_zoom() {
        let world = [3_421_234_567, 1_912_345_678];
        for z in 1..=22_u32 {
            let (x, y) = (world[0] >> (32 - z), world[1] >> (32 - z));
            let here = TileCoord::new(z, x, y).unwrap().window().units(world);
            let west = TileCoord::new(z, x - 1, y).unwrap().window().units(world);
            assert_eq!([here[0] + EXTENT, here[1]], west, "zoom {z}");
            assert!(here.iter().all(|at| (0..=EXTENT).contains(at)), "zoom {z}: {here:?}");
        }
    }
}
