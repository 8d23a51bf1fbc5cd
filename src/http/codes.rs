//! `GET /codes`: assets by the beginning of their codes.

use super::answer::{Answer, Tag};
use super::asked::Asked;
use super::problem::Problem;
use super::service::Service;
use crate::app;
use crate::model::Revision;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use serde::Serialize;
use std::sync::Arc;

const MOST: usize = 50;

#[derive(Serialize)]
struct CodesBody<'a> {
    revision: Revision,
    codes: Vec<Found<'a>>,
}

#[derive(Serialize)]
struct Found<'a> {
    layer: &'static str,
    id: i64,
    code: &'a str,
    holder: Option<&'a str>,
}

pub async fn codes(State(service): State<Arc<Service>>, asked: Asked) -> Result<Response<Body>, Problem> {
    let mut parameters = asked.parameters();
    let begins = parameters.take("begins");
    let begins = parameters.wanted("begins", begins).unwrap_or_default();
    let count = parameters.count("limit", 1, MOST).unwrap_or(10);
    parameters.done()?;
    let atlas = service.atlas();
    let tag = Tag::world(&service, atlas.revision, None).flavoured("codes");
    if let Some(known) = asked.not_modified(&tag, atlas.revision) {
        return Ok(known);
    }
    let found = app::codes(atlas.clone(), begins, count).await?;
    let codes = found.iter().map(|placed| Found {
        layer: placed.item.collection().word(),
        id: placed.id,
        code: placed.item.code(),
        holder: placed.item.holder().map(|holder| &**holder),
    });
    let body = CodesBody { revision: atlas.revision, codes: codes.collect() };
    Ok(Answer::json(&body)?.at(atlas.revision).tagged(tag).respond(&asked))
}
