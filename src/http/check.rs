//! `POST /check`: a plan file against the rules. Nothing is stored.

use super::answer::Answer;
use super::asked::Asked;
use super::problem::{Fault, Problem};
use super::service::Service;
use super::wire::CheckBody;
use crate::app::import::SourceFile;
use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::{HeaderMap, Response, header};
use bytes::Bytes;
use std::sync::Arc;

/// A drawing of streets, packed or not.
pub const MOST_BYTES: usize = 64 << 20;

pub async fn check(
    State(service): State<Arc<Service>>,
    asked: Asked,
    request: Request,
) -> Result<Response<Body>, Problem> {
    let mut parameters = asked.parameters();
    let name = parameters.take("name");
    let crs = parameters.take("crs").and_then(|text| {
        let number = text.rsplit([':', '/']).next().and_then(|code| code.trim_end_matches(']').parse::<u32>().ok());
        if number.is_none() {
            parameters.refuse("crs", "unknown_crs", format!("crs: \"{text}\" is not of the form EPSG:9210"));
        }
        number
    });
    parameters.done()?;
    let source = plan_file(name, request).await?;
    let _turn = service.heavy.acquire().await.map_err(|closed| Problem::internal(&closed))?;
    let report = crate::app::check(&service.app, source, crs).await?;
    Ok(Answer::json(&CheckBody::new(&report))?.at(report.revision).cached("no-store").respond(&asked))
}

/// The file of a request: its body as it is, or the first file of a form.
async fn plan_file(name: Option<String>, request: Request) -> Result<SourceFile, Problem> {
    let is_form = text(request.headers(), &header::CONTENT_TYPE).starts_with("multipart/form-data");
    if is_form {
        let mut form = Multipart::from_request(request, &()).await.map_err(|error| unreadable(&error))?;
        while let Some(field) = form.next_field().await.map_err(|error| unreadable(&error))? {
            if let Some(given) = field.file_name().map(str::to_owned) {
                let bytes = field.bytes().await.map_err(|error| unreadable(&error))?;
                return Ok(SourceFile::Bytes { name: name.unwrap_or(given), bytes });
            }
        }
        let fault = Fault::at("body", "no_file", "the form brings no file");
        return Err(Problem::of_faults("no_file", vec![fault]));
    }
    let given = name.or_else(|| named_by(request.headers()));
    let by_kind = ending_of_kind(text(request.headers(), &header::CONTENT_TYPE)).to_owned();
    let bytes = Bytes::from_request(request, &()).await.map_err(|error| unreadable(&error))?;
    Ok(SourceFile::Bytes { name: given.unwrap_or_else(|| format!("plan.{by_kind}")), bytes })
}

fn unreadable(error: &dyn std::fmt::Display) -> Problem {
    let message = format!("the file did not arrive: {error}; at most {} MB are taken", MOST_BYTES >> 20);
    Problem::of_faults("unreadable_body", vec![Fault::at("body", "unreadable_body", message)])
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}

/// The file's name from `Content-Disposition`.
fn named_by(headers: &HeaderMap) -> Option<String> {
    let (_, name) = text(headers, &header::CONTENT_DISPOSITION).split_once("filename=")?;
    let name = name.split(';').next().unwrap_or(name).trim().trim_matches('"');
    (!name.is_empty()).then(|| name.to_owned())
}

/// The ending that a media type stands for; GeoJSON where it says nothing.
fn ending_of_kind(kind: &str) -> &'static str {
    match kind.split(';').next().unwrap_or("").trim() {
        "application/geopackage+sqlite3" | "application/vnd.sqlite3" => "gpkg",
        "application/zip" | "application/x-zip-compressed" => "zip",
        "text/csv" => "csv",
        "application/geo+json-seq" | "application/x-ndjson" => "geojsonl",
        _ => "geojson",
    }
}
