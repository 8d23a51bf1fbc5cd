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
    let Some(cells) = area.cells.as_ref().filter(|_| length_m > 0.0) else { return Vec::new() };
    let Bounds { min, max } = Bounds::of(line.coords());
    match cells.lie_of_box(min, max, area.tolerance) {
        Lie::Outside => return Vec::new(),
        Lie::Inside => return vec![Stretch { from_m: 0.0, to_m: length_m }],
        Lie::Border => {}
    }
    let mut stretches: Vec<Stretch> = Vec::new();
    pieces(area, line.coords(), |segment, from, to| {
        let at_m = |t: f64| line.at_m(Position { segment: segment as u32, t });
        let (from_m, to_m) = (at_m(from), at_m(to));
        match stretches.last_mut() {
            Some(last) if from_m - last.to_m <= SLIVER_M => last.to_m = to_m,
            _ => stretches.push(Stretch { from_m, to_m }),
        }
    });
    stretches.retain(|stretch| stretch.length_m() > SLIVER_M || stretch.length_m() >= length_m);
    stretches
}

pub(super) fn pieces(area: &PreparedArea, line: &[Coord], mut piece: impl FnMut(usize, f64, f64)) {
    let Some(cells) = &area.cells else { return };
    let mut cutter = Cutter { area, cells, meetings: Meetings::default(), known: None };
    for (segment, ends) in line.windows(2).enumerate() {
        if ends[0] != ends[1] {
            cutter.segment(ends[0], ends[1], |from, to| piece(segment, from, to));
        }
    }
}

struct Cutter<'a> {
    area: &'a PreparedArea,
    cells: &'a Cells,
    meetings: Meetings,
    /// Whether the last segment was inside, if it did not meet the border: until the line does, nothing changes.
    known: Option<bool>,
}

impl Cutter<'_> {
    fn segment(&mut self, a: Coord, b: Coord, mut inside: impl FnMut(f64, f64)) {
        let Bounds { min, max } = Bounds::of(&[a, b]);
        match self.cells.lie_of_box(min, max, self.area.tolerance) {
            Lie::Outside => self.known = Some(false),
            Lie::Inside => {
                self.known = Some(true);
                inside(0.0, 1.0);
            }
            Lie::Border => self.along_border(a, b, inside),
        }
    }

    fn along_border(&mut self, a: Coord, b: Coord, mut inside: impl FnMut(f64, f64)) {
        let meetings = &mut self.meetings;
        meetings.clear();
        self.cells.edges_along(a, b, |edge| self.area.edges[edge].meet(a, b, self.area.tolerance, meetings));
        if meetings.breaks.is_empty() {
            // All of the segment lies on one side. Its end says on which: a place between is rounded, and may come to
            // lie on a corner that the segment just misses.
            let all = self.known.unwrap_or_else(|| self.cells.is_inside(&self.area.edges, a));
            self.known = Some(all);
            if all {
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
