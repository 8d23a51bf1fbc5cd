//! `GET /collections/{c}/items/{id}/history`.

use crate::geometry::difference::{VertexDifference, vertices};
use crate::geometry::{Coord, geodesic};
use crate::model::{Act, Collection, Feature, Geometry, Revision, Value};
use crate::store::Version;
use geo::CoordsIter;
use geo_types::LineString;
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
    changes: Vec<FieldChange>,
    #[serde(skip_serializing_if = "Option::is_none")]
    geometry: Option<GeometryChange>,
}

#[derive(Debug, Serialize)]
struct FieldChange {
    field: &'static str,
    before: serde_json::Value,
    after: serde_json::Value,
}

#[derive(Debug, Serialize)]
struct GeometryChange {
    /// Of lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    length_m: Option<Measures>,
    /// Of areas, on the ellipsoid.
    #[serde(skip_serializing_if = "Option::is_none")]
    area_m2: Option<Measures>,
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
struct Measures {
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
        versions: &'a [Version],
        with_shapes: bool,
        next: Option<String>,
    ) -> Self {
        let versions = versions.iter().map(|version| VersionBody::new(collection, version, with_shapes)).collect();
        HistoryBody { collection: collection.word(), id, revision, versions, next }
    }
}

impl<'a> VersionBody<'a> {
    fn new(collection: Collection, version: &'a Version, with_shapes: bool) -> Self {
        let (before, after) = (version.before.as_ref(), version.after.as_ref());
        VersionBody {
            revision: version.entry.revision,
            at: &version.entry.at,
            who: &version.entry.actor,
            act: &version.entry.act,
            what: match (before, after) {
                (None, Some(_)) => "created",
                (Some(_), None) => "deleted",
                (Some(before), Some(after)) if before != after => "changed",
                _ => "touched",
            },
            changes: fields(collection, before, after),
            geometry: GeometryChange::new(
                before.map(|feature| &feature.geometry),
                after.map(|feature| &feature.geometry),
                with_shapes,
            ),
        }
    }
}

/// The fields whose values differ.
fn fields(collection: Collection, before: Option<&Feature>, after: Option<&Feature>) -> Vec<FieldChange> {
    let values = |feature: Option<&Feature>| {
        feature.map_or_else(|| vec![Value::Null; collection.fields().len()], |feature| feature.item.values())
    };
    let rows = collection.fields().iter().zip(values(before)).zip(values(after));
    rows.filter(|((_, before), after)| before != after)
        .map(|((field, before), after)| FieldChange { field: field.name, before: told(&before), after: told(&after) })
        .collect()
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

impl GeometryChange {
    fn new(before: Option<&Geometry>, after: Option<&Geometry>, with_shapes: bool) -> Option<Self> {
        if before == after {
            return None;
        }
        let some = before.or(after)?;
        let both = before.zip(after);
        let shape = |of: Option<&Geometry>| of.filter(|_| with_shapes).map(|of| geojson::Geometry::from(&of.to_geo()));
        Some(GeometryChange {
            length_m: matches!(some, Geometry::Line(_)).then(|| difference(before, after, length_m)),
            area_m2: matches!(some, Geometry::Area(_)).then(|| difference(before, after, area_m2)),
            moved_m: both.and_then(|both| match both {
                (Geometry::Point(before), Geometry::Point(after)) => {
                    Some(millimetres(geodesic::distance_m(before.0, after.0)))
                }
                _ => None,
            }),
            vertices: both.filter(|(before, _)| !matches!(before, Geometry::Point(_))).map(|(before, after)| {
                let VertexDifference { added, removed, moved } = vertices(&places(before), &places(after));
                Vertices { added, removed, moved }
            }),
            before: shape(before),
            after: shape(after),
        })
    }
}

fn difference(before: Option<&Geometry>, after: Option<&Geometry>, measure: fn(&Geometry) -> f64) -> Measures {
    let (before, after) = (before.map(measure), after.map(measure));
    Measures {
        difference: millimetres(after.unwrap_or(0.0) - before.unwrap_or(0.0)),
        before: before.map(millimetres),
        after: after.map(millimetres),
    }
}

fn length_m(geometry: &Geometry) -> f64 {
    match geometry {
        Geometry::Line(line) => line.0.windows(2).map(|pair| geodesic::distance_m(pair[0], pair[1])).sum(),
        _ => 0.0,
    }
}

fn area_m2(geometry: &Geometry) -> f64 {
    match geometry {
        Geometry::Area(area) => area.iter().map(geodesic::area_m2).sum(),
        _ => 0.0,
    }
}

/// All vertices in a row; a ring's closing one is its first again and is left out.
fn places(geometry: &Geometry) -> Vec<Coord> {
    let open = |ring: &LineString<f64>| ring.0[..ring.0.len().saturating_sub(1)].to_vec();
    match geometry {
        Geometry::Area(area) => area
            .iter()
            .flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()))
            .flat_map(open)
            .collect(),
        other => other.to_geo().coords_iter().collect(),
    }
}

fn millimetres(metres: f64) -> f64 {
    (metres * 1e3).round() / 1e3
}
