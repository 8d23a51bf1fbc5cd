//! Rows that lie together: their boxes and days, number by number side by side, so that eight are compared at once.

use super::tree::{Box32, rounded_down, rounded_up};
use crate::geometry::Coord;
use crate::model::Day;
use rstar::{AABB, Envelope};
use std::array::from_fn;
use std::ops::{BitAnd, BitOr};
use wide::{f32x8, i32x8};

/// So many rows a block; the boxes of a city's blocks are few enough to stay in the nearest memory.
pub(super) const ROWS: usize = 32;
/// So many are compared at once.
const LANES: usize = 8;

/// One number of each row.
type Of32<Lanes> = [Lanes; ROWS / LANES];

#[derive(Clone, Debug)]
#[repr(align(64))]
pub(super) struct Block {
    low: [Of32<f32x8>; 2],
    high: [Of32<f32x8>; 2],
    from: Of32<i32x8>,
    /// The last day that is meant, [`Day::MAX`] while open.
    last: Of32<i32x8>,
}

/// Some rows of a block, a bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Some32(u32);

/// The squares of how far the boxes of a block are from a place, at least.
#[derive(Clone, Copy, Debug)]
pub(super) struct Far32(Of32<f32x8>);

impl Block {
    /// At most [`ROWS`] rows, each with the days from which on and up to which it is valid; the last day is not.
    pub fn of(rows: impl Iterator<Item = (Box32, Day, Option<Day>)>) -> Self {
        // What is no row lies nowhere, and never.
        let (mut low, mut high) = ([[f32::INFINITY; ROWS]; 2], [[f32::NEG_INFINITY; ROWS]; 2]);
        let (mut from, mut last) = ([Day::MAX.0; ROWS], [Day::MIN.0; ROWS]);
        for (row, (around, first, end)) in rows.take(ROWS).enumerate() {
            for axis in 0..2 {
                low[axis][row] = around.lower()[axis];
                high[axis][row] = around.upper()[axis];
            }
            from[row] = first.0;
            last[row] = end.map_or(Day::MAX.0, |end| end.0.saturating_sub(1));
        }
        let floats = |of: [f32; ROWS]| from_fn(|part| f32x8::new(from_fn(|lane| of[part * LANES + lane])));
        let days = |of: [i32; ROWS]| from_fn(|part| i32x8::new(from_fn(|lane| of[part * LANES + lane])));
        Block { low: low.map(floats), high: high.map(floats), from: days(from), last: days(last) }
    }

    pub fn around(&self, row: usize) -> Box32 {
        let number = |of: &Of32<f32x8>| of[row / LANES].as_array()[row % LANES];
        AABB::from_corners([number(&self.low[0]), number(&self.low[1])], [number(&self.high[0]), number(&self.high[1])])
    }

    /// Around all rows.
    pub fn around_all(&self) -> Box32 {
        (0..ROWS)
            .map(|row| self.around(row))
            .filter(|around| around.lower()[0].is_finite())
            .fold(AABB::new_empty(), |all, one| all.merged(&one))
    }

    /// The rows whose box touches the window.
    pub fn touching(&self, window: &Box32) -> Some32 {
        let (low, high) = (window.lower().map(f32x8::splat), window.upper().map(f32x8::splat));
        let along = |axis: usize, part: usize| {
            self.low[axis][part].simd_le(high[axis]) & self.high[axis][part].simd_ge(low[axis])
        };
        Some32::of_parts(|part| (along(0, part) & along(1, part)).to_bitmask())
    }

    pub fn valid_at(&self, day: Day) -> Some32 {
        let day = i32x8::splat(day.0);
        Some32::of_parts(|part| (self.from[part].simd_le(day) & self.last[part].simd_ge(day)).to_bitmask())
    }

    /// The squares of how far the boxes are from a place of the tree's plane, at least; zero inside.
    pub fn distances_2(&self, at: Coord) -> Far32 {
        let at = [at.x, at.y].map(|number| [rounded_down(number), rounded_up(number)].map(f32x8::splat));
        let off = |axis: usize, part: usize| {
            let [below, above] = at[axis];
            (self.low[axis][part] - above).fast_max(below - self.high[axis][part]).fast_max(f32x8::ZERO)
        };
        Far32(from_fn(|part| {
            let (x, y) = (off(0, part), off(1, part));
            // Each of the five steps may have rounded up.
            (x * x + y * y) * f32x8::splat(1.0 - 4.0 * f32::EPSILON)
        }))
    }

    /// All that it is made of.
    pub fn all_lists(&self, look: impl Fn(&[f32x8]), look_at_days: impl Fn(&[i32x8])) {
        look(self.low.as_flattened());
        look(self.high.as_flattened());
        look_at_days(&self.from);
        look_at_days(&self.last);
    }
}

impl Far32 {
    /// The rows that are no farther.
    pub fn within(&self, reach_2: f32) -> Some32 {
        Some32::of_parts(|part| self.0[part].simd_le(f32x8::splat(reach_2)).to_bitmask())
    }

    pub fn of(&self, row: usize) -> f32 {
        self.0[row / LANES].as_array()[row % LANES]
    }
}

impl Some32 {
    pub const NONE: Some32 = Some32(0);

    /// `mask`: a bit for each row of a part.
    fn of_parts(mask: impl Fn(usize) -> u32) -> Self {
        Some32((0..ROWS / LANES).fold(0, |some, part| some | mask(part) << (LANES * part)))
    }

    pub fn rows(self) -> impl Iterator<Item = usize> {
        let without_first = |some: &u32| (*some > 0).then(|| some & (some - 1));
        std::iter::successors(Some(self.0), without_first)
            .take_while(|some| *some > 0)
            .map(|some| some.trailing_zeros() as usize)
    }
}

impl BitAnd for Some32 {
    type Output = Some32;

    fn bitand(self, other: Some32) -> Some32 {
        Some32(self.0 & other.0)
    }
}

impl BitOr for Some32 {
    type Output = Some32;

    fn bitor(self, other: Some32) -> Some32 {
        Some32(self.0 | other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::distance_2_to_box;
    use super::*;
    use proptest::prelude::*;

    fn boxed() -> impl Strategy<Value = (Box32, Day, Option<Day>)> {
        let days = (0..9, prop::option::of(0..9));
        (-4.0..4.0_f32, -4.0..4.0_f32, 0.0..1.0_f32, 0.0..1.0_f32, days).prop_map(|(x, y, wide, high, (from, to))| {
            (AABB::from_corners([x, y], [x + wide, y + high]), Day(from), to.map(|to| Day(from + 1 + to)))
        })
    }

    proptest! {
        #[test]
        fn a_block_tells_of_all_its_rows_what_each_would_tell(
            boxes in prop::collection::vec(boxed(), 0..=ROWS), (window, _, _) in boxed(), x in -5.0..5.0, y in -5.0..5.0_f64, day in 0..20,
        ) {
            let block = Block::of(boxes.iter().copied());
            let place = Coord { x, y };
            let touching: Vec<usize> = block.touching(&window).rows().collect();
            let valid: Vec<usize> = block.valid_at(Day(day)).rows().collect();
            let distances_2 = block.distances_2(place);
            let within: Vec<usize> = distances_2.within(4.0).rows().collect();
            for (row, (around, from, to)) in boxes.iter().enumerate() {
                prop_assert_eq!(block.around(row), *around);
                prop_assert_eq!(touching.contains(&row), around.intersects(&window));
                prop_assert_eq!(valid.contains(&row), *from <= Day(day) && to.is_none_or(|to| Day(day) < to));
                prop_assert_eq!(within.contains(&row), distances_2.of(row) <= 4.0);
                let (exactly, told) = (distance_2_to_box(place, around), f64::from(distances_2.of(row)));
                prop_assert!(told <= exactly && told.sqrt() >= exactly.sqrt() * (1.0 - 1e-6) - 1e-6, "{told} of {exactly}");
            }
            prop_assert!(touching.iter().chain(&valid).all(|row| *row < boxes.len()));
            prop_assert!((boxes.len()..ROWS).all(|row| distances_2.of(row).is_infinite()));
        }
    }
}
