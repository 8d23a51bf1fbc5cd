//! A stretch along a feature and a crossing with one, as `/overlaps` and `/check` tell them.

use crate::atlas::{AlongFeature, CrossingOf, Placed};
use crate::geometry::{Coord, Measured};
use crate::model::Item;
use geo_types::LineString;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct StretchBody<'a> {
    #[serde(flatten)]
    of: FeatureBody<'a>,
    from_m: f64,
    to_m: f64,
    length_m: f64,
    offset_m: f64,
    /// The part of the asked line.
    geometry: geojson::Geometry,
}

#[derive(Debug, Serialize)]
pub struct CrossingBody<'a> {
    #[serde(flatten)]
    of: FeatureBody<'a>,
    at_m: f64,
    lon: f64,
    lat: f64,
    angle_deg: f64,
}

/// Which feature it is, with what a reader wants to know of it at once.
#[derive(Debug, Serialize)]
struct FeatureBody<'a> {
    layer: &'static str,
    id: i64,
    code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operator: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    placement: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
}

impl<'a> FeatureBody<'a> {
    fn new(placed: &'a Placed) -> Self {
        let (item, holder) = (&placed.item, placed.item.holder().map(|holder| &**holder));
        let is_cable = matches!(item, Item::Cable(_));
        FeatureBody {
            layer: item.collection().word(),
            id: placed.id,
            code: item.code(),
            status: item.status().map(crate::model::cable::Status::word),
            operator: holder.filter(|_| is_cable),
            owner: holder.filter(|_| !is_cable),
            placement: if let Item::Cable(cable) = item { Some(cable.placement.word()) } else { None },
            name: if let Item::Zone(zone) = item { Some(&zone.name) } else { None },
        }
    }
}

impl<'a> StretchBody<'a> {
    /// `line`: the asked line, lon/lat.
    pub fn new(stretch: &'a AlongFeature, line: &Measured) -> Self {
        let along = &stretch.along;
        StretchBody {
            of: FeatureBody::new(&stretch.placed),
            from_m: millimetres(along.from_m),
            to_m: millimetres(along.to_m),
            length_m: millimetres(along.length_m),
            offset_m: millimetres(along.offset_m),
            geometry: line_geometry(line.slice(along.from, along.to)),
        }
    }
}

impl<'a> CrossingBody<'a> {
    pub fn new(crossing: &'a CrossingOf) -> Self {
        let at = &crossing.crossing;
        let point = crate::model::feature::round_coord(at.point);
        CrossingBody {
            of: FeatureBody::new(&crossing.placed),
            at_m: millimetres(at.at_m),
            lon: point.x,
            lat: point.y,
            angle_deg: (at.angle_deg * 1e3).round() / 1e3,
        }
    }
}

/// To the millimetre; a stretch is never told longer than it is by more than half of one.
pub(super) fn millimetres(m: f64) -> f64 {
    (m * 1e3).round() / 1e3
}

pub(super) fn line_geometry(coords: Vec<Coord>) -> geojson::Geometry {
    let coords = coords.into_iter().map(crate::model::feature::round_coord).collect::<LineString<f64>>();
    geojson::Geometry::new(geojson::GeometryValue::from(&coords))
}
