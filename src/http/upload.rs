//! A file that a request brings: as its body, or in a form.

use super::parameters::Parameters;
use super::problem::{Fault, Problem};
use crate::app::import::SourceFile;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, StatusCode, header};
use bytes::Bytes;

/// Takes `crs`: the file's coordinate system, as `EPSG:9210` or a URI that ends so.
pub fn epsg(parameters: &mut Parameters) -> Option<u32> {
    let text = parameters.take("crs")?;
    let number = text.rsplit([':', '/']).next().and_then(|code| code.trim_end_matches(']').parse::<u32>().ok());
    if number.is_none() {
        parameters.refuse("crs", "unknown_crs", format!("crs: \"{text}\" is not of the form EPSG:9210"));
    }
    number
}

/// The file of a request: its body as it is, or the first file of a form. `stem`: what it is called where nobody says.
pub async fn file(
    name: Option<String>,
    stem: &str,
    most_bytes: usize,
    request: Request,
) -> Result<SourceFile, Problem> {
    let unreadable = |status: StatusCode, error: &dyn std::fmt::Display| unreadable(status, error, most_bytes);
    let of_form = |error: MultipartError| unreadable(error.status(), &error);
    let is_form = text(request.headers(), &header::CONTENT_TYPE).starts_with("multipart/form-data");
    if is_form {
        let mut form =
            Multipart::from_request(request, &()).await.map_err(|error| unreadable(error.status(), &error))?;
        while let Some(field) = form.next_field().await.map_err(of_form)? {
            if let Some(given) = field.file_name().map(str::to_owned) {
                let bytes = field.bytes().await.map_err(of_form)?;
                return Ok(SourceFile::Bytes { name: name.unwrap_or(given), bytes });
            }
        }
        let fault = Fault::at("body", "no_file", "the form brings no file");
        return Err(Problem::of_faults("no_file", vec![fault]));
    }
    let given = name.or_else(|| named_by(request.headers()));
    let by_kind = ending_of_kind(text(request.headers(), &header::CONTENT_TYPE)).to_owned();
    let bytes = Bytes::from_request(request, &()).await.map_err(|error| unreadable(error.status(), &error))?;
    Ok(SourceFile::Bytes { name: given.unwrap_or_else(|| format!("{stem}.{by_kind}")), bytes })
}

fn unreadable(status: StatusCode, error: &dyn std::fmt::Display, most_bytes: usize) -> Problem {
    let code = if status == StatusCode::PAYLOAD_TOO_LARGE { "too_large" } else { "unreadable_body" };
    let message = format!("the file did not arrive: {error}; at most {} MB are taken", most_bytes >> 20);
    let fault = Fault::at("body", code, message);
    Problem::of_faults(code, vec![fault]).with_status(status)
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
