//! The lattice of cells over an area.

use super::meet::Edge;
use crate::geometry::Coord;
use crate::geometry::segment::side;

/// How a cell or a box lies to the area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    Inside,
    Outside,
    /// The border passes through it, or so near that rounding could tell otherwise.
    Border,
}

#[derive(Clone, Debug)]
pub(super) struct Cells {
    pub min: Coord,
    pub max: Coord,
    lattice: Lattice,
    /// Whether a cell is inside; says nothing about cells with a border.
    inside: Box<[bool]>,
    /// Border cells below and left of each corner of the lattice, so that those of any block are counted by four reads.
    border_sums: Box<[u32]>,
    by_cell: Buckets,
    /// The edges that pass through each row of cells, without the level ones.
    by_row: Buckets,
}

/// A cell by its place in the lattice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    column: usize,
    row: usize,
}

#[derive(Clone, Copy, Debug)]
struct Lattice {
    origin: Coord,
    /// Columns and rows a degree.
    scale: Coord,
    columns: usize,
    rows: usize,
}

/// Lists of edges, end to end.
#[derive(Clone, Debug)]
struct Buckets {
    starts: Box<[u32]>,
    edges: Box<[u32]>,
}

/// Cells are worth their memory up to this many for each edge, and there are never fewer or more than these.
const CELLS_PER_EDGE: usize = 6;
const FEWEST_CELLS: usize = 256;
const MOST_CELLS: usize = 1 << 18;
/// A lattice in whose cells edges would lie more often than this is made coarser: areas of long spikes are never asked much.
const MOST_VISITS_PER_EDGE: usize = 24;

impl Cells {
    /// `reach`: an edge is in every cell that it comes within twice this of, so that rounding cannot hide it.
    pub fn new(edges: &[Edge], reach: f64) -> Option<Self> {
        let first = edges.first()?;
        let (min, max) = edges.iter().fold((first.p, first.p), |(min, max), edge| {
            (
                Coord { x: min.x.min(edge.p.x).min(edge.q.x), y: min.y.min(edge.p.y).min(edge.q.y) },
                Coord { x: max.x.max(edge.p.x).max(edge.q.x), y: max.y.max(edge.p.y).max(edge.q.y) },
            )
        });
        let pad = 2.0 * reach;
        let lattice = Lattice::fitting(edges, min, max, pad);
        let by_cell = Buckets::new(lattice.columns * lattice.rows, edges, |edge, visit| {
            lattice.visit(edge.p, edge.q, pad, |row, from, to| {
                (from..=to).for_each(|column| visit(row * lattice.columns + column));
            });
        });
        let by_row = Buckets::new(lattice.rows, edges, |edge, visit| {
            if edge.p.y != edge.q.y {
                lattice.visit(edge.p, edge.q, pad, |row, _, _| visit(row));
            }
        });
        let border_sums = border_sums(&lattice, &by_cell);
        let inside = vec![false; lattice.columns * lattice.rows].into();
        let mut cells = Cells { min, max, lattice, inside, border_sums, by_cell, by_row };
        cells.flood(edges);
        Some(cells)
    }

    /// Neighbours without a border between them are alike, so one cell of each run is asked.
    fn flood(&mut self, edges: &[Edge]) {
        for row in 0..self.lattice.rows {
            let mut known = None;
            for column in 0..self.lattice.columns {
                let cell = Cell { column, row };
                if self.is_border(cell) {
                    known = None;
                    continue;
                }
                let inside = known.unwrap_or_else(|| self.is_inside(edges, self.lattice.middle(cell)));
                known = Some(inside);
                self.inside[row * self.lattice.columns + column] = inside;
            }
        }
    }

    /// The cell of a place; places within `reach` outside the lattice get the cell at its rim.
    pub fn cell_at(&self, place: Coord, reach: f64) -> Option<Cell> {
        let within = place.x >= self.min.x - reach
            && place.x <= self.max.x + reach
            && place.y >= self.min.y - reach
            && place.y <= self.max.y + reach;
        within.then(|| Cell { column: self.lattice.column(place.x), row: self.lattice.row(place.y) })
    }

    pub fn lie(&self, cell: Cell) -> Lie {
        if self.is_border(cell) {
            Lie::Border
        } else if self.inside[cell.row * self.lattice.columns + cell.column] {
            Lie::Inside
        } else {
            Lie::Outside
        }
    }

    /// How all cells of a box lie: alike, or [`Lie::Border`] when there is a border somewhere among them.
    pub fn lie_of_box(&self, min: Coord, max: Coord, reach: f64) -> Lie {
        if max.x < self.min.x - reach
            || min.x > self.max.x + reach
            || max.y < self.min.y - reach
            || min.y > self.max.y + reach
        {
            return Lie::Outside;
        }
        // A box that leaves the lattice is judged by the cells at the rim; none of those is inside, for the area's own
        // box ends there.
        let (left, right) = (self.lattice.column(min.x), self.lattice.column(max.x));
        let (low, high) = (self.lattice.row(min.y), self.lattice.row(max.y));
        let stride = self.lattice.columns + 1;
        let sum = |column: usize, row: usize| self.border_sums[row * stride + column];
        let borders = sum(right + 1, high + 1) + sum(left, low) - sum(left, high + 1) - sum(right + 1, low);
        if borders > 0 { Lie::Border } else { self.lie(Cell { column: left, row: low }) }
    }

    pub fn edges_of(&self, cell: Cell) -> impl Iterator<Item = usize> {
        self.by_cell.of(cell.row * self.lattice.columns + cell.column).iter().map(|edge| *edge as usize)
    }

    /// Calls `edge` with every edge in the cells of a box; some come more than once.
    pub fn edges_about(&self, min: Coord, max: Coord, mut edge: impl FnMut(usize)) {
        let (left, right) = (self.lattice.column(min.x), self.lattice.column(max.x));
        for row in self.lattice.row(min.y)..=self.lattice.row(max.y) {
            let first = row * self.lattice.columns;
            let range = self.by_cell.starts[first + left] as usize..self.by_cell.starts[first + right + 1] as usize;
            self.by_cell.edges[range].iter().for_each(|index| edge(*index as usize));
        }
    }

    /// Calls `edge` with every edge in the cells that a segment passes through; some come more than once.
    pub fn edges_along(&self, a: Coord, b: Coord, mut edge: impl FnMut(usize)) {
        self.lattice.visit(a, b, 0.0, |row, from, to| {
            let first = row * self.lattice.columns;
            let range = self.by_cell.starts[first + from] as usize..self.by_cell.starts[first + to + 1] as usize;
            self.by_cell.edges[range].iter().for_each(|index| edge(*index as usize));
        });
    }

    /// Whether a place lies in the area, its border included: exact, by counting the edges left of it.
    pub fn is_inside(&self, edges: &[Edge], place: Coord) -> bool {
        let mut inside = false;
        for edge in self.by_row.of(self.lattice.row(place.y)) {
            let Edge { p, q } = edges[*edge as usize];
            if (p.y > place.y) == (q.y > place.y) {
                continue;
            }
            if place.x > p.x.max(q.x) {
                inside = !inside;
            } else if place.x >= p.x.min(q.x) {
                let (low, high) = if p.y < q.y { (p, q) } else { (q, p) };
                let right_of = side(low, high, place);
                if right_of == 0.0 {
                    return true;
                }
                inside ^= right_of < 0.0;
            }
        }
        inside
    }

    fn is_border(&self, cell: Cell) -> bool {
        let index = cell.row * self.lattice.columns + cell.column;
        self.by_cell.starts[index + 1] > self.by_cell.starts[index]
    }

    pub fn heap_bytes(&self) -> usize {
        size_of_val(&*self.inside)
            + size_of_val(&*self.border_sums)
            + self.by_cell.heap_bytes()
            + self.by_row.heap_bytes()
    }
}

fn border_sums(lattice: &Lattice, by_cell: &Buckets) -> Box<[u32]> {
    let stride = lattice.columns + 1;
    let mut sums = vec![0; stride * (lattice.rows + 1)];
    for row in 0..lattice.rows {
        let mut in_row = 0;
        for column in 0..lattice.columns {
            in_row += u32::from(!by_cell.of(row * lattice.columns + column).is_empty());
            sums[(row + 1) * stride + column + 1] = sums[row * stride + column + 1] + in_row;
        }
    }
    sums.into()
}

impl Lattice {
    /// A lattice over a box, its cells about square, as fine as the edges are worth.
    fn fitting(edges: &[Edge], min: Coord, max: Coord, pad: f64) -> Self {
        let mut wanted = (edges.len() * CELLS_PER_EDGE).clamp(FEWEST_CELLS, MOST_CELLS);
        loop {
            let lattice = Self::of(min, max, wanted, pad);
            let visits: f64 = edges
                .iter()
                .map(|edge| {
                    1.0 + (edge.p.x - edge.q.x).abs() * lattice.scale.x + (edge.p.y - edge.q.y).abs() * lattice.scale.y
                })
                .sum();
            if wanted <= 1 || visits <= (edges.len() * MOST_VISITS_PER_EDGE + 4 * FEWEST_CELLS) as f64 {
                return lattice;
            }
            wanted /= 4;
        }
    }

    fn of(min: Coord, max: Coord, wanted: usize, pad: f64) -> Self {
        // Cells are wider than the pad, or every edge would be in its neighbours' cells.
        let width = (max.x - min.x).max(8.0 * pad);
        let height = (max.y - min.y).max(8.0 * pad);
        let most = |extent: f64| (extent / (8.0 * pad)).max(1.0);
        let columns = (wanted as f64 * width / height).sqrt().round().clamp(1.0, (wanted as f64).min(most(width)));
        let rows = (wanted as f64 / columns).round().clamp(1.0, most(height));
        Lattice {
            origin: min,
            scale: Coord { x: columns / width, y: rows / height },
            columns: columns as usize,
            rows: rows as usize,
        }
    }

    // A cast of what is below zero gives zero: places left of the lattice are in its first column.
    fn column(&self, x: f64) -> usize {
        (((x - self.origin.x) * self.scale.x) as usize).min(self.columns - 1)
    }

    fn row(&self, y: f64) -> usize {
        (((y - self.origin.y) * self.scale.y) as usize).min(self.rows - 1)
    }

    fn middle(&self, cell: Cell) -> Coord {
        Coord {
            x: self.origin.x + (cell.column as f64 + 0.5) / self.scale.x,
            y: self.origin.y + (cell.row as f64 + 0.5) / self.scale.y,
        }
    }

    /// Calls `cells(row, from, to)` with the columns, in every row, that a segment comes within `pad` of.
    fn visit(&self, a: Coord, b: Coord, pad: f64, mut cells: impl FnMut(usize, usize, usize)) {
        let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
        let (left, right) = (a.x.min(b.x), a.x.max(b.x));
        let (first, last) = (self.row(low.y - pad), self.row(high.y + pad));
        if first == last {
            cells(first, self.column(left - pad), self.column(right + pad));
            return;
        }
        let slope = (high.x - low.x) / (high.y - low.y).max(f64::MIN_POSITIVE);
        let x_at = |y: f64| (low.x + (y - low.y) * slope).max(left).min(right);
        let floor_of = |row: usize| self.origin.y + row as f64 / self.scale.y;
        for row in first..=last {
            // The first and the last row also stand for what lies beyond the lattice.
            let from = if row == first { low.x } else { x_at(floor_of(row) - pad) };
            let to = if row == last { high.x } else { x_at(floor_of(row + 1) + pad) };
            cells(row, self.column(from.min(to) - pad), self.column(from.max(to) + pad));
        }
    }
}

impl Buckets {
    /// Sorts edges into buckets by counting; `visits` is asked twice and must say the same.
    fn new(count: usize, edges: &[Edge], visits: impl Fn(&Edge, &mut dyn FnMut(usize))) -> Self {
        let mut starts = vec![0_u32; count + 1];
        for edge in edges {
            visits(edge, &mut |bucket| starts[bucket + 1] += 1);
        }
        for bucket in 0..count {
            starts[bucket + 1] += starts[bucket];
        }
        let mut next = starts.clone();
        let mut lists = vec![0; starts[count] as usize];
        for (index, edge) in edges.iter().enumerate() {
            visits(edge, &mut |bucket| {
                lists[next[bucket] as usize] = index as u32;
                next[bucket] += 1;
            });
        }
        Buckets { starts: starts.into(), edges: lists.into() }
    }

    fn of(&self, bucket: usize) -> &[u32] {
        &self.edges[self.starts[bucket] as usize..self.starts[bucket + 1] as usize]
    }

    fn heap_bytes(&self) -> usize {
        size_of_val(&*self.starts) + size_of_val(&*self.edges)
    }
}
