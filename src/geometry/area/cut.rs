//! Cutting a line by an area.

use super::PreparedArea;
use super::cells::{Cells, Class};
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
    match cells.class_of_box(min, max, area.tolerance) {
        Class::Outside => return Vec::new(),
        Class::Inside => return vec![Stretch { from_m: 0.0, to_m: length_m }],
        Class::Border => {}
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
    /// Whether the line was inside at the end of the last segment, where that is certain: until the line meets the
    /// border again nothing changes.
    known: Option<bool>,
}

impl Cutter<'_> {
    fn segment(&mut self, a: Coord, b: Coord, mut inside: impl FnMut(f64, f64)) {
        let Bounds { min, max } = Bounds::of(&[a, b]);
        match self.cells.class_of_box(min, max, self.area.tolerance) {
            Class::Outside => self.known = Some(false),
            Class::Inside => {
                self.known = Some(true);
                inside(0.0, 1.0);
            }
            Class::Border => self.along_border(a, b, inside),
        }
    }

    fn along_border(&mut self, a: Coord, b: Coord, mut inside: impl FnMut(f64, f64)) {
        let meetings = &mut self.meetings;
        meetings.clear();
        self.cells.edges_along(a, b, |edge| self.area.edges[edge].meet(a, b, self.area.tolerance, meetings));
        if meetings.breaks.is_empty() {
            let all = self.known.unwrap_or_else(|| self.cells.is_inside(&self.area.edges, between(a, b, 0.5)));
            self.known = Some(all);
            if all {
                inside(0.0, 1.0);
            }
            return;
        }
        meetings.breaks.extend([0.0, 1.0]);
        meetings.breaks.sort_unstable_by(f64::total_cmp);
        self.known = None;
        // Breaks nearer to each other than rounding are one: what lies between them has no side of its own.
        let least = self.area.tolerance / (b.x - a.x).hypot(b.y - a.y);
        let mut from = 0.0;
        for &to in &meetings.breaks {
            if to - from <= least {
                continue;
            }
            let middle = f64::midpoint(from, to);
            let runs = meetings.runs.iter().any(|run| run.0 <= middle && middle <= run.1);
            let within = runs || self.cells.is_inside(&self.area.edges, between(a, b, middle));
            if within {
                inside(from, to);
            }
            // After a run the line may be a hair outside although the run counted as inside.
            self.known = (!runs).then_some(within);
            from = to;
        }
        if from < 1.0 {
            self.known = None;
        }
    }
}
