//! What is stored of the file's operators and no longer in the file; with `--retire-missing` it ends on a day.

use super::report::{ImportReport, MissingCodes, Outcome, Warning};
use super::row::Key;
use crate::atlas::Placed;
use crate::model::{Day, Edit, Feature, Text};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// By operator, in order of code.
pub(super) type Missing<'a> = BTreeMap<&'a Text, Vec<&'a Arc<Placed>>>;

pub(super) fn missing<'a>(
    stored: &'a HashMap<Key, &'a Arc<Placed>>,
    seen: &HashMap<Key, u64>,
    refused: &HashSet<Key>,
    operators: &BTreeSet<Text>,
) -> Missing<'a> {
    // A refused row is in the file all the same, also where its parts were stored as `code/1`, `code/2`.
    let is_refused = |(holder, code): &Key| {
        let whole = code.rsplit_once('/').map_or(&**code, |(whole, _)| whole);
        refused.contains(&(holder.clone(), code.clone())) || refused.contains(&(holder.clone(), whole.into()))
    };
    let mut by_operator = Missing::new();
    for (key, placed) in stored.iter().filter(|(key, _)| !seen.contains_key(*key) && !is_refused(key)) {
        if let Some(operator) = key.0.as_ref().filter(|holder| operators.contains(*holder)) {
            by_operator.entry(operator).or_default().push(*placed);
        }
    }
    for rows in by_operator.values_mut() {
        rows.sort_by(|one, other| one.item.code().cmp(other.item.code()));
    }
    by_operator
}

pub(super) fn told(missing: &Missing<'_>) -> Vec<MissingCodes> {
    let codes = |rows: &[&Arc<Placed>]| rows.iter().map(|placed| placed.item.code().to_string()).collect();
    missing.iter().map(|(operator, rows)| MissingCodes::new(operator.to_string(), codes(rows))).collect()
}

/// The edits that end what is missing. What ended before that day is left as it is; what only began on it is told.
pub(super) fn retire(missing: &Missing<'_>, on: Day, report: &mut ImportReport) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (operator, rows) in missing {
        let mut codes = Vec::new();
        for placed in rows.iter().filter(|placed| placed.item.valid_to().is_none_or(|to| to > on)) {
            match placed.item.ended(on) {
                Ok(item) => {
                    let geometry = placed.geometry();
                    report.sketch.draw(None, Outcome::Retired, &item, &geometry);
                    codes.push(item.code().to_string());
                    edits.push(Edit::Put(Feature { id: placed.id, item, geometry }));
                }
                Err(fault) => warn_too_young(report, &fault.problem),
            }
        }
        if !codes.is_empty() {
            report.retiring.push(MissingCodes::new(operator.to_string(), codes));
        }
    }
    report.retired = edits.len() as u64;
    edits
}

fn warn_too_young(report: &mut ImportReport, problem: &str) {
    match report.warnings.iter_mut().find(|warning| warning.code == "not_retired") {
        Some(known) => known.count += 1,
        None => report.warnings.push(Warning {
            code: "not_retired",
            message: format!("{problem}: it is not in the file and stays as it is"),
            count: 1,
            row: None,
        }),
    }
}

/// Rows that cannot be read may be any asset: then nothing can be said to be missing.
pub(super) fn warn_unsure(report: &mut ImportReport, count: u64) {
    report.warnings.push(Warning {
        code: "retire_unsure",
        message:
            "rows whose code or operator cannot be read may be any asset: nothing is retired until they are put right"
                .into(),
        count,
        row: None,
    });
}
