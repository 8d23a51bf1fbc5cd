//! `POST /coverage`.

use super::line::millimetres;
use crate::atlas::ZoneCoverage;
use crate::model::feature::round_coord;
use crate::model::{Day, Revision};
use geo::MapCoords;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct CoverageBody {
    revision: Revision,
    at: Day,
    area_m2: f64,
    covered_m2: f64,
    /// `null` for an area of nothing.
    share: Option<f64>,
    uncovered: geojson::Geometry,
}

impl CoverageBody {
    pub fn new(revision: Revision, at: Day, coverage: &ZoneCoverage) -> Self {
        let ZoneCoverage { area_m2, covered_m2, uncovered } = coverage;
        let uncovered = uncovered.map_coords(round_coord);
        CoverageBody {
            revision,
            at,
            area_m2: millimetres(*area_m2),
            covered_m2: millimetres(*covered_m2),
            share: (*area_m2 > 0.0).then(|| covered_m2 / area_m2),
            uncovered: geojson::Geometry::new(geojson::GeometryValue::from(&uncovered)),
        }
    }
}
