//! # What it asks
//! A line that says its placement says it in one of the words of the register.
//!
//! # Why
//! Whether a line hangs decides what else is asked of it. A word that nobody knows must not pass as cable in a duct.

use super::{Case, Finding, PlanLine, Rule, RuleParameters};
use crate::model::Placement;

pub(super) const RULE: Rule = Rule {
    id: "unknown_placement",
    title_en: "The placement is no word of the register",
    title_vi: "Cách đi cáp không phải là từ được nhận",
    check,
};

fn check(case: &Case, parameters: &RuleParameters) -> Vec<Finding> {
    case.lines.iter().filter_map(|line| finding(line, parameters)).collect()
}

fn finding(line: &PlanLine, parameters: &RuleParameters) -> Option<Finding> {
    let said = line.placement_said.as_ref().filter(|_| line.placement.is_none())?;
    let measured = &line.probe.line.measured;
    let words = Placement::WORDS.join(", ");
    Some(Finding {
        rule: RULE.id,
        severity: parameters.severity,
        line: line.number,
        feature: line.feature.clone(),
        place: measured.point(measured.position_of_m(0.0)),
        from_m: 0.0,
        to_m: measured.length_m(),
        measured: measured.length_m(),
        allowed: 0.0,
        clause: parameters.clause.clone(),
        todo_vi: format!("Tệp ghi placement là \"{said}\". Hãy ghi một trong: {words}."),
        todo_en: format!("The file says placement \"{said}\". Write one of: {words}."),
    })
}
