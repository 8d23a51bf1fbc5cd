//! `GET /`: the page for people, the landing page of the API for programs; and `GET /conformance`.

use super::answer::{Answer, JSON, Tag};
use super::asked::Asked;
use super::links::Link;
use super::openapi::OPEN_API;
use super::problem::Problem;
use super::service::Service;
use super::viewer;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use serde::Serialize;
use std::sync::Arc;

const CONFORMS_TO: [&str; 4] = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
];
/// Kept where there is a token: without one nobody may write.
const CONFORMS_TO_WRITING: [&str; 4] = [
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/create-replace-delete",
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/update",
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/features",
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/optimistic-locking-etags",
];

#[derive(Serialize)]
struct Landing<'a> {
    title: String,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    attribution: Option<&'a str>,
    links: Vec<Link>,
}

pub async fn landing(State(service): State<Arc<Service>>, asked: Asked) -> Result<Response<Body>, Problem> {
    let mut parameters = asked.parameters();
    let format =
        parameters.word("f", |word| ["html", "json"].into_iter().find(|known| *known == word), &["html", "json"]);
    if format.map_or_else(|| asked.wants_html(), |format| format == "html") {
        return viewer::page(&service, &asked);
    }
    parameters.done()?;
    let (atlas, base) = (service.atlas(), asked.base());
    let tag = Tag::world(&service, atlas.revision, None).flavoured("landing");
    if let Some(known) = asked.not_modified(&tag, atlas.revision) {
        return Ok(known);
    }
    let city = &atlas.city;
    let links = vec![
        Link::new(format!("{base}/"), "self", JSON, "this document"),
        Link::new(format!("{base}/?f=html"), "alternate", "text/html", "the map"),
        Link::new(format!("{base}/api"), "service-desc", OPEN_API, "the API, OpenAPI 3.0"),
        Link::new(format!("{base}/api.html"), "service-doc", "text/html", "the API, to read"),
        Link::new(format!("{base}/conformance"), "conformance", JSON, "what the API conforms to"),
        Link::new(format!("{base}/collections"), "data", JSON, "cables, conduits, structures and zones"),
    ];
    let name = city.name_en.as_ref().unwrap_or(&city.name);
    let body = Landing {
        title: format!("Ngầm hóa · {}", city.name),
        description: &format!(
            "Telecom cables, conduits and zones of {name}, and how far each zone is with getting its cables underground"
        ),
        attribution: city.notes.get("en").map(String::as_str),
        links,
    };
    Ok(Answer::json(&body)?.at(atlas.revision).tagged(tag).respond(&asked))
}

#[derive(Serialize)]
struct Conformance {
    #[serde(rename = "conformsTo")]
    conforms_to: Vec<&'static str>,
}

pub async fn conformance(State(service): State<Arc<Service>>, asked: Asked) -> Result<Response<Body>, Problem> {
    let mut parameters = asked.parameters();
    json_only(&mut parameters);
    parameters.done()?;
    let writing = CONFORMS_TO_WRITING.into_iter().filter(|_| service.token.is_some());
    let conforms_to = CONFORMS_TO.into_iter().chain(writing).collect();
    Ok(Answer::json(&Conformance { conforms_to })?.at(service.atlas().revision).respond(&asked))
}

/// Takes `f`, where JSON is all there is.
pub fn json_only(parameters: &mut super::parameters::Parameters) {
    parameters.word("f", |word| ["json", "geojson"].contains(&word).then_some(()), &["json"]);
}
