//! Collects rows under the limits. All readers go through it, so that no format forgets one of them.

use std::collections::HashMap;

use super::options::Limits;
use super::shape::{Bad, Shape};
use super::table::{Encoding, FileCrs, Flaw, Note, Refusal, Row, Table, Value};
use super::{Format, ReadError, text};
use geo::CoordsIter;

/// What a file has in place of a geometry is kept as long as a cell of a spreadsheet can hold it.
const LONGEST_WRITTEN: usize = 32_000;

/// A [`Table`] in the making.
pub(super) struct Builder {
    table: Table,
    places: HashMap<String, usize>,
    limits: Limits,
    vertices: u64,
    seen: u64,
}

impl Builder {
    pub(super) fn new(format: Format, name: &str, limits: &Limits) -> Self {
        let table = Table {
            format,
            name: text::nfc(name.to_owned()),
            crs: FileCrs::Unknown,
            encoding: None,
            fields: Vec::new(),
            rows: Vec::new(),
            notes: Vec::new(),
            skipped: Vec::new(),
        };
        Self { table, places: HashMap::new(), limits: limits.clone(), vertices: 0, seen: 0 }
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(super) fn set_crs(&mut self, crs: FileCrs) {
        self.table.crs = crs;
    }

    pub(super) fn set_encoding(&mut self, encoding: Encoding) {
        self.table.encoding = Some(encoding);
    }

    /// The place of a field, made if it is new. `None` when the limit of columns is reached.
    pub(super) fn field(&mut self, name: &str) -> Option<usize> {
        if let Some(place) = self.places.get(name) {
            return Some(*place);
        }
        let place = self.table.fields.len();
        if place >= self.limits.max_fields {
            return None;
        }
        // Two spellings of one name (composed and decomposed) are one field.
        let normal = text::nfc(name.to_owned());
        let place = if let Some(known) = self.places.get(&normal) {
            *known
        } else {
            self.table.fields.push(normal.clone());
            self.places.insert(normal, place);
            place
        };
        self.places.insert(name.to_owned(), place);
        Some(place)
    }

    /// The columns of a format that has a header. A repeated name gets a number, for every column must stay reachable.
    pub(super) fn header(&mut self, names: impl Iterator<Item = String>) {
        for name in names {
            let name = text::nfc(name);
            let mut free = name.clone();
            let mut nth = 2;
            while self.places.contains_key(&free) {
                free = format!("{name}_{nth}");
                nth += 1;
            }
            self.places.insert(free.clone(), self.table.fields.len());
            self.table.fields.push(free);
        }
    }

    /// One read row. `values` are in the order of the fields and may be shorter than they are.
    pub(super) fn row(&mut self, row: Row) -> Result<(), ReadError> {
        let vertices = row.geometry.as_ref().map_or(0, CoordsIter::coords_count);
        if vertices > self.limits.max_vertices_per_feature {
            let refusal = Refusal {
                row: Some(row.number),
                code: "too_many_vertices",
                message: format!("{vertices} vertices in one row"),
                remedy: format!("simplify or split it: {} are allowed", self.limits.max_vertices_per_feature),
                path: Some("geometry".into()),
            };
            return self.unreadable(row.number, refusal, "", row.values);
        }
        self.count()?;
        self.vertices += vertices as u64;
        if self.vertices > self.limits.max_vertices {
            return Err(self.too_large("vertices", self.limits.max_vertices));
        }
        self.table.rows.push(row);
        if (self.table.rows.len() as u64).saturating_mul(self.table.fields.len() as u64) > self.limits.max_cells {
            return Err(self.too_large("cells (rows times columns)", self.limits.max_cells));
        }
        Ok(())
    }

    /// One row whose values could be read, and whose geometry could not.
    pub(super) fn unreadable(
        &mut self,
        number: u64,
        refusal: Refusal,
        written: &str,
        values: Vec<Value>,
    ) -> Result<(), ReadError> {
        let written = if written.len() > LONGEST_WRITTEN { String::new() } else { written.to_owned() };
        let flaws = vec![Flaw::Unreadable { refusal: Box::new(refusal), written }];
        self.row(Row { number, geometry: None, values, flaws })
    }

    /// One row of which nothing could be read.
    pub(super) fn refuse(&mut self, refusal: Refusal) -> Result<(), ReadError> {
        self.count()?;
        self.table.skipped.push(refusal);
        Ok(())
    }

    /// [`Self::unreadable`], where `path` names the part or the column of the geometry.
    pub(super) fn unreadable_shape(
        &mut self,
        number: u64,
        bad: Bad,
        path: String,
        written: &str,
        values: Vec<Value>,
    ) -> Result<(), ReadError> {
        let Bad { code, message, remedy } = bad;
        let refusal = Refusal { row: Some(number), code, message, remedy: remedy.into(), path: Some(path) };
        self.unreadable(number, refusal, written, values)
    }

    /// Counts something dropped or assumed; the message of the first stays.
    pub(super) fn note(&mut self, code: &'static str, row: Option<u64>, message: impl FnOnce() -> String) {
        match self.table.notes.iter_mut().find(|note| note.code == code) {
            Some(note) => note.count += 1,
            None => self.table.notes.push(Note { code, message: message(), count: 1, row }),
        }
    }

    /// The finished table, every row as long as the fields.
    pub(super) fn finish(mut self) -> Table {
        let width = self.table.fields.len();
        for row in &mut self.table.rows {
            row.values.resize(width, Value::Null);
        }
        self.table
    }

    fn count(&mut self) -> Result<(), ReadError> {
        self.seen += 1;
        if self.seen > self.limits.max_rows { Err(self.too_large("rows", self.limits.max_rows)) } else { Ok(()) }
    }

    fn too_large(&self, what: &'static str, limit: u64) -> ReadError {
        ReadError::TooLarge { name: self.table.name.clone(), what, limit }
    }
}

impl Builder {
    /// Notes what a shape lost, and makes its row.
    pub(super) fn shaped_row(&mut self, number: u64, shape: Shape, values: Vec<Value>) -> Result<(), ReadError> {
        if shape.has_extra {
            self.note("z_m_dropped", Some(number), || {
                "heights (Z) or measures (M) are not kept: positions are in the plane".into()
            });
        }
        self.row(Row { number, geometry: shape.geometry, values, flaws: shape.flaws })
    }
}
