//! Checking a route plan: its lines, what they pass, share, run along and cross, and what the rules find. Nothing is stored.

use super::import::{Placing, Repairs, RowRefusal, SourceFile, cell_text};
use super::{App, AppError};
use crate::atlas::{AlongFeature, Atlas, CrossingOf, ProbeLine, Question};
use crate::formats::{Limits, ReadOptions, Row, Table};
use crate::geometry::stretch;
use crate::model::cable::Status;
use crate::model::progress::Metres;
use crate::model::{Class, Collection, Day, Geometry, Item, Placement, Revision};
use crate::rules::{self, Case, Finding, Parameters, PlanLine};
use std::sync::Arc;

/// How near an existing conduit must be to be shared, and how near is "along", metres.
const WITHIN_M: f64 = 3.0;
const MIN_LENGTH_M: f64 = 1.0;
/// A plan is a drawing of streets, not a register.
const MOST_LINES: usize = 5_000;

#[derive(Debug)]
pub struct CheckReport {
    pub revision: Revision,
    pub at: Day,
    pub crs: String,
    pub encoding: Option<String>,
    pub lines: Vec<CheckedLine>,
    pub zones: Vec<PassedZone>,
    /// Stretches along conduits, with the free tubes where they are known.
    pub shareable: Vec<Shareable>,
    /// Stretches along cables, each with the number of its line in `lines`: names may be the same.
    pub along: Vec<(usize, AlongFeature)>,
    pub crossings: Vec<(usize, CrossingOf)>,
    pub findings: Vec<Finding>,
    /// Rows that could not be read as lines.
    pub refused: Vec<RowRefusal>,
    pub repairs: Repairs,
}

#[derive(Debug)]
pub struct CheckedLine {
    pub feature: String,
    pub length_m: f64,
    /// `None` where the file says a word that is no placement.
    pub placement: Option<Placement>,
    /// The file did not say the placement.
    pub placement_assumed: bool,
    pub coords: Vec<geo_types::Coord<f64>>,
}

#[derive(Debug)]
pub struct PassedZone {
    pub id: i64,
    pub code: String,
    pub name: String,
    pub length_m: f64,
    pub share_before: Option<f64>,
    pub share_after: Option<f64>,
}

#[derive(Debug)]
pub struct Shareable {
    /// The line's number in `lines`.
    pub line: usize,
    pub stretch: AlongFeature,
    pub tubes_free: Option<i64>,
}

impl CheckReport {
    /// What the file calls a line.
    pub fn feature(&self, line: usize) -> &str {
        self.lines.get(line).map_or("", |line| &line.feature)
    }

    /// Nothing was checked, so that no finding says nothing.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

/// Checks a plan file against the current world.
pub async fn check(app: &App, source: SourceFile, crs: Option<u32>) -> Result<CheckReport, AppError> {
    let (atlas, today) = (app.atlas(), app.today());
    super::open::on_thread(move || {
        // A plan is small; a file past these bounds is no plan.
        let limits = Limits { max_rows: MOST_LINES as u64 * 4, max_vertices: 2_000_000, ..Limits::default() };
        let table = source.read(&ReadOptions { limits, ..ReadOptions::default() })?;
        check_table(&atlas, &table, crs, today)
    })
    .await
}

fn check_table(atlas: &Arc<Atlas>, table: &Table, crs: Option<u32>, today: Day) -> Result<CheckReport, AppError> {
    let placing = Placing::anywhere(atlas, table, crs, Collection::Cables)?;
    let mut refused: Vec<RowRefusal> = table.skipped.iter().map(Into::into).collect();
    let mut repairs = Repairs::default();
    let mut lines: Vec<PlanLine> = Vec::new();
    for row in &table.rows {
        match placing.place(row, None) {
            Ok(places) => {
                repairs.add(places.repairs);
                add_lines(&mut lines, atlas, table, row, places.geometries);
            }
            Err(faults) => refused.extend(faults),
        }
    }
    if lines.len() > MOST_LINES {
        return Err(AppError::request(
            "too_many_lines",
            format!("{} lines are more than a plan has ({MOST_LINES})", lines.len()),
            "send the plan in parts",
        ));
    }
    let parameters = Parameters::built_in()
        .map_err(|fault| AppError::request("rules", fault.to_string(), "correct geodata/rules.toml"))?;
    let findings = rules::check(&Case { lines: &lines, atlas, today }, &parameters);
    let (shareable, along, crossings) = surroundings(atlas, &lines, today);
    Ok(CheckReport {
        revision: atlas.revision,
        at: today,
        crs: placing.crs_name().to_owned(),
        encoding: table.encoding.as_ref().map(|encoding| encoding.name.clone()),
        zones: zones(atlas, &lines, today),
        shareable,
        along,
        crossings,
        findings,
        refused,
        repairs,
        lines: lines.iter().map(checked).collect(),
    })
}

fn checked(line: &PlanLine) -> CheckedLine {
    let measured = &line.probe.line.measured;
    CheckedLine {
        feature: line.feature.clone(),
        length_m: measured.length_m(),
        placement: line.placement,
        placement_assumed: line.placement_said.is_none(),
        coords: measured.coords().to_vec(),
    }
}

/// Adds the lines of a row. One that does not say its placement is taken as lying in a duct; one that says a word which
/// is none has none, and a rule says so.
fn add_lines(lines: &mut Vec<PlanLine>, atlas: &Atlas, table: &Table, row: &Row, geometries: Vec<Geometry>) {
    let cell = |names: &[&str]| {
        let found =
            names.iter().find_map(|name| table.fields.iter().position(|field| field.eq_ignore_ascii_case(name)));
        found.and_then(|index| row.values.get(index)).map(cell_text).filter(|text| !text.trim().is_empty())
    };
    let name = cell(&["code", "id", "name", "ma", "ten"]).unwrap_or_else(|| row.number.to_string());
    let said = cell(&["placement"]);
    let placement = said.as_ref().map_or(Some(Placement::Duct), |word| Placement::of_word(&word.trim().to_lowercase()));
    let conduit = cell(&["conduit"]);
    let many = geometries.len() > 1;
    for (part, geometry) in geometries.into_iter().enumerate() {
        let Geometry::Line(line) = geometry else { continue };
        lines.push(PlanLine {
            number: lines.len(),
            feature: if many { format!("{name}/{}", part + 1) } else { name.clone() },
            placement,
            placement_said: said.clone(),
            conduit: conduit.clone(),
            probe: ProbeLine::new(line.0, atlas),
        });
    }
}

/// The zones that the plan passes, with their share as it is and as it would be with the plan built.
fn zones(atlas: &Atlas, lines: &[PlanLine], today: Day) -> Vec<PassedZone> {
    let mut passed: std::collections::BTreeMap<i64, (f64, Metres)> = std::collections::BTreeMap::new();
    for line in lines {
        for placed in atlas.zones().touching(line.probe.bounds).filter(|placed| placed.item.is_valid_at(today)) {
            let Some((_, prepared)) = placed.area() else { continue };
            let inside_m = stretch::total_m(&prepared.cut(&line.probe.line.measured));
            if inside_m > 0.0 {
                let (length_m, added) = passed.entry(placed.id).or_default();
                *length_m += inside_m;
                if let Some(placement) = line.placement {
                    added.add(placement.class(), (inside_m * 1e6).round() as i64);
                }
            }
        }
    }
    passed
        .into_iter()
        .filter_map(|(id, (length_m, added))| {
            let (_, zone) = atlas.zone(id)?;
            let before = atlas.zone_metres(id, today);
            let mut after = before;
            after.add(Class::Underground, added.underground_um);
            after.add(Class::Overhead, added.overhead_um);
            Some(PassedZone {
                id,
                code: zone.code.to_string(),
                name: zone.name.to_string(),
                length_m,
                share_before: before.share(),
                share_after: after.share(),
            })
        })
        .collect()
}

type Surroundings = (Vec<Shareable>, Vec<(usize, AlongFeature)>, Vec<(usize, CrossingOf)>);

/// What the plan's lines run along and cross.
fn surroundings(atlas: &Atlas, lines: &[PlanLine], today: Day) -> Surroundings {
    let mut found: Surroundings = Default::default();
    for line in lines {
        let question = Question {
            within_m: WITHIN_M,
            min_length_m: MIN_LENGTH_M,
            layers: &[Collection::Conduits, Collection::Cables],
            at: today,
            status: None,
        };
        let overlaps = atlas.overlaps(&line.probe, &question);
        for stretch in overlaps.stretches {
            match &stretch.placed.item {
                Item::Conduit(conduit) if conduit.status == Status::Functional => {
                    let tubes_free = atlas.tubes(&stretch.placed, today).and_then(crate::atlas::Tubes::free);
                    found.0.push(Shareable { line: line.number, stretch, tubes_free });
                }
                Item::Cable(_) => found.1.push((line.number, stretch)),
                _ => {}
            }
        }
        found.2.extend(overlaps.crossings.into_iter().map(|crossing| (line.number, crossing)));
    }
    found
}
