//! # What it asks
//! No trench is dug beside a conduit that has free tubes.
//!
//! # Why
//! Shared use spares the street a second opening and the firm its price.

use super::{Case, Finding, PlanLine, Rule, RuleParameters};
use crate::atlas::{AlongFeature, Question};
use crate::model::cable::Status;
use crate::model::{Collection, Item, Placement};

pub(super) const RULE: Rule = Rule {
    id: "trench_beside_free_tubes",
    title_en: "A new trench beside a conduit with free tubes",
    title_vi: "Đào mới bên cạnh tuyến cống còn ống trống",
    check,
};

fn check(case: &Case, parameters: &RuleParameters) -> Vec<Finding> {
    let question = Question {
        within_m: parameters.within_m,
        min_length_m: parameters.tolerance_m,
        layers: &[Collection::Conduits],
        at: case.today,
        status: Some(Status::Functional),
    };
    case.lines
        .iter()
        .filter(|line| is_new_trench(line))
        .flat_map(|line| {
            let stretches = case.atlas.overlaps(&line.probe, &question).stretches;
            stretches.into_iter().filter_map(|stretch| finding(line, &stretch, case, parameters)).collect::<Vec<_>>()
        })
        .collect()
}

fn is_new_trench(line: &PlanLine) -> bool {
    matches!(line.placement, Some(Placement::Duct | Placement::Buried)) && line.conduit.is_none()
}

fn finding(line: &PlanLine, stretch: &AlongFeature, case: &Case, parameters: &RuleParameters) -> Option<Finding> {
    let Item::Conduit(conduit) = &stretch.placed.item else { return None };
    let free = case.atlas.tubes(&stretch.placed, case.today)?.free().filter(|free| *free > 0)?;
    let along = &stretch.along;
    let measured = &line.probe.line.measured;
    let (owner, code, length_m) = (&conduit.owner, &conduit.code, along.length_m);
    Some(Finding {
        rule: RULE.id,
        severity: parameters.severity,
        line: line.number,
        feature: line.feature.clone(),
        place: measured.point(along.from),
        from_m: along.from_m,
        to_m: along.to_m,
        measured: length_m,
        allowed: 0.0,
        clause: parameters.clause.clone(),
        todo_vi: format!(
            "Tuyến cống {code} của {owner} còn {free} ống trống dọc theo {length_m:.0} m: thuê ống thay vì đào."
        ),
        todo_en: format!(
            "Conduit {code} of {owner} has {free} free tubes along {length_m:.0} m: rent a tube and do not dig."
        ),
    })
}
