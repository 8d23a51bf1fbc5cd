//! The lattice of merged tiles: 256 cells along a tile's side, each two pixels of a 512-pixel tile; and the way of a line
//! over it.

use super::coord::TileCoord;

/// Cells along a tile's side.
pub(super) const CELLS: i32 = 1 << CELL_BITS;
const CELL_BITS: u32 = 8;

/// Cells with one more on each side, where edges that cross the tile's border end.
pub(super) const RIM: i32 = CELLS + 2;

/// A step from a cell to one of its eight neighbours, or no step: a dot. Kept in 21 bits, sorted by row and column.
///
/// Its start is the end that lies farther north, on the same row farther west. At least one end lies in the tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Edge(pub u32);

pub(super) const EDGE_BITS: u32 = 21;

/// Of an edge, by its code: where it leads from its start.
const STEPS: [[i32; 2]; 5] = [[0, 0], [1, 0], [-1, 1], [0, 1], [1, 1]];
/// The code of an edge that is a dot.
const DOT: u32 = 0;

/// log2 of the world's steps along a cell's side.
pub(super) fn cell_bits(tile: TileCoord) -> u32 {
    32 - u32::from(tile.z()) - CELL_BITS
}

/// A cell of a tile: column and row, -1 to 256.
pub(super) type Cell = [i32; 2];

fn is_inside([x, y]: Cell) -> bool {
    (0..CELLS).contains(&x) && (0..CELLS).contains(&y)
}

fn are_near(a: Cell, b: Cell) -> bool {
    (a[0] - b[0]).abs() <= 1 && (a[1] - b[1]).abs() <= 1
}

impl Edge {
    /// The edge between two cells, a dot where they are one; `None` where it lies outside the tile.
    pub fn between(a: Cell, b: Cell) -> Option<Self> {
        if !is_inside(a) && !is_inside(b) {
            return None;
        }
        let (start, end) = if [a[1], a[0]] <= [b[1], b[0]] { (a, b) } else { (b, a) };
        let code = STEPS.iter().position(|step| *step == [end[0] - start[0], end[1] - start[1]])?;
        Some(Edge((start[1] + 1).cast_unsigned() << 12 | (start[0] + 1).cast_unsigned() << 3 | code as u32))
    }

    pub fn start(self) -> Cell {
        [(self.0 >> 3 & 0x1ff).cast_signed() - 1, (self.0 >> 12).cast_signed() - 1]
    }

    pub fn end(self) -> Cell {
        let [x, y] = self.start();
        let [right, down] = STEPS[(self.0 & 7) as usize % STEPS.len()];
        [x + right, y + down]
    }

    pub fn is_dot(self) -> bool {
        self.0 & 7 == DOT
    }

    /// The edges, other than dots, that may touch a cell.
    pub fn around([x, y]: Cell) -> impl Iterator<Item = Edge> {
        let near = (-1..=1).flat_map(move |down| (-1..=1).map(move |right| [x + right, y + down]));
        near.filter(move |other| *other != [x, y]).filter_map(move |other| Edge::between([x, y], other))
    }

    /// The same edge in the tile one level up, in which this tile is the quarter at `[column, row]`.
    pub fn coarser(self, quarter: [u32; 2]) -> Option<Self> {
        let up = |cell: Cell| [0, 1].map(|axis| (cell[axis] >> 1) + quarter[axis].cast_signed() * (CELLS / 2));
        Edge::between(up(self.start()), up(self.end()))
    }
}

/// The way of a line over a tile's cells, cell by cell, without the corners that a diagonal step cuts.
struct Way<F> {
    emit: F,
    before: Option<Cell>,
    last: Option<Cell>,
    /// Whether the line is more than a dot.
    goes: bool,
}

impl<F: FnMut(Edge)> Way<F> {
    fn reach(&mut self, cell: Cell) {
        let Some(last) = self.last else {
            self.last = Some(cell);
            return;
        };
        if last == cell {
            return;
        }
        if !are_near(last, cell) {
            // Rounding on a segment half the world long: one more step closes the gap.
            let between = [0, 1].map(|axis| last[axis] + (cell[axis] - last[axis]).clamp(-1, 1));
            self.reach(between);
            return self.reach(cell);
        }
        match self.before {
            Some(before) if before == cell => {
                self.before = None;
                self.last = Some(cell);
            }
            Some(before) if are_near(before, cell) => self.last = Some(cell),
            before => {
                self.step(before, last);
                self.before = Some(last);
                self.last = Some(cell);
            }
        }
    }

    fn step(&mut self, before: Option<Cell>, last: Cell) {
        if let Some(before) = before {
            self.goes = true;
            if let Some(edge) = Edge::between(before, last) {
                (self.emit)(edge);
            }
        }
    }

    /// Lets go of the line, which goes on elsewhere.
    fn leave(&mut self) {
        if let Some(last) = self.last.take() {
            let before = self.before.take();
            self.step(before, last);
        }
        self.goes = true;
    }

    fn end(&mut self) {
        match self.last.take() {
            Some(last) if !self.goes && self.before.is_none() => {
                if let Some(dot) = Edge::between(last, last) {
                    (self.emit)(dot);
                }
            }
            Some(last) => {
                let before = self.before.take();
                self.step(before, last);
            }
            None => {}
        }
    }
}

/// Tells the edges of a tile's lattice that a line goes along; a line within one cell is a dot.
///
/// The cells are those the line is in where it passes from column to column (from row to row where it is steep), so
/// every one of them holds a piece of the line.
pub(super) fn trace(world: &[[u32; 2]], tile: TileCoord, emit: impl FnMut(Edge)) {
    let bits = cell_bits(tile);
    let first = tile.origin().map(|steps| steps >> bits);
    let cell_of = |place: [i64; 2]| [0, 1].map(|axis| ((place[axis] >> bits) - first[axis]) as i32);
    let mut way = Way { emit, before: None, last: None, goes: false };
    for pair in world.windows(2) {
        let (a, b) = (pair[0].map(i64::from), pair[1].map(i64::from));
        let (cell_a, cell_b) = (cell_of(a), cell_of(b));
        let misses = |axis: usize| cell_a[axis].min(cell_b[axis]) > CELLS + 1 || cell_a[axis].max(cell_b[axis]) < -2;
        if misses(0) || misses(1) {
            way.leave();
            continue;
        }
        way.reach(cell_a);
        if cell_a == cell_b {
            continue;
        }
        let run = [b[0] - a[0], b[1] - a[1]];
        let main = usize::from(run[1].abs() > run[0].abs());
        let other = 1 - main;
        let slope = run[other] as f64 / run[main] as f64;
        let forward = run[main] > 0;
        // Only the columns around the tile are walked, however long the segment is.
        let wanted = if forward { cell_a[main] + 1 } else { cell_a[main] - 1 };
        let (start, end) = (wanted.clamp(-2, CELLS + 1), cell_b[main].clamp(-2, CELLS + 1));
        if start != wanted {
            way.leave();
        }
        let mut column = start;
        while if forward { column <= end } else { column >= end } {
            let border = (i64::from(column + i32::from(!forward)) + first[main]) << bits;
            let crossed = a[other] as f64 + slope * (border - a[main]) as f64;
            let mut cell = [column; 2];
            cell[other] = ((crossed.floor() as i64 >> bits) - first[other]) as i32;
            way.reach(cell);
            column += if forward { 1 } else { -1 };
        }
        if end != cell_b[main] {
            way.leave();
        }
        way.reach(cell_b);
    }
    way.end();
}
