//! The merged picture of one tile: which edges of its lattice are drawn in which span.
//!
//! Months are united per edge and class, so that ten cables in one street are one line; and a tile is made from the four
//! below it, so that one changed cable costs its own tiles and a dozen above them.

use super::lattice::{Cell, EDGE_BITS, Edge, RIM};
use super::span::{MONTH_BITS, OPEN, Span};

/// The merged edges of a tile, grouped by span.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Strokes {
    /// Spans in order, each with the end of its edges.
    groups: Vec<(Span, usize)>,
    edges: Vec<Edge>,
}

/// Edges and spans on their way to be merged, packed so that a plain sort brings together what is to be united:
/// edge (row, column, direction), class, from, to.
#[derive(Debug)]
pub(super) struct Gathered {
    packed: Vec<u64>,
    unite_at: usize,
}

const SPAN_BITS: u32 = 2 + 2 * MONTH_BITS;
/// Uniting begins early enough that a line that scribbles over a tile a million times stays cheap to hold.
const UNITE_AT: usize = 1 << 20;

impl Default for Gathered {
    fn default() -> Self {
        Gathered { packed: Vec::new(), unite_at: UNITE_AT }
    }
}

fn edge_of(packed: u64) -> Edge {
    Edge((packed >> SPAN_BITS) as u32)
}

fn months_of(packed: u64) -> (u64, u64) {
    (packed >> MONTH_BITS & u64::from(OPEN), packed & u64::from(OPEN))
}

/// What two entries must share to be united: edge and class.
fn line_of(packed: u64) -> u64 {
    packed >> (2 * MONTH_BITS)
}

impl Gathered {
    pub fn add(&mut self, edge: Edge, span: Span) {
        self.packed.push(u64::from(edge.0) << SPAN_BITS | u64::from(span.packed()));
        if self.packed.len() >= self.unite_at {
            self.unite();
            self.unite_at = UNITE_AT.max(2 * self.packed.len());
        }
    }

    /// Adds the edges that are wanted of the picture of a tile one level down.
    pub fn add_quarter(&mut self, child: &Strokes, quarter: [u32; 2], wanted: impl Fn(Edge) -> bool) {
        for (span, edges) in child.iter() {
            for edge in edges {
                if let Some(edge) = edge.coarser(quarter).filter(|edge| wanted(*edge)) {
                    self.add(edge, span);
                }
            }
        }
    }

    /// Unites the months of each edge and class; months that meet become one span.
    fn unite(&mut self) {
        self.packed.sort_unstable();
        let mut kept = 0;
        for at in 0..self.packed.len() {
            let next = self.packed[at];
            if kept > 0 && line_of(self.packed[kept - 1]) == line_of(next) {
                let last = self.packed[kept - 1];
                let ((_, last_to), (from, to)) = (months_of(last), months_of(next));
                if from <= last_to {
                    self.packed[kept - 1] = last - last_to + last_to.max(to);
                    continue;
                }
            }
            self.packed[kept] = next;
            kept += 1;
        }
        self.packed.truncate(kept);
    }

    pub fn merged(mut self) -> Strokes {
        self.unite();
        self.drop_covered_dots();
        // By span, then edge.
        let edge_mask = (1 << EDGE_BITS) - 1;
        let span_mask = (1 << SPAN_BITS) - 1;
        for packed in &mut self.packed {
            *packed = (*packed & span_mask) << EDGE_BITS | *packed >> SPAN_BITS;
        }
        self.packed.sort_unstable();
        let mut strokes = Strokes { groups: Vec::new(), edges: Vec::with_capacity(self.packed.len()) };
        for chunk in self.packed.chunk_by(|a, b| a >> EDGE_BITS == b >> EDGE_BITS) {
            let Some(span) = chunk.first().and_then(|packed| Span::unpacked((packed >> EDGE_BITS) as u32)) else {
                continue;
            };
            strokes.edges.extend(chunk.iter().map(|packed| Edge((packed & edge_mask) as u32)));
            strokes.groups.push((span, strokes.edges.len()));
        }
        strokes
    }

    /// A dot is drawn only where no edge of its class is drawn all the while in the same cell: most edges shrink to
    /// dots on a coarser lattice.
    fn drop_covered_dots(&mut self) {
        if !self.packed.iter().any(|packed| edge_of(*packed).is_dot()) {
            return;
        }
        let index = CellIndex::new(&self.packed);
        let kept = self.packed.iter().copied().filter(|packed| {
            let edge = edge_of(*packed);
            !edge.is_dot() || !index.covers(*packed, edge.start())
        });
        self.packed = kept.collect();
    }
}

/// Where each cell's edges begin among sorted entries.
struct CellIndex<'a> {
    packed: &'a [u64],
    starts: Vec<u32>,
}

impl<'a> CellIndex<'a> {
    fn new(packed: &'a [u64]) -> Self {
        let mut starts = Vec::with_capacity((RIM * RIM) as usize + 1);
        for (at, entry) in packed.iter().enumerate() {
            let slot = slot(edge_of(*entry).start());
            while starts.len() <= slot {
                starts.push(at as u32);
            }
        }
        starts.resize((RIM * RIM) as usize + 1, packed.len() as u32);
        CellIndex { packed, starts }
    }

    /// Whether an edge at the cell is drawn in the dot's class during all of its months.
    fn covers(&self, dot: u64, cell: Cell) -> bool {
        let (from, to) = months_of(dot);
        let class = line_of(dot) & 3;
        Edge::around(cell).any(|edge| {
            let slot = slot(edge.start());
            let (start, end) = (self.starts[slot] as usize, self.starts[slot + 1] as usize);
            self.packed[start..end].iter().any(|packed| {
                let months = months_of(*packed);
                edge_of(*packed) == edge && line_of(*packed) & 3 == class && months.0 <= from && to <= months.1
            })
        })
    }
}

fn slot([x, y]: Cell) -> usize {
    ((y + 1) * RIM + x + 1) as usize
}

impl Strokes {
    pub fn is_empty(&self) -> bool {
        self.edges.is_empty()
    }

    /// Adds a span, later than all before it, with its edges in order; takes the edges out of where they were.
    pub fn push(&mut self, span: Span, edges: &mut Vec<Edge>) {
        if !edges.is_empty() {
            self.edges.append(edges);
            self.groups.push((span, self.edges.len()));
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (Span, &[Edge])> {
        let starts = std::iter::once(0).chain(self.groups.iter().map(|(_, end)| *end));
        starts.zip(&self.groups).map(|(start, (span, end))| (*span, &self.edges[start..*end]))
    }

    pub fn spans(&self) -> impl Iterator<Item = Span> {
        self.groups.iter().map(|(span, _)| *span)
    }
}
