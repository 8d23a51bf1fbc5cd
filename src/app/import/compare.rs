//! How the rows of a file differ from what is stored.

use super::mapping::{Mapping, text};
use super::place::Placing;
use super::report::{Column, ImportReport, Outcome, Repairs, RowRefusal, Sketch};
use super::request::ImportRequest;
use super::retire;
use super::row::{Key, Made, Refused, make};
use super::same::same_shape;
use super::{Stage, Watch};
use crate::app::AppError;
use crate::atlas::{Atlas, Placed};
use crate::formats::Table;
use crate::model::cable::Status;
use crate::model::change::PrefixBinding;
use crate::model::{Edit, Feature, Item, Revision, Text};
use crate::store::NextIds;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// A file compared with an atlas: the edits that would bring it in, and what to tell.
#[derive(Debug)]
pub(super) struct Prepared {
    pub made_on: Revision,
    pub edits: Vec<Edit>,
    pub prefixes: Vec<PrefixBinding>,
    pub report: ImportReport,
}

/// Rows looked at between two words to whoever watches.
const WATCH_EVERY: usize = 4096;

pub(super) fn prepare(
    atlas: &Atlas,
    table: &Table,
    request: &ImportRequest,
    file: &str,
    mut next_ids: NextIds,
    watch: &Watch,
) -> Result<Prepared, AppError> {
    let mapping = Mapping::new(table, request)?;
    let placing = Placing::new(atlas, table, request.crs, request.collection, request.repair)?;
    let mut report = empty_report(table, request, file, &mapping, placing.crs_name());
    for refusal in &table.skipped {
        report.refuse(refusal.into());
    }
    let stored: HashMap<Key, &Arc<Placed>> =
        atlas.layer(request.collection).iter().map(|placed| (key(&placed.item), placed)).collect();
    let known_operators: BTreeSet<&Text> = stored.keys().filter_map(|(holder, _)| holder.as_ref()).collect();
    let mut seen: HashMap<Key, u64> = HashMap::new();
    let mut refused: HashSet<Key> = HashSet::new();
    let mut edits = Vec::new();
    let mut numbered = false;
    let mut unreadable = table.skipped.len() as u64;
    let all = table.rows.len() as u64;
    for (chunk, rows) in table.rows.chunks(WATCH_EVERY).enumerate() {
        watch(Stage::Checking { done: (chunk * WATCH_EVERY) as u64, all });
        let made: Vec<Result<Made, Refused>> =
            rows.par_iter().map(|row| make(row, &mapping, &placing, request)).collect();
        for made in made {
            match made {
                Err(Refused { refusals, key }) => {
                    unreadable += u64::from(key.as_ref().is_none_or(|(holder, _)| holder.is_none()));
                    refused.extend(key);
                    refuse_row(&mut report, refusals);
                }
                Ok(made) => {
                    numbered |= made.numbered;
                    take(made, &placing, &stored, &mut seen, &mut next_ids, &mut edits, &mut report);
                }
            }
        }
    }
    let operators: BTreeSet<Text> = seen.keys().filter_map(|(holder, _)| holder.clone()).collect();
    report.new_operators =
        operators.iter().filter(|operator| !known_operators.contains(operator)).map(ToString::to_string).collect();
    let missing = retire::missing(&stored, &seen, &refused, &operators);
    report.missing = retire::told(&missing);
    if let Some(on) = request.retire_missing {
        if unreadable > 0 {
            retire::warn_unsure(&mut report, unreadable);
            report.unsure = true;
        } else {
            edits.extend(retire::retire(&missing, on, &mut report));
        }
    }
    let prefixes = match &request.code_prefix {
        Some(prefix) if numbered => {
            vec![PrefixBinding { collection: request.collection, prefix: prefix.clone(), file: file.to_owned() }]
        }
        _ => Vec::new(),
    };
    Ok(Prepared { made_on: atlas.revision, edits, prefixes, report })
}

fn empty_report(table: &Table, request: &ImportRequest, file: &str, mapping: &Mapping, crs: &str) -> ImportReport {
    ImportReport {
        file: file.to_owned(),
        layer: table.name.clone(),
        collection: request.collection,
        crs: crs.to_owned(),
        encoding: table.encoding.as_ref().map(|encoding| encoding.name.clone()),
        read: (table.rows.len() + table.skipped.len()) as u64,
        created: 0,
        updated: 0,
        unchanged: 0,
        retired: 0,
        refused: 0,
        refusals: Vec::new(),
        all_refusals: Vec::new(),
        notes: table.notes.iter().map(Into::into).collect(),
        warnings: Vec::new(),
        repairs: Repairs::default(),
        mapping: mapping.told(table),
        unused_columns: mapping.unused(table),
        replaced_by_set: BTreeMap::new(),
        new_operators: Vec::new(),
        missing: Vec::new(),
        retiring: Vec::new(),
        columns: columns(table),
        sketch: Sketch::of(request.draw),
        unsure: false,
        dry_run: request.dry_run,
        applied: false,
        revision: None,
    }
}

/// A few values of a column help to tell what it is.
const SAMPLES: usize = 3;
/// Rows in which they are looked for, and characters of each.
const SAMPLED_ROWS: usize = 200;
const SAMPLE_CHARACTERS: usize = 60;

fn columns(table: &Table) -> Vec<Column> {
    let samples = |index: usize| {
        let mut samples: Vec<String> = Vec::new();
        for row in table.rows.iter().take(SAMPLED_ROWS) {
            let value = row.values.get(index).map(text).unwrap_or_default();
            let value: String = value.trim().chars().take(SAMPLE_CHARACTERS).collect();
            if !value.is_empty() && !samples.contains(&value) {
                samples.push(value);
            }
            if samples.len() == SAMPLES {
                break;
            }
        }
        samples
    };
    table
        .fields
        .iter()
        .enumerate()
        .map(|(index, name)| Column { name: name.clone(), samples: samples(index) })
        .collect()
}

/// A row counts as refused once, however much is wrong with it; all of it is told.
fn refuse_row(report: &mut ImportReport, refusals: Vec<RowRefusal>) {
    let before = report.refused;
    for refusal in refusals {
        report.refuse(refusal);
    }
    report.refused = before + 1;
}

fn take(
    made: Made,
    placing: &Placing,
    stored: &HashMap<Key, &Arc<Placed>>,
    seen: &mut HashMap<Key, u64>,
    next_ids: &mut NextIds,
    edits: &mut Vec<Edit>,
    report: &mut ImportReport,
) {
    let Made { number, items, repairs, replaced, damaged, .. } = made;
    if let Some(first) =
        items.iter().find_map(|(item, _)| seen.get(&key(item)).map(|first| (*first, item.code().clone())))
    {
        report.refuse(RowRefusal {
            row: Some(number),
            code: "duplicate_code",
            message: format!("code {} stands in row {} already", first.1, first.0),
            remedy: "give each asset a code of its own, or remove one of the rows".into(),
            path: Some("code".into()),
            lon: None,
            lat: None,
        });
        return;
    }
    report.repairs.add(repairs);
    if items.len() > 1 {
        report.note("split", number, || {
            "lines whose parts do not join became an asset for each part, with the codes code/1, code/2 …".into()
        });
    }
    for field in replaced {
        *report.replaced_by_set.entry(field).or_default() += 1;
    }
    for field in damaged {
        report.warn("text_damaged", number, || {
            format!("the text of {field} is damaged and cannot be read back; write it anew, or name another --encoding")
        });
    }
    for (item, geometry) in items {
        let key = key(&item);
        let known = stored.get(&key).copied();
        warn(&item, known, number, report);
        seen.insert(key, number);
        match known {
            Some(placed) if placed.item == item && same_shape(placing, &placed.geometry(), &geometry) => {
                report.unchanged += 1;
                report.sketch.draw(Some(number), Outcome::Unchanged, &item, &geometry);
            }
            Some(placed) => {
                report.updated += 1;
                report.sketch.draw(Some(number), Outcome::Updated, &item, &geometry);
                edits.push(Edit::Put(Feature { id: placed.id, item, geometry }));
            }
            None => {
                report.created += 1;
                report.sketch.draw(Some(number), Outcome::Created, &item, &geometry);
                edits.push(Edit::Put(Feature { id: next_ids.take(item.collection()), item, geometry }));
            }
        }
    }
}

/// Taking down sets `valid_to`; a status `removed` has no history to show.
fn warn(item: &Item, known: Option<&Arc<Placed>>, number: u64, report: &mut ImportReport) {
    if item.status() != Some(Status::Removed) {
        return;
    }
    match known {
        Some(placed) if placed.item.status() != Some(Status::Removed) => report.warn("erases_history", number, || {
            format!(
                "status removed takes {} out of every earlier date too; give valid_to and leave its status",
                item.code()
            )
        }),
        Some(_) => {}
        None => report.warn("removed_never_counts", number, || {
            format!("status removed is kept for {} but never counted; give valid_to and the status it had", item.code())
        }),
    }
}

fn key(item: &Item) -> Key {
    (item.holder().cloned(), item.code().clone())
}
