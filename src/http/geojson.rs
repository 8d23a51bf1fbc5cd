//! Features as GeoJSON, written straight into bytes: a page of a thousand features is the hottest answer there is.

use super::crs::WireCrs;
use super::digits::{Digits, LONGEST_POSITION, fixed, integer};
use crate::atlas::{Placed, Shape};
use crate::crs::Grid;
use crate::geometry::Coord;
use crate::model::field::Seen;
use crate::model::{Collection, Day, Field};
use geo_types::MultiPolygon;
use std::io::Write;
use std::sync::LazyLock;

/// Of each collection the names of its fields as they stand in front of their values: `,"code":`.
static KEYS: LazyLock<[Vec<Box<[u8]>>; 4]> = LazyLock::new(|| {
    let key = |field: &Field| format!(",\"{}\":", field.name).into_bytes().into();
    Collection::ALL.map(|collection| collection.fields().iter().map(key).collect())
});

/// Writes features in one coordinate system.
#[derive(Clone, Copy, Debug)]
pub struct Writer<'a> {
    pub crs: WireCrs,
    pub grid: &'a Grid,
}

impl Writer<'_> {
    /// A feature without its closing brace, so that the caller may add members.
    pub fn open_feature(&self, out: &mut Vec<u8>, placed: &Placed) {
        out.extend_from_slice(b"{\"type\":\"Feature\",\"id\":");
        integer(out, placed.id);
        out.extend_from_slice(b",\"geometry\":");
        self.geometry(out, placed);
        out.extend_from_slice(b",\"properties\":{");
        let item = &placed.item;
        item.look(|seen| {
            for (index, (key, value)) in KEYS[item.collection() as usize].iter().zip(seen).enumerate() {
                out.extend_from_slice(if index > 0 { key } else { &key[1..] });
                write_value(out, *value);
            }
        });
        if let Some(line) = placed.line() {
            out.extend_from_slice(b",\"length_m\":");
            fixed::<3>(out, line.measured.length_m());
        }
        out.push(b'}');
    }

    pub fn feature(&self, out: &mut Vec<u8>, placed: &Placed) {
        self.open_feature(out, placed);
        out.push(b'}');
    }

    fn geometry(&self, out: &mut Vec<u8>, placed: &Placed) {
        match &*placed.shape {
            Shape::Line(line) => {
                out.extend_from_slice(b"{\"type\":\"LineString\",\"coordinates\":");
                let coords = line.measured.coords();
                match self.crs {
                    WireCrs::Crs84 => line.written.add_to(out, |out| self.places(out, coords)),
                    _ => self.places(out, coords),
                }
            }
            Shape::Point { place, .. } => {
                out.extend_from_slice(b"{\"type\":\"Point\",\"coordinates\":");
                self.place(out, *place);
            }
            Shape::Area(of) => {
                out.extend_from_slice(b"{\"type\":\"MultiPolygon\",\"coordinates\":");
                self.area(out, &of.area);
            }
        }
        out.push(b'}');
    }

    fn area(&self, out: &mut Vec<u8>, area: &MultiPolygon<f64>) {
        list(out, &area.0, |out, part| {
            out.push(b'[');
            self.places(out, &part.exterior().0);
            for ring in part.interiors() {
                out.push(b',');
                self.places(out, &ring.0);
            }
            out.push(b']');
        });
    }

    fn places(&self, out: &mut Vec<u8>, places: &[Coord]) {
        positions(out, places.iter().map(|place| self.crs.of_lonlat(*place, self.grid)), self.crs.decimals());
    }

    fn place(&self, out: &mut Vec<u8>, place: Coord) {
        position(out, self.crs.of_lonlat(place, self.grid), self.crs.decimals());
    }
}

/// A lon/lat place.
pub fn place(out: &mut Vec<u8>, at: Coord) {
    position(out, at, WireCrs::Crs84.decimals());
}

fn position(out: &mut Vec<u8>, at: Coord, decimals: u32) {
    let mut text = Digits::<LONGEST_POSITION>::new();
    text.position(at, decimals);
    text.add_to(out);
}

fn positions(out: &mut Vec<u8>, places: impl Iterator<Item = Coord>, decimals: u32) {
    let mut text = Digits::<512>::new();
    text.put(b'[');
    for (index, at) in places.enumerate() {
        if index > 0 {
            text.put(b',');
        }
        if !text.has_room_for(LONGEST_POSITION) {
            out.extend_from_slice(text.as_slice());
            text.clear();
        }
        text.position(at, decimals);
    }
    text.put(b']');
    out.extend_from_slice(text.as_slice());
}

pub fn list<T>(out: &mut Vec<u8>, items: &[T], mut write: impl FnMut(&mut Vec<u8>, &T)) {
    out.push(b'[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write(out, item);
    }
    out.push(b']');
}

fn write_value(out: &mut Vec<u8>, value: Seen) {
    match value {
        Seen::Null => out.extend_from_slice(b"null"),
        Seen::Text(text) => string(out, text),
        Seen::Integer(number) => integer(out, number),
        // Writing to memory does not fail.
        Seen::Number(number) => drop(serde_json::to_writer(out, &number)),
        Seen::Date(day) => date(out, day),
    }
}

fn date(out: &mut Vec<u8>, day: Day) {
    let Some(date) = day.date().filter(|date| (0..=9999).contains(&date.year())) else {
        return drop(write!(out, "\"{day}\""));
    };
    let two = |number: i8| PAIRS[number.unsigned_abs() as usize];
    let year = date.year().unsigned_abs();
    let [[a, b], [c, d]] = [PAIRS[usize::from(year / 100)], PAIRS[usize::from(year % 100)]];
    let ([e, f], [g, h]) = (two(date.month()), two(date.day()));
    out.extend_from_slice(&[b'"', a, b, c, d, b'-', e, f, b'-', g, h, b'"']);
}

#[expect(clippy::needless_bitwise_bool, reason = "without branches many bytes are compared at once")]
pub fn string(out: &mut Vec<u8>, text: &str) {
    let is_plain = |byte: u8| (byte >= b' ') & (byte != b'"') & (byte != b'\\');
    // Without a way out before the end, so that many are looked at together: texts are short and nearly always plain.
    if text.bytes().fold(true, |plain, byte| plain & is_plain(byte)) {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else {
        // Writing to memory does not fail.
        drop(serde_json::to_writer(out, text));
    }
}

/// The numbers below a hundred, two digits each.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut number = 0;
    while number < 100 {
        pairs[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        number += 1;
    }
    pairs
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_where_they_must_be() {
        for text in ["Hồng Bàng", "\"quoted\"", "back\\slash", "line\nbreak", "\u{1}", ""] {
            let mut out = Vec::new();
            string(&mut out, text);
            assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
        }
        for day in [0, 18_062, -719_162, 2_932_896, i32::MAX] {
            let mut out = Vec::new();
            date(&mut out, Day(day));
            assert_eq!(String::from_utf8(out).unwrap(), format!("\"{}\"", Day(day)));
        }
    }
}
