//! Where the time comes from: the system, or a fixed instant in tests.

use crate::model::Day;
use jiff::Timestamp;
use jiff::tz::TimeZone;

#[derive(Clone, Copy, Debug)]
pub enum Clock {
    System,
    Fixed(Timestamp),
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the system's time enters")]
    pub fn now(self) -> Timestamp {
        match self {
            Clock::System => Timestamp::now(),
            Clock::Fixed(at) => at,
        }
    }

    /// The day it is in a time zone.
    pub fn today(self, zone: &TimeZone) -> Day {
        Day::of_date(zone.to_datetime(self.now()).date())
    }
}
