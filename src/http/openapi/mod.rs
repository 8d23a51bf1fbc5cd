//! The API's own description, OpenAPI 3.0 (the official suite reads no other), and a page to read it.
//!
//! Properties and their values come from the model's field tables. Everything is in the document: it refers to no other
//! host.

#![expect(clippy::needless_pass_by_value, reason = "a schema that is handed in is put in its place")]

mod features;
mod page;
mod paths;
mod schemas;
mod writes;

use super::answer::{Answer, Tag};
use super::asked::Asked;
use super::problem::Problem;
use super::service::Service;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use serde_json::{Value, json};
use std::sync::Arc;

pub const OPEN_API: &str = "application/vnd.oai.openapi+json;version=3.0";

/// The document. `base`: what the service's addresses begin with; `city`: its English name.
pub fn describe(base: &str, city: &str) -> Value {
    let mut paths = serde_json::Map::new();
    paths.extend(features::paths());
    paths.extend(paths::paths());
    for (path, method, operation) in writes::operations() {
        if let Value::Object(methods) = paths.entry(path).or_insert_with(|| json!({})) {
            methods.insert(method.to_owned(), operation);
        }
    }
    for (path, methods) in &mut paths {
        if let (false, Some(Value::Array(parameters))) =
            (WITHOUT_REVISION.contains(&path.as_str()), methods.pointer_mut("/get/parameters"))
        {
            parameters.push(min_revision());
        }
    }
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": format!("Ngầm hóa · {city}"),
            "version": env!("CARGO_PKG_VERSION"),
            "description": "A city's telecom cables, conduits and zones, and how far each zone is with getting its cables underground. Lengths are geodesic metres on WGS 84; every answer names its revision.",
            "license": { "name": "Apache-2.0" }
        },
        "servers": [{ "url": base }],
        "tags": [
            { "name": "features", "description": "OGC API Features" },
            { "name": "writing", "description": "Changing something, with the token of the service" },
            { "name": "progress", "description": "How far the zones are" },
            { "name": "questions", "description": "What a line or an area meets" },
            { "name": "tiles", "description": "Vector tiles" },
            { "name": "service", "description": "The service itself" }
        ],
        "paths": paths,
        "components": {
            "schemas": schemas::schemas(),
            "responses": schemas::responses(),
            "securitySchemes": { "token": {
                "type": "http", "scheme": "bearer",
                "description": "The token that the service was started with (NGAMHOA_TOKEN); without one it takes no changes."
            } }
        }
    })
}

/// Paths that know no revision.
const WITHOUT_REVISION: [&str; 1] = ["/healthz"];

fn min_revision() -> Value {
    in_query(
        "min_revision",
        "Answer from this revision or a later one: waits at most 5 s, then 503 with Retry-After. The same as the header Min-Revision.",
        json!({ "type": "integer", "minimum": 0 }),
    )
}

/// `GET /api`
pub async fn document(State(service): State<Arc<Service>>, asked: Asked) -> Result<Response<Body>, Problem> {
    if asked.wants_html() {
        return page(State(service), asked).await;
    }
    let mut parameters = asked.parameters();
    parameters.word("f", |word| (word == "json").then_some(()), &["json"]);
    parameters.done()?;
    let atlas = service.atlas();
    let city = atlas.city.name_en.as_ref().unwrap_or(&atlas.city.name);
    let tag = Tag::world(&service, crate::model::Revision(0), None).flavoured("api");
    if let Some(known) = asked.not_modified(&tag, atlas.revision) {
        return Ok(known);
    }
    Ok(Answer::json(&describe(&asked.base(), city))?.kind(OPEN_API).at(atlas.revision).tagged(tag).respond(&asked))
}

/// `GET /api.html`
pub async fn page(State(service): State<Arc<Service>>, asked: Asked) -> Result<Response<Body>, Problem> {
    let mut parameters = asked.parameters();
    parameters.word("f", |word| (word == "html").then_some(()), &["html"]);
    parameters.done()?;
    let atlas = service.atlas();
    let city = atlas.city.name_en.as_ref().unwrap_or(&atlas.city.name);
    let html = page::render(&describe(&asked.base(), city));
    Ok(Answer::new("text/html; charset=utf-8", html).at(atlas.revision).respond(&asked))
}

/// An operation with its answers, problems included.
fn operation(tag: &str, id: &str, summary: &str, parameters: Vec<Value>, answer: Value) -> Value {
    json!({
        "tags": [tag],
        "operationId": id,
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": answer,
            "304": { "description": "The client's version still holds (If-None-Match)." },
            "400": { "$ref": "#/components/responses/Problem" },
            "404": { "$ref": "#/components/responses/Problem" },
            "default": { "$ref": "#/components/responses/Problem" }
        }
    })
}

fn answer(description: &str, kind: &str, schema: Value) -> Value {
    json!({ "description": description, "content": { kind: { "schema": schema } } })
}

fn named(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

fn in_query(name: &str, description: &str, schema: Value) -> Value {
    json!({
        "name": name, "in": "query", "required": false, "description": description,
        "schema": schema, "style": "form", "explode": false
    })
}

fn in_path(name: &str, description: &str, schema: Value) -> Value {
    json!({ "name": name, "in": "path", "required": true, "description": description, "schema": schema })
}

/// `f`: the form of the answer, for those who cannot send Accept. It is described because what is not is refused.
fn form(words: &[&str]) -> Value {
    in_query("f", "The form of the answer, before what Accept says.", json!({ "type": "string", "enum": words }))
}

fn date() -> Value {
    json!({ "type": "string", "format": "date" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
                members.values().for_each(|member| references(member, found));
            }
            Value::Array(list) => list.iter().for_each(|member| references(member, found)),
            _ => {}
        }
    }

    #[test]
    fn what_is_referred_to_is_there_and_every_operation_has_a_name_of_its_own() {
        let document = describe("http://localhost", "Hai Phong");
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        assert!(found.len() > 20);
        for reference in found {
            assert!(document.pointer(&reference[1..]).is_some(), "{reference} is not there");
        }
        let mut names = BTreeSet::new();
        for (path, methods) in document["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                let name = operation["operationId"].as_str().unwrap();
                assert!(names.insert(name.to_owned()), "{name} stands twice, at {method} {path}");
                let described: Vec<&str> = operation["parameters"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(|parameter| parameter["in"] == "path")
                    .map(|parameter| parameter["name"].as_str().unwrap())
                    .collect();
                let wanted: Vec<&str> =
                    path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or("")).collect();
                assert_eq!(described.len(), wanted.len(), "{method} {path}");
                assert!(wanted.iter().all(|name| described.contains(name)), "{method} {path}");
            }
        }
    }
}
