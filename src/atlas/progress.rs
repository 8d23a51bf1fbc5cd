//! How far the zones are: look-ups in the ledger.

use super::contribution::{Part, ROUNDING_M};
use super::{Account, Atlas, Placed};
use crate::model::progress::Metres;
use crate::model::zone::ZoneKind;
use crate::model::{Class, Day, Item, Text, Zone, ZoneStatus};
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub struct OperatorMetres {
    pub operator: Text,
    pub metres: Metres,
}

#[derive(Clone, Debug)]
pub struct ZoneProgress {
    pub placed: Arc<Placed>,
    pub status: ZoneStatus,
    pub metres: Metres,
    pub by_operator: Vec<OperatorMetres>,
}

#[derive(Clone, Debug)]
pub struct Progress {
    /// Over the union of the zones.
    pub total: Metres,
    pub by_operator: Vec<OperatorMetres>,
    /// What lies in none of them.
    pub outside: Metres,
    pub zones_by_status: BTreeMap<ZoneStatus, usize>,
    pub zones: Vec<ZoneProgress>,
}

/// The steps of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Month,
    Quarter,
    Year,
}

crate::model::cable::words!(Step { Month = "month", Quarter = "quarter", Year = "year" });

/// One zone over time. Where the zone was none yet, or no longer, its entries are `None`.
#[derive(Clone, Debug)]
pub struct ZoneSeries {
    pub placed: Arc<Placed>,
    pub steps: Vec<Option<(Metres, ZoneStatus)>>,
}

#[derive(Clone, Debug)]
pub struct Series {
    pub at: Vec<Day>,
    pub total: Vec<Metres>,
    pub by_operator: BTreeMap<Text, Vec<Metres>>,
    pub zones: Vec<ZoneSeries>,
}

/// A cable of a zone with the metres of it inside.
#[derive(Clone, Debug)]
pub struct ZoneCable {
    pub placed: Arc<Placed>,
    pub class: Class,
    pub in_zone_um: i64,
}

impl Step {
    fn months(self) -> i32 {
        match self {
            Step::Month => 1,
            Step::Quarter => 3,
            Step::Year => 12,
        }
    }

    /// The last day of each step from `from` on, and `to` itself.
    pub fn days(self, from: Day, to: Day) -> Vec<Day> {
        let mut days = Vec::new();
        let mut month = from.month().div_euclid(self.months()) * self.months() + self.months();
        loop {
            let last = Day(Day::first_of_month(month).0 - 1);
            if last >= to {
                break;
            }
            days.push(last);
            month += self.months();
        }
        days.push(to);
        days
    }
}

impl Atlas {
    /// All zones valid on a day (of a kind), in order of id.
    fn zones_at(&self, at: Day, kind: Option<ZoneKind>) -> impl Iterator<Item = (&Arc<Placed>, &Zone)> {
        self.zones_of(kind).filter(move |(_, zone)| zone.is_valid_at(at))
    }

    fn zones_of(&self, kind: Option<ZoneKind>) -> impl Iterator<Item = (&Arc<Placed>, &Zone)> {
        self.zones()
            .iter()
            .filter_map(|placed| match &placed.item {
                Item::Zone(zone) => Some((placed, zone)),
                _ => None,
            })
            .filter(move |(_, zone)| kind.is_none_or(|kind| zone.kind == kind))
    }

    fn by_operator(&self, account: Option<&Account>, at: Day) -> Vec<OperatorMetres> {
        account
            .map(|account| self.ledger.by_operator(account, at))
            .unwrap_or_default()
            .into_iter()
            .map(|(operator, metres)| OperatorMetres { operator, metres })
            .collect()
    }

    pub fn zone_metres(&self, zone: i64, at: Day) -> Metres {
        self.ledger.zone(zone).map(|account| account.at(at)).unwrap_or_default()
    }

    pub fn progress(&self, at: Day, kind: Option<ZoneKind>) -> Progress {
        let union = self.ledger.union(kind);
        let total = union.map(|account| account.at(at)).unwrap_or_default();
        let network = self.ledger.network().at(at);
        let zones: Vec<ZoneProgress> = self
            .zones_at(at, kind)
            .map(|(placed, zone)| {
                let metres = self.zone_metres(placed.id, at);
                ZoneProgress {
                    placed: placed.clone(),
                    status: ZoneStatus::of(zone, at, metres),
                    metres,
                    by_operator: self.by_operator(self.ledger.zone(placed.id), at),
                }
            })
            .collect();
        let mut zones_by_status = BTreeMap::new();
        for zone in &zones {
            *zones_by_status.entry(zone.status).or_default() += 1;
        }
        Progress {
            total,
            by_operator: self.by_operator(union, at),
            outside: Metres {
                underground_um: network.underground_um - total.underground_um,
                overhead_um: network.overhead_um - total.overhead_um,
            },
            zones_by_status,
            zones,
        }
    }

    /// Every zone (of a kind) at each of the days.
    pub fn series(&self, at: Vec<Day>, kind: Option<ZoneKind>) -> Series {
        let union = self.ledger.union(kind);
        let zones = self
            .zones_of(kind)
            .map(|(placed, zone)| ZoneSeries { placed: placed.clone(), steps: self.zone_steps(placed.id, zone, &at) })
            .collect();
        Series {
            total: at.iter().map(|day| union.map(|account| account.at(*day)).unwrap_or_default()).collect(),
            by_operator: self.operator_steps(union, &at),
            zones,
            at,
        }
    }

    fn zone_steps(&self, id: i64, zone: &Zone, at: &[Day]) -> Vec<Option<(Metres, ZoneStatus)>> {
        at.iter()
            .map(|day| {
                zone.is_valid_at(*day).then(|| {
                    let metres = self.zone_metres(id, *day);
                    (metres, ZoneStatus::of(zone, *day, metres))
                })
            })
            .collect()
    }

    fn operator_steps(&self, account: Option<&Account>, at: &[Day]) -> BTreeMap<Text, Vec<Metres>> {
        let mut by: BTreeMap<Text, Vec<Metres>> = BTreeMap::new();
        for (step, day) in at.iter().enumerate() {
            for entry in self.by_operator(account, *day) {
                let steps = by.entry(entry.operator).or_insert_with(|| vec![Metres::default(); at.len()]);
                steps[step] = entry.metres;
            }
        }
        by
    }

    /// One zone at each of the days, and its operators', who have nothing there while it is no zone.
    pub fn zone_series(&self, id: i64, at: &[Day]) -> Option<(ZoneSeries, BTreeMap<Text, Vec<Metres>>)> {
        let (placed, zone) = self.zone(id)?;
        let series = ZoneSeries { placed: placed.clone(), steps: self.zone_steps(id, zone, at) };
        let mut operators = self.operator_steps(self.ledger.zone(id), at);
        for steps in operators.values_mut() {
            for (metres, day) in steps.iter_mut().zip(at) {
                if !zone.is_valid_at(*day) {
                    *metres = Metres::default();
                }
            }
        }
        operators.retain(|_, steps| steps.iter().any(|metres| *metres != Metres::default()));
        Some((series, operators))
    }

    /// The first day on which anything is counted anywhere.
    pub fn first_day(&self) -> Option<Day> {
        self.ledger.network().first_day()
    }

    /// The cables counted in a zone on a day, longest part first; none on a day on which it is no zone.
    pub fn zone_cables(&self, id: i64, at: Day) -> Option<Vec<ZoneCable>> {
        let (zone, facts) = self.zone(id)?;
        if !facts.is_valid_at(at) {
            return Some(Vec::new());
        }
        let mut cables: Vec<ZoneCable> = self
            .cables()
            .touching(zone.bounds.widened(ROUNDING_M))
            .filter_map(|placed| {
                let Item::Cable(cable) = &placed.item else { return None };
                let (class, from, to) = cable.counted()?;
                if !(from <= at && at < to) {
                    return None;
                }
                let row = placed.contributions.binary_search_by_key(&id, |contribution| contribution.zone).ok()?;
                let part: &Part = &placed.contributions[row].part;
                let length_m = placed.line()?.measured.length_m();
                Some(ZoneCable { placed: placed.clone(), class, in_zone_um: part.length_um(length_m) })
            })
            .collect();
        cables.sort_by_key(|cable| (std::cmp::Reverse(cable.in_zone_um), cable.placed.id));
        Some(cables)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_the_last_days_and_the_end_itself() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let told = |step: Step, from: &str, to: &str| -> Vec<String> {
            step.days(day(from), day(to)).iter().map(ToString::to_string).collect()
        };
        assert_eq!(told(Step::Month, "2015-01-01", "2015-03-15"), ["2015-01-31", "2015-02-28", "2015-03-15"]);
        assert_eq!(told(Step::Quarter, "2015-02-01", "2015-06-30"), ["2015-03-31", "2015-06-30"]);
        assert_eq!(told(Step::Year, "2015-06-01", "2016-12-31"), ["2015-12-31", "2016-12-31"]);
    }
}
