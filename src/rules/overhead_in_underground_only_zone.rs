//! # What it asks
//! No new overhead cable is hung in a zone on or after the day from which it is underground only.
//!
//! # Why
//! New cable on the poles undoes what was put underground, and the poles cannot come down.

use super::finding::{day_vi, metres_vi};
use super::{Case, Finding, PlanLine, Rule, RuleParameters};
use crate::atlas::Placed;
use crate::geometry::stretch;
use crate::model::{Item, Placement, Zone};

pub(super) const RULE: Rule = Rule {
    id: "overhead_in_underground_only_zone",
    title_en: "New overhead cable in an underground-only zone",
    title_vi: "Treo cáp mới trong khu vực chỉ được ngầm",
    check,
};

fn check(case: &Case, parameters: &RuleParameters) -> Vec<Finding> {
    let mut findings = Vec::new();
    for line in case.lines.iter().filter(|line| line.placement.is_some_and(Placement::is_overhead)) {
        let mut zones: Vec<_> = case
            .atlas
            .zones()
            .touching(line.probe.bounds)
            .filter_map(|placed| match &placed.item {
                Item::Zone(zone) if is_closed(zone, case) => Some((placed, zone)),
                _ => None,
            })
            .collect();
        zones.sort_by_key(|(placed, _)| placed.id);
        findings.extend(zones.into_iter().filter_map(|(placed, zone)| finding(line, placed, zone, parameters)));
    }
    findings
}

fn is_closed(zone: &Zone, case: &Case) -> bool {
    zone.is_valid_at(case.today) && zone.underground_only_from.is_some_and(|from| from <= case.today)
}

fn finding(line: &PlanLine, placed: &Placed, zone: &Zone, parameters: &RuleParameters) -> Option<Finding> {
    let measured = &line.probe.line.measured;
    let inside = placed.area()?.1.cut(measured);
    let inside_m = stretch::total_m(&inside);
    let first = inside.first().filter(|_| inside_m > parameters.tolerance_m)?;
    let since = zone.underground_only_from?;
    Some(Finding {
        rule: RULE.id,
        severity: parameters.severity,
        line: line.number,
        feature: line.feature.clone(),
        place: measured.point(measured.position_of_m(first.from_m)),
        from_m: first.from_m,
        to_m: first.to_m,
        measured: inside_m,
        allowed: 0.0,
        clause: format!("{}: {} {since}", parameters.clause, zone.code),
        todo_vi: format!(
            "{} m treo trong {}, nơi chỉ được đi ngầm từ {}. Chuyển đoạn này xuống cống.",
            metres_vi(inside_m),
            zone.name,
            day_vi(since)
        ),
        todo_en: format!(
            "{inside_m:.1} m hang in {}, underground only since {since}. Put this part underground.",
            zone.name_en.as_ref().unwrap_or(&zone.name)
        ),
    })
}
