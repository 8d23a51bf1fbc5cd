//! `POST /overlaps`.

use super::line::{CrossingBody, StretchBody};
use crate::atlas::{Overlaps, ProbeLine};
use crate::model::{Day, Revision};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct OverlapsBody<'a> {
    revision: Revision,
    at: Day,
    length_m: f64,
    stretches: Vec<StretchBody<'a>>,
    crossings: Vec<CrossingBody<'a>>,
}

impl<'a> OverlapsBody<'a> {
    pub fn new(revision: Revision, at: Day, probe: &ProbeLine, overlaps: &'a Overlaps) -> Self {
        let line = &probe.line.measured;
        OverlapsBody {
            revision,
            at,
            length_m: super::line::millimetres(line.length_m()),
            stretches: overlaps.stretches.iter().map(|stretch| StretchBody::new(stretch, line)).collect(),
            crossings: overlaps.crossings.iter().map(CrossingBody::new).collect(),
        }
    }
}
