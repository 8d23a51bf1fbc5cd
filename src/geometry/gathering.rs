//! What of a line lies within a distance of a feature, gathered edge by edge and joined to stretches.

use super::capsule::in_capsule;
use super::crossing::APART_M;
use super::overlap::{Along, Probe};
use super::segment::Axis;

/// Parts that are less apart are one: what floating point makes of two capsules that share an end.
const JOIN_M: f64 = 1e-6;
/// More than rounding makes of a distance: what seems so little too far is asked exactly.
pub(super) const HAIR_M: f64 = 1e-6;

/// The edges of the line come in order: of each what is near is told first, then that it ends.
#[derive(Debug)]
pub(super) struct Gathering<'a> {
    probe: &'a Probe<'a>,
    within_2: f64,
    /// What is farther is not within the distance, however it is rounded.
    near_2: f64,
    /// What is farther does not touch the line, either.
    reach_2: f64,
    /// Of the edge at hand: whether one part of the feature is near to all of it. Others tell only how near, then.
    is_whole: bool,
    /// The least square of a distance of the edge at hand.
    least_2: f64,
    parts: Vec<Part>,
    /// Segments of the feature with the squares of their distances, as long as the edge is not known to be whole.
    near: Vec<(Axis, f64)>,
    open: Option<Open>,
    stretches: Vec<Along>,
}

/// Of an edge, as shares of it, with the square of how near the feature comes there.
#[derive(Clone, Copy, Debug)]
struct Part {
    from: f64,
    to: f64,
    least_2: f64,
}

/// A stretch that may go on. Ends are an edge and a share of it.
#[derive(Clone, Copy, Debug)]
struct Open {
    from: (usize, f64),
    to: (usize, f64),
    least_2: f64,
}

impl<'a> Gathering<'a> {
    pub fn of(probe: &'a Probe<'a>) -> Self {
        let within_m = probe.within_m;
        let and_a_hair = |m: f64| (m + HAIR_M) * (m + HAIR_M);
        Gathering {
            probe,
            within_2: within_m * within_m,
            // Nothing is within less than no distance.
            near_2: if within_m >= 0.0 { and_a_hair(within_m) } else { -1.0 },
            reach_2: and_a_hair(within_m.max(APART_M)),
            is_whole: false,
            least_2: f64::INFINITY,
            parts: Vec::new(),
            near: Vec::new(),
            open: None,
            stretches: Vec::new(),
        }
    }

    /// The next feature begins.
    pub fn begin(&mut self) {
        self.stretches.clear();
    }

    /// Holds a segment of the feature against the edge. Gives the square of their distance, infinity where it is too far for
    /// anything.
    pub fn face(&mut self, edge: usize, other: &Axis) -> f64 {
        let Some(they) = self.probe.edges[edge].facing(other, self.reach_2) else { return f64::INFINITY };
        if they.least_2 <= self.near_2 {
            self.least_2 = self.least_2.min(they.least_2);
            // Where both ends are within, so is what lies between them: the capsule about a segment is convex.
            self.is_whole |= they.ends_2.iter().all(|end_2| *end_2 <= self.within_2);
            if !self.is_whole {
                self.near.push((*other, they.least_2));
            }
        }
        they.least_2
    }

    /// A part of the edge lies in the feature.
    pub fn inside(&mut self, from: f64, to: f64) {
        if self.near_2 >= 0.0 {
            self.least_2 = 0.0;
            self.is_whole |= from <= 0.0 && to >= 1.0;
            self.parts.push(Part { from, to, least_2: 0.0 });
        }
    }

    /// The whole line lies in the feature.
    pub fn all_inside(&mut self) {
        for edge in 0..self.probe.edges.len() {
            self.inside(0.0, 1.0);
            self.end(edge);
        }
    }

    /// All that is near to the edge has been told.
    pub fn end(&mut self, edge: usize) {
        if self.is_whole {
            self.add(edge, Part { from: 0.0, to: 1.0, least_2: self.least_2 });
        } else {
            let (of, within_m) = (&self.probe.edges[edge], self.probe.within_m);
            self.parts.extend(self.near.iter().filter_map(|(other, least_2)| {
                in_capsule(of, other, within_m).map(|(from, to)| Part { from, to, least_2: *least_2 })
            }));
            self.parts.sort_unstable_by(|one, other| one.from.total_cmp(&other.from));
            for at in 0..self.parts.len() {
                self.add(edge, self.parts[at]);
            }
        }
        self.parts.clear();
        self.near.clear();
        (self.is_whole, self.least_2) = (false, f64::INFINITY);
    }

    /// Joins a part to what is open, over a vertex too; metres are computed only where a stretch begins and ends.
    fn add(&mut self, edge: usize, part: Part) {
        let goes_on = |(last, to): (usize, f64)| {
            if last == edge { part.from <= to } else { last + 1 == edge && to >= 1.0 && part.from <= 0.0 }
        };
        match &mut self.open {
            Some(open) if goes_on(open.to) => {
                open.to = (edge, if open.to.0 == edge { open.to.1.max(part.to) } else { part.to });
                open.least_2 = open.least_2.min(part.least_2);
            }
            _ => {
                self.close();
                self.open = Some(Open { from: (edge, part.from), to: (edge, part.to), least_2: part.least_2 });
            }
        }
    }

    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let Probe { measured, planar, .. } = self.probe;
        let [from, to] = [open.from, open.to].map(|(edge, t)| planar.position(edge, t));
        let (from_m, to_m, offset_m) = (measured.at_m(from), measured.at_m(to), open.least_2.sqrt());
        match self.stretches.last_mut() {
            Some(last) if from_m - last.to_m <= JOIN_M => {
                (last.to, last.to_m, last.length_m) = (to, to_m, to_m - last.from_m);
                last.offset_m = last.offset_m.min(offset_m);
            }
            _ => self.stretches.push(Along { from_m, to_m, length_m: to_m - from_m, offset_m, from, to }),
        }
    }

    /// Those of the feature that are long enough, in order.
    pub fn stretches(&mut self) -> &[Along] {
        self.close();
        let least_m = self.probe.min_length_m;
        self.stretches.retain(|along| along.length_m > 0.0 && along.length_m >= least_m);
        &self.stretches
    }
}
