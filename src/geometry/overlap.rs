//! Which stretches of a line lie within a distance of a feature.
//!
//! The feature's buffer is truly round: a segment of the line is intersected with the capsule about each segment of the
//! feature in closed form, and what lies in them is united. No buffer polygon is ever made.

use super::area::Lie;
use super::crossing::{APART_M, Contacts, Crossing, Lines, TOUCH_M};
use super::gathering::{Gathering, HAIR_M};
use super::pairs::{Bounds, Room, Runs};
use super::segment::Axis;
use super::{Coord, Measured, PlanarArea, PlanarLine, Position};

/// A stretch of the line within the asked distance of the feature.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Along {
    /// Geodesic metres from the line's start.
    pub from_m: f64,
    pub to_m: f64,
    pub length_m: f64,
    /// Least distance between the stretch and the feature, grid metres.
    pub offset_m: f64,
    pub from: Position,
    pub to: Position,
}

/// A line that features are held against.
#[derive(Clone, Debug)]
pub struct Probe<'a> {
    pub(super) measured: &'a Measured,
    pub(super) planar: &'a PlanarLine,
    pub(super) edges: Vec<Axis>,
    runs: Runs,
    bounds: Bounds,
    pub(super) within_m: f64,
    pub(super) min_length_m: f64,
}

/// A line held against features, one after the other in the same room. Of each the maximal stretches of the line are told
/// that lie within the distance and are long enough, in order; places where the line only touches the buffer give none.
#[derive(Debug)]
pub struct Comparison<'a> {
    probe: &'a Probe<'a>,
    room: Room,
    gathering: Gathering<'a>,
    contacts: Contacts,
}

impl<'a> Probe<'a> {
    /// `planar` and `measured` are the same line. `within_m`: grid metres, the edge included; none within no distance or
    /// less. `min_length_m`: geodesic metres.
    pub fn new(measured: &'a Measured, planar: &'a PlanarLine, within_m: f64, min_length_m: f64) -> Self {
        let edges = planar.points.windows(2).map(|ends| Axis::new(ends[0], ends[1])).collect();
        let (runs, bounds) = (Runs::of(&planar.points), Bounds::of(&planar.points));
        Probe { measured, planar, edges, runs, bounds, within_m, min_length_m }
    }

    /// What of an area comes into a box about `bounds` may be near, or decide what is inside.
    fn about(&self, bounds: Bounds) -> Bounds {
        bounds.widened(self.within_m.max(TOUCH_M))
    }
}

impl<'a> Comparison<'a> {
    pub fn of(probe: &'a Probe<'a>) -> Self {
        Comparison { probe, room: Room::default(), gathering: Gathering::of(probe), contacts: Contacts::default() }
    }

    /// Adds the edges of the line and those of another, in grid metres, that may have something in common, in order.
    pub fn pairs(&mut self, other: &[Coord], pairs: &mut Vec<(u32, u32)>) {
        let (first, reach_m) = (pairs.len(), self.probe.within_m.max(TOUCH_M) + HAIR_M);
        self.probe.runs.near_pairs(other, reach_m, &mut self.room, |edge, of_other| {
            pairs.push((edge as u32, of_other as u32));
        });
        pairs[first..].sort_unstable();
    }

    /// What the line has in common with another: its stretches and its crossings. `pairs`: their edges, from
    /// [`Comparison::pairs`]; they are looked at once for both.
    pub fn line(
        &mut self,
        other: &Measured,
        other_planar: &PlanarLine,
        pairs: &[(u32, u32)],
    ) -> (&[Along], &[Crossing]) {
        let Probe { measured, planar, .. } = *self.probe;
        let lines = Lines { line: measured, line_planar: planar, other, other_planar };
        self.gathering.begin();
        self.contacts.begin();
        for pairs_of_edge in pairs.chunk_by(|one, next| one.0 == next.0) {
            let edge = pairs_of_edge[0].0 as usize;
            for of_other in pairs_of_edge.iter().map(|(_, of_other)| *of_other as usize) {
                let other = Axis::new(other_planar.points[of_other], other_planar.points[of_other + 1]);
                if self.gathering.face(edge, &other) <= APART_M * APART_M {
                    self.contacts.look_at(&lines, edge, of_other);
                }
            }
            self.gathering.end(edge);
        }
        (self.gathering.stretches(), self.contacts.crossings(measured))
    }

    /// The stretches of the line along a place, in grid metres.
    pub fn point(&mut self, place: Coord) -> &[Along] {
        self.gathering.begin();
        let mut edges = Vec::new();
        self.pairs(&[place, place], &mut edges);
        for (edge, _) in edges {
            self.gathering.face(edge as usize, &Axis::new(place, place));
            self.gathering.end(edge as usize);
        }
        self.gathering.stretches()
    }

    /// The stretches of the line in an area and along it: what lies inside is at distance zero.
    pub fn area(&mut self, area: &PlanarArea) -> &[Along] {
        self.gathering.begin();
        match area.prepared.lie(self.probe.about(self.probe.bounds)) {
            Lie::Outside => {}
            Lie::Inside => self.gathering.all_inside(),
            Lie::Border => self.by_border(area),
        }
        self.gathering.stretches()
    }

    /// Where the line is in the area, and where it is near the area's border: only edges of a run with some of it about look
    /// at it.
    fn by_border(&mut self, area: &PlanarArea) {
        let (probe, gathering) = (self.probe, &mut self.gathering);
        let Some(mut cutter) = area.prepared.cutter() else { return };
        let mut border: Vec<Axis> = Vec::new();
        for (edges, bounds) in probe.runs.edges() {
            let about = probe.about(bounds);
            border.clear();
            let side = match area.prepared.lie(about) {
                Lie::Outside => Some(false),
                Lie::Inside => Some(true),
                Lie::Border => {
                    area.prepared.border_about(about, |p, q| border.push(Axis::new(p, q)));
                    border.is_empty().then(|| cutter.pass_at(probe.edges[edges.start].from))
                }
            };
            for edge in edges {
                if let Some(is_inside) = side {
                    cutter.pass(is_inside);
                    if is_inside {
                        gathering.inside(0.0, 1.0);
                    }
                } else {
                    let Axis { from: a, to: b, .. } = probe.edges[edge];
                    cutter.segment(a, b, |from, to| gathering.inside(from, to));
                    for part in &border {
                        gathering.face(edge, part);
                    }
                }
                gathering.end(edge);
            }
        }
    }
}
