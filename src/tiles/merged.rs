//! Drawing a merged picture: the edges of a span as few long lines.

use super::clip::Parts;
use super::coord::{EXTENT, TileFault};
use super::feature::{add_lines, integer};
use super::lattice::{CELLS, Cell, Edge, RIM};
use super::simplify::simplify;
use super::span::Span;
use super::strokes::Strokes;
use fast_mvt::{MvtGeomType, MvtLayerBuilder, MvtValueRef};
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Part of a cell by which a drawn line may miss a cell's middle: just enough to make a slanted line of the steps that
/// the lattice makes of it.
const SMOOTHING_CELLS: f64 = 0.56;

/// How a picture is laid on a tile: the whole of it on its own tile, a part of it on a tile further down.
#[derive(Clone, Copy, Debug)]
pub(super) struct Laid {
    /// Levels between the tile that the picture is of and the tile that it is drawn on.
    levels: u32,
    /// The first column and row of the picture's cells on the tile.
    first: Cell,
}

impl Laid {
    /// On the tile at `[column, row]` of those that lie `levels` below the pictured one; 0 is that one itself.
    pub fn part(levels: u32, place: [u32; 2]) -> Self {
        Laid { levels, first: place.map(|at| at.cast_signed() * (CELLS >> levels)) }
    }

    fn cell_units(self) -> i64 {
        (EXTENT / i64::from(CELLS)) << self.levels
    }

    fn middle(self, cell: Cell) -> [i64; 2] {
        [0, 1].map(|axis| i64::from(cell[axis] - self.first[axis]) * self.cell_units() + self.cell_units() / 2)
    }

    fn shows(self, edge: Edge) -> bool {
        let within = |cell: Cell| {
            [0, 1].iter().all(|axis| (0..CELLS >> self.levels).contains(&(cell[*axis] - self.first[*axis])))
        };
        self.levels == 0 || within(edge.start()) || within(edge.end())
    }
}

/// The eight neighbours in order of their bearing.
const BEARINGS: [Cell; 8] = [[1, 0], [1, 1], [0, 1], [-1, 1], [-1, 0], [-1, -1], [0, -1], [1, -1]];
/// Where a walk tries to go, seen from where it was heading: straight on first, back last.
const TURNS: [usize; 8] = [0, 1, 7, 2, 6, 3, 5, 4];

/// The edges of one span, as bits of bearings per cell, to be walked until none is left.
struct Walk {
    bearings: Vec<u8>,
}

fn slot([x, y]: Cell) -> usize {
    ((y + 1) * RIM + x + 1) as usize
}

impl Default for Walk {
    fn default() -> Self {
        Walk { bearings: vec![0; (RIM * RIM) as usize] }
    }
}

impl Walk {
    fn put(&mut self, edge: Edge) {
        let (start, end) = (edge.start(), edge.end());
        // An edge leads to the east or one of the three bearings south of that.
        let bearing = match [end[0] - start[0], end[1] - start[1]] {
            [1, 0] => 0,
            [1, 1] => 1,
            [0, 1] => 2,
            _ => 3,
        };
        self.bearings[slot(start)] |= 1 << bearing;
        self.bearings[slot(end)] |= 1 << (bearing + 4);
    }

    fn edges_at(&self, cell: Cell) -> u32 {
        self.bearings[slot(cell)].count_ones()
    }

    /// Walks from a cell until no edge leads on, and takes the walked edges away.
    fn go(&mut self, from: Cell, mut visit: impl FnMut(Cell)) {
        let mut at = from;
        let mut heading = 0;
        visit(at);
        while self.bearings[slot(at)] != 0 {
            let leads = |turn: &usize| self.bearings[slot(at)] & (1 << ((heading + turn) % 8)) != 0;
            let Some(turn) = TURNS.iter().copied().find(leads) else { return };
            heading = (heading + turn) % 8;
            self.bearings[slot(at)] &= !(1 << heading);
            at = [at[0] + BEARINGS[heading][0], at[1] + BEARINGS[heading][1]];
            self.bearings[slot(at)] &= !(1 << ((heading + 4) % 8));
            visit(at);
        }
    }
}

/// Adds a cell to a walk, and takes out the corner before it that a diagonal step cuts: coarsening leaves such corners.
fn step(cells: &mut Vec<Cell>, cell: Cell) {
    if let [.., before, corner] = cells[..]
        && [0, 1].iter().all(|axis| (before[*axis] - cell[*axis]).abs() == 1)
        && corner != before
    {
        cells.pop();
    }
    cells.push(cell);
}

/// One span in so many is drawn first: far too large a picture need not be drawn whole to be found so.
const SAMPLE: usize = 10;
/// Fewer spans tell nothing of the others.
const LEAST_SAMPLE: usize = 16;

/// Adds a picture's spans to a layer, one feature each; `None` when it would take about more bytes than there is room for.
pub(super) fn draw(
    strokes: &Strokes,
    laid: Laid,
    mut layer: MvtLayerBuilder,
    room: usize,
) -> Result<Option<MvtLayerBuilder>, TileFault> {
    let numbered = strokes.iter().enumerate();
    let (sample, others): (Vec<_>, Vec<_>) = numbered.partition(|(nth, _)| nth % SAMPLE == 0);
    let edges = |spans: &[(usize, (Span, &[Edge]))]| spans.iter().map(|(_, (_, edges))| edges.len()).sum::<usize>();
    let (of_sample, of_all) = (edges(&sample), edges(&sample) + edges(&others));
    let tells = sample.len() >= LEAST_SAMPLE;
    let budget = Budget { taken: AtomicUsize::new(0), room };
    let Some(mut drawn) = budget.draw(sample, laid) else { return Ok(None) };
    // Guesses are right to a fifth or so.
    let is_far_too_large =
        budget.taken().saturating_mul(of_all) > room.saturating_add(room / 4).saturating_mul(of_sample);
    if tells && is_far_too_large {
        return Ok(None);
    }
    let Some(others) = budget.draw(others, laid) else { return Ok(None) };
    drawn.extend(others);
    drawn.sort_unstable_by_key(|(nth, ..)| *nth);
    for (_, span, parts) in drawn.iter().filter(|(.., parts)| !parts.is_empty()) {
        layer = feature(*span, parts, layer)?;
    }
    Ok(Some(layer))
}

/// What the spans of a picture have taken of its room, bytes.
struct Budget {
    taken: AtomicUsize,
    room: usize,
}

impl Budget {
    fn taken(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }

    /// Numbered spans as lines, on all cores: somebody waits for a whole city's picture. The first that finds no room left stops
    /// the others.
    fn draw(&self, spans: Vec<(usize, (Span, &[Edge]))>, laid: Laid) -> Option<Vec<(usize, Span, Parts)>> {
        let drawn: Option<Vec<_>> = spans
            .into_par_iter()
            .map_init(Pen::default, |pen, (nth, (span, edges))| {
                if self.taken() > self.room {
                    return None;
                }
                let parts = pen.lines(edges, laid);
                if !parts.is_empty() {
                    self.taken.fetch_add(FEATURE_BYTES + geometry_bytes(&parts), Ordering::Relaxed);
                }
                Some((nth, span, parts))
            })
            .collect();
        drawn.filter(|_| self.taken() <= self.room)
    }
}

/// What is needed to draw one span after the other.
#[derive(Default)]
struct Pen {
    walk: Walk,
    shown: Vec<Edge>,
    cells: Vec<Cell>,
    way: Vec<[i64; 2]>,
}

impl Pen {
    /// The edges of a span as lines on the tile.
    fn lines(&mut self, edges: &[Edge], laid: Laid) -> Parts {
        let Pen { walk, shown, cells, way } = self;
        let mut parts = Parts::default();
        // Of a picture from further up most lies beside the tile.
        shown.clear();
        shown.extend(edges.iter().filter(|edge| laid.shows(**edge)));
        for edge in shown.iter().copied() {
            if edge.is_dot() {
                let [x, y] = laid.middle(edge.start());
                let half = laid.cell_units() / 4;
                parts.add_whole(&[[x - half, y], [x + half, y]]);
            } else {
                walk.put(edge);
            }
        }
        // Walks that begin where an odd number of edges meet leave none behind but rings; so they are the fewest.
        for odd in [true, false] {
            for cell in shown.iter().flat_map(|edge| [edge.start(), edge.end()]) {
                while walk.edges_at(cell) > 0 && (!odd || walk.edges_at(cell) % 2 == 1) {
                    way.clear();
                    walk.go(cell, |cell| step(cells, cell));
                    way.extend(cells.drain(..).map(|cell| laid.middle(cell)));
                    let tolerance = SMOOTHING_CELLS * laid.cell_units() as f64;
                    parts.write(|vertices| simplify(way, tolerance, vertices));
                }
            }
        }
        parts
    }
}

/// What a feature takes beside its geometry: lengths, type, id and three tags.
const FEATURE_BYTES: usize = 24;

/// What lines take as a tile's geometry, but for lines of very many vertices to the byte.
fn geometry_bytes(parts: &Parts) -> usize {
    let varint = |delta: i64| (64 - (delta << 1 ^ delta >> 63).leading_zeros()).max(1).div_ceil(7) as usize;
    let mut at = [0, 0];
    let mut bytes = 0;
    for part in parts.iter() {
        // To move, and to draw so many lines.
        bytes += 2 + usize::from(part.len() > 16);
        for vertex in part {
            bytes += varint(vertex[0] - at[0]) + varint(vertex[1] - at[1]);
            at = *vertex;
        }
    }
    bytes
}

fn feature(span: Span, parts: &Parts, layer: MvtLayerBuilder) -> Result<MvtLayerBuilder, TileFault> {
    let mut feature = layer.feature_of(MvtGeomType::LineString);
    feature.id(Some(span.id()));
    add_lines(&mut feature, parts)?;
    feature.tag_ref("class", MvtValueRef::String(span.class.word()))?;
    feature.tag_ref("from", integer(i64::from(span.from_day().0)))?;
    if let Some(to) = span.to_day() {
        feature.tag_ref("to", integer(i64::from(to.0)))?;
    }
    Ok(feature.end())
}
