//! `GET /collections/{c}/items/{id}/history`.

use crate::app::{ItemChange, Measures, ShapeChange};
use crate::geometry::difference::VertexDifference;
use crate::model::{Act, Collection, Feature, Revision, Value};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct HistoryBody<'a> {
    collection: &'static str,
    id: i64,
    revision: Revision,
    /// Newest first.
    versions: Vec<VersionBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct VersionBody<'a> {
    revision: Revision,
    at: &'a str,
    who: &'a str,
    act: &'a Act,
    /// `created`, `changed`, `deleted`, or `touched` where a change left it as it was.
    what: &'static str,
    changes: Vec<FieldBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    geometry: Option<ShapeBody>,
}

#[derive(Debug, Serialize)]
struct FieldBody {
    field: &'static str,
    before: serde_json::Value,
    after: serde_json::Value,
}

#[derive(Debug, Serialize)]
struct ShapeBody {
    /// Of lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    length_m: Option<MeasuresBody>,
    /// Of areas, in the city's grid.
    #[serde(skip_serializing_if = "Option::is_none")]
    area_m2: Option<MeasuresBody>,
    /// Of points.
    #[serde(skip_serializing_if = "Option::is_none")]
    moved_m: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vertices: Option<Vertices>,
    /// Asked for with `geometry=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<geojson::Geometry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<geojson::Geometry>,
}

#[derive(Debug, Serialize)]
struct MeasuresBody {
    before: Option<f64>,
    after: Option<f64>,
    difference: f64,
}

#[derive(Debug, Serialize)]
struct Vertices {
    added: usize,
    removed: usize,
    moved: usize,
}

impl<'a> HistoryBody<'a> {
    /// `with_shapes`: both geometries of each change of place.
    pub fn new(
        (collection, id): (Collection, i64),
        revision: Revision,
        changes: &'a [ItemChange],
        with_shapes: bool,
        next: Option<String>,
    ) -> Self {
        let versions = changes.iter().map(|change| VersionBody::new(change, with_shapes)).collect();
        HistoryBody { collection: collection.word(), id, revision, versions, next }
    }
}

impl<'a> VersionBody<'a> {
    fn new(change: &'a ItemChange, with_shapes: bool) -> Self {
        let version = &change.version;
        let changes = change.fields.iter().map(|change| FieldBody {
            field: change.field,
            before: told(&change.before),
            after: told(&change.after),
        });
        VersionBody {
            revision: version.entry.revision,
            at: &version.entry.at,
            who: &version.entry.actor,
            act: &version.entry.act,
            what: match (&version.before, &version.after) {
                (None, Some(_)) => "created",
                (Some(_), None) => "deleted",
                (Some(before), Some(after)) if before != after => "changed",
                _ => "touched",
            },
            changes: changes.collect(),
            geometry: change.shape.as_ref().map(|shape| {
                let drawn = |of: Option<&Feature>| {
                    of.filter(|_| with_shapes).map(|of| geojson::Geometry::from(&of.geometry.to_geo()))
                };
                ShapeBody {
                    before: drawn(version.before.as_ref()),
                    after: drawn(version.after.as_ref()),
                    ..ShapeBody::new(shape)
                }
            }),
        }
    }
}

impl ShapeBody {
    fn new(shape: &ShapeChange) -> Self {
        ShapeBody {
            length_m: shape.length_m.map(MeasuresBody::new),
            area_m2: shape.area_m2.map(MeasuresBody::new),
            moved_m: shape.moved_m.map(millimetres),
            vertices: shape.vertices.map(|VertexDifference { added, removed, moved }| Vertices {
                added,
                removed,
                moved,
            }),
            before: None,
            after: None,
        }
    }
}

impl MeasuresBody {
    fn new(measures: Measures) -> Self {
        MeasuresBody {
            before: measures.before.map(millimetres),
            after: measures.after.map(millimetres),
            difference: millimetres(measures.difference()),
        }
    }
}

fn told(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Text(text) => text.to_string().into(),
        Value::Integer(number) => (*number).into(),
        Value::Number(number) => (*number).into(),
        Value::Date(day) => day.to_string().into(),
    }
}

fn millimetres(metres: f64) -> f64 {
    (metres * 1e3).round() / 1e3
}
