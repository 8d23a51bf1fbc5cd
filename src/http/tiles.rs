//! Vector tiles, and what the page needs beside them: the timeline, the places of labels, the map for orientation.

use super::answer::{Answer, GEO_JSON, Tag};
use super::asked::Asked;
use super::collections::named;
use super::problem::Problem;
use super::service::Service;
use crate::atlas::Shape;
use crate::model::{Day, Item, Revision};
use crate::tiles::{Columns, LayerSet, SINGLE_CABLES_ZOOM, TileCoord};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};
use serde::Serialize;
use std::sync::Arc;

const MVT: &str = "application/vnd.mapbox-vector-tile";
/// A tile whose address names its revision never changes.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// `GET /tiles/{z}/{x}/{y}.mvt`: all layers, for the viewer. `rev` (and anything behind it) makes the address of one
/// revision's tile its own, so that browsers keep it.
pub async fn viewer_tile(
    State(service): State<Arc<Service>>,
    Path((z, x, y)): Path<(String, String, String)>,
    asked: Asked,
) -> Result<Response<Body>, Problem> {
    let mut parameters = asked.parameters();
    let revision = parameters.take("rev");
    parameters.done()?;
    let y = y.strip_suffix(".mvt").or_else(|| y.strip_suffix(".pbf")).unwrap_or(&y);
    tile(&service, &asked, [&z, &x, y], LayerSet::ALL, revision.is_some()).await
}

/// `GET /collections/{c}/tiles/WebMercatorQuad/{z}/{y}/{x}`: one layer, row before column as OGC API Tiles has it.
pub async fn collection_tile(
    State(service): State<Arc<Service>>,
    Path((name, z, y, x)): Path<(String, String, String, String)>,
    asked: Asked,
) -> Result<Response<Body>, Problem> {
    let mut parameters = asked.parameters();
    parameters.word("f", |word| (word == "mvt").then_some(()), &["mvt"]);
    parameters.done()?;
    let x = x.strip_suffix(".mvt").unwrap_or(&x);
    tile(&service, &asked, [&z, x, &y], LayerSet::only(named(&name)?), false).await
}

async fn tile(
    service: &Arc<Service>,
    asked: &Asked,
    zxy: [&str; 3],
    layers: LayerSet,
    forever: bool,
) -> Result<Response<Body>, Problem> {
    let number =
        |text: &str| text.parse::<u32>().map_err(|_| Problem::not_found(format!("\"{text}\" is no tile number")));
    let coord = TileCoord::new(number(zxy[0])?, number(zxy[1])?, number(zxy[2])?)
        .map_err(|fault| Problem::not_found(fault.to_string()))?;
    let (atlas, today) = (service.atlas(), service.today());
    let answer = if coord.z() < SINGLE_CABLES_ZOOM {
        // A merged picture may take long enough to keep others waiting.
        let (atlas, tiles) = (atlas.clone(), service.tiles.clone());
        tokio::task::spawn_blocking(move || tiles.tile(&atlas, coord, layers, today))
            .await
            .map_err(|error| Problem::internal(&error))?
    } else {
        service.tiles.tile(&atlas, coord, layers, today)
    };
    let answer = answer.map_err(|fault| Problem::not_found(fault.to_string()))?;
    let tag = Tag::world(service, answer.revision, Some(today));
    if let Some(known) = asked.not_modified(&tag, atlas.revision) {
        return Ok(known);
    }
    let is_empty = answer.is_empty();
    let mut sent = Answer::new(MVT, answer.plain()).at(atlas.revision).tagged(tag);
    if is_empty {
        sent = sent.status(StatusCode::NO_CONTENT);
    } else if asked.encoding() == super::asked::Encoding::Gzip {
        sent = sent.gzipped(answer.gzip());
    }
    Ok(if forever { sent.cached(FOREVER) } else { sent }.respond(asked))
}

#[derive(Serialize)]
struct TimelineBody<'a> {
    revision: Revision,
    cables: ColumnsBody<'a>,
    classes: ColumnsBody<'a>,
}

#[derive(Serialize)]
struct ColumnsBody<'a> {
    id: &'a [i64],
    from: &'a [i64],
    to: &'a [i64],
}

impl<'a> From<&'a Columns> for ColumnsBody<'a> {
    fn from(columns: &'a Columns) -> Self {
        ColumnsBody { id: &columns.id, from: &columns.from, to: &columns.to }
    }
}

/// `GET /timeline`
pub async fn timeline(State(service): State<Arc<Service>>, asked: Asked) -> Result<Response<Body>, Problem> {
    let mut parameters = asked.parameters();
    parameters.take("rev");
    parameters.done()?;
    let atlas = service.atlas();
    let tag = Tag::world(&service, atlas.revision, None);
    if let Some(known) = asked.not_modified(&tag, atlas.revision) {
        return Ok(known);
    }
    let (tiles, made_on) = (service.tiles.clone(), atlas.clone());
    let timeline = tokio::task::spawn_blocking(move || tiles.timeline(&made_on))
        .await
        .map_err(|error| Problem::internal(&error))?;
    let body = TimelineBody {
        revision: timeline.revision,
        cables: (&timeline.cables).into(),
        classes: (&timeline.classes).into(),
    };
    Ok(Answer::json(&body)?.at(atlas.revision).tagged(tag).respond(&asked))
}

#[derive(Serialize)]
struct LabelsBody {
    revision: Revision,
    zones: Vec<LabelBody>,
}

#[derive(Serialize)]
struct LabelBody {
    id: i64,
    lon: f64,
    lat: f64,
    from: i32,
    to: Option<i32>,
}

/// `GET /zones/labels`: a place inside each zone, for its name and share.
pub async fn labels(State(service): State<Arc<Service>>, asked: Asked) -> Result<Response<Body>, Problem> {
    asked.parameters().done()?;
    let atlas = service.atlas();
    let tag = Tag::world(&service, atlas.revision, None);
    if let Some(known) = asked.not_modified(&tag, atlas.revision) {
        return Ok(known);
    }
    let zones = atlas.zones().iter().filter_map(|placed| match (&placed.item, &*placed.shape) {
        (Item::Zone(zone), Shape::Area(area)) => {
            let label = crate::model::feature::round_coord(area.label);
            let to = zone.valid_to.map(|Day(day)| day);
            Some(LabelBody { id: placed.id, lon: label.x, lat: label.y, from: zone.valid_from.0, to })
        }
        _ => None,
    });
    let body = LabelsBody { revision: atlas.revision, zones: zones.collect() };
    Ok(Answer::json(&body)?.at(atlas.revision).tagged(tag).respond(&asked))
}

/// `GET /base.geojson`: water, land and streets for orientation.
pub async fn base(State(service): State<Arc<Service>>, asked: Asked) -> Result<Response<Body>, Problem> {
    asked.parameters().done()?;
    let atlas = service.atlas();
    let tag = Tag::world(&service, Revision(0), None);
    if let Some(known) = asked.not_modified(&tag, atlas.revision) {
        return Ok(known);
    }
    let empty = r#"{"type":"FeatureCollection","features":[]}"#;
    let body = atlas.base.as_deref().unwrap_or(empty).to_owned();
    Ok(Answer::new(GEO_JSON, body).at(atlas.revision).tagged(tag).respond(&asked))
}
