//! The two acts, `POST …/cables/items/{id}/underground` and `POST …/zones/items/{id}/verify`, and `POST /undo`.

use super::answer::Tag;
use super::asked::Asked;
use super::body::{self, Payload};
use super::crs::WireCrs;
use super::door::Door;
use super::geojson::Writer;
use super::kept::{Kept, to_the_end};
use super::problem::{Fault, Problem};
use super::service::Service;
use super::write::{address, item_answer, target};
use crate::app::{Render, edit};
use crate::atlas::Placed;
use crate::model::{Collection, Day, Placement, Revision};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode, header};
use serde::Deserialize;
use std::sync::Arc;

/// Names and notes are no documents.
const MOST_CHARACTERS: usize = 1_000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Underground {
    on: Day,
    placement: String,
    conduit: Option<String>,
    code: Option<String>,
    geometry: Option<Box<serde_json::value::RawValue>>,
}

pub async fn underground(
    State(service): State<Arc<Service>>,
    Path((name, id)): Path<(String, String)>,
    door: Door,
    asked: Asked,
    Payload(bytes): Payload,
) -> Result<Response<Body>, Problem> {
    let target = only(Collection::Cables, &name, &id)?;
    asked.parameters().done()?;
    let told: Underground = body::read(&bytes)?;
    let mut faults = Vec::new();
    let placement = Placement::of_word(&told.placement);
    if placement.is_none() {
        let message = format!("placement: \"{}\" is none of {}", told.placement, Placement::WORDS.join(", "));
        faults.push(Fault::at("placement", "unknown_value", message));
    }
    let (conduit, code) = (text(&mut faults, "conduit", told.conduit), text(&mut faults, "code", told.code));
    let Some(placement) = placement.filter(|_| faults.is_empty()) else {
        return Err(Problem::of_faults("bad_body", faults));
    };
    let act = edit::Underground {
        on: told.on,
        placement,
        conduit: conduit.map(Into::into),
        code: code.map(Into::into),
        coordinates: door.coordinates(&service.atlas().city)?,
        geometry: told.geometry.map(|raw| raw.get().to_owned()).filter(|raw| raw != "null"),
    };
    let (condition, writing) = (door.wanted_condition(&service, target).await?, door.writing(&bytes));
    let render = both_answer(&service, &asked);
    let app = service.app.clone();
    to_the_end(async move { edit::underground(&app, &writing, target.id, &condition, act, &render).await }).await
}

/// The address and the version are the successor's; the body tells both.
fn both_answer(service: &Arc<Service>, asked: &Asked) -> Render {
    let (service, base) = (service.clone(), asked.base());
    Arc::new(move |revision, told| {
        let kept = Kept::new(StatusCode::CREATED, revision);
        let [successor, retired] = told else { return kept.into_bytes() };
        let grid = &service.atlas().grid;
        let mut body = format!("{{\"revision\":{revision}").into_bytes();
        let mut member = |name: &str, placed: &Placed| {
            body.extend_from_slice(format!(",\"{name}\":").as_bytes());
            Writer { crs: WireCrs::Crs84, grid }.feature(&mut body, placed);
        };
        member("retired", retired);
        member("successor", successor);
        body.push(b'}');
        kept.header(&header::LOCATION, &address(&base, successor))
            .tagged(&Tag::item(&service, successor.revision))
            .body(super::answer::JSON, body)
            .into_bytes()
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Verify {
    on: Day,
    by: String,
    note: Option<String>,
}

pub async fn verify(
    State(service): State<Arc<Service>>,
    Path((name, id)): Path<(String, String)>,
    door: Door,
    asked: Asked,
    Payload(bytes): Payload,
) -> Result<Response<Body>, Problem> {
    let target = only(Collection::Zones, &name, &id)?;
    asked.parameters().done()?;
    let told: Verify = body::read(&bytes)?;
    let mut faults = Vec::new();
    let by = text(&mut faults, "by", Some(told.by)).unwrap_or_default();
    let note = text(&mut faults, "note", told.note);
    if !faults.is_empty() {
        return Err(Problem::of_faults("bad_body", faults));
    }
    let act = edit::Verification { on: told.on, by: by.into(), note };
    let (condition, writing) = (door.wanted_condition(&service, target).await?, door.writing(&bytes));
    let render = item_answer(&service, &asked, StatusCode::OK);
    let app = service.app.clone();
    to_the_end(async move { edit::verify(&app, &writing, target.id, &condition, act, &render).await }).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Undo {
    revision: Revision,
}

pub async fn undo(
    State(service): State<Arc<Service>>,
    door: Door,
    asked: Asked,
    Payload(bytes): Payload,
) -> Result<Response<Body>, Problem> {
    asked.parameters().done()?;
    let Undo { revision: undone } = body::read(&bytes)?;
    let writing = door.writing(&bytes);
    let render: Render = Arc::new(move |revision, _| {
        let body = serde_json::json!({ "revision": revision, "undone": undone });
        Kept::new(StatusCode::OK, revision).json(&body).into_bytes()
    });
    let app = service.app.clone();
    to_the_end(async move { crate::app::undo_kept(&app, &writing, undone, &render).await }).await
}

/// An act belongs to one collection.
fn only(collection: Collection, name: &str, id: &str) -> Result<crate::app::Target, Problem> {
    let target = target(name, id)?;
    if target.collection == collection {
        Ok(target)
    } else {
        Err(Problem::not_found(format!("this act is for {} only", collection.word())))
    }
}

/// A text of a body; blank counts as none.
fn text(faults: &mut Vec<Fault>, path: &'static str, told: Option<String>) -> Option<String> {
    let told = told?.trim().to_owned();
    if told.chars().count() > MOST_CHARACTERS {
        faults.push(Fault::at(path, "too_long", format!("{path}: more than {MOST_CHARACTERS} characters")));
    }
    (!told.is_empty()).then_some(told)
}
