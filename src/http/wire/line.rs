//! A stretch along a feature and a crossing with one, as `/overlaps` and `/check` tell them.

use super::super::digits::{Digits, LONGEST_NUMBER};
use super::super::geojson::string;
use super::course::Course;
use crate::atlas::{AlongFeature, CrossingOf, Placed};
use crate::geometry::Coord;
use crate::model::Item;
use geo_types::LineString;
use serde::ser::Error;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// Room for four numbers with their names.
const FOUR_NUMBERS: usize = 4 * (LONGEST_NUMBER + 16);

/// Room for a layer and an id with their names.
const HEAD: usize = 96;

/// A part of an answer that was written by hand.
#[derive(Debug)]
pub struct ByHand(Vec<u8>);

impl ByHand {
    pub fn new(write: impl FnOnce(&mut Vec<u8>)) -> Self {
        let mut text = Vec::new();
        write(&mut text);
        ByHand(text)
    }
}

impl Serialize for ByHand {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::from_slice::<&RawValue>(&self.0).map_err(S::Error::custom)?.serialize(serializer)
    }
}

/// A stretch of an asked line along a feature. `of`: which of several asked lines; `course`: that line's.
pub fn write_stretch(out: &mut Vec<u8>, of: Option<&str>, stretch: &AlongFeature, course: &Course) {
    let along = &stretch.along;
    open(out, of, &stretch.placed);
    let mut text = Digits::<FOUR_NUMBERS>::new();
    text.named::<3>(b",\"from_m\":", along.from_m);
    text.named::<3>(b",\"to_m\":", along.to_m);
    text.named::<3>(b",\"length_m\":", along.length_m);
    text.named::<3>(b",\"offset_m\":", along.offset_m);
    text.add_to(out);
    out.extend_from_slice(b",\"geometry\":");
    course.write_part(out, along.from, along.to);
    out.push(b'}');
}

/// A crossing of an asked line with a feature. `of`: which of several asked lines.
pub fn write_crossing(out: &mut Vec<u8>, of: Option<&str>, crossing: &CrossingOf) {
    let at = &crossing.crossing;
    open(out, of, &crossing.placed);
    let mut text = Digits::<FOUR_NUMBERS>::new();
    text.named::<3>(b",\"at_m\":", at.at_m);
    text.named::<9>(b",\"lon\":", at.point.x);
    text.named::<9>(b",\"lat\":", at.point.y);
    text.named::<3>(b",\"angle_deg\":", at.angle_deg);
    text.put(b'}');
    text.add_to(out);
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
    let mut text = Digits::<HEAD>::new();
    text.put_all(b"\"layer\":\"");
    text.put_all(item.collection().word().as_bytes());
    text.put_all(b"\",\"id\":");
    text.integer(placed.id);
    text.put_all(b",\"code\":");
    text.add_to(out);
    string(out, item.code());
    if let Some(status) = item.status() {
        word(out, b",\"status\":\"", status.word());
    }
    let mut text = |name: &[u8], text: &str| {
        out.extend_from_slice(name);
        string(out, text);
    };
    match (item, item.holder()) {
        (Item::Cable(cable), _) => {
            text(b",\"operator\":", &cable.operator);
            word(out, b",\"placement\":\"", cable.placement.word());
        }
        (Item::Zone(zone), _) => text(b",\"name\":", &zone.name),
        (_, Some(owner)) => text(b",\"owner\":", owner),
        (_, None) => {}
    }
}

/// One of our own words, which needs no escaping. `name`: with the quotation mark in front of it.
fn word(out: &mut Vec<u8>, name: &[u8], word: &str) {
    out.extend_from_slice(name);
    out.extend_from_slice(word.as_bytes());
    out.push(b'"');
}

/// To the millimetre; a stretch is never told longer than it is by more than half of one.
pub(super) fn millimetres(m: f64) -> f64 {
    (m * 1e3).round() / 1e3
}

pub(super) fn line_geometry(coords: Vec<Coord>) -> geojson::Geometry {
    let coords = coords.into_iter().map(crate::model::feature::round_coord).collect::<LineString<f64>>();
    geojson::Geometry::new(geojson::GeometryValue::from(&coords))
}
