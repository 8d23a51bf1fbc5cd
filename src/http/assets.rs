//! The page's files, built by `web/` and embedded in the program.

use super::answer::Answer;
use super::asked::{Asked, Encoding};
use super::problem::Problem;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use bytes::Bytes;
use rust_embed::{EmbeddedFile, RustEmbed};
use std::borrow::Cow;

#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Dist;

/// The names hold a hash of what is in them.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// `GET /assets/{file}`
pub async fn asset(Path(name): Path<String>, asked: Asked) -> Result<Response<Body>, Problem> {
    let path = format!("assets/{name}");
    let file = Dist::get(&path).ok_or_else(|| Problem::not_found(format!("there is no file {path}")))?;
    // A fifth smaller than gzip; browsers take it from https and from their own machine.
    if asked.accepts("br")
        && let Some(packed) = Dist::get(&format!("{path}.br"))
    {
        return Ok(Answer::new(kind_of(&name), bytes_of(packed)).packed("br").cached(FOREVER).respond(&asked));
    }
    let mut answer = Answer::new(kind_of(&name), bytes_of(file)).cached(FOREVER);
    if asked.encoding() == Encoding::Gzip
        && let Some(packed) = Dist::get(&format!("{path}.gz"))
    {
        answer = answer.gzipped(bytes_of(packed));
    }
    Ok(answer.respond(&asked))
}

/// The page's HTML.
pub fn index() -> Result<String, Problem> {
    let file = Dist::get("index.html").ok_or_else(|| {
        let message = "this program was built without its page: run `make web`, then build it again";
        Problem::new(StatusCode::NOT_FOUND, "no_page", message)
    })?;
    Ok(String::from_utf8_lossy(&file.data).into_owned())
}

/// Changes with the page.
pub fn page_hash() -> [u8; 32] {
    Dist::get("index.html").map_or([0; 32], |file| file.metadata.sha256_hash())
}

fn bytes_of(file: EmbeddedFile) -> Bytes {
    match file.data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => Bytes::from(data),
    }
}

fn kind_of(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or("") {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
