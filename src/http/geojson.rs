//! Features as GeoJSON, written straight into bytes: a page of a thousand features is the hottest answer there is.

use super::crs::WireCrs;
use crate::atlas::{Placed, Shape};
use crate::crs::Grid;
use crate::geometry::Coord;
use crate::model::Day;
use crate::model::field::Seen;
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
        item.look(|seen| {
            for (index, (field, value)) in item.collection().fields().iter().zip(seen).enumerate() {
                out.extend_from_slice(if index > 0 { b",\"" } else { b"\"" });
                out.extend_from_slice(field.name.as_bytes());
                out.extend_from_slice(b"\":");
                write_value(out, *value);
            }
        });
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
        position(out, self.crs.of_lonlat(place, self.grid), self.crs.decimals());
    }
}

fn position(out: &mut Vec<u8>, at: Coord, decimals: u32) {
    out.push(b'[');
    fixed(out, at.x, decimals);
    out.push(b',');
    fixed(out, at.y, decimals);
    out.push(b']');
}

/// The members of a lon/lat line, as a geometry has them.
pub fn line_string(out: &mut Vec<u8>, places: &[Coord]) {
    out.extend_from_slice(b"{\"type\":\"LineString\",\"coordinates\":");
    list(out, places, |out, place| position(out, *place, WireCrs::Crs84.decimals()));
    out.push(b'}');
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

pub fn string(out: &mut Vec<u8>, text: &str) {
    if text.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else {
        // Writing to memory does not fail.
        drop(serde_json::to_writer(out, text));
    }
}

pub fn integer(out: &mut Vec<u8>, number: i64) {
    digits(out, number < 0, number.unsigned_abs(), 0);
}

/// A number with at most so many decimals, without zeros at its end. Coordinates are whole billionths of a degree, so
/// nine decimals are all of them: what is written reads back as the same double. Not finite: `null`.
pub fn fixed(out: &mut Vec<u8>, number: f64, decimals: u32) {
    let scaled = number.abs() * SCALES[decimals as usize] as f64 + 0.5;
    if scaled < 9e18 {
        let units = scaled as u64;
        digits(out, number < 0.0 && units > 0, units, decimals as usize);
    } else {
        out.extend_from_slice(b"null");
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

/// Where the point stands while a number is written: sign and whole digits end there, and decimals begin.
const POINT: usize = 24;

/// The digits of a number that counts units of the last of `decimals` places, of which there are nine at most.
fn digits(out: &mut Vec<u8>, negative: bool, number: u64, decimals: usize) {
    let scale = SCALES[decimals];
    let (whole, rest) = (number / scale, number % scale);
    let mut text = [b'0'; 36];
    let mut at = POINT;
    let mut left = whole;
    while left >= 100 {
        at -= 2;
        text[at..at + 2].copy_from_slice(&PAIRS[(left % 100) as usize]);
        left /= 100;
    }
    at -= 2;
    text[at..at + 2].copy_from_slice(&PAIRS[left as usize]);
    at += usize::from(left < 10);
    if negative {
        at -= 1;
        text[at] = b'-';
    }
    let mut end = POINT;
    if rest > 0 {
        text[POINT] = b'.';
        // As billionths they are nine digits: four, four and one, no division waiting for the one before.
        let billionths = (rest * SCALES[9 - decimals]) as u32;
        let (first, others) = (billionths / 100_000, billionths % 100_000);
        let (second, last) = (others / 10, others % 10);
        text[POINT + 1..POINT + 3].copy_from_slice(&PAIRS[(first / 100) as usize]);
        text[POINT + 3..POINT + 5].copy_from_slice(&PAIRS[(first % 100) as usize]);
        text[POINT + 5..POINT + 7].copy_from_slice(&PAIRS[(second / 100) as usize]);
        text[POINT + 7..POINT + 9].copy_from_slice(&PAIRS[(second % 100) as usize]);
        text[POINT + 9] = b'0' + last as u8;
        end = POINT + 1 + decimals;
        while text[end - 1] == b'0' {
            end -= 1;
        }
    }
    out.extend_from_slice(&text[at..end]);
}

const SCALES: [u64; 10] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

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
            (-0.000_4, 3, "0"),
            (100.0, 9, "100"),
            (12_345_678.125, 2, "12345678.13"),
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

    proptest! {
        #[test]
        fn a_number_is_written_as_it_is_rounded(number in -1e9..1e9_f64, decimals in 0_u32..10) {
            let written: f64 = told(number, decimals).parse().unwrap();
            prop_assert!((written - number).abs() <= 0.500_001 / 10_f64.powi(decimals.cast_signed()) + number.abs() * 1e-15);
        }

        #[test]
        fn a_kept_coordinate_reads_back_as_the_same_double(billionths in -180_000_000_000_i64..180_000_000_000) {
            let degree = crate::model::feature::round_degree(billionths as f64 / 1e9);
            prop_assert_eq!(told(degree, 9).parse::<f64>().unwrap(), degree);
        }
    }
}
