//! A conduit: a bank of tubes between structures, with one owner.

use super::cable::{Row, Status};
use super::field::{Field, FieldFault, Kind, Seen, Value};
use super::{Day, Text};

#[derive(Clone, Debug, PartialEq)]
pub struct Conduit {
    pub code: Text,
    pub owner: Text,
    pub status: Status,
    pub valid_from: Day,
    pub valid_to: Option<Day>,
    /// Tubes in the bank.
    pub tubes: Option<i64>,
    /// Tubes with cable in them; where the file does not say, the cables that name this conduit are counted.
    pub tubes_used: Option<i64>,
    pub tube_diameter_mm: Option<f64>,
    pub depth_m: Option<f64>,
}

impl Conduit {
    pub const FIELDS: &'static [Field] = &[
        Field::text("code", true, "the owner's own code of the conduit", "mã tuyến cống"),
        Field::text("owner", true, "who owns the conduit", "chủ sở hữu"),
        Field {
            name: "status",
            kind: Kind::Choice(Status::WORDS),
            required: true,
            en: "where it stands in its life",
            vi: "trạng thái",
        },
        Field::date("valid_from", true, "in place from this day", "có từ ngày"),
        Field {
            name: "tubes",
            kind: Kind::Integer { min: 1, max: 1000 },
            required: false,
            en: "tubes in the bank",
            vi: "số ống",
        },
        Field {
            name: "tubes_used",
            kind: Kind::Integer { min: 0, max: 1000 },
            required: false,
            en: "tubes with cable in them",
            vi: "số ống đã dùng",
        },
        Field {
            name: "tube_diameter_mm",
            kind: Kind::Number { min: 1.0, max: 2000.0 },
            required: false,
            en: "diameter of one tube, millimetres",
            vi: "đường kính ống (mm)",
        },
        Field {
            name: "depth_m",
            kind: Kind::Number { min: 0.0, max: 100.0 },
            required: false,
            en: "depth of the upper tube below ground, metres",
            vi: "độ sâu (m)",
        },
        Field::date("valid_to", false, "gone from this day on", "hết hiệu lực từ ngày"),
    ];

    /// The values in the order of [`Conduit::FIELDS`].
    pub fn seen(&self) -> [Seen<'_>; 9] {
        [
            Seen::Text(&self.code),
            Seen::Text(&self.owner),
            Seen::Text(self.status.word()),
            Seen::Date(self.valid_from),
            Seen::of_integer(self.tubes),
            Seen::of_integer(self.tubes_used),
            Seen::of_number(self.tube_diameter_mm),
            Seen::of_number(self.depth_m),
            Seen::of_day(self.valid_to),
        ]
    }

    /// Builds a conduit from values in the order of [`Conduit::FIELDS`].
    pub fn of_values(values: &[Value]) -> Result<Self, Vec<FieldFault>> {
        let mut row = Row::new(Self::FIELDS, values);
        let code = row.text("code");
        let owner = row.text("owner");
        let status = row.word("status", Status::of_word);
        let valid_from = row.day("valid_from");
        let valid_to = row.get("valid_to").as_day();
        row.ordered("valid_to", valid_from, valid_to);
        let tubes = row.get("tubes").as_integer();
        let tubes_used = row.get("tubes_used").as_integer();
        if let (Some(tubes), Some(used)) = (tubes, tubes_used)
            && used > tubes
        {
            row.faults.push(FieldFault {
                field: "tubes_used",
                code: "out_of_range",
                problem: format!("{used} tubes used, but the bank has {tubes}"),
                remedy: "correct tubes or tubes_used".into(),
            });
        }
        let tube_diameter_mm = row.get("tube_diameter_mm").as_number();
        let depth_m = row.get("depth_m").as_number();
        match (code, owner, status, valid_from) {
            (Some(code), Some(owner), Some(status), Some(valid_from)) if row.faults.is_empty() => {
                Ok(Conduit { code, owner, status, valid_from, valid_to, tubes, tubes_used, tube_diameter_mm, depth_m })
            }
            _ => Err(row.faults),
        }
    }
}
