//! A stretch along a feature and a crossing with one, as `/overlaps` and `/check` tell them.

use super::super::digits::{fixed, integer};
use super::super::geojson::{line_string, string};
use crate::atlas::{AlongFeature, CrossingOf, Placed};
use crate::geometry::{Coord, Measured};
use crate::model::Item;
use geo_types::LineString;
use serde::ser::Error;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// A stretch of an asked line along a feature.
#[derive(Debug)]
pub struct StretchBody<'a> {
    /// Which of several asked lines.
    of: Option<&'a str>,
    stretch: &'a AlongFeature,
    /// The part of the asked line, lon/lat.
    places: Vec<Coord>,
}

/// A crossing of an asked line with a feature.
#[derive(Debug)]
pub struct CrossingBody<'a> {
    /// Which of several asked lines.
    of: Option<&'a str>,
    crossing: &'a CrossingOf,
}

impl<'a> StretchBody<'a> {
    /// `line`: the asked line, lon/lat. `of`: which of several.
    pub fn new(of: Option<&'a str>, stretch: &'a AlongFeature, line: &Measured) -> Self {
        StretchBody { of, stretch, places: line.slice(stretch.along.from, stretch.along.to) }
    }

    pub fn write(&self, out: &mut Vec<u8>) {
        let along = &self.stretch.along;
        open(out, self.of, &self.stretch.placed);
        number::<3>(out, b",\"from_m\":", along.from_m);
        number::<3>(out, b",\"to_m\":", along.to_m);
        number::<3>(out, b",\"length_m\":", along.length_m);
        number::<3>(out, b",\"offset_m\":", along.offset_m);
        out.extend_from_slice(b",\"geometry\":");
        line_string(out, &self.places);
        out.push(b'}');
    }
}

impl<'a> CrossingBody<'a> {
    pub fn new(of: Option<&'a str>, crossing: &'a CrossingOf) -> Self {
        CrossingBody { of, crossing }
    }

    pub fn write(&self, out: &mut Vec<u8>) {
        let at = &self.crossing.crossing;
        open(out, self.of, &self.crossing.placed);
        number::<3>(out, b",\"at_m\":", at.at_m);
        number::<9>(out, b",\"lon\":", at.point.x);
        number::<9>(out, b",\"lat\":", at.point.y);
        number::<3>(out, b",\"angle_deg\":", at.angle_deg);
        out.push(b'}');
    }
}

/// Which feature it is, with what a reader wants to know of it at once.
fn open(out: &mut Vec<u8>, of: Option<&str>, placed: &Placed) {
    let item = &placed.item;
    out.push(b'{');
    if let Some(of) = of {
        out.extend_from_slice(b"\"feature\":");
        string(out, of);
        out.push(b',');
    }
    out.extend_from_slice(b"\"layer\":\"");
    out.extend_from_slice(item.collection().word().as_bytes());
    out.extend_from_slice(b"\",\"id\":");
    integer(out, placed.id);
    let mut text = |name: &[u8], text: &str| {
        out.extend_from_slice(name);
        string(out, text);
    };
    text(b",\"code\":", item.code());
    if let Some(status) = item.status() {
        text(b",\"status\":", status.word());
    }
    match (item, item.holder()) {
        (Item::Cable(cable), _) => {
            text(b",\"operator\":", &cable.operator);
            text(b",\"placement\":", cable.placement.word());
        }
        (Item::Zone(zone), _) => text(b",\"name\":", &zone.name),
        (_, Some(owner)) => text(b",\"owner\":", owner),
        (_, None) => {}
    }
}

fn number<const DECIMALS: usize>(out: &mut Vec<u8>, name: &[u8], number: f64) {
    out.extend_from_slice(name);
    fixed::<DECIMALS>(out, number);
}

impl Serialize for StretchBody<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        written(|out| self.write(out), serializer)
    }
}

impl Serialize for CrossingBody<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        written(|out| self.write(out), serializer)
    }
}

/// What was written by hand as a part of something else.
fn written<S: Serializer>(write: impl FnOnce(&mut Vec<u8>), serializer: S) -> Result<S::Ok, S::Error> {
    let mut out = Vec::new();
    write(&mut out);
    let text = String::from_utf8(out).map_err(S::Error::custom)?;
    RawValue::from_string(text).map_err(S::Error::custom)?.serialize(serializer)
}

/// To the millimetre; a stretch is never told longer than it is by more than half of one.
pub(super) fn millimetres(m: f64) -> f64 {
    (m * 1e3).round() / 1e3
}

pub(super) fn line_geometry(coords: Vec<Coord>) -> geojson::Geometry {
    let coords = coords.into_iter().map(crate::model::feature::round_coord).collect::<LineString<f64>>();
    geojson::Geometry::new(geojson::GeometryValue::from(&coords))
}
