//! What a change did to an item: the fields that differ, and how its shape differs.

use crate::crs::Grid;
use crate::geometry::difference::{VertexDifference, vertices};
use crate::geometry::{Coord, PlanarArea, geodesic};
use crate::model::{Collection, Feature, Field, Geometry, Value};
use crate::store::Version;
use geo::{Area, CoordsIter};
use geo_types::LineString;

/// A version with what tells it from the one before.
#[derive(Clone, Debug)]
pub struct ItemChange {
    pub version: Version,
    pub fields: Vec<FieldChange>,
    /// `None` where the shape is as it was.
    pub shape: Option<ShapeChange>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    pub field: &'static str,
    pub before: Value,
    pub after: Value,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ShapeChange {
    /// Of lines, geodesic.
    pub length_m: Option<Measures>,
    /// Of areas, in the city's grid.
    pub area_m2: Option<Measures>,
    /// Of points.
    pub moved_m: Option<f64>,
    /// Where there was a shape before and after.
    pub vertices: Option<VertexDifference>,
}

/// Before and after; `None` where the item was not there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measures {
    pub before: Option<f64>,
    pub after: Option<f64>,
}

impl Measures {
    pub fn difference(self) -> f64 {
        self.after.unwrap_or(0.0) - self.before.unwrap_or(0.0)
    }
}

impl ItemChange {
    pub(super) fn new(collection: Collection, version: Version, grid: &Grid) -> Self {
        let (before, after) = (version.before.as_ref(), version.after.as_ref());
        let shapes = (before.map(|feature| &feature.geometry), after.map(|feature| &feature.geometry));
        ItemChange { fields: fields(collection, before, after), shape: shape(shapes, grid), version }
    }
}

fn fields(collection: Collection, before: Option<&Feature>, after: Option<&Feature>) -> Vec<FieldChange> {
    let table = collection.fields();
    let values =
        |feature: Option<&Feature>| feature.map_or_else(|| vec![Value::Null; table.len()], |it| it.item.values());
    let rows = table.iter().zip(values(before)).zip(values(after));
    rows.filter(|((_, before), after)| before != after)
        .map(|((Field { name: field, .. }, before), after)| FieldChange { field, before, after })
        .collect()
}

fn shape((before, after): (Option<&Geometry>, Option<&Geometry>), grid: &Grid) -> Option<ShapeChange> {
    if before == after {
        return None;
    }
    let measured = |measure: &dyn Fn(&Geometry) -> Option<f64>| {
        let measures = Measures { before: before.and_then(measure), after: after.and_then(measure) };
        (measures.before.is_some() || measures.after.is_some()).then_some(measures)
    };
    let both = before.zip(after);
    Some(ShapeChange {
        length_m: measured(&|geometry| match geometry {
            Geometry::Line(line) => Some(line.0.windows(2).map(|edge| geodesic::distance_m(edge[0], edge[1])).sum()),
            _ => None,
        }),
        area_m2: measured(&|geometry| match geometry {
            Geometry::Area(area) => Some(PlanarArea::new(area, |place| grid.project(place)).area.unsigned_area()),
            _ => None,
        }),
        moved_m: both.and_then(|both| match both {
            (Geometry::Point(before), Geometry::Point(after)) => Some(geodesic::distance_m(before.0, after.0)),
            _ => None,
        }),
        vertices: both
            .filter(|(before, _)| !matches!(before, Geometry::Point(_)))
            .map(|(before, after)| vertices(&places(before), &places(after))),
    })
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
