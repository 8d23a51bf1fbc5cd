//! A cable: one firm's cable along one route.

use super::field::{Field, FieldFault, Kind, Seen, Value};
use super::{Class, Day, Text};

/// How a cable hangs or lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Placement {
    Aerial,
    Facade,
    Duct,
    Buried,
    Tunnel,
}

/// Where an asset stands in its life; a superset of INSPIRE's, IMKL's and MUDDI's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    Proposed,
    Projected,
    UnderConstruction,
    Functional,
    Disused,
    Decommissioned,
    Removed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Medium {
    Fibre,
    Copper,
    Coaxial,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Cable {
    pub code: Text,
    pub operator: Text,
    pub placement: Placement,
    pub status: Status,
    /// From this day, inclusive.
    pub valid_from: Day,
    /// To this day, exclusive; open while `None`.
    pub valid_to: Option<Day>,
    /// Since when the cable is dead though it still hangs or lies there.
    pub disused_from: Option<Day>,
    pub medium: Option<Medium>,
    pub fibre_count: Option<i64>,
    /// Code of the conduit it lies in.
    pub conduit: Option<Text>,
    /// Code of the cable of the same operator that this one took the place of.
    pub replaces: Option<Text>,
}

/// How an overhead cable goes underground.
#[derive(Clone, Debug, PartialEq)]
pub struct GoingUnderground {
    /// The day from which the successor works and the overhead cable is gone.
    pub on: Day,
    pub placement: Placement,
    /// Code of the conduit that the successor lies in.
    pub conduit: Option<Text>,
    /// The successor's own code.
    pub code: Text,
}

macro_rules! words {
    ($name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $name {
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            pub fn of_word(word: &str) -> Option<Self> {
                match word { $($word => Some($name::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use words;

words!(Placement { Aerial = "aerial", Facade = "facade", Duct = "duct", Buried = "buried", Tunnel = "tunnel" });
words!(Status {
    Proposed = "proposed",
    Projected = "projected",
    UnderConstruction = "under_construction",
    Functional = "functional",
    Disused = "disused",
    Decommissioned = "decommissioned",
    Removed = "removed",
});
words!(Medium { Fibre = "fibre", Copper = "copper", Coaxial = "coaxial" });

impl Placement {
    pub fn is_overhead(self) -> bool {
        matches!(self, Placement::Aerial | Placement::Facade)
    }

    pub fn class(self) -> Class {
        if self.is_overhead() { Class::Overhead } else { Class::Underground }
    }
}

impl Cable {
    pub const FIELDS: &'static [Field] = &[
        Field::text("code", true, "the operator's own code of the cable", "mã cáp của doanh nghiệp"),
        Field::text("operator", true, "the firm that runs the cable", "doanh nghiệp"),
        Field {
            name: "placement",
            kind: Kind::Choice(Placement::WORDS),
            required: true,
            en: "how it hangs (aerial, facade) or lies (duct, buried, tunnel)",
            vi: "cách lắp đặt: treo cột, áp tường, trong cống, chôn trực tiếp, trong hầm",
        },
        Field {
            name: "status",
            kind: Kind::Choice(Status::WORDS),
            required: true,
            en: "where it stands in its life",
            vi: "trạng thái",
        },
        Field::date("valid_from", true, "in place from this day", "có từ ngày"),
        Field {
            name: "medium",
            kind: Kind::Choice(Medium::WORDS),
            required: false,
            en: "fibre, copper or coaxial",
            vi: "loại cáp",
        },
        Field {
            name: "fibre_count",
            kind: Kind::Integer { min: 0, max: 100_000 },
            required: false,
            en: "number of fibres",
            vi: "số sợi quang",
        },
        Field::text("conduit", false, "code of the conduit it lies in", "mã tuyến cống"),
        Field::text("replaces", false, "code of the cable it took the place of", "thay thế cáp có mã"),
        Field::date("disused_from", false, "dead since this day though still in place", "ngừng dùng từ ngày"),
        Field::date("valid_to", false, "gone from this day on", "hết hiệu lực từ ngày"),
    ];

    /// The span of days in which the cable counts for the measures, with its class; `None` if it never counts.
    ///
    /// Overhead cable counts while it hangs, dead or alive; underground cable only while it works.
    pub fn counted(&self) -> Option<(Class, Day, Day)> {
        let end = self.valid_to.unwrap_or(Day::MAX);
        let class = self.placement.class();
        let to = match (class, self.status) {
            (Class::Overhead, Status::Functional | Status::Disused) => end,
            (Class::Underground, Status::Functional) => end.min(self.disused_from.unwrap_or(Day::MAX)),
            _ => return None,
        };
        (self.valid_from < to).then_some((class, self.valid_from, to))
    }

    /// One act: this overhead cable ends on a day, and its underground successor begins. Refused with every reason.
    pub fn go_underground(&self, act: &GoingUnderground, today: Day) -> Result<(Cable, Cable), Vec<FieldFault>> {
        let mut faults = Vec::new();
        let mut refuse = |field, code, problem: String, remedy: &str| {
            faults.push(FieldFault { field, code, problem, remedy: remedy.into() });
        };
        if !self.placement.is_overhead() {
            let problem = format!("cable {} is not overhead: its placement is {}", self.code, self.placement.word());
            refuse("placement", "not_overhead", problem, "choose an aerial or facade cable");
        }
        if self.status != Status::Functional {
            let problem =
                format!("cable {} is {}: only a working cable goes underground", self.code, self.status.word());
            refuse("status", "not_working", problem, "a dead cable is taken down: set valid_to");
        }
        if let Some(dead) = self.disused_from.filter(|dead| *dead <= act.on) {
            let problem = format!("cable {} is dead since {dead}", self.code);
            refuse("disused_from", "not_working", problem, "a dead cable is taken down: set valid_to");
        }
        if let Some(ended) = self.valid_to {
            let problem = format!("cable {} ends on {ended} already", self.code);
            refuse("valid_to", "already_ended", problem, "take valid_to away first if that is a mistake");
        }
        if act.placement.is_overhead() {
            let problem = format!("{} is not underground", act.placement.word());
            refuse("placement", "not_underground", problem, "choose duct, buried or tunnel");
        }
        if act.conduit.is_some() && act.placement != Placement::Duct {
            let problem = format!("a conduit is named, but the placement is {}", act.placement.word());
            refuse("conduit", "no_conduit_here", problem, "leave conduit out, or say placement duct");
        }
        if act.on <= self.valid_from {
            let problem = format!("{} is not after the day {} since which the cable hangs", act.on, self.valid_from);
            refuse("on", "order", problem, "correct the day");
        }
        if act.on > today {
            refuse("on", "in_future", format!("{} has not come yet", act.on), "say the day on which it was done");
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let retired = Cable { valid_to: Some(act.on), ..self.clone() };
        let successor = Cable {
            code: act.code.clone(),
            placement: act.placement,
            valid_from: act.on,
            disused_from: None,
            conduit: act.conduit.clone(),
            replaces: Some(self.code.clone()),
            ..self.clone()
        };
        Ok((retired, successor))
    }

    /// The values in the order of [`Cable::FIELDS`].
    pub fn seen(&self) -> [Seen<'_>; 11] {
        [
            Seen::Text(&self.code),
            Seen::Text(&self.operator),
            Seen::Text(self.placement.word()),
            Seen::Text(self.status.word()),
            Seen::Date(self.valid_from),
            Seen::of_word(self.medium.map(Medium::word)),
            Seen::of_integer(self.fibre_count),
            Seen::of_text(self.conduit.as_ref()),
            Seen::of_text(self.replaces.as_ref()),
            Seen::of_day(self.disused_from),
            Seen::of_day(self.valid_to),
        ]
    }

    /// Builds a cable from values in the order of [`Cable::FIELDS`].
    pub fn of_values(values: &[Value]) -> Result<Self, Vec<FieldFault>> {
        let mut row = Row::new(Self::FIELDS, values);
        let code = row.text("code");
        let operator = row.text("operator");
        let placement = row.word("placement", Placement::of_word);
        let status = row.word("status", Status::of_word);
        let valid_from = row.day("valid_from");
        let valid_to = row.get("valid_to").as_day();
        let disused_from = row.get("disused_from").as_day();
        row.ordered("valid_to", valid_from, valid_to);
        row.ordered("disused_from", valid_from, disused_from);
        let medium = row.get("medium").as_text().and_then(|word| Medium::of_word(word));
        let fibre_count = row.get("fibre_count").as_integer();
        let conduit = row.get("conduit").as_text().cloned();
        let replaces = row.get("replaces").as_text().cloned();
        match (code, operator, placement, status, valid_from) {
            (Some(code), Some(operator), Some(placement), Some(status), Some(valid_from)) if row.faults.is_empty() => {
                Ok(Cable {
                    code,
                    operator,
                    placement,
                    status,
                    valid_from,
                    valid_to,
                    disused_from,
                    medium,
                    fibre_count,
                    conduit,
                    replaces,
                })
            }
            _ => Err(row.faults),
        }
    }
}

/// Reads a row of values by field name and collects what is missing.
pub(super) struct Row<'a> {
    fields: &'static [Field],
    values: &'a [Value],
    pub(super) faults: Vec<FieldFault>,
}

impl<'a> Row<'a> {
    pub(super) fn new(fields: &'static [Field], values: &'a [Value]) -> Self {
        Row { fields, values, faults: Vec::new() }
    }

    pub(super) fn get(&self, name: &str) -> &'a Value {
        self.fields
            .iter()
            .position(|field| field.name == name)
            .and_then(|index| self.values.get(index))
            .unwrap_or(&Value::Null)
    }

    fn missing(&mut self, name: &str) {
        if let Some(field) = self.fields.iter().find(|field| field.name == name) {
            self.faults.push(field.missing());
        }
    }

    pub(super) fn text(&mut self, name: &str) -> Option<Text> {
        let text = self.get(name).as_text().cloned();
        if text.is_none() {
            self.missing(name);
        }
        text
    }

    pub(super) fn day(&mut self, name: &str) -> Option<Day> {
        let day = self.get(name).as_day();
        if day.is_none() {
            self.missing(name);
        }
        day
    }

    pub(super) fn word<T>(&mut self, name: &str, of_word: fn(&str) -> Option<T>) -> Option<T> {
        let word = self.get(name).as_text().and_then(|word| of_word(word));
        if word.is_none() {
            self.missing(name);
        }
        word
    }

    /// A later day may not lie before `valid_from`; the same day is an asset that stood for no time, and is refused too.
    pub(super) fn ordered(&mut self, name: &'static str, from: Option<Day>, to: Option<Day>) {
        if let (Some(from), Some(to)) = (from, to)
            && (to < from || (name == "valid_to" && to == from))
        {
            self.faults.push(FieldFault {
                field: name,
                code: "order",
                problem: format!("{to} is not after valid_from {from}"),
                remedy: "correct one of the two dates".into(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cable(placement: &str, status: &str, disused_from: Option<i32>) -> Cable {
        let text = |word: &str| Value::Text(word.into());
        Cable::of_values(&[
            text("C1"),
            text("VNPT"),
            text(placement),
            text(status),
            Value::Date(Day(100)),
            Value::Null,
            Value::Null,
            Value::Null,
            Value::Null,
            disused_from.map_or(Value::Null, |day| Value::Date(Day(day))),
            Value::Date(Day(300)),
        ])
        .unwrap()
    }

    #[test]
    fn dead_cable_left_hanging_counts_as_overhead_and_dead_underground_cable_does_not_count() {
        assert_eq!(cable("aerial", "functional", Some(200)).counted(), Some((Class::Overhead, Day(100), Day(300))));
        assert_eq!(cable("facade", "disused", None).counted(), Some((Class::Overhead, Day(100), Day(300))));
        assert_eq!(cable("duct", "functional", Some(200)).counted(), Some((Class::Underground, Day(100), Day(200))));
        assert_eq!(cable("duct", "disused", None).counted(), None);
        assert_eq!(cable("aerial", "removed", None).counted(), None);
    }

    #[test]
    fn going_underground_ends_the_one_and_begins_the_other_on_the_same_day() {
        let open = Cable { valid_to: None, ..cable("aerial", "functional", None) };
        let act = GoingUnderground {
            on: Day(200),
            placement: Placement::Duct,
            conduit: Some("TC-1".into()),
            code: "C1-U".into(),
        };
        let (retired, successor) = open.go_underground(&act, Day(250)).unwrap();
        assert_eq!(retired.counted(), Some((Class::Overhead, Day(100), Day(200))));
        assert_eq!(successor.counted(), Some((Class::Underground, Day(200), Day::MAX)));
        assert_eq!((successor.replaces.as_deref(), successor.conduit.as_deref()), (Some("C1"), Some("TC-1")));
        assert_eq!(retired, Cable { valid_to: Some(Day(200)), ..open });
    }

    #[test]
    fn going_underground_is_refused_with_every_reason_at_once() {
        let act = GoingUnderground {
            on: Day(100),
            placement: Placement::Facade,
            conduit: Some("TC-1".into()),
            code: "C1-U".into(),
        };
        let told = |of: Cable, act: &GoingUnderground, today| -> Vec<&'static str> {
            of.go_underground(act, Day(today)).unwrap_err().iter().map(|fault| fault.code).collect()
        };
        assert_eq!(
            told(cable("duct", "disused", Some(100)), &act, 99),
            [
                "not_overhead",
                "not_working",
                "not_working",
                "already_ended",
                "not_underground",
                "no_conduit_here",
                "order",
                "in_future"
            ]
        );
        let sound = GoingUnderground { on: Day(200), placement: Placement::Buried, conduit: None, ..act };
        assert_eq!(told(cable("aerial", "functional", None), &sound, 300), ["already_ended"]);
    }

    #[test]
    fn every_missing_field_is_named_at_once() {
        let faults = Cable::of_values(&[]).unwrap_err();
        let named: Vec<_> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(named, ["code", "operator", "placement", "status", "valid_from"]);
    }
}
