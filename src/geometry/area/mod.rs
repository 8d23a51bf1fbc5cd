//! A zone prepared for cutting lines.
//!
//! Over the box of the area lies a lattice of cells. A cell is inside, outside, or holds a piece of the border; only
//! there are edges looked at. The border counts as inside, and so does a run along it (see [`meet`]).

mod cells;
mod cut;
mod meet;

use super::pairs::Bounds;
use super::{Coord, Measured, MultiPolygon, Stretch};
use cells::Cells;
pub use cells::Lie;
use cut::Cutter;
use geo_types::Rect;
use meet::Edge;

/// Half a step of rounding to 1e-9° on each axis for the line and as much for the border: what two roundings can part,
/// 2 · √½ · 1e-9°, and a hair. Metres: 0.17 mm.
const ROUNDING_DEG: f64 = 1.5e-9;
/// What projecting and rounding can part in grid metres.
const ROUNDING_M: f64 = 2e-4;

/// An area with its lattice. In lon/lat degrees, unless it was made with [`PreparedArea::planar`].
#[derive(Clone, Debug)]
pub struct PreparedArea {
    edges: Box<[Edge]>,
    cells: Option<Cells>,
    /// Runs along an edge that stay this near to it count as on it.
    tolerance: f64,
}

impl PreparedArea {
    /// `area`: lon/lat, valid (see `check_area`); where parts of it overlapped they would cancel out.
    pub fn new(area: &MultiPolygon<f64>) -> Self {
        Self::with_tolerance(area, ROUNDING_DEG)
    }

    /// The same for an area in grid metres.
    pub fn planar(area: &MultiPolygon<f64>) -> Self {
        Self::with_tolerance(area, ROUNDING_M)
    }

    fn with_tolerance(area: &MultiPolygon<f64>, tolerance: f64) -> Self {
        let edges: Box<[Edge]> = area
            .iter()
            .flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()))
            .flat_map(geo_types::LineString::lines)
            .map(|line| Edge { p: line.start, q: line.end })
            .filter(|edge| edge.p != edge.q && edge.is_finite())
            .collect();
        let cells = Cells::new(&edges, tolerance);
        PreparedArea { edges, cells, tolerance }
    }

    /// Whether a place lies in the area. The border, and what lies within rounding of it, counts as inside.
    pub fn contains(&self, place: Coord) -> bool {
        let Some(cells) = &self.cells else { return false };
        let Some(cell) = cells.cell_at(place, self.tolerance) else { return false };
        match cells.lie(cell) {
            Lie::Inside => true,
            Lie::Outside => false,
            Lie::Border => cells.is_inside(&self.edges, place) || self.is_on_border(cells, place),
        }
    }

    /// How a box lies; [`Lie::Border`] also where it is only near the border.
    pub(super) fn lie(&self, Bounds { min, max }: Bounds) -> Lie {
        self.cells.as_ref().map_or(Lie::Outside, |cells| cells.lie_of_box(min, max, self.tolerance))
    }

    /// Calls `edge` with the ends of every edge of the border that comes into the box; some come more than once.
    pub(super) fn border_about(&self, about: Bounds, mut edge: impl FnMut(Coord, Coord)) {
        let Some(cells) = &self.cells else { return };
        cells.edges_about(about.min, about.max, |index| {
            let Edge { p, q } = self.edges[index];
            if about.meets(p, q) {
                edge(p, q);
            }
        });
    }

    /// Whether a place lies within rounding of the border.
    fn is_on_border(&self, cells: &Cells, place: Coord) -> bool {
        cells
            .cell_at(place, self.tolerance)
            .is_some_and(|cell| cells.edges_of(cell).any(|edge| self.edges[edge].distance_to(place) <= self.tolerance))
    }

    /// The maximal stretches of a line in the area, cut in the lon/lat plane. Places where the line only touches the
    /// border give none.
    pub fn cut(&self, line: &Measured) -> Vec<Stretch> {
        cut::stretches(self, line)
    }

    /// For cutting a line by the area segment by segment; none by an area of nothing.
    pub(super) fn cutter(&self) -> Option<Cutter<'_>> {
        Cutter::new(self)
    }

    /// The box of the area. None for an area of nothing.
    pub fn bbox(&self) -> Option<Rect<f64>> {
        self.cells.as_ref().map(|cells| Rect::new(cells.min, cells.max))
    }

    pub fn heap_bytes(&self) -> usize {
        size_of_val(&*self.edges) + self.cells.as_ref().map_or(0, Cells::heap_bytes)
    }
}
