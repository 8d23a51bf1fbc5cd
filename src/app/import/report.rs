//! What an import tells.

use super::request::ImportRequest;
use crate::formats::{Note, Refusal};
use crate::model::{Collection, Geometry, Item, Revision};
use geo::CoordsIter;
use serde::Serialize;
use std::collections::BTreeMap;

/// More refusals than this are counted but not told one by one.
const MOST_TOLD: usize = 1000;
/// So many codes are named of those that the file no longer has.
const MOST_CODES: usize = 50;

#[derive(Clone, Debug, Serialize)]
pub struct ImportReport {
    pub file: String,
    pub layer: String,
    #[serde(serialize_with = "collection_word")]
    pub collection: Collection,
    pub crs: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    pub read: u64,
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    /// Stored assets that `--retire-missing` ends because the file no longer has them.
    pub retired: u64,
    /// Rows refused; `refusals` tells the first thousand.
    pub refused: u64,
    pub refusals: Vec<RowRefusal>,
    /// All of them, for writing the rows beside the file.
    #[serde(skip)]
    pub all_refusals: Vec<RowRefusal>,
    /// What the reader dropped or assumed.
    pub notes: Vec<NoteTold>,
    pub warnings: Vec<Warning>,
    pub repairs: Repairs,
    /// Field → the file's column, or the fixed value.
    pub mapping: BTreeMap<&'static str, String>,
    pub unused_columns: Vec<String>,
    /// Field → how often `--set` replaced the file's own value.
    pub replaced_by_set: BTreeMap<&'static str, u64>,
    pub new_operators: Vec<String>,
    /// By operator: what is stored and no longer in the file. Nothing is done about it without `--retire-missing`.
    pub missing: Vec<MissingCodes>,
    /// By operator: what `--retire-missing` ends.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub retiring: Vec<MissingCodes>,
    /// The file's columns with a few of their values.
    pub columns: Vec<Column>,
    /// Rows with their places, as many as were asked for.
    #[serde(skip)]
    pub sketch: Sketch,
    /// Something was to be retired, and what is missing cannot be told.
    #[serde(skip)]
    pub(super) unsure: bool,
    pub dry_run: bool,
    pub applied: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<Revision>,
}

/// A column of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    pub name: String,
    /// The first few different values that are not empty.
    pub samples: Vec<String>,
}

/// Rows for drawing what an import would do.
#[derive(Clone, Debug, Default)]
pub struct Sketch {
    pub rows: Vec<Sketched>,
    /// How many were not kept, because of their number or their vertices.
    pub left_off: u64,
    most: usize,
    vertices: usize,
}

#[derive(Clone, Debug)]
pub struct Sketched {
    /// The row of the file; none of what the file no longer has.
    pub row: Option<u64>,
    pub outcome: Outcome,
    pub item: Item,
    pub geometry: Geometry,
}

/// What an import does to an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Created,
    Updated,
    Unchanged,
    Retired,
}

/// More vertices than this are not sent for drawing.
const MOST_VERTICES: usize = 100_000;

impl Sketch {
    pub(super) fn of(most: usize) -> Self {
        Sketch { most, ..Sketch::default() }
    }

    pub(super) fn draw(&mut self, row: Option<u64>, outcome: Outcome, item: &Item, geometry: &Geometry) {
        if self.most == 0 {
            return;
        }
        let vertices = match geometry {
            Geometry::Line(line) => line.0.len(),
            Geometry::Point(_) => 1,
            Geometry::Area(area) => area.coords_count(),
        };
        if self.rows.len() >= self.most || self.vertices + vertices > MOST_VERTICES {
            self.left_off += 1;
            return;
        }
        self.vertices += vertices;
        self.rows.push(Sketched { row, outcome, item: item.clone(), geometry: geometry.clone() });
    }
}

/// A row that was not taken, with its place, the reason and the remedy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RowRefusal {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    pub code: &'static str,
    pub message: String,
    pub remedy: String,
    /// The field, or the JSON path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
}

#[derive(Clone, Debug, Serialize)]
pub struct NoteTold {
    pub code: &'static str,
    pub message: String,
    pub count: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
}

/// Something that was taken but should be looked at.
#[derive(Clone, Debug, Serialize)]
pub struct Warning {
    pub code: &'static str,
    pub message: String,
    pub count: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
}

/// What was put right on the way.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Repairs {
    /// Areas whose rings were turned to run as RFC 7946 wants.
    pub ring_order: u64,
    pub repeated_vertices: u64,
    pub rings_closed: u64,
    pub made_valid: u64,
    /// Row and fault of each ring that was closed and each area that was made valid.
    pub listed: Vec<(u64, String)>,
}

#[derive(Clone, Debug, Serialize)]
pub struct MissingCodes {
    pub operator: String,
    pub count: u64,
    /// The first fifty.
    pub codes: Vec<String>,
}

impl ImportReport {
    /// Refused rows stop the whole file unless they are to be skipped.
    pub fn may_be_applied(&self, request: &ImportRequest) -> bool {
        self.refused == 0 || request.skip_refused
    }

    /// Features that are not as they were.
    pub fn changes(&self) -> u64 {
        self.created + self.updated + self.retired
    }

    pub(super) fn refuse(&mut self, refusal: RowRefusal) {
        self.refused += 1;
        self.all_refusals.push(refusal.clone());
        if self.refusals.len() < MOST_TOLD {
            self.refusals.push(refusal);
        }
    }

    pub(super) fn note(&mut self, code: &'static str, row: u64, message: impl FnOnce() -> String) {
        match self.notes.iter_mut().find(|note| note.code == code) {
            Some(known) => known.count += 1,
            None => self.notes.push(NoteTold { code, message: message(), count: 1, row: Some(row) }),
        }
    }

    pub(super) fn warn(&mut self, code: &'static str, row: u64, message: impl FnOnce() -> String) {
        match self.warnings.iter_mut().find(|warning| warning.code == code) {
            Some(known) => known.count += 1,
            None => self.warnings.push(Warning { code, message: message(), count: 1, row: Some(row) }),
        }
    }
}

impl RowRefusal {
    /// A row refused for its geometry.
    pub(super) fn of_geometry(
        number: u64,
        code: &'static str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        RowRefusal {
            row: Some(number),
            code,
            message: message.into(),
            remedy: remedy.into(),
            path: Some("geometry".into()),
            lon: None,
            lat: None,
        }
    }
}

impl MissingCodes {
    pub(super) fn new(operator: String, codes: Vec<String>) -> Self {
        let count = codes.len() as u64;
        MissingCodes { operator, count, codes: codes.into_iter().take(MOST_CODES).collect() }
    }
}

impl Repairs {
    pub(in crate::app) fn add(&mut self, other: Repairs) {
        self.ring_order += other.ring_order;
        self.repeated_vertices += other.repeated_vertices;
        self.rings_closed += other.rings_closed;
        self.made_valid += other.made_valid;
        self.listed.extend(other.listed);
    }
}

impl From<&Refusal> for RowRefusal {
    fn from(refusal: &Refusal) -> Self {
        RowRefusal {
            row: refusal.row,
            code: refusal.code,
            message: refusal.message.clone(),
            remedy: refusal.remedy.clone(),
            path: refusal.path.clone(),
            lon: None,
            lat: None,
        }
    }
}

impl From<&Note> for NoteTold {
    fn from(note: &Note) -> Self {
        NoteTold { code: note.code, message: note.message.clone(), count: note.count, row: note.row }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands fields over by reference")]
fn collection_word<S: serde::Serializer>(collection: &Collection, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(collection.word())
}
