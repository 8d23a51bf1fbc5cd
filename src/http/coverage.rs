//! `POST /coverage`: how much of a zone, or of any area, lies near a conduit.

use super::answer::Answer;
use super::aside::aside;
use super::asked::Asked;
use super::body;
use super::problem::{Fault, Problem};
use super::progress::no_zone;
use super::service::Service;
use super::wire::CoverageBody;
use crate::app::coverage;
use crate::atlas::Atlas;
use crate::geometry::validity::{check_area, normalise_area};
use crate::model::Day;
use crate::model::feature::round_coord;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use bytes::Bytes;
use geo::{CoordsIter, MapCoords};
use geo_types::{Geometry, MultiPolygon};
use serde::Deserialize;
use std::sync::Arc;

const WITHIN_M: f64 = 50.0;
const LEAST_WITHIN_M: f64 = 0.1;
const MOST_WITHIN_M: f64 = 2_000.0;
const MOST_VERTICES: usize = 100_000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    zone: Option<i64>,
    geometry: Option<geojson::Geometry>,
    within_m: Option<f64>,
    at: Option<Day>,
}

pub async fn cover(State(service): State<Arc<Service>>, asked: Asked, bytes: Bytes) -> Result<Response<Body>, Problem> {
    asked.parameters().done()?;
    let request: Request = body::read(&bytes)?;
    let mut faults = Vec::new();
    let within_m = request.within_m.unwrap_or(WITHIN_M);
    let within_m = body::in_range(&mut faults, "within_m", within_m, LEAST_WITHIN_M..=MOST_WITHIN_M);
    let at = request.at.unwrap_or_else(|| service.today());
    let atlas = service.atlas();
    let area = area(&request, &atlas, &mut faults)?;
    if !faults.is_empty() {
        return Err(Problem::of_faults("bad_body", faults));
    }
    let _turn = service.heavy.acquire().await.map_err(|closed| Problem::internal(&closed))?;
    let revision = atlas.revision;
    let covered = coverage(atlas, area, within_m, at).await?;
    aside(|| Ok(Answer::json(&CoverageBody::new(revision, at, &covered))?.at(revision).respond(&asked)))
}

/// The zone's area, or the one that the request brings.
fn area(request: &Request, atlas: &Atlas, faults: &mut Vec<Fault>) -> Result<MultiPolygon<f64>, Problem> {
    match (request.zone, &request.geometry) {
        (Some(id), None) => {
            let zone = atlas.zone(id).and_then(|(placed, _)| placed.area());
            zone.map(|(area, _)| area.clone()).ok_or_else(|| no_zone(id))
        }
        (None, Some(geometry)) => Ok(drawn(geometry, faults)),
        _ => {
            faults.push(Fault::at("zone", "which_area", "give either zone (an id) or geometry (a Polygon)"));
            Ok(MultiPolygon(Vec::new()))
        }
    }
}

fn drawn(geometry: &geojson::Geometry, faults: &mut Vec<Fault>) -> MultiPolygon<f64> {
    let area = match Geometry::<f64>::try_from(geometry.clone()) {
        Ok(Geometry::Polygon(polygon)) => MultiPolygon(vec![polygon]),
        Ok(Geometry::MultiPolygon(area)) => area,
        _ => {
            faults.push(Fault::at("geometry", "wrong_geometry", "geometry: wants a Polygon or a MultiPolygon"));
            return MultiPolygon(Vec::new());
        }
    };
    if area.coords_count() > MOST_VERTICES {
        faults.push(Fault::at("geometry", "too_large", format!("geometry: more than {MOST_VERTICES} places")));
        return MultiPolygon(Vec::new());
    }
    body::on_the_globe(faults, "geometry/coordinates", area.coords_iter());
    let (area, _) = normalise_area(area.map_coords(round_coord));
    faults.extend(check_area(&area).iter().map(Fault::of_geometry));
    area
}
