//! `GET /collections/{c}/items/{id}/history` and `POST …/restore`: what was done to an item, and putting a version back.

use super::answer::{Answer, Tag};
use super::asked::Asked;
use super::body::{self, Payload};
use super::door::Door;
use super::kept::to_the_end;
use super::problem::Problem;
use super::service::Service;
use super::wire::HistoryBody;
use super::write::{item_answer, target};
use crate::app::{edit, history as read_history};
use crate::model::Revision;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};
use serde::Deserialize;
use std::sync::Arc;

const DEFAULT_LIMIT: usize = 100;
const MOST: usize = 1_000;

pub async fn history(
    State(service): State<Arc<Service>>,
    Path((name, id)): Path<(String, String)>,
    asked: Asked,
) -> Result<Response<Body>, Problem> {
    let target = target(&name, &id)?;
    let mut parameters = asked.parameters();
    super::landing::json_only(&mut parameters);
    let limit = parameters.count("limit", 1, MOST).unwrap_or(DEFAULT_LIMIT);
    let below = parameters.read::<i64>("before", "not_a_number").map(Revision);
    let with_shapes = parameters.switch("geometry");
    parameters.done()?;
    // Taken first: what is read after it tells at least this much.
    let revision = service.atlas().revision;
    let mut changes = read_history(&service.app, target, below, limit as u32 + 1).await?;
    let has_more = changes.len() > limit;
    changes.truncate(limit);
    let next = changes.last().filter(|_| has_more).map(|last| {
        let base = asked.base();
        format!(
            "{base}/collections/{name}/items/{id}/history?limit={limit}&geometry={with_shapes}&before={}",
            last.version.entry.revision
        )
    });
    let body = HistoryBody::new((target.collection, target.id), revision, &changes, with_shapes, next);
    let newest = changes.first().map_or(revision, |newest| newest.version.entry.revision);
    let flavour = format!("history.{limit}.{with_shapes}.{}", below.map_or(0, |below| below.0));
    let tag = Tag::item(&service, newest).flavoured(&flavour);
    if let Some(known) = asked.not_modified(&tag, revision) {
        return Ok(known);
    }
    Ok(Answer::json(&body)?.at(revision).tagged(tag).respond(&asked))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Restore {
    revision: Revision,
}

pub async fn restore(
    State(service): State<Arc<Service>>,
    Path((name, id)): Path<(String, String)>,
    door: Door,
    asked: Asked,
    Payload(bytes): Payload,
) -> Result<Response<Body>, Problem> {
    let target = target(&name, &id)?;
    asked.parameters().done()?;
    let Restore { revision } = body::read(&bytes)?;
    let (condition, writing) = (door.condition(&service), door.writing(&bytes));
    let render = item_answer(&service, &asked, StatusCode::OK);
    let app = service.app.clone();
    to_the_end(async move { edit::restore(&app, &writing, target, condition.as_ref(), revision, &render).await }).await
}
