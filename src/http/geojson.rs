//! Features as GeoJSON, written straight into bytes: a page of a thousand features is the hottest answer there is.

use super::crs::WireCrs;
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
        positions(out, places.iter().map(|place| self.crs.of_lonlat(*place, self.grid)), self.crs.decimals());
    }

    fn place(&self, out: &mut Vec<u8>, place: Coord) {
        position(out, self.crs.of_lonlat(place, self.grid), self.crs.decimals());
    }
}

fn position(out: &mut Vec<u8>, at: Coord, decimals: u32) {
    let mut text = Digits::<LONGEST_POSITION>::new();
    text.position(at, decimals);
    out.extend_from_slice(text.as_slice());
}

fn positions(out: &mut Vec<u8>, places: impl Iterator<Item = Coord>, decimals: u32) {
    let mut text = Digits::<512>::new();
    text.put(b'[');
    for (index, at) in places.enumerate() {
        if index > 0 {
            text.put(b',');
        }
        if text.end + LONGEST_POSITION > text.text.len() {
            out.extend_from_slice(text.as_slice());
            text.end = 0;
        }
        text.position(at, decimals);
    }
    text.put(b']');
    out.extend_from_slice(text.as_slice());
}

/// The members of a lon/lat line, as a geometry has them.
pub fn line_string(out: &mut Vec<u8>, places: &[Coord]) {
    out.extend_from_slice(b"{\"type\":\"LineString\",\"coordinates\":");
    positions(out, places.iter().copied(), WireCrs::Crs84.decimals());
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

pub fn integer(out: &mut Vec<u8>, number: i64) {
    let mut text = Digits::<32>::new();
    text.whole(number < 0, number.unsigned_abs());
    out.extend_from_slice(text.as_slice());
}

/// A number with at most so many decimals, without zeros at its end. Coordinates are whole billionths of a degree, so
/// nine decimals are all of them: what is written reads back as the same double. Not finite: `null`.
pub fn fixed<const DECIMALS: usize>(out: &mut Vec<u8>, number: f64) {
    let mut text = Digits::<64>::new();
    text.fixed::<DECIMALS>(number);
    out.extend_from_slice(text.as_slice());
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

const SCALES: [u64; 10] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

/// No position is longer, with a bracket or a comma behind it.
const LONGEST_POSITION: usize = 80;

/// Numbers on their way to the body, written side by side and copied at once.
#[derive(Debug)]
struct Digits<const ROOM: usize> {
    text: [u8; ROOM],
    end: usize,
}

impl<const ROOM: usize> Digits<ROOM> {
    fn new() -> Self {
        Digits { text: [0; ROOM], end: 0 }
    }

    fn as_slice(&self) -> &[u8] {
        &self.text[..self.end]
    }

    fn put(&mut self, byte: u8) {
        self.text[self.end] = byte;
        self.end += 1;
    }

    /// At most twenty digits and a sign.
    fn whole(&mut self, negative: bool, number: u64) {
        if negative {
            self.put(b'-');
        }
        // Degrees are short, and known to be.
        match number {
            0..10 => self.put(b'0' + number as u8),
            10..100 => self.pair(number),
            100..1000 => {
                self.put(b'0' + (number / 100) as u8);
                self.pair(number % 100);
            }
            _ => self.long(number),
        }
    }

    fn pair(&mut self, number: u64) {
        self.text[self.end..self.end + 2].copy_from_slice(&PAIRS[number as usize]);
        self.end += 2;
    }

    fn long(&mut self, number: u64) {
        let digits = digits_of_eight(number % EIGHT_DIGITS);
        let skipped = if number < EIGHT_DIGITS {
            // Zeros in front stand in the lowest bytes.
            digits.trailing_zeros() / 8
        } else {
            self.whole(false, number / EIGHT_DIGITS);
            0
        };
        let text = (digits | ZEROS) >> (8 * skipped);
        self.text[self.end..self.end + 8].copy_from_slice(&text.to_le_bytes());
        self.end += 8 - skipped as usize;
    }

    /// See [`fixed`]; at most nine decimals.
    fn fixed<const DECIMALS: usize>(&mut self, number: f64) {
        let scale = const { SCALES[DECIMALS] };
        let scaled = number.abs() * scale as f64 + 0.5;
        if scaled.is_nan() || scaled >= 9e18 {
            b"null".iter().for_each(|byte| self.put(*byte));
            return;
        }
        let units = scaled as u64;
        self.whole(number < 0.0 && units > 0, units / scale);
        let rest = units % scale;
        if rest == 0 {
            return;
        }
        // As billionths they are nine digits: eight that are parted together, and one.
        let billionths = rest * const { SCALES[9 - DECIMALS] };
        let (eight, last) = (digits_of_eight(billionths / 10), (billionths % 10) as u8);
        let zeros = if last > 0 { 0 } else { 1 + eight.leading_zeros() as usize / 8 };
        let (point, decimals) = (self.end, self.end + 1);
        self.text[point] = b'.';
        self.text[decimals..decimals + 8].copy_from_slice(&(eight | ZEROS).to_le_bytes());
        self.text[decimals + 8] = b'0' + last;
        self.end = decimals + 9 - zeros;
    }

    fn position(&mut self, at: Coord, decimals: u32) {
        // The compiler makes of each number of decimals its own code, in which nothing is divided.
        match decimals {
            9 => self.position_of::<9>(at),
            _ => self.position_of::<4>(at),
        }
    }

    fn position_of<const DECIMALS: usize>(&mut self, at: Coord) {
        self.put(b'[');
        self.fixed::<DECIMALS>(at.x);
        self.put(b',');
        self.fixed::<DECIMALS>(at.y);
        self.put(b']');
    }
}

const EIGHT_DIGITS: u64 = 100_000_000;

/// Eight zeros as text.
const ZEROS: u64 = u64::from_le_bytes([b'0'; 8]);

/// The eight digits of a number below 10⁸, one a byte, the first one lowest: halves of four digits side by side, in them halves
/// of two, in them digits, each step for all at once. Divided is by multiplying (H. S. Warren, Hacker's Delight, ch. 10): by 100
/// below 10⁴, and by 10 below 100.
fn digits_of_eight(number: u64) -> u64 {
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    let hundreds = ((fours * 10_486) >> 20) & 0x0000_007f_0000_007f;
    let twos = hundreds | ((fours - 100 * hundreds) << 16);
    let tens = ((twos * 103) >> 10) & 0x000f_000f_000f_000f;
    tens | ((twos - 10 * tens) << 8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(number: f64, decimals: u32) -> String {
        let mut out = Vec::new();
        match decimals {
            0 => fixed::<0>(&mut out, number),
            2 => fixed::<2>(&mut out, number),
            3 => fixed::<3>(&mut out, number),
            4 => fixed::<4>(&mut out, number),
            _ => fixed::<9>(&mut out, number),
        }
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
            (123_456_789.5, 3, "123456789.5"),
            (1_234_567_890_123.0, 3, "1234567890123"),
            (f64::NAN, 3, "null"),
        ] {
            assert_eq!(told(number, decimals), text);
        }
        let mut out = Vec::new();
        integer(&mut out, -1200);
        integer(&mut out, 0);
        assert_eq!(out, b"-12000");
        for number in [99_999_999, 100_000_000, 100_000_007, -100_000_000, 9_007_199_254_740_993, i64::MIN, i64::MAX] {
            let mut out = Vec::new();
            integer(&mut out, number);
            assert_eq!(String::from_utf8(out).unwrap(), number.to_string());
        }
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
        fn a_number_is_written_as_it_is_rounded(number in -1e9..1e9_f64, decimals in prop::sample::select(vec![0_u32, 2, 3, 4, 9])) {
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
