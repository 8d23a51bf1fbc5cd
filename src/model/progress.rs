//! What the count of metres means: the two classes of cable and the status of a zone.

use super::cable::words;
use super::{Day, Zone};

/// Overhead (aerial, facade) or underground (duct, buried, tunnel).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    Overhead,
    Underground,
}

/// How far a zone is on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ZoneStatus {
    Empty,
    NotStarted,
    UnderWay,
    TargetMet,
    CablesDone,
    Verified,
    Regressed,
}

words!(ZoneStatus {
    Empty = "empty",
    NotStarted = "not_started",
    UnderWay = "under_way",
    TargetMet = "target_met",
    CablesDone = "cables_done",
    Verified = "verified",
    Regressed = "regressed",
});

/// Metres of one class, or of both, in whole micrometres: sums are exact and do not depend on their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Metres {
    pub underground_um: i64,
    pub overhead_um: i64,
}

/// No more overhead than this counts as none left, metres.
pub const OVERHEAD_LEFT_M: f64 = 1.0;

impl Metres {
    pub fn underground_m(self) -> f64 {
        self.underground_um as f64 / 1e6
    }

    pub fn overhead_m(self) -> f64 {
        self.overhead_um as f64 / 1e6
    }

    /// Underground part of all counted cable; `None` where there is none.
    pub fn share(self) -> Option<f64> {
        let all = self.underground_um + self.overhead_um;
        (all > 0).then(|| self.underground_um as f64 / all as f64)
    }

    pub fn of(self, class: Class) -> i64 {
        match class {
            Class::Overhead => self.overhead_um,
            Class::Underground => self.underground_um,
        }
    }

    pub fn add(&mut self, class: Class, length_um: i64) {
        match class {
            Class::Overhead => self.overhead_um += length_um,
            Class::Underground => self.underground_um += length_um,
        }
    }
}

impl ZoneStatus {
    /// The status of a zone on a day, from the metres counted in it.
    pub fn of(zone: &Zone, at: Day, metres: Metres) -> Self {
        let overhead_left = metres.overhead_m() > OVERHEAD_LEFT_M;
        if zone.verified_on.is_some_and(|signed| signed <= at) {
            return if overhead_left { ZoneStatus::Regressed } else { ZoneStatus::Verified };
        }
        match metres.share() {
            None => ZoneStatus::Empty,
            Some(_) if !overhead_left => ZoneStatus::CablesDone,
            Some(_) if metres.underground_um == 0 => ZoneStatus::NotStarted,
            Some(share) if share >= zone.target_share => ZoneStatus::TargetMet,
            Some(_) => ZoneStatus::UnderWay,
        }
    }
}
