//! Mending a merged picture where cables changed, instead of making it anew.
//!
//! What a cable draws stays within a cell of its box, and a dot depends on its neighbours only. So the cells around the
//! changed boxes are drawn again from what lies there, and all others are kept.

use super::coord::TileCoord;
use super::lattice::{CELLS, Edge, RIM, cell_bits};
use super::strokes::Strokes;
use crate::atlas::Bounds;
use crate::crs::world_of_lonlat;
use crate::geometry::Coord;

/// More changed places than this are not mended one by one.
pub(super) const MOST_PLACES: usize = 64;
/// Cells around a changed box in which something may be drawn otherwise: one for rounding, one for each half of what the
/// level below mends (three, halved), and one for dots beside.
const MENDED_CELLS: i32 = 4;
/// Around those, cells whose edges decide whether a mended cell's dot is drawn.
const SEEN_CELLS: i32 = MENDED_CELLS + 1;
/// Around those, a cell for rounding.
const ASKED_CELLS: i32 = SEEN_CELLS + 1;

/// Cells of a tile's lattice around changed boxes.
#[derive(Debug)]
pub(super) struct Region {
    cells: Box<[bool]>,
}

impl Region {
    /// The cells that are drawn again.
    pub fn mended(tile: TileCoord, places: &[Bounds]) -> Self {
        Self::around(tile, places, MENDED_CELLS)
    }

    /// The cells that must be known for that.
    pub fn seen(tile: TileCoord, places: &[Bounds]) -> Self {
        Self::around(tile, places, SEEN_CELLS)
    }

    fn around(tile: TileCoord, places: &[Bounds], margin: i32) -> Self {
        let mut cells = vec![false; (RIM * RIM) as usize].into_boxed_slice();
        let bits = cell_bits(tile);
        let first = tile.origin().map(|steps| steps >> bits);
        let cell_of = |place: Coord| {
            let world = world_of_lonlat(place).map(i64::from);
            [0, 1].map(|axis| (world[axis] >> bits) - first[axis])
        };
        let within = |at: i64| at.clamp(-1, i64::from(CELLS)) as i32;
        for Bounds { min, max } in places {
            let north_west = cell_of(Coord { x: min.x, y: max.y }).map(|at| at - i64::from(margin));
            let south_east = cell_of(Coord { x: max.x, y: min.y }).map(|at| at + i64::from(margin));
            let misses = |axis: usize| south_east[axis] < -1 || north_west[axis] > i64::from(CELLS);
            if misses(0) || misses(1) {
                continue;
            }
            for row in within(north_west[1])..=within(south_east[1]) {
                let slot = |column: i64| ((row + 1) * RIM + within(column) + 1) as usize;
                cells[slot(north_west[0])..=slot(south_east[0])].fill(true);
            }
        }
        Region { cells }
    }

    /// Whether an edge starts in it.
    pub fn holds(&self, edge: Edge) -> bool {
        let [x, y] = edge.start();
        self.cells[((y + 1) * RIM + x + 1) as usize]
    }
}

/// A changed box, widened by what must be asked for to mend around it.
pub(super) fn asked(tile: TileCoord, place: Bounds) -> Bounds {
    // A cell is as high as it is wide in the tiles' world, and so reaches over fewer degrees of latitude.
    let cell_deg = 360.0 / f64::from(1_u32 << tile.z()) / f64::from(CELLS);
    let margin = cell_deg * f64::from(ASKED_CELLS);
    Bounds {
        min: Coord { x: place.min.x - margin, y: place.min.y - margin },
        max: Coord { x: place.max.x + margin, y: place.max.y + margin },
    }
}

/// The last picture, with the fresh one's edges inside the region.
pub(super) fn mended(last: &Strokes, fresh: &Strokes, region: &Region) -> Strokes {
    let mut mended = Strokes::default();
    let mut fresh = fresh.iter().peekable();
    let mut edges: Vec<Edge> = Vec::new();
    let inside = |edge: &Edge| region.holds(*edge);
    for (span, kept) in last.iter() {
        while let Some((before, new)) = fresh.next_if(|(other, _)| *other < span) {
            edges.extend(new.iter().copied().filter(inside));
            mended.push(before, &mut edges);
        }
        edges.extend(kept.iter().copied().filter(|edge| !inside(edge)));
        if let Some((_, new)) = fresh.next_if(|(other, _)| *other == span) {
            edges.extend(new.iter().copied().filter(inside));
            edges.sort_unstable();
        }
        mended.push(span, &mut edges);
    }
    for (span, new) in fresh {
        edges.extend(new.iter().copied().filter(inside));
        mended.push(span, &mut edges);
    }
    mended
}
