//! How much of an area lies near a conduit.

use super::{Atlas, Bounds};
use crate::geometry::coverage::coverage;
use crate::geometry::{Coord, PlanarArea};
use crate::model::cable::Status;
use crate::model::{Collection, Day, Item};
use geo_types::{LineString, MultiPolygon, Polygon};
use rayon::prelude::*;

/// Coverage of an area by conduits. Areas in grid square metres.
#[derive(Clone, Debug)]
pub struct ZoneCoverage {
    pub area_m2: f64,
    pub covered_m2: f64,
    /// What lies farther than asked from every conduit, lon/lat.
    pub uncovered: MultiPolygon<f64>,
}

/// Covers an area (lon/lat) by the conduits that work on a day.
pub fn cover(atlas: &Atlas, area: &MultiPolygon<f64>, within_m: f64, at: Day) -> ZoneCoverage {
    let bounds = Bounds::of(area.iter().flat_map(|part| part.exterior().0.iter().copied())).widened(within_m);
    let lines: Vec<&[Coord]> = atlas
        .layer(Collection::Conduits)
        .touching(bounds)
        .filter(|placed| {
            matches!(&placed.item, Item::Conduit(conduit) if conduit.status == Status::Functional)
                && placed.item.is_valid_at(at)
        })
        .filter_map(|placed| placed.line().map(|line| &*line.planar.points))
        .collect();
    let found = coverage(&PlanarArea::new(area, |place| atlas.grid.project(place)).area, &lines, within_m);
    ZoneCoverage {
        area_m2: found.area_m2,
        covered_m2: found.covered_m2,
        uncovered: lonlat_area(&found.uncovered, atlas),
    }
}

fn lonlat_area(planar: &MultiPolygon<f64>, atlas: &Atlas) -> MultiPolygon<f64> {
    let ring =
        |ring: &LineString<f64>| ring.0.iter().map(|place| atlas.grid.unproject(*place)).collect::<LineString<f64>>();
    let part = |part: &Polygon<f64>| Polygon::new(ring(part.exterior()), part.interiors().iter().map(ring).collect());
    MultiPolygon(planar.0.par_iter().map(part).collect())
}
