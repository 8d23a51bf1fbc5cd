//! `POST /overlaps`.

use super::super::digits::{fixed, integer};
use super::super::geojson::{list, string};
use super::course::Course;
use super::line::{write_crossing, write_stretch};
use crate::atlas::{Overlaps, ProbeLine};
use crate::model::{Day, Revision};

/// The answer, written straight into bytes: a line along a busy street runs beside a hundred cables.
pub fn overlaps_body(revision: Revision, at: Day, probe: &ProbeLine, overlaps: &Overlaps) -> Vec<u8> {
    let line = &probe.line.measured;
    let mut out = Vec::with_capacity(256 + 512 * overlaps.stretches.len() + 256 * overlaps.crossings.len());
    out.extend_from_slice(b"{\"revision\":");
    integer(&mut out, revision.0);
    out.extend_from_slice(b",\"at\":");
    string(&mut out, &at.to_string());
    out.extend_from_slice(b",\"length_m\":");
    fixed::<3>(&mut out, line.length_m());
    let course = Course::new(line);
    out.extend_from_slice(b",\"stretches\":");
    list(&mut out, &overlaps.stretches, |out, stretch| write_stretch(out, None, stretch, &course));
    out.extend_from_slice(b",\"crossings\":");
    list(&mut out, &overlaps.crossings, |out, crossing| write_crossing(out, None, crossing));
    out.push(b'}');
    out
}
