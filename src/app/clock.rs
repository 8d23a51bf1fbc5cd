//! Where the time comes from: the system, or a fixed instant in tests.

use crate::model::{City, Day};
use jiff::Timestamp;

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

    /// The day it is in the city.
    pub fn today(self, city: &City) -> Day {
        let zone = jiff::tz::TimeZone::get(&city.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
        Day::of_date(self.now().to_zoned_datetime(zone).date())
    }
}
