//! A zone: an area with a target.

use super::cable::{Row, words};
use super::field::{Field, FieldFault, Kind, Seen, Value};
use super::progress::{Metres, ZoneStatus};
use super::{Day, Text};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ZoneKind {
    UrbanDistrict,
    Ward,
    NewUrbanArea,
    ResidentialArea,
    DistrictCentre,
    IndustrialPark,
    IndustrialCluster,
    /// A corridor polygon made from a centre line and a width.
    Street,
}

words!(ZoneKind {
    UrbanDistrict = "urban_district",
    Ward = "ward",
    NewUrbanArea = "new_urban_area",
    ResidentialArea = "residential_area",
    DistrictCentre = "district_centre",
    IndustrialPark = "industrial_park",
    IndustrialCluster = "industrial_cluster",
    Street = "street",
});

impl ZoneKind {
    pub const ALL: [ZoneKind; 8] = [
        ZoneKind::UrbanDistrict,
        ZoneKind::Ward,
        ZoneKind::NewUrbanArea,
        ZoneKind::ResidentialArea,
        ZoneKind::DistrictCentre,
        ZoneKind::IndustrialPark,
        ZoneKind::IndustrialCluster,
        ZoneKind::Street,
    ];
}

#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    pub code: Text,
    pub name: Text,
    pub name_en: Option<Text>,
    pub kind: ZoneKind,
    pub valid_from: Day,
    pub valid_to: Option<Day>,
    /// Share of cable underground that the zone is to reach, 0 to 1.
    pub target_share: f64,
    /// Cable underground by this day.
    pub deadline: Option<Day>,
    /// Old cable down by this day.
    pub removal_deadline: Option<Day>,
    /// From this day no new overhead cable may be hung here.
    pub underground_only_from: Option<Day>,
    /// Width of the corridor that a centre line became, metres.
    pub width_m: Option<f64>,
    pub verified_on: Option<Day>,
    pub verified_by: Option<Text>,
}

impl Zone {
    pub const FIELDS: &'static [Field] = &[
        Field::text("code", true, "code of the zone", "mã khu vực"),
        Field::text("name", true, "name of the zone", "tên khu vực"),
        Field {
            name: "kind",
            kind: Kind::Choice(ZoneKind::WORDS),
            required: true,
            en: "what kind of area it is",
            vi: "loại khu vực",
        },
        Field::date("valid_from", true, "a zone from this day", "có hiệu lực từ ngày"),
        Field::text("name_en", false, "name in English", "tên tiếng Anh"),
        Field {
            name: "target_share",
            kind: Kind::Number { min: 0.0, max: 1.0 },
            required: false,
            en: "share of cable to be underground, 0 to 1 (default 1)",
            vi: "chỉ tiêu ngầm hóa, 0 đến 1 (mặc định 1)",
        },
        Field::date("deadline", false, "cable underground by this day", "hạn ngầm hóa cáp"),
        Field::date("removal_deadline", false, "old cable down by this day", "hạn thu hồi cáp cũ"),
        Field::date(
            "underground_only_from",
            false,
            "no new overhead cable from this day",
            "không treo cáp mới từ ngày",
        ),
        Field {
            name: "width_m",
            kind: Kind::Number { min: 0.5, max: 500.0 },
            required: false,
            en: "width of the street corridor, metres",
            vi: "bề rộng hành lang tuyến phố (m)",
        },
        Field::date("verified_on", false, "signed as done on this day", "nghiệm thu ngày"),
        Field::text("verified_by", false, "who signed", "người nghiệm thu"),
        Field::date("valid_to", false, "no zone any more from this day on", "hết hiệu lực từ ngày"),
    ];

    /// Whether it is a zone on that day.
    pub fn is_valid_at(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day < to)
    }

    /// Signs the zone as done on a day. `metres`: what is counted in it on that day. Refused with every reason; what is
    /// still overhead is listed by whoever knows the cables.
    pub fn verify(&self, on: Day, by: Text, metres: Metres, today: Day) -> Result<Zone, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let mut refuse = |field, code, problem: String, remedy: &str| {
            faults.push(FieldFault { field, code, problem, remedy: remedy.into() });
        };
        if on > today {
            refuse("on", "in_future", format!("{on} has not come yet"), "say the day on which it was signed");
        }
        if !self.is_valid_at(on) {
            let problem = format!("{} is no zone on {on}", self.code);
            refuse("on", "no_zone_then", problem, "correct the day, or valid_from and valid_to of the zone");
        }
        if by.trim().is_empty() {
            refuse("by", "missing", "who signs is not said".into(), "say who signs");
        }
        match ZoneStatus::of(self, on, metres) {
            ZoneStatus::Verified => {
                let signed = self.verified_on.map_or_else(String::new, |day| format!(" since {day}"));
                let problem = format!("{} is verified{signed} already", self.code);
                refuse("verified_on", "already_verified", problem, "there is nothing to do");
            }
            _ => match ZoneStatus::of(&Zone { verified_on: None, ..self.clone() }, on, metres) {
                ZoneStatus::CablesDone => {}
                ZoneStatus::Empty => {
                    let problem = format!("no cable is counted in {} on {on}: there is nothing to sign", self.code);
                    refuse("on", "empty", problem, "bring the cables in first");
                }
                status => {
                    let problem = format!(
                        "{} is {} on {on}: {:.1} m of cable are still overhead",
                        self.code,
                        status.word(),
                        metres.overhead_m()
                    );
                    refuse("on", "not_cables_done", problem, "take down what is overhead, or end it in the register");
                }
            },
        }
        if faults.is_empty() {
            Ok(Zone { verified_on: Some(on), verified_by: Some(by), ..self.clone() })
        } else {
            Err(faults)
        }
    }

    /// The values in the order of [`Zone::FIELDS`].
    pub fn seen(&self) -> [Seen<'_>; 13] {
        [
            Seen::Text(&self.code),
            Seen::Text(&self.name),
            Seen::Text(self.kind.word()),
            Seen::Date(self.valid_from),
            Seen::of_text(self.name_en.as_ref()),
            Seen::Number(self.target_share),
            Seen::of_day(self.deadline),
            Seen::of_day(self.removal_deadline),
            Seen::of_day(self.underground_only_from),
            Seen::of_number(self.width_m),
            Seen::of_day(self.verified_on),
            Seen::of_text(self.verified_by.as_ref()),
            Seen::of_day(self.valid_to),
        ]
    }

    /// Builds a zone from values in the order of [`Zone::FIELDS`].
    pub fn of_values(values: &[Value]) -> Result<Self, Vec<FieldFault>> {
        let mut row = Row::new(Self::FIELDS, values);
        let code = row.text("code");
        let name = row.text("name");
        let kind = row.word("kind", ZoneKind::of_word);
        let valid_from = row.day("valid_from");
        let valid_to = row.get("valid_to").as_day();
        row.ordered("valid_to", valid_from, valid_to);
        let day = |name: &str| row.get(name).as_day();
        let (deadline, removal_deadline) = (day("deadline"), day("removal_deadline"));
        let (underground_only_from, verified_on) = (day("underground_only_from"), day("verified_on"));
        let name_en = row.get("name_en").as_text().cloned();
        let target_share = row.get("target_share").as_number().unwrap_or(1.0);
        let width_m = row.get("width_m").as_number();
        let verified_by = row.get("verified_by").as_text().cloned();
        match (code, name, kind, valid_from) {
            (Some(code), Some(name), Some(kind), Some(valid_from)) if row.faults.is_empty() => Ok(Zone {
                code,
                name,
                name_en,
                kind,
                valid_from,
                valid_to,
                target_share,
                deadline,
                removal_deadline,
                underground_only_from,
                width_m,
                verified_on,
                verified_by,
            }),
            _ => Err(row.faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(verified_on: Option<i32>) -> Zone {
        Zone {
            code: "Z1".into(),
            name: "Z1".into(),
            name_en: None,
            kind: ZoneKind::Ward,
            valid_from: Day(0),
            valid_to: Some(Day(1000)),
            target_share: 0.5,
            deadline: None,
            removal_deadline: None,
            underground_only_from: None,
            width_m: None,
            verified_on: verified_on.map(Day),
            verified_by: None,
        }
    }

    fn told(of: &Zone, on: i32, by: &str, underground_um: i64, overhead_um: i64) -> Vec<&'static str> {
        let metres = Metres { underground_um, overhead_um };
        match of.verify(Day(on), by.into(), metres, Day(500)) {
            Ok(signed) => {
                assert_eq!((signed.verified_on, signed.verified_by.as_deref()), (Some(Day(on)), Some(by)));
                Vec::new()
            }
            Err(faults) => faults.iter().map(|fault| fault.code).collect(),
        }
    }

    #[test]
    fn a_zone_is_signed_when_no_more_than_a_metre_is_overhead() {
        assert_eq!(told(&zone(None), 100, "UBND", 50_000_000, 1_000_000), [""; 0]);
        assert_eq!(told(&zone(None), 100, "UBND", 50_000_000, 1_000_001), ["not_cables_done"]);
        assert_eq!(told(&zone(None), 100, "UBND", 0, 0), ["empty"]);
        assert_eq!(
            told(&zone(None), 1000, " ", 0, 9_000_000),
            ["in_future", "no_zone_then", "missing", "not_cables_done"]
        );
    }

    #[test]
    fn a_zone_is_not_signed_twice_but_may_be_signed_for_an_earlier_day() {
        assert_eq!(told(&zone(Some(50)), 100, "UBND", 50_000_000, 0), ["already_verified"]);
        assert_eq!(told(&zone(Some(50)), 100, "UBND", 50_000_000, 9_000_000), ["not_cables_done"]);
        // Signed for a later day than the one that is signed now.
        assert_eq!(told(&zone(Some(200)), 100, "UBND", 50_000_000, 0), [""; 0]);
    }
}
