//! `POST /collections/{c}/items`, and `PUT`, `PATCH` and `DELETE` of `/collections/{c}/items/{id}` (OGC API Features Part 4).

use super::answer::{GEO_JSON, Tag};
use super::asked::Asked;
use super::body::Payload;
use super::collections::named;
use super::door::Door;
use super::items::item_body;
use super::kept::{Kept, to_the_end};
use super::problem::Problem;
use super::service::Service;
use crate::app::edit::{self, Body as Feature};
use crate::app::{Render, Target};
use crate::atlas::Placed;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderName, Response, StatusCode, header};
use std::sync::Arc;

/// Longer bodies are no single feature.
pub const MOST_BYTES: usize = 16 << 20;
pub const MERGE_PATCH: &str = "application/merge-patch+json";
const FEATURE_KINDS: [&str; 2] = [GEO_JSON, super::answer::JSON];
const ACCEPT_POST: HeaderName = HeaderName::from_static("accept-post");
const ACCEPT_PATCH: HeaderName = HeaderName::from_static("accept-patch");

pub async fn create(
    State(service): State<Arc<Service>>,
    Path(name): Path<String>,
    door: Door,
    asked: Asked,
    Payload(bytes): Payload,
) -> Result<Response<Body>, Problem> {
    let collection = named(&name)?;
    asked.parameters().done()?;
    door.body_is(&FEATURE_KINDS, ACCEPT_POST, GEO_JSON)?;
    let coordinates = door.coordinates(&service.atlas().city)?;
    let (writing, render) = (door.writing(&bytes), item_answer(&service, &asked, StatusCode::CREATED));
    let app = service.app.clone();
    to_the_end(async move { edit::create(&app, &writing, collection, Feature { bytes, coordinates }, &render).await })
        .await
}

pub async fn replace(
    State(service): State<Arc<Service>>,
    Path((name, id)): Path<(String, String)>,
    door: Door,
    asked: Asked,
    Payload(bytes): Payload,
) -> Result<Response<Body>, Problem> {
    let target = target(&name, &id)?;
    asked.parameters().done()?;
    door.body_is(&FEATURE_KINDS, ACCEPT_POST, GEO_JSON)?;
    let (condition, coordinates) =
        (door.wanted_condition(&service, target).await?, door.coordinates(&service.atlas().city)?);
    let (writing, render) = (door.unkept(), item_answer(&service, &asked, StatusCode::OK));
    let (app, body) = (service.app.clone(), Feature { bytes, coordinates });
    to_the_end(async move { edit::replace(&app, &writing, target, &condition, body, &render).await }).await
}

pub async fn patch(
    State(service): State<Arc<Service>>,
    Path((name, id)): Path<(String, String)>,
    door: Door,
    asked: Asked,
    Payload(bytes): Payload,
) -> Result<Response<Body>, Problem> {
    let target = target(&name, &id)?;
    asked.parameters().done()?;
    door.body_is(&[MERGE_PATCH], ACCEPT_PATCH, MERGE_PATCH)?;
    let (condition, coordinates) =
        (door.wanted_condition(&service, target).await?, door.coordinates(&service.atlas().city)?);
    let (writing, render) = (door.unkept(), item_answer(&service, &asked, StatusCode::OK));
    let (app, body) = (service.app.clone(), Feature { bytes, coordinates });
    to_the_end(async move { edit::patch(&app, &writing, target, &condition, body, &render).await }).await
}

pub async fn delete(
    State(service): State<Arc<Service>>,
    Path((name, id)): Path<(String, String)>,
    door: Door,
    asked: Asked,
) -> Result<Response<Body>, Problem> {
    let target = target(&name, &id)?;
    asked.parameters().done()?;
    let (condition, writing) = (door.wanted_condition(&service, target).await?, door.unkept());
    let render: Render = Arc::new(|revision, _| Kept::new(StatusCode::NO_CONTENT, revision).into_bytes());
    let app = service.app.clone();
    to_the_end(async move { edit::delete(&app, &writing, target, &condition, &render).await }).await
}

/// The item of a path, whether it is there or not.
pub fn target(name: &str, id: &str) -> Result<Target, Problem> {
    let collection = named(name)?;
    let id = id.parse().map_err(|_| Problem::not_found(format!("there is no feature {id} in {name}")))?;
    Ok(Target { collection, id })
}

/// The answer that tells the item that was written: with its address where it is new, and with its version.
pub fn item_answer(service: &Arc<Service>, asked: &Asked, status: StatusCode) -> Render {
    let (service, base) = (service.clone(), asked.base());
    Arc::new(move |revision, told| {
        let kept = Kept::new(status, revision);
        match told.first() {
            Some(placed) => tell_item(&service, &base, kept, status, placed).into_bytes(),
            None => kept.into_bytes(),
        }
    })
}

fn tell_item(service: &Service, base: &str, kept: Kept, status: StatusCode, placed: &Placed) -> Kept {
    let address = address(base, placed);
    let kept = if status == StatusCode::CREATED { kept.header(&header::LOCATION, &address) } else { kept };
    kept.header(&header::CONTENT_LOCATION, &address)
        .tagged(&Tag::item(service, placed.revision))
        .header(&super::items::CONTENT_CRS, &format!("<{}>", super::crs::WireCrs::Crs84.uri()))
        .body(GEO_JSON, item_body(placed, super::crs::WireCrs::Crs84, &service.atlas().grid, base, None))
}

pub fn address(base: &str, placed: &Placed) -> String {
    format!("{base}/collections/{}/items/{}", placed.item.collection().word(), placed.id)
}
