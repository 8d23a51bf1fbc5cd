//! `GET /nearest`: the features nearest to a place.

use super::answer::{Answer, GEO_JSON, Tag};
use super::asked::Asked;
use super::crs::WireCrs;
use super::digits::{fixed, integer};
use super::geojson::Writer;
use super::problem::Problem;
use super::service::Service;
use crate::geometry::Coord;
use crate::model::Collection;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use std::sync::Arc;

const MOST: usize = 1_000;
/// Nothing in a city is farther than this, metres.
const MOST_M: f64 = 1e6;

pub async fn nearest(State(service): State<Arc<Service>>, asked: Asked) -> Result<Response<Body>, Problem> {
    let mut parameters = asked.parameters();
    let layer = parameters.word("layer", Collection::of_word, Collection::WORDS);
    let layer = parameters.wanted("layer", layer);
    let lon = parameters.number("lon", -180.0..=180.0);
    let lon = parameters.wanted("lon", lon);
    let lat = parameters.number("lat", -90.0..=90.0);
    let lat = parameters.wanted("lat", lat);
    let count = parameters.count("k", 1, MOST).unwrap_or(10);
    let max_m = parameters.number("max_m", 0.0..=MOST_M).unwrap_or(MOST_M);
    let at = parameters.day("at").unwrap_or_else(|| service.today());
    parameters.done()?;
    let (Some(layer), Some(x), Some(y)) = (layer, lon, lat) else {
        return Err(Problem::bad_request("missing", "layer, lon and lat must be given"));
    };
    let atlas = service.atlas();
    let tag = Tag::world(&service, atlas.revision, Some(at));
    if let Some(known) = asked.not_modified(&tag, atlas.revision) {
        return Ok(known);
    }
    let near = atlas.nearest(layer, Coord { x, y }, count, max_m, at);
    let writer = Writer { crs: WireCrs::Crs84, grid: &atlas.grid };
    let mut body = Vec::with_capacity(64 + near.len() * 900);
    body.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"revision\":");
    integer(&mut body, atlas.revision.0);
    body.extend_from_slice(b",\"features\":[");
    for (index, found) in near.iter().enumerate() {
        if index > 0 {
            body.push(b',');
        }
        writer.open_feature(&mut body, found.placed);
        // Inside the properties, where every reader of GeoJSON finds it.
        body.pop();
        body.extend_from_slice(b",\"distance_m\":");
        fixed::<3>(&mut body, found.distance_m);
        body.extend_from_slice(b"}}");
    }
    body.extend_from_slice(b"]}");
    Ok(Answer::new(GEO_JSON, body).at(atlas.revision).tagged(tag).respond(&asked))
}
