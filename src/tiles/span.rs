//! What a merged feature below zoom 13 stands for: a class of cable and the months at whose ends it is there.

use crate::model::cable::{Cable, Status};
use crate::model::{Class, Day};

/// How cable is drawn where single cables are not told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DrawnClass {
    Overhead,
    Underground,
    /// Overhead that works no more and still hangs: the measures count it as overhead.
    Dead,
}

impl DrawnClass {
    pub const ALL: [DrawnClass; 3] = [DrawnClass::Overhead, DrawnClass::Underground, DrawnClass::Dead];

    pub fn word(self) -> &'static str {
        match self {
            DrawnClass::Overhead => "overhead",
            DrawnClass::Underground => "underground",
            DrawnClass::Dead => "dead",
        }
    }
}

/// A class with the months it is there: at the ends of all months from `from` up to and without `to`.
///
/// Months are counted from [`FIRST_MONTH`], in 12 bits; [`OPEN`] has no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    pub class: DrawnClass,
    pub(super) from: u16,
    pub(super) to: u16,
}

/// January 1870, in months since January 1970: no telecom cable is older.
const FIRST_MONTH: i32 = -1200;
pub(super) const OPEN: u16 = (1 << MONTH_BITS) - 1;
pub(super) const MONTH_BITS: u32 = 12;

/// Ids of merged features lie above all ids of cables, since both share a layer's name and a page keys its states by
/// layer and id; and they stay exact in a JavaScript number (2^53).
const ID_BASE: u64 = 1 << 40;

impl Span {
    /// A span of days as the month ends inside it; `None` where there is none.
    ///
    /// The end of month m lies in [from, to) exactly when m is not before from's month and is before to's.
    fn of_days(class: DrawnClass, from: Day, to: Day) -> Option<Self> {
        // A day that is never has no month.
        if from >= to {
            return None;
        }
        let month = |day: Day| (day.month() - FIRST_MONTH).clamp(0, i32::from(OPEN) - 1) as u16;
        let to = if to == Day::MAX { OPEN } else { month(to) };
        let from = month(from);
        (from < to).then_some(Span { class, from, to })
    }

    /// The spans of a cable: none where it never counts for the measures; two where it died hanging.
    pub fn of_cable(cable: &Cable) -> [Option<Span>; 2] {
        let Some((class, from, to)) = cable.counted() else { return [None, None] };
        match class {
            Class::Underground => [Span::of_days(DrawnClass::Underground, from, to), None],
            Class::Overhead => {
                let died = if cable.status == Status::Disused { from } else { cable.disused_from.unwrap_or(Day::MAX) };
                let died = died.clamp(from, to);
                [Span::of_days(DrawnClass::Overhead, from, died), Span::of_days(DrawnClass::Dead, died, to)]
            }
        }
    }

    /// The feature's id: the same in every tile and in the timeline.
    pub fn id(self) -> u64 {
        ID_BASE | u64::from(self.packed())
    }

    pub fn of_id(id: u64) -> Option<Self> {
        let packed = u32::try_from(id.checked_sub(ID_BASE)?).ok()?;
        let span = Span::unpacked(packed)?;
        (span.packed() == packed && span.from < span.to).then_some(span)
    }

    /// Class, from and to in 26 bits, in the order that spans sort by.
    pub(super) fn packed(self) -> u32 {
        ((self.class as u32) << (2 * MONTH_BITS)) | (u32::from(self.from) << MONTH_BITS) | u32::from(self.to)
    }

    pub(super) fn unpacked(packed: u32) -> Option<Self> {
        let class = *DrawnClass::ALL.get((packed >> (2 * MONTH_BITS)) as usize & 3)?;
        let month = |bits: u32| (bits & u32::from(OPEN)) as u16;
        Some(Span { class, from: month(packed >> MONTH_BITS), to: month(packed) })
    }

    /// The first day, inclusive: the first of a month.
    pub fn from_day(self) -> Day {
        Day::first_of_month(i32::from(self.from) + FIRST_MONTH)
    }

    /// The day it ends before: the first of a month; `None` while open.
    pub fn to_day(self) -> Option<Day> {
        (self.to != OPEN).then(|| Day::first_of_month(i32::from(self.to) + FIRST_MONTH))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_span_begins_and_ends_so_that_month_ends_are_right() {
        // There on 31 January and 29 February, gone on 31 March.
        let span = Span::of_days(DrawnClass::Overhead, day("2024-01-31"), day("2024-03-31")).unwrap();
        assert_eq!((span.from_day(), span.to_day()), (day("2024-01-01"), Some(day("2024-03-01"))));
        // Up to and with 31 March.
        let span = Span::of_days(DrawnClass::Overhead, day("2024-01-31"), day("2024-04-01")).unwrap();
        assert_eq!(span.to_day(), Some(day("2024-04-01")));
        // Never there at the end of a month.
        assert_eq!(Span::of_days(DrawnClass::Overhead, day("2024-01-02"), day("2024-01-31")), None);
        let open = Span::of_days(DrawnClass::Overhead, day("2024-01-02"), Day::MAX).unwrap();
        assert_eq!(open.to_day(), None);
    }

    proptest! {
        #[test]
        fn a_month_end_lies_in_the_days_exactly_when_it_lies_in_the_span(
            from in 0_i32..20_000, days in 1_i32..900, month in 0_i32..700,
        ) {
            let (from, to) = (Day(from), Day(from + days));
            let end = Day(Day::first_of_month(month + 1).0 - 1);
            let span = Span::of_days(DrawnClass::Dead, from, to);
            let drawn = span.is_some_and(|span| span.from_day() <= end && span.to_day().is_none_or(|to| end < to));
            prop_assert_eq!(drawn, from <= end && end < to);
        }

        #[test]
        fn an_id_tells_its_span(class in 0_usize..3, from in 0_u16..4094, more in 1_u16..4095) {
            let span = Span { class: DrawnClass::ALL[class], from, to: from.saturating_add(more).min(OPEN) };
            prop_assert!(span.id() < 1 << 53);
            prop_assert_eq!(Span::of_id(span.id()), Some(span));
        }
    }

    #[test]
    fn an_id_of_something_else_is_no_span() {
        for id in [0, 7, ID_BASE, ID_BASE | 3 << 24, ID_BASE | 1 << 26, u64::MAX] {
            assert_eq!(Span::of_id(id), None, "{id}");
        }
    }
}
