//! `GET /collections/{c}/items`: the features of a collection, a page at a time.

use super::answer::{Answer, GEO_JSON, Tag};
use super::aside::in_turn;
use super::asked::Asked;
use super::collections::named;
use super::crs::WireCrs;
use super::digits::integer;
use super::geojson::Writer;
use super::item_query::{ItemQuery, Paging};
use super::links::Link;
use super::problem::Problem;
use super::service::Service;
use crate::app::{AppError, collection_at, item_at};
use crate::atlas::{Atlas, Page, Placed};
use crate::crs::Grid;
use crate::model::{Collection, Revision};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderName, Response};
use std::sync::Arc;

/// Says in which system the coordinates are (Part 2, requirement 16).
pub const CONTENT_CRS: HeaderName = HeaderName::from_static("content-crs");

pub async fn items(
    State(service): State<Arc<Service>>,
    Path(name): Path<String>,
    asked: Asked,
) -> Result<Response<Body>, Problem> {
    let collection = named(&name)?;
    let mut atlas = service.atlas();
    let query = ItemQuery::read(asked.parameters(), collection, &atlas)?;
    if let Some(then) = query.revision {
        let _turn = service.heavy.acquire().await.map_err(|closed| Problem::internal(&closed))?;
        atlas = collection_at(&service.app, collection, then).await?;
    }
    let tag = Tag::world(&service, atlas.revision, None).flavoured(&query.crs.flavour());
    if let Some(known) = asked.not_modified(&tag, atlas.revision) {
        return Ok(known);
    }
    let answer = || page(&atlas, collection, &query, &asked).tagged(tag).respond(&asked);
    if query.is_long() { in_turn(&service, answer).await } else { Ok(answer()) }
}

fn page(atlas: &Atlas, collection: Collection, query: &ItemQuery, asked: &Asked) -> Answer {
    let page = atlas.select(collection, &query.selection, query.paging.start, query.paging.limit);
    let writer = Writer { crs: query.crs, grid: &atlas.grid };
    let mut body = Vec::with_capacity(256 + page.rows.len() * 700);
    body.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"features\":[");
    for (index, placed) in page.rows.iter().enumerate() {
        if index > 0 {
            body.push(b',');
        }
        writer.feature(&mut body, placed);
    }
    body.extend_from_slice(b"],\"numberMatched\":");
    integer(&mut body, i64::try_from(page.matched).unwrap_or(i64::MAX));
    body.extend_from_slice(b",\"numberReturned\":");
    integer(&mut body, i64::try_from(page.rows.len()).unwrap_or(i64::MAX));
    write_links(&mut body, &links(asked, collection, &page, query.paging));
    body.push(b'}');
    Answer::new(GEO_JSON, body).at(atlas.revision).header(CONTENT_CRS, &format!("<{}>", query.crs.uri()))
}

fn write_links(body: &mut Vec<u8>, links: &[Link]) {
    body.extend_from_slice(b",\"links\":");
    // Writing to memory does not fail.
    drop(serde_json::to_writer(body, links));
}

/// This page, and the next one: it begins after the last feature told, so that a change in between neither loses nor
/// repeats one.
fn links(asked: &Asked, collection: Collection, page: &Page, paging: Paging) -> Vec<Link> {
    let href = format!("{}/collections/{}/items", asked.base(), collection.word());
    let query = asked.uri.query().unwrap_or("");
    let own = if query.is_empty() { href.clone() } else { format!("{href}?{query}") };
    let mut links = vec![
        Link::new(own, "self", GEO_JSON, "this page"),
        Link::new(
            format!("{}/collections/{}", asked.base(), collection.word()),
            "collection",
            super::answer::JSON,
            "the collection",
        ),
    ];
    if let (true, Some(last)) = (page.has_more, page.rows.last()) {
        let kept = query
            .split('&')
            .filter(|pair| !pair.is_empty() && !["after", "offset"].contains(&pair.split('=').next().unwrap_or("")));
        let mut pairs: Vec<String> = kept.map(str::to_owned).collect();
        if !pairs.iter().any(|pair| pair.starts_with("limit=")) {
            pairs.push(format!("limit={}", paging.limit));
        }
        pairs.push(format!("after={}", last.id));
        links.push(Link::new(format!("{href}?{}", pairs.join("&")), "next", GEO_JSON, "the next page"));
    }
    links
}

/// `GET /collections/{c}/items/{id}`, with `revision` as it was then.
pub async fn item(
    State(service): State<Arc<Service>>,
    Path((name, id)): Path<(String, String)>,
    asked: Asked,
) -> Result<Response<Body>, Problem> {
    let target = super::write::target(&name, &id)?;
    let atlas = service.atlas();
    let mut parameters = asked.parameters();
    super::landing::json_only(&mut parameters);
    let crs = WireCrs::take(&mut parameters, "crs", &atlas.city);
    let then = parameters.read::<i64>("revision", "not_a_number").map(Revision);
    parameters.done()?;
    let placed = match then {
        Some(then) => Arc::new(item_at(&service.app, target, then).await?),
        None => atlas.layer(target.collection).get(target.id).cloned().ok_or(AppError::NoFeature(target))?,
    };
    let seen = then.unwrap_or(atlas.revision);
    // Of an earlier version too: it is told as it was told then.
    let tag = Tag::item(&service, placed.revision).flavoured(&crs.flavour());
    if let Some(known) = asked.not_modified(&tag, seen) {
        return Ok(known);
    }
    Ok(Answer::new(GEO_JSON, item_body(&placed, crs, &atlas.grid, &asked.base(), then))
        .at(seen)
        .tagged(tag)
        .header(CONTENT_CRS, &format!("<{}>", crs.uri()))
        .respond(&asked))
}

/// A feature with its links. `then`: the revision that was asked for, where one was.
pub fn item_body(placed: &Placed, crs: WireCrs, grid: &Grid, base: &str, then: Option<Revision>) -> Vec<u8> {
    let mut body = Vec::with_capacity(1024);
    Writer { crs, grid }.open_feature(&mut body, placed);
    let collection = format!("{base}/collections/{}", placed.item.collection().word());
    let now = format!("{collection}/items/{}", placed.id);
    let history = format!("{now}/history");
    let own = then.map_or_else(|| now.clone(), |then| format!("{now}?revision={then}"));
    let links = [
        Link::new(own, "self", GEO_JSON, "this feature"),
        Link::new(collection, "collection", super::answer::JSON, "the collection"),
        Link::new(history, "version-history", super::answer::JSON, "what was done to it"),
    ];
    write_links(&mut body, &links);
    body.push(b'}');
    body
}
