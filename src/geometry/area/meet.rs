//! Where a segment of a line meets an edge of the border.

use crate::geometry::Coord;
use crate::geometry::segment::{distance_to, dot, foot, side};

/// An edge of the border.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub p: Coord,
    pub q: Coord,
}

/// The places at which a segment's relation to the area may change, as shares of the segment.
#[derive(Debug, Default)]
pub(super) struct Meetings {
    pub breaks: Vec<f64>,
    /// From, to: the segment runs along an edge.
    pub runs: Vec<(f64, f64)>,
}

impl Meetings {
    pub fn clear(&mut self) {
        self.breaks.clear();
        self.runs.clear();
    }
}

impl Edge {
    pub fn is_finite(&self) -> bool {
        self.p.x.is_finite() && self.p.y.is_finite() && self.q.x.is_finite() && self.q.y.is_finite()
    }

    pub fn distance_to(&self, place: Coord) -> f64 {
        distance_to(self.p, self.q, place).0
    }

    /// Adds the meetings of this edge with the segment from `a` to `b` (two different places).
    ///
    /// A run along an edge is what the two have in common when all of it lies within `tolerance`. Lines drawn along a
    /// border lie exactly on it or, where both were rounded, weave about it: without the tolerance every other stretch
    /// of such a cable would be lost. A line that crosses is not a run, however flat: its ends are farther off.
    pub fn meet(&self, a: Coord, b: Coord, tolerance: f64, meetings: &mut Meetings) {
        let &Edge { p, q } = self;
        if a.x.max(b.x) + tolerance < p.x.min(q.x)
            || a.x.min(b.x) - tolerance > p.x.max(q.x)
            || a.y.max(b.y) + tolerance < p.y.min(q.y)
            || a.y.min(b.y) - tolerance > p.y.max(q.y)
        {
            return;
        }
        let (of_a, of_b) = (side(p, q, a), side(p, q, b));
        let pq = q - p;
        let length = dot(pq, pq).sqrt();
        let near = tolerance * length;
        if of_a.signum() == of_b.signum() && of_a.abs().min(of_b.abs()) > near {
            return;
        }
        let (foot_p, foot_q) = (foot(a, b, p), foot(a, b, q));
        let (from, to) = (foot_p.min(foot_q).max(0.0), foot_p.max(foot_q).min(1.0));
        let ab = b - a;
        let off = |t: f64| (of_a + t * (of_b - of_a)).abs();
        if (to - from) * dot(ab, ab).sqrt() > 2.0 * tolerance && off(from) <= near && off(to) <= near {
            meetings.breaks.extend([from, to]);
            meetings.runs.push((from, to));
            return;
        }
        let (of_p, of_q) = (side(a, b, p), side(a, b, q));
        if (of_p > 0.0 && of_q > 0.0) || (of_p < 0.0 && of_q < 0.0) || of_a == of_b {
            return;
        }
        if (of_a >= 0.0 && of_b <= 0.0) || (of_a <= 0.0 && of_b >= 0.0) {
            meetings.breaks.push(of_a / (of_a - of_b));
        }
    }
}
