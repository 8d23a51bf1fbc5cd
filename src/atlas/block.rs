//! Rows that lie together: their boxes and days, number by number side by side, so that many are compared at once.

use super::tree::{Box32, rounded_down, rounded_up};
use crate::geometry::Coord;
use crate::model::Day;
use rstar::{AABB, Envelope};
use std::ops::{BitAnd, BitOr};

/// So many rows a block; the boxes of a city's blocks are few enough to stay in the nearest memory.
pub(super) const ROWS: usize = 32;

#[derive(Clone, Debug)]
#[repr(align(64))]
pub(super) struct Block {
    low: [[f32; ROWS]; 2],
    high: [[f32; ROWS]; 2],
    from: [Day; ROWS],
    /// The last day that is meant, [`Day::MAX`] while open.
    last: [Day; ROWS],
}

/// Some rows of a block, a bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Some32(u32);

impl Block {
    /// At most [`ROWS`] rows, each with the days from which on and up to which it is valid; the last day is not.
    pub fn of(rows: impl Iterator<Item = (Box32, Day, Option<Day>)>) -> Self {
        // What is no row lies nowhere, and never.
        let mut block = Block {
            low: [[f32::INFINITY; ROWS]; 2],
            high: [[f32::NEG_INFINITY; ROWS]; 2],
            from: [Day::MAX; ROWS],
            last: [Day::MIN; ROWS],
        };
        for (row, (around, from, to)) in rows.take(ROWS).enumerate() {
            for axis in 0..2 {
                block.low[axis][row] = around.lower()[axis];
                block.high[axis][row] = around.upper()[axis];
            }
            block.from[row] = from;
            block.last[row] = to.map_or(Day::MAX, |to| Day(to.0.saturating_sub(1)));
        }
        block
    }

    pub fn around(&self, row: usize) -> Box32 {
        let corner = |of: &[[f32; ROWS]; 2]| [of[0][row], of[1][row]];
        AABB::from_corners(corner(&self.low), corner(&self.high))
    }

    /// Around all rows.
    pub fn around_all(&self) -> Box32 {
        (0..ROWS)
            .filter(|row| self.low[0][*row].is_finite())
            .map(|row| self.around(row))
            .fold(AABB::new_empty(), |all, one| all.merged(&one))
    }

    /// The rows whose box touches the window.
    pub fn touching(&self, window: &Box32) -> Some32 {
        let touching_along = |axis: usize| {
            let (low, high) = (window.lower()[axis], window.upper()[axis]);
            Some32::where_(|row| self.low[axis][row] <= high) & Some32::where_(|row| self.high[axis][row] >= low)
        };
        touching_along(0) & touching_along(1)
    }

    pub fn valid_at(&self, day: Day) -> Some32 {
        Some32::where_(|row| self.from[row] <= day) & Some32::where_(|row| day <= self.last[row])
    }

    /// The squares of how far the boxes are from a place of the tree's plane, at least; zero inside.
    pub fn distances_2(&self, at: Coord) -> [f32; ROWS] {
        let [x, y] = [at.x, at.y].map(|number| (rounded_down(number), rounded_up(number)));
        // As the machine compares, in one step: none of these is no number.
        let larger = |one: f32, other: f32| if one > other { one } else { other };
        let off = |(below, above): (f32, f32), low: f32, high: f32| larger(larger(low - above, below - high), 0.0);
        std::array::from_fn(|row| {
            let off_x = off(x, self.low[0][row], self.high[0][row]);
            let off_y = off(y, self.low[1][row], self.high[1][row]);
            // Each of the five steps may have rounded up.
            (off_x * off_x + off_y * off_y) * (1.0 - 4.0 * f32::EPSILON)
        })
    }

    /// All that it is made of.
    pub fn all_lists(&self, look: impl Fn(&[f32]), look_at_days: impl Fn(&[Day])) {
        look(self.low.as_flattened());
        look(self.high.as_flattened());
        look_at_days(&self.from);
        look_at_days(&self.last);
    }
}

impl Some32 {
    pub const NONE: Some32 = Some32(0);

    /// Those of which it is so.
    pub fn where_(is_so: impl Fn(usize) -> bool) -> Self {
        Some32((0..ROWS).fold(0, |some, row| some | u32::from(is_so(row)) << row))
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
            for (row, (around, from, to)) in boxes.iter().enumerate() {
                prop_assert_eq!(block.around(row), *around);
                prop_assert_eq!(touching.contains(&row), around.intersects(&window));
                prop_assert_eq!(valid.contains(&row), *from <= Day(day) && to.is_none_or(|to| Day(day) < to));
                let (exactly, told) = (distance_2_to_box(place, around), f64::from(distances_2[row]));
                prop_assert!(told <= exactly && told.sqrt() >= exactly.sqrt() * (1.0 - 1e-6) - 1e-6, "{told} of {exactly}");
            }
            prop_assert!(touching.iter().chain(&valid).all(|row| *row < boxes.len()));
            prop_assert!(distances_2[boxes.len()..].iter().all(|distance_2| distance_2.is_infinite()));
        }
    }
}
