//! `POST /overlaps`: what a line runs along and what it crosses.

use super::answer::{Answer, JSON};
use super::aside::in_turn;
use super::asked::Asked;
use super::body;
use super::problem::{Fault, Problem};
use super::service::Service;
use super::wire::overlaps_body;
use crate::atlas::{Atlas, ProbeLine, Question};
use crate::geometry::Coord;
use crate::geometry::validity::{check_line, normalise_line};
use crate::model::cable::Status;
use crate::model::feature::round_coord;
use crate::model::{Collection, Day};
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use bytes::Bytes;
use geo_types::LineString;
use geojson::GeometryValue;
use serde::Deserialize;
use std::sync::Arc;

/// A route drawn by people has far fewer vertices.
const MOST_VERTICES: usize = 20_000;
const WITHIN_M: f64 = 3.0;
const MOST_WITHIN_M: f64 = 500.0;
const MIN_LENGTH_M: f64 = 1.0;
/// Five kilometres of streets, and what lies in them: a hundred cables beside each other.
const SHORT_M2: f64 = 5_000.0 * (WITHIN_M + STREET_M);
const STREET_M: f64 = 10.0;
const SHORT_VERTICES: usize = 500;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    geometry: geojson::Geometry,
    within_m: Option<f64>,
    min_length_m: Option<f64>,
    layers: Option<Vec<String>>,
    at: Option<Day>,
    status: Option<String>,
}

/// A request that can be answered.
struct Sound {
    line: Vec<Coord>,
    within_m: f64,
    min_length_m: f64,
    layers: Vec<Collection>,
    at: Day,
    status: Option<Status>,
}

pub async fn overlaps(
    State(service): State<Arc<Service>>,
    asked: Asked,
    bytes: Bytes,
) -> Result<Response<Body>, Problem> {
    asked.parameters().done()?;
    let mut sound = Sound::of(body::read(&bytes)?, service.today())?;
    let atlas = service.atlas();
    let probe = ProbeLine::new(std::mem::take(&mut sound.line), &atlas);
    let answer = || sound.answer(&atlas, &probe, &asked);
    if sound.is_short(&probe) { Ok(answer()) } else { in_turn(&service, answer).await }
}

impl Sound {
    /// Whether it is answered in a few milliseconds.
    fn is_short(&self, probe: &ProbeLine) -> bool {
        let line = &probe.line.measured;
        line.length_m() * (self.within_m + STREET_M) <= SHORT_M2 && line.coords().len() <= SHORT_VERTICES
    }

    fn answer(&self, atlas: &Atlas, probe: &ProbeLine, asked: &Asked) -> Response<Body> {
        let question = Question {
            within_m: self.within_m,
            min_length_m: self.min_length_m,
            layers: &self.layers,
            at: self.at,
            status: self.status,
        };
        let overlaps = atlas.overlaps(probe, &question);
        let body = overlaps_body(atlas.revision, self.at, probe, &overlaps);
        Answer::new(JSON, body).at(atlas.revision).respond(asked)
    }

    fn of(request: Request, today: Day) -> Result<Self, Problem> {
        let mut faults = Vec::new();
        let line = line(request.geometry, &mut faults);
        let within_m =
            body::in_range(&mut faults, "within_m", request.within_m.unwrap_or(WITHIN_M), 0.0..=MOST_WITHIN_M);
        let min_length_m =
            body::in_range(&mut faults, "min_length_m", request.min_length_m.unwrap_or(MIN_LENGTH_M), 0.0..=1e6);
        let mut layers = Vec::new();
        for word in request.layers.iter().flatten() {
            match Collection::of_word(word) {
                Some(layer) if !layers.contains(&layer) => layers.push(layer),
                Some(_) => {}
                None => {
                    let message = format!("layers: \"{word}\" is none of {}", Collection::WORDS.join(", "));
                    faults.push(Fault::at("layers", "unknown_value", message));
                }
            }
        }
        if request.layers.is_none() {
            layers = Collection::ALL.to_vec();
        }
        let status = request.status.as_deref().and_then(|word| {
            let status = Status::of_word(word);
            if status.is_none() {
                let message = format!("status: \"{word}\" is none of {}", Status::WORDS.join(", "));
                faults.push(Fault::at("status", "unknown_value", message));
            }
            status
        });
        if !faults.is_empty() {
            return Err(Problem::of_faults("bad_body", faults));
        }
        Ok(Sound { line, within_m, min_length_m, layers, at: request.at.unwrap_or(today), status })
    }
}

fn line(geometry: geojson::Geometry, faults: &mut Vec<Fault>) -> Vec<Coord> {
    let GeometryValue::LineString { .. } = &geometry.value else {
        faults.push(Fault::at("geometry", "wrong_geometry", "geometry: wants a LineString"));
        return Vec::new();
    };
    let Ok(line) = LineString::<f64>::try_from(geometry) else {
        faults.push(Fault::at("geometry", "wrong_geometry", "geometry: wants a LineString of two numbers a place"));
        return Vec::new();
    };
    if line.0.len() > MOST_VERTICES {
        let message = format!("geometry: {} places are more than {MOST_VERTICES}", line.0.len());
        faults.push(Fault::at("geometry", "too_large", message));
        return Vec::new();
    }
    body::on_the_globe(faults, "geometry/coordinates", line.0.iter().copied());
    let (line, _) = normalise_line(line.0.into_iter().map(round_coord).collect());
    faults.extend(check_line(&line).iter().map(Fault::of_geometry));
    line
}
