//! The plan rules: one rule, one file, one table.
//!
//! Holds what a plan is checked against. Figures, clauses and dates of effect are data (`geodata/rules.toml`).
//! Must never write, and never know files or requests.

mod case;
mod finding;
mod outside_city;
mod overhead_in_underground_only_zone;
mod parameters;
mod trench_beside_free_tubes;
mod unknown_placement;

pub use case::{Case, PlanLine};
pub use finding::{Finding, Severity};
pub use parameters::{Parameters, RuleParameters, RulesFault};

/// A rule: its stable id, what it asks, and the check.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub id: &'static str,
    pub title_en: &'static str,
    pub title_vi: &'static str,
    check: fn(&Case, &RuleParameters) -> Vec<Finding>,
}

/// Every rule, in the order in which findings are told.
pub const RULES: [Rule; 4] = [
    unknown_placement::RULE,
    outside_city::RULE,
    overhead_in_underground_only_zone::RULE,
    trench_beside_free_tubes::RULE,
];

/// Runs every rule in force on the day.
pub fn check(case: &Case, parameters: &Parameters) -> Vec<Finding> {
    RULES
        .iter()
        .filter_map(|rule| Some((rule, parameters.of(rule.id)?)))
        .filter(|(_, parameters)| parameters.is_in_force(case.today))
        .flat_map(|(rule, parameters)| (rule.check)(case, parameters))
        .collect()
}
