//! Cutting a line by an area.

use super::PreparedArea;
use super::cells::{Cells, Lie};
use super::meet::Meetings;
use crate::geometry::pairs::Bounds;
use crate::geometry::segment::between;
use crate::geometry::{Coord, Measured, Position, Stretch};

/// Gaps and stretches shorter than this are what rounding to 1e-9° makes of a vertex on the border: gaps are closed,
/// stretches dropped.
const SLIVER_M: f64 = 2e-4;

pub(super) fn stretches(area: &PreparedArea, line: &Measured) -> Vec<Stretch> {
    let length_m = line.length_m();
    let Some(mut cutter) = Cutter::new(area).filter(|_| length_m > 0.0) else { return Vec::new() };
    match area.lie(Bounds::of(line.coords())) {
        Lie::Outside => return Vec::new(),
        Lie::Inside => return vec![Stretch { from_m: 0.0, to_m: length_m }],
        Lie::Border => {}
    }
    let mut stretches: Vec<Stretch> = Vec::new();
    for (segment, ends) in line.coords().windows(2).enumerate() {
        let at_m = |t: f64| line.at_m(Position { segment: segment as u32, t });
        cutter.segment(ends[0], ends[1], |from, to| {
            let (from_m, to_m) = (at_m(from), at_m(to));
            match stretches.last_mut() {
                Some(last) if from_m - last.to_m <= SLIVER_M => last.to_m = to_m,
                _ => stretches.push(Stretch { from_m, to_m }),
            }
        });
    }
    stretches.retain(|stretch| stretch.length_m() > SLIVER_M || stretch.length_m() >= length_m);
    stretches
}

/// Cuts a line by an area, one segment after the other.
pub struct Cutter<'a> {
    area: &'a PreparedArea,
    cells: &'a Cells,
    meetings: Meetings,
    /// Whether the last segment was inside, if it did not meet the border: until the line does, nothing changes.
    known: Option<bool>,
}

impl<'a> Cutter<'a> {
    pub(super) fn new(area: &'a PreparedArea) -> Option<Self> {
        let cells = area.cells.as_ref()?;
        Some(Cutter { area, cells, meetings: Meetings::default(), known: None })
    }

    /// Calls `inside(from, to)`, in order, with every piece of the next segment that lies in the area, as shares (0 to 1) of it.
    /// Pieces that join are not joined; a segment of no length has none.
    pub fn segment(&mut self, a: Coord, b: Coord, mut inside: impl FnMut(f64, f64)) {
        if a == b {
            return;
        }
        match self.area.lie(Bounds::of_segment(a, b)) {
            Lie::Outside => self.pass(false),
            Lie::Inside => {
                self.pass(true);
                inside(0.0, 1.0);
            }
            Lie::Border => self.along_border(a, b, inside),
        }
    }

    /// Passes over segments that come nowhere near the border, and tells whether they are inside; `place`: some place of theirs.
    pub fn pass_at(&mut self, place: Coord) -> bool {
        let is_inside = self.known.unwrap_or_else(|| self.cells.is_inside(&self.area.edges, place));
        self.pass(is_inside);
        is_inside
    }

    /// Passes over the next segment, which is known to lie on one side of the border.
    pub fn pass(&mut self, is_inside: bool) {
        self.known = Some(is_inside);
    }

    fn along_border(&mut self, a: Coord, b: Coord, mut inside: impl FnMut(f64, f64)) {
        let meetings = &mut self.meetings;
        meetings.clear();
        self.cells.edges_along(a, b, |edge| self.area.edges[edge].meet(a, b, self.area.tolerance, meetings));
        if meetings.breaks.is_empty() {
            // All of the segment lies on one side. Its end says on which: a place between is rounded, and may come to
            // lie on a corner that the segment just misses.
            if self.pass_at(a) {
                inside(0.0, 1.0);
            }
            return;
        }
        self.known = None;
        meetings.breaks.push(1.0);
        meetings.breaks.sort_unstable_by(f64::total_cmp);
        // Breaks nearer to each other than rounding are one: what lies between them has no side of its own.
        let least = self.area.tolerance / (b.x - a.x).hypot(b.y - a.y);
        let mut from = 0.0;
        for &to in &self.meetings.breaks {
            if to <= from || (to - from <= least && to < 1.0) {
                continue;
            }
            if self.is_piece_inside(a, b, from, to) {
                inside(from, to);
            }
            from = to;
        }
    }

    /// Whether what lies between two neighbouring breaks is inside. A place within rounding of the border does not say;
    /// a piece that keeps to the border all along counts as inside, as the border does.
    fn is_piece_inside(&self, a: Coord, b: Coord, from: f64, to: f64) -> bool {
        let middle = f64::midpoint(from, to);
        if self.meetings.runs.iter().any(|run| run.0 <= middle && middle <= run.1) {
            return true;
        }
        let places = [0.5, 0.25, 0.75].map(|share| between(a, b, from + (to - from) * share));
        match places.into_iter().find(|place| !self.area.is_on_border(self.cells, *place)) {
            Some(place) => self.cells.is_inside(&self.area.edges, place),
            None => true,
        }
    }
}
