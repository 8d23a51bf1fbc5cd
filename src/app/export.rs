//! Writing a layer to a file.

use super::AppError;
use super::import::{ImportReport, RowRefusal, SourceFile};
use crate::atlas::{Atlas, Bounds};
use crate::crs::{Source, Transform, grid_of_wkt};
use crate::formats::{FieldType, FileCrs, Format, OutCrs, OutField, OutRow, OutTable, Table, Value, Written, write};
use crate::model::{self, Collection, Day, Kind};
use geo::MapCoords;
use geo_types::Geometry;
use std::collections::HashMap;
use std::path::Path;

#[derive(Clone, Debug)]
pub struct ExportRequest {
    pub collection: Collection,
    pub format: Format,
    /// Only what touches this lon/lat box.
    pub bounds: Option<Bounds>,
    /// Only what is there on that day; without it everything that ever was.
    pub at: Option<Day>,
    /// The coordinate system of the file (default: lon/lat on WGS 84).
    pub crs: Option<u32>,
}

/// Writes the rows that are asked for, in order of id.
pub fn export(atlas: &Atlas, request: &ExportRequest, path: &Path, now: jiff::Timestamp) -> Result<Written, AppError> {
    let epsg = request.crs.unwrap_or(4326);
    let transform = Transform::of(&Source::Epsg(epsg))?;
    let wkt = transform.wkt()?;
    let chosen = atlas
        .layer(request.collection)
        .iter()
        .filter(|placed| request.at.is_none_or(|at| placed.item.is_valid_at(at)))
        .filter(|placed| request.bounds.is_none_or(|bounds| placed.touches(&bounds)));
    let mut rows: Vec<(i64, Geometry<f64>, Vec<Value>)> = Vec::new();
    for placed in chosen {
        let geometry = placed.geometry().to_geo().try_map_coords(|place| transform.from_lonlat(place))?;
        let values = placed.item.values().into_iter().map(out_value).collect();
        rows.push((placed.id, geometry, values));
    }
    let fields: Vec<OutField> = request
        .collection
        .fields()
        .iter()
        .map(|field| OutField { name: field.name.to_owned(), kind: field_type(field.kind) })
        .collect();
    let table = OutTable {
        name: request.collection.word(),
        fields: &fields,
        crs: OutCrs { epsg, name: &transform.name, wkt: &wkt },
        about: atlas.city.caution("en"),
        changed_at: now,
        rows: Box::new(rows.iter().map(|(id, geometry, values)| OutRow {
            id: *id,
            geometry: Some(geometry),
            unread: None,
            values: values.clone(),
        })),
    };
    Ok(write(request.format, table, path)?)
}

fn field_type(kind: Kind) -> FieldType {
    match kind {
        Kind::Text | Kind::Choice(_) => FieldType::Text,
        Kind::Integer { .. } => FieldType::Int,
        Kind::Number { .. } => FieldType::Float,
        Kind::Date => FieldType::Date,
    }
}

fn out_value(value: model::Value) -> Value {
    match value {
        model::Value::Null => Value::Null,
        model::Value::Text(text) => Value::Text(text.to_string()),
        model::Value::Integer(number) => Value::Int(number),
        model::Value::Number(number) => Value::Float(number),
        model::Value::Date(day) => day.date().map_or(Value::Null, Value::Date),
    }
}

/// The row's number, its geometry or what stands in its place, and its cells.
type RefusedRow<'a> = (u64, Option<&'a Geometry<f64>>, Option<&'a str>, Vec<Value>);

/// Writes the refused rows of an import as they were, each with the reason and the remedy, in the file's own coordinates.
pub fn export_refused(
    source: &SourceFile,
    request: &super::import::ImportRequest,
    report: &ImportReport,
    path: &Path,
    now: jiff::Timestamp,
) -> Result<Written, AppError> {
    let table = source.read_for(request)?;
    let mut reasons: HashMap<u64, Vec<&RowRefusal>> = HashMap::new();
    for refusal in &report.all_refusals {
        reasons.entry(refusal.row.unwrap_or(0)).or_default().push(refusal);
    }
    let text = |name: &str| OutField { name: name.to_owned(), kind: FieldType::Text };
    let mut fields = vec![text("refused_row"), text("refused_because"), text("remedy")];
    fields.extend(table.fields.iter().map(|name| text(name)));
    let told = |number: u64, values: Vec<Value>| {
        let refusals = reasons.get(&number).map(Vec::as_slice).unwrap_or_default();
        let joined = |part: fn(&RowRefusal) -> &str| {
            Value::Text(refusals.iter().map(|refusal| part(refusal)).collect::<Vec<_>>().join("; "))
        };
        let mut row = vec![Value::Text(number.to_string()), joined(|r| &r.message), joined(|r| &r.remedy)];
        row.extend(values);
        row.resize(fields.len(), Value::Null);
        row
    };
    let read = table.rows.iter().filter(|row| reasons.contains_key(&row.number));
    let mut rows: Vec<RefusedRow<'_>> = read
        .map(|row| {
            let unread = row.unreadable().map(|(_, written)| written);
            (row.number, row.geometry.as_ref(), unread, told(row.number, row.values.clone()))
        })
        .collect();
    // Rows of which nothing could be read have no values to give back.
    rows.extend(
        table
            .skipped
            .iter()
            .map(|skipped| (skipped.row.unwrap_or(0), None, None, told(skipped.row.unwrap_or(0), Vec::new()))),
    );
    rows.sort_by_key(|(number, ..)| *number);
    // Said in the file where it is known, so that the corrected rows can be imported as they are.
    let epsg = file_epsg(&table, request.crs).unwrap_or(0);
    let wkt = Transform::of(&Source::Epsg(epsg)).and_then(|transform| transform.wkt()).unwrap_or_default();
    let out = OutTable {
        name: "refused",
        fields: &fields,
        crs: OutCrs { epsg, name: "as in the file", wkt: &wkt },
        about: None,
        changed_at: now,
        rows: Box::new(rows.iter().map(|(number, geometry, unread, values)| OutRow {
            id: i64::try_from(*number).unwrap_or(0),
            geometry: *geometry,
            unread: *unread,
            values: values.clone(),
        })),
    };
    Ok(write(Format::Csv, out, path)?)
}

fn file_epsg(table: &Table, asked: Option<u32>) -> Option<u32> {
    asked.or_else(|| match &table.crs {
        FileCrs::Wgs84 => Some(4326),
        FileCrs::Epsg(code) => Some(*code),
        FileCrs::Wkt(wkt) => grid_of_wkt(wkt).map(|grid| grid.epsg),
        FileCrs::Unknown => None,
    })
}
