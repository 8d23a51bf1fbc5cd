//! Features as GeoJSON, written straight into bytes: a page of a thousand features is the hottest answer there is.

use super::crs::WireCrs;
use crate::atlas::{Placed, Shape};
use crate::crs::Grid;
use crate::geometry::Coord;
use crate::model::Value;
use geo_types::MultiPolygon;
use std::io::Write;

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
        for (index, (field, value)) in item.collection().fields().iter().zip(item.values()).enumerate() {
            if index > 0 {
                out.push(b',');
            }
            out.push(b'"');
            out.extend_from_slice(field.name.as_bytes());
            out.extend_from_slice(b"\":");
            write_value(out, &value);
        }
        if let Some(line) = placed.line() {
            out.extend_from_slice(b",\"length_m\":");
            fixed(out, line.measured.length_m(), 3);
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
                self.places(out, line.measured.coords());
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
        list(out, places, |out, place| self.place(out, *place));
    }

    fn place(&self, out: &mut Vec<u8>, place: Coord) {
        let at = self.crs.of_lonlat(place, self.grid);
        out.push(b'[');
        fixed(out, at.x, self.crs.decimals());
        out.push(b',');
        fixed(out, at.y, self.crs.decimals());
        out.push(b']');
    }
}

fn list<T>(out: &mut Vec<u8>, items: &[T], mut write: impl FnMut(&mut Vec<u8>, &T)) {
    out.push(b'[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write(out, item);
    }
    out.push(b']');
}

fn write_value(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Text(text) => string(out, text),
        Value::Integer(number) => integer(out, *number),
        // Writing to memory does not fail.
        Value::Number(number) => drop(serde_json::to_writer(out, number)),
        Value::Date(day) => drop(write!(out, "\"{day}\"")),
    }
}

pub fn string(out: &mut Vec<u8>, text: &str) {
    drop(serde_json::to_writer(out, text));
}

pub fn integer(out: &mut Vec<u8>, number: i64) {
    digits(out, number < 0, number.unsigned_abs(), 0);
}

/// A number with at most so many decimals, without zeros at its end. Coordinates are whole billionths of a degree, so
/// nine decimals are all of them: what is written reads back as the same double. Not finite: `null`.
pub fn fixed(out: &mut Vec<u8>, number: f64, decimals: u32) {
    let scaled = (number * 10_f64.powi(decimals.cast_signed())).round();
    if scaled.abs() < 9e18 {
        let whole = scaled as i64;
        digits(out, whole < 0, whole.unsigned_abs(), decimals as usize);
    } else {
        out.extend_from_slice(b"null");
    }
}

/// The digits of a number that counts units of the last of `decimals` places.
fn digits(out: &mut Vec<u8>, negative: bool, mut number: u64, decimals: usize) {
    let mut text = [0_u8; 32];
    let mut at = text.len();
    let mut has_decimals = false;
    for _ in 0..decimals {
        let digit = (number % 10) as u8;
        number /= 10;
        has_decimals |= digit != 0;
        if has_decimals {
            at -= 1;
            text[at] = b'0' + digit;
        }
    }
    if has_decimals {
        at -= 1;
        text[at] = b'.';
    }
    loop {
        at -= 1;
        text[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    if negative {
        at -= 1;
        text[at] = b'-';
    }
    out.extend_from_slice(&text[at..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(number: f64, decimals: u32) -> String {
        let mut out = Vec::new();
        fixed(&mut out, number, decimals);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_are_written_as_people_write_them() {
        for (number, decimals, text) in [
            (106.687_5, 9, "106.6875"),
            (0.0, 9, "0"),
            (-0.5, 9, "-0.5"),
            (0.000_000_001, 9, "0.000000001"),
            (20.0, 9, "20"),
            (597_362.766_64, 4, "597362.7666"),
            (-106.0, 3, "-106"),
            (1234.0, 0, "1234"),
            (0.05, 3, "0.05"),
            (f64::NAN, 3, "null"),
        ] {
            assert_eq!(told(number, decimals), text);
        }
        let mut out = Vec::new();
        integer(&mut out, -1200);
        integer(&mut out, 0);
        assert_eq!(out, b"-12000");
    }

    proptest! {
        #[test]
        fn a_kept_coordinate_reads_back_as_the_same_double(billionths in -180_000_000_000_i64..180_000_000_000) {
            let degree = crate::model::feature::round_degree(billionths as f64 / 1e9);
            prop_assert_eq!(told(degree, 9).parse::<f64>().unwrap(), degree);
        }
    }
}
