//! Days as numbers since 1970-01-01, and their writing.

use jiff::civil::Date;

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// A day, counted from 1970-01-01.
pub type Day = i32;

/// The demo's history ends here: what lies behind it is planned, not done.
pub fn history_end() -> Day {
    day_of(jiff::civil::date(2026, 11, 15))
}

pub fn day_of(date: Date) -> Day {
    EPOCH.until(date).map_or(0, |span| span.get_days())
}

/// Reads `2019-06-15`.
pub fn parse(text: &str) -> Result<Day, String> {
    text.parse::<Date>().map(day_of).map_err(|error| format!("\"{text}\": {error}"))
}

pub fn write(day: Day) -> String {
    let span = jiff::Span::new().try_days(day);
    span.and_then(|span| EPOCH.checked_add(span)).map_or_else(|_| String::new(), |date| date.to_string())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_day_reads_back() {
        let day = super::parse("2019-06-15").unwrap();
        assert_eq!((day, super::write(day).as_str()), (18_062, "2019-06-15"));
    }
}
