//! One result of one rule on one plan.

use crate::geometry::Coord;
use crate::model::Day;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Error,
    Warning,
    Note,
}

impl Severity {
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// Metres as Vietnamese writes them: `918,9`.
pub(super) fn metres_vi(metres: f64) -> String {
    format!("{metres:.1}").replace('.', ",")
}

/// A day as Vietnamese writes it: `15/06/2019`.
pub(super) fn day_vi(day: Day) -> String {
    day.date().map_or_else(String::new, |date| date.strftime("%d/%m/%Y").to_string())
}

#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    pub rule: &'static str,
    pub severity: Severity,
    /// Which of the plan's lines, by its place among them.
    pub line: usize,
    /// What the file calls it.
    pub feature: String,
    /// Where to look, lon/lat.
    pub place: Coord,
    /// The part of the line it concerns, metres along it.
    pub from_m: f64,
    pub to_m: f64,
    /// What was measured and what is allowed, in the rule's unit (metres).
    pub measured: f64,
    pub allowed: f64,
    pub clause: String,
    /// What to do, by language.
    pub todo_vi: String,
    pub todo_en: String,
}
