//! Numbers as text, written side by side into a buffer: an answer is mostly coordinates.

use crate::geometry::Coord;

pub fn integer(out: &mut Vec<u8>, number: i64) {
    let mut text = Digits::<LONGEST_NUMBER>::new();
    text.integer(number);
    text.add_to(out);
}

/// A number with at most so many decimals, without zeros at its end. Coordinates are whole billionths of a degree, so
/// nine decimals are all of them: what is written reads back as the same double. Not finite: `null`.
pub fn fixed<const DECIMALS: usize>(out: &mut Vec<u8>, number: f64) {
    let mut text = Digits::<LONGEST_NUMBER>::new();
    text.fixed::<DECIMALS>(number);
    text.add_to(out);
}

const SCALES: [u64; 10] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

/// No number is longer.
pub const LONGEST_NUMBER: usize = 32;

/// No position is longer, with a bracket or a comma behind it.
pub const LONGEST_POSITION: usize = 2 * (LONGEST_NUMBER + 4);

/// The numbers below a thousand with a point behind them, and how long they are with it.
static WHOLES: [([u8; 4], u8); 1000] = {
    let mut wholes = [([b'.'; 4], 0); 1000];
    let mut number = 0;
    while number < 1000 {
        let digits = [b'0' + (number / 100) as u8, b'0' + (number / 10 % 10) as u8, b'0' + (number % 10) as u8];
        let skipped = (number < 100) as usize + (number < 10) as usize;
        let mut at = skipped;
        while at < 3 {
            wholes[number].0[at - skipped] = digits[at];
            at += 1;
        }
        wholes[number].1 = 4 - skipped as u8;
        number += 1;
    }
    wholes
};

/// Numbers on their way to the body, copied there at once.
#[derive(Debug)]
pub struct Digits<const ROOM: usize> {
    text: [u8; ROOM],
    end: usize,
}

impl<const ROOM: usize> Digits<ROOM> {
    pub fn new() -> Self {
        Digits { text: [0; ROOM], end: 0 }
    }

    pub fn as_slice(&self) -> &[u8] {
        &self.text[..self.end]
    }

    /// So many bytes that their number is known beforehand are copied in a few steps, the few that are meant would take a call.
    pub fn add_to(&self, out: &mut Vec<u8>) {
        let begin = out.len();
        out.extend_from_slice(&self.text);
        out.truncate(begin + self.end);
    }

    pub fn has_room_for(&self, bytes: usize) -> bool {
        self.end + bytes <= ROOM
    }

    pub fn clear(&mut self) {
        self.end = 0;
    }

    pub fn put(&mut self, byte: u8) {
        self.text[self.end] = byte;
        self.end += 1;
    }

    pub fn put_all(&mut self, text: &[u8]) {
        self.text[self.end..self.end + text.len()].copy_from_slice(text);
        self.end += text.len();
    }

    pub fn integer(&mut self, number: i64) {
        if number < 0 {
            self.put(b'-');
        }
        self.whole(number.unsigned_abs());
    }

    /// A number behind its name, with all that stands about that; at most nine decimals.
    pub fn named<const DECIMALS: usize>(&mut self, name: &[u8], number: f64) {
        self.put_all(name);
        self.fixed::<DECIMALS>(number);
    }

    /// At most twenty digits.
    fn whole(&mut self, number: u64) {
        let digits = digits_of_eight(number % EIGHT_DIGITS);
        let skipped = if number < EIGHT_DIGITS {
            // Zeros in front stand in the lowest bytes; of nothing but zeros one is written.
            (digits.trailing_zeros() / 8).min(7)
        } else {
            self.whole(number / EIGHT_DIGITS);
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
        // The machine knows signed numbers only.
        let units = (scaled as i64).unsigned_abs();
        let (whole, rest) = (units / scale, units % scale);
        self.text[self.end] = b'-';
        self.end += usize::from(number < 0.0 && units > 0);
        // Degrees are short.
        if let Some((text, length)) = WHOLES.get(whole as usize) {
            self.text[self.end..self.end + 4].copy_from_slice(text);
            self.end += usize::from(*length);
        } else {
            self.whole(whole);
            self.put(b'.');
        }
        // As billionths they are nine digits: eight that are parted together, and one.
        let billionths = rest * const { SCALES[9 - DECIMALS] };
        let (eight, last) = (digits_of_eight(billionths / 10), (billionths % 10) as u8);
        let zeros = if last > 0 { 0 } else { 1 + eight.leading_zeros() as usize / 8 };
        let text = &mut self.text[self.end..self.end + 9];
        text[..8].copy_from_slice(&(eight | ZEROS).to_le_bytes());
        text[8] = b'0' + last;
        // The point goes, too, where nothing follows it.
        self.end = self.end + 9 - zeros - usize::from(rest == 0);
    }

    pub fn position(&mut self, at: Coord, decimals: u32) {
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
