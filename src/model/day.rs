//! A calendar day, counted from 1970-01-01.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A day as the number of days since 1970-01-01, the number that tiles and the timeline carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// Why a text is no day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{text}\" is not a date: write it as 2019-06-15 (or 15/06/2019)")]
pub struct NotADay {
    pub text: String,
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

impl Day {
    /// The day before which nothing lies, used where a start is not known.
    pub const MIN: Day = Day(i32::MIN);
    /// The day after which nothing lies, used where an end is open.
    pub const MAX: Day = Day(i32::MAX);

    pub fn of_date(date: Date) -> Self {
        // A civil date spans years -9999 to 9999, which is far inside i32 days.
        Day(date.since((jiff::Unit::Day, EPOCH)).map_or(0, |span| span.get_days()))
    }

    /// The civil date, or `None` outside the years that dates can be written in.
    pub fn date(self) -> Option<Date> {
        EPOCH.checked_add(jiff::Span::new().try_days(i64::from(self.0)).ok()?).ok()
    }

    /// Year and month, as months since January 1970.
    pub fn month(self) -> i32 {
        self.date().map_or(0, |d| (i32::from(d.year()) - 1970) * 12 + i32::from(d.month()) - 1)
    }

    /// The first day of a month, counted in months since January 1970.
    pub fn first_of_month(month: i32) -> Self {
        let year = i16::try_from(1970 + month.div_euclid(12)).unwrap_or(1970);
        let month_of_year = i8::try_from(month.rem_euclid(12) + 1).unwrap_or(1);
        Date::new(year, month_of_year, 1).map_or(Day(0), Day::of_date)
    }
}

impl FromStr for Day {
    type Err = NotADay;

    /// Reads `2019-06-15`, the same with a time of day behind it, and `15/06/2019` as Vietnamese tables write it.
    fn from_str(text: &str) -> Result<Self, NotADay> {
        let fault = || NotADay { text: text.chars().take(40).collect() };
        let trimmed = text.trim();
        if let Some((day, rest)) = trimmed.split_once('/')
            && let Some((month, year)) = rest.split_once('/')
            && let (Ok(d), Ok(m), Ok(y)) = (day.parse(), month.parse(), year.parse::<i16>())
            && y >= 1000
        {
            return Date::new(y, m, d).map(Day::of_date).map_err(|_| fault());
        }
        let date_part = trimmed.split(['T', ' ']).next().unwrap_or(trimmed);
        if date_part.len() != 10 {
            return Err(fault());
        }
        date_part.parse::<Date>().map(Day::of_date).map_err(|_| fault())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.date() {
            Some(date) => write!(f, "{date}"),
            None => write!(f, "day {}", self.0),
        }
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_the_first_of_january_1970() {
        assert_eq!("1970-01-01".parse(), Ok(Day(0)));
        assert_eq!("2019-06-15".parse(), Ok(Day(18_062)));
        assert_eq!("15/06/2019".parse(), Ok(Day(18_062)));
        assert_eq!("2019-06-15T10:00:00Z".parse(), Ok(Day(18_062)));
        assert_eq!(Day(18_062).to_string(), "2019-06-15");
    }

    #[test]
    fn a_day_that_is_none_is_refused() {
        for text in ["", "2019-02-30", "15/13/2019", "2019", "abc", "2019-6-5"] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }

    #[test]
    fn months_go_both_ways() {
        let day: Day = "2024-02-29".parse().unwrap();
        assert_eq!(day.month(), 649);
        assert_eq!(Day::first_of_month(649).to_string(), "2024-02-01");
    }
}
