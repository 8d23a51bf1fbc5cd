//! The figures of the rules, read from data.

use super::Severity;
use crate::model::Day;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Parameters {
    rules: BTreeMap<String, RuleParameters>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleParameters {
    pub severity: Severity,
    pub clause: String,
    /// Whether the clause was read, or is hearsay.
    pub verified: bool,
    pub effective_from: Day,
    #[serde(default)]
    pub effective_to: Option<Day>,
    /// Shorter pieces do not count, metres.
    #[serde(default)]
    pub tolerance_m: f64,
    /// How near is near, metres.
    #[serde(default)]
    pub within_m: f64,
}

#[derive(Debug, thiserror::Error)]
#[error("the rules' parameters cannot be read: {0}")]
pub struct RulesFault(String);

impl Parameters {
    pub fn of_toml(text: &str) -> Result<Self, RulesFault> {
        toml::from_str(text).map_err(|error| RulesFault(error.to_string()))
    }

    /// Those that come with the program.
    pub fn built_in() -> Result<Self, RulesFault> {
        Self::of_toml(include_str!("../../geodata/rules.toml"))
    }

    pub fn of(&self, rule: &str) -> Option<&RuleParameters> {
        self.rules.get(rule)
    }
}

impl RuleParameters {
    pub fn is_in_force(&self, day: Day) -> bool {
        self.effective_from <= day && self.effective_to.is_none_or(|to| day < to)
    }
}

#[cfg(test)]
mod tests {
    use super::super::RULES;
    use super::*;

    #[test]
    fn every_rule_has_its_parameters_and_no_parameters_lack_a_rule() {
        let parameters = Parameters::built_in().unwrap();
        let named: Vec<&str> = parameters.rules.keys().map(String::as_str).collect();
        let mut known: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
        known.sort_unstable();
        assert_eq!(named, known);
    }
}
