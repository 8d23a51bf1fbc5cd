//! A structure: a pole, manhole, handhole, cabinet or building entry; a point.

use super::cable::{Row, Status, words};
use super::field::{Field, FieldFault, Kind, Seen, Value};
use super::{Day, Text};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StructureKind {
    Pole,
    Manhole,
    Handhole,
    Cabinet,
    BuildingEntry,
}

words!(StructureKind {
    Pole = "pole",
    Manhole = "manhole",
    Handhole = "handhole",
    Cabinet = "cabinet",
    BuildingEntry = "building_entry",
});

#[derive(Clone, Debug, PartialEq)]
pub struct Structure {
    pub code: Text,
    pub owner: Text,
    pub kind: StructureKind,
    pub status: Status,
    pub valid_from: Day,
    pub valid_to: Option<Day>,
    pub height_m: Option<f64>,
}

impl Structure {
    pub const FIELDS: &'static [Field] = &[
        Field::text("code", true, "the owner's own code of the structure", "mã công trình"),
        Field::text("owner", true, "who owns the structure", "chủ sở hữu"),
        Field {
            name: "kind",
            kind: Kind::Choice(StructureKind::WORDS),
            required: true,
            en: "pole, manhole, handhole, cabinet or building entry",
            vi: "loại: cột, bể, hố ga, tủ, điểm vào nhà",
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
            name: "height_m",
            kind: Kind::Number { min: 0.0, max: 300.0 },
            required: false,
            en: "height above ground, metres",
            vi: "chiều cao (m)",
        },
        Field::date("valid_to", false, "gone from this day on", "hết hiệu lực từ ngày"),
    ];

    /// The values in the order of [`Structure::FIELDS`].
    pub fn seen(&self) -> [Seen<'_>; 7] {
        [
            Seen::Text(&self.code),
            Seen::Text(&self.owner),
            Seen::Text(self.kind.word()),
            Seen::Text(self.status.word()),
            Seen::Date(self.valid_from),
            Seen::of_number(self.height_m),
            Seen::of_day(self.valid_to),
        ]
    }

    /// Builds a structure from values in the order of [`Structure::FIELDS`].
    pub fn of_values(values: &[Value]) -> Result<Self, Vec<FieldFault>> {
        let mut row = Row::new(Self::FIELDS, values);
        let code = row.text("code");
        let owner = row.text("owner");
        let kind = row.word("kind", StructureKind::of_word);
        let status = row.word("status", Status::of_word);
        let valid_from = row.day("valid_from");
        let valid_to = row.get("valid_to").as_day();
        row.ordered("valid_to", valid_from, valid_to);
        let height_m = row.get("height_m").as_number();
        match (code, owner, kind, status, valid_from) {
            (Some(code), Some(owner), Some(kind), Some(status), Some(valid_from)) if row.faults.is_empty() => {
                Ok(Structure { code, owner, kind, status, valid_from, valid_to, height_m })
            }
            _ => Err(row.faults),
        }
    }
}
