//! Which column of the file feeds which field.

use super::request::{Assignment, ImportRequest};
use crate::app::AppError;
use crate::formats::{Table, Value as Raw};
use crate::model::{Field, FieldFault, Value};
use std::collections::BTreeMap;

/// Length to which DBF cuts the names of columns.
const DBF_NAME: usize = 10;

/// For each field of the collection, in order: where its value comes from.
#[derive(Debug)]
pub(super) struct Mapping {
    sources: Vec<(&'static Field, Source)>,
    /// (field, the file's word folded) → ours.
    words: BTreeMap<(String, String), String>,
}

#[derive(Debug)]
enum Source {
    Nothing,
    Column {
        index: usize,
        path: Vec<String>,
    },
    /// `beside`: the file's own column, whose differing values are counted as replaced.
    Fixed {
        value: Value,
        beside: Option<usize>,
    },
}

/// A row read by field, with what was wrong and how often `--set` replaced a value of the file.
#[derive(Debug)]
pub(super) struct Read {
    pub values: Vec<Value>,
    pub faults: Vec<FieldFault>,
    pub replaced: Vec<&'static str>,
}

impl Mapping {
    pub(super) fn new(table: &Table, request: &ImportRequest) -> Result<Self, AppError> {
        let sources = request
            .collection
            .fields()
            .iter()
            .map(|field| Ok((field, source(field, table, request)?)))
            .collect::<Result<_, AppError>>()?;
        let words =
            request.values.iter().map(|rule| ((rule.field.clone(), fold(&rule.theirs)), rule.ours.clone())).collect();
        Ok(Mapping { sources, words })
    }

    /// Field → column, for the report.
    pub(super) fn told(&self, table: &Table) -> BTreeMap<&'static str, String> {
        self.sources
            .iter()
            .filter_map(|(field, source)| match source {
                Source::Nothing => None,
                Source::Column { index, path } => {
                    let mut column = table.fields.get(*index)?.clone();
                    for step in path {
                        column.push('.');
                        column.push_str(step);
                    }
                    Some((field.name, column))
                }
                Source::Fixed { value, .. } => Some((field.name, format!("= {value}"))),
            })
            .collect()
    }

    /// Columns of the file that feed nothing.
    pub(super) fn unused(&self, table: &Table) -> Vec<String> {
        let used: Vec<usize> = self
            .sources
            .iter()
            .filter_map(|(_, source)| match source {
                Source::Column { index, .. } => Some(*index),
                Source::Fixed { beside, .. } => *beside,
                Source::Nothing => None,
            })
            .collect();
        table
            .fields
            .iter()
            .enumerate()
            .filter(|(index, _)| !used.contains(index))
            .map(|(_, name)| name.clone())
            .collect()
    }

    /// What the file's word means, or the word itself.
    fn translated<'a>(&'a self, field: &Field, raw: &'a str) -> &'a str {
        if self.words.is_empty() {
            return raw;
        }
        self.words.get(&(field.name.to_owned(), fold(raw))).map_or(raw, String::as_str)
    }

    pub(super) fn read(&self, row: &[Raw]) -> Read {
        let mut read =
            Read { values: Vec::with_capacity(self.sources.len()), faults: Vec::new(), replaced: Vec::new() };
        for (field, source) in &self.sources {
            let value = match source {
                Source::Nothing => Value::Null,
                Source::Fixed { value, beside } => {
                    let own = beside.and_then(|index| row.get(index)).map(text).unwrap_or_default();
                    // The same value in other words, such as 15/06/2019, is not replaced.
                    if !own.trim().is_empty() && field.read(self.translated(field, &own)).as_ref() != Ok(value) {
                        read.replaced.push(field.name);
                    }
                    value.clone()
                }
                Source::Column { index, path } => {
                    let raw = row.get(*index).map(|raw| text_at(raw, path)).unwrap_or_default();
                    field.read(self.translated(field, &raw)).unwrap_or_else(|fault| {
                        read.faults.push(fault);
                        Value::Null
                    })
                }
            };
            read.values.push(value);
        }
        read
    }
}

fn source(field: &'static Field, table: &Table, request: &ImportRequest) -> Result<Source, AppError> {
    let own = own_column(field.name, table);
    let told = request.assignments.iter().rev().find(|assignment| assignment.ours() == field.name);
    match told {
        Some(Assignment::Set { value, .. }) => {
            let value = field.read(value).map_err(|fault| {
                AppError::request("bad_set", format!("--set {}: {}", field.name, fault.problem), fault.remedy)
            })?;
            let beside = request
                .assignments
                .iter()
                .rev()
                .find_map(|assignment| match assignment {
                    Assignment::Map { ours, theirs } if ours == field.name => {
                        column(theirs, table).map(|(index, _)| index)
                    }
                    _ => None,
                })
                .or(own);
            Ok(Source::Fixed { value, beside })
        }
        Some(Assignment::Map { theirs, .. }) => match column(theirs, table) {
            Some((index, path)) => Ok(Source::Column { index, path }),
            None => Err(AppError::request(
                "unknown_column",
                format!("--map {}={theirs}: the file has no column \"{theirs}\"", field.name),
                format!("its columns are: {}", table.fields.join(", ")),
            )),
        },
        None => Ok(own.map_or(Source::Nothing, |index| Source::Column { index, path: Vec::new() })),
    }
}

/// A column by its name without regard to case, or a member of a nested column as `column.member`.
fn column(name: &str, table: &Table) -> Option<(usize, Vec<String>)> {
    if let Some(index) = own_column(name, table) {
        return Some((index, Vec::new()));
    }
    let (head, rest) = name.split_once('.')?;
    let index = own_column(head, table)?;
    Some((index, rest.split('.').map(str::to_owned).collect()))
}

/// Names match without case, and as the 10-letter stubs of DBF.
fn own_column(name: &str, table: &Table) -> Option<usize> {
    let exact = |column: &String| column == name;
    let folded = |column: &String| fold(column) == fold(name);
    let stub =
        |column: &String| column.len() == DBF_NAME && name.len() > DBF_NAME && fold(column) == fold(&name[..DBF_NAME]);
    let fields = &table.fields;
    fields
        .iter()
        .position(exact)
        .or_else(|| fields.iter().position(folded))
        .or_else(|| if name.is_char_boundary(DBF_NAME.min(name.len())) { fields.iter().position(stub) } else { None })
}

fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

/// What a cell says, as text that a field can read.
pub(in crate::app) fn text(raw: &Raw) -> String {
    match raw {
        Raw::Null => String::new(),
        Raw::Bool(yes) => yes.to_string(),
        Raw::Int(number) => number.to_string(),
        Raw::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => format!("{number:.0}"),
        Raw::Float(number) => number.to_string(),
        Raw::Text(text) => text.clone(),
        Raw::Date(date) => date.to_string(),
        Raw::Json(json) => match &**json {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Null => String::new(),
            other => other.to_string(),
        },
    }
}

/// A member of a nested value: names step into objects, numbers into lists.
fn text_at(raw: &Raw, path: &[String]) -> String {
    if path.is_empty() {
        return text(raw);
    }
    let Raw::Json(json) = raw else { return String::new() };
    let inner = path.iter().try_fold(&**json, |json, step| match json {
        serde_json::Value::Object(members) => members.get(step),
        serde_json::Value::Array(list) => list.get(step.parse::<usize>().ok()?),
        _ => None,
    });
    inner.map_or_else(String::new, |inner| text(&Raw::Json(Box::new(inner.clone()))))
}
