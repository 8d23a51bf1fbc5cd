//! `GET /collections` and `GET /collections/{c}`.

use super::answer::{Answer, GEO_JSON, JSON, Tag};
use super::asked::Asked;
use super::crs::WireCrs;
use super::landing::json_only;
use super::links::Link;
use super::problem::Problem;
use super::service::Service;
use crate::atlas::Atlas;
use crate::model::Collection;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::Response;
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
struct Collections {
    links: Vec<Link>,
    /// The coordinate systems that every collection is told in.
    crs: Vec<String>,
    #[serde(rename = "collections")]
    all: Vec<CollectionBody>,
}

#[derive(Serialize)]
struct CollectionBody {
    id: &'static str,
    title: &'static str,
    description: &'static str,
    extent: Extent,
    #[serde(rename = "itemType")]
    item_type: &'static str,
    crs: Vec<String>,
    #[serde(rename = "storageCrs")]
    storage_crs: String,
    links: Vec<Link>,
}

#[derive(Serialize)]
struct Extent {
    spatial: Spatial,
    temporal: Temporal,
}

#[derive(Serialize)]
struct Spatial {
    bbox: [[f64; 4]; 1],
    crs: String,
}

#[derive(Serialize)]
struct Temporal {
    interval: [[Option<String>; 2]; 1],
    trs: &'static str,
}

fn words(collection: Collection) -> (&'static str, &'static str) {
    match collection {
        Collection::Cables => {
            ("Cáp viễn thông · Telecom cables", "One firm's cable along one route, overhead or underground")
        }
        Collection::Conduits => ("Tuyến cống · Conduits", "Banks of tubes between structures"),
        Collection::Structures => {
            ("Cột, bể, tủ · Structures", "Poles, manholes, handholes, cabinets and building entries")
        }
        Collection::Zones => ("Khu vực · Zones", "Areas whose cables are to be underground, with target and deadlines"),
    }
}

impl CollectionBody {
    fn new(collection: Collection, atlas: &Atlas, base: &str) -> Self {
        let (id, (title, description)) = (collection.word(), words(collection));
        let layer = atlas.layer(collection);
        let bbox =
            layer.bounds().map_or(atlas.city.bounds, |bounds| [bounds.min.x, bounds.min.y, bounds.max.x, bounds.max.y]);
        CollectionBody {
            id,
            title,
            description,
            extent: Extent {
                spatial: Spatial { bbox: [bbox], crs: WireCrs::Crs84.uri() },
                temporal: Temporal {
                    interval: [[None, None]],
                    trs: "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
                },
            },
            item_type: "feature",
            crs: WireCrs::all(&atlas.city).into_iter().map(WireCrs::uri).collect(),
            storage_crs: WireCrs::Crs84.uri(),
            links: vec![
                Link::new(format!("{base}/collections/{id}"), "self", JSON, "this collection"),
                Link::new(format!("{base}/collections/{id}/items"), "items", GEO_JSON, "its features"),
            ],
        }
    }
}

pub async fn collections(State(service): State<Arc<Service>>, asked: Asked) -> Result<Response<Body>, Problem> {
    let mut parameters = asked.parameters();
    json_only(&mut parameters);
    parameters.done()?;
    let (atlas, base) = (service.atlas(), asked.base());
    let tag = Tag::world(&service, atlas.revision, None).flavoured("collections");
    if let Some(known) = asked.not_modified(&tag, atlas.revision) {
        return Ok(known);
    }
    let body = Collections {
        links: vec![Link::new(format!("{base}/collections"), "self", JSON, "this document")],
        crs: WireCrs::all(&atlas.city).into_iter().map(WireCrs::uri).collect(),
        all: Collection::ALL.into_iter().map(|of| CollectionBody::new(of, &atlas, &base)).collect(),
    };
    Ok(Answer::json(&body)?.at(atlas.revision).tagged(tag).respond(&asked))
}

pub async fn collection(
    State(service): State<Arc<Service>>,
    Path(name): Path<String>,
    asked: Asked,
) -> Result<Response<Body>, Problem> {
    let collection = named(&name)?;
    let mut parameters = asked.parameters();
    json_only(&mut parameters);
    parameters.done()?;
    let atlas = service.atlas();
    let tag = Tag::world(&service, atlas.revision, None).flavoured(collection.word());
    if let Some(known) = asked.not_modified(&tag, atlas.revision) {
        return Ok(known);
    }
    let body = CollectionBody::new(collection, &atlas, &asked.base());
    Ok(Answer::json(&body)?.at(atlas.revision).tagged(tag).respond(&asked))
}

/// The collection of a path.
pub fn named(name: &str) -> Result<Collection, Problem> {
    Collection::of_word(name).ok_or_else(|| {
        Problem::not_found(format!("there is no collection \"{name}\"; there are {}", Collection::WORDS.join(", ")))
    })
}
