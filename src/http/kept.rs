//! The answer to a write: made before the commit, kept with it under the client's key, and sent from what was kept, so that
//! the answer to the same request asked again has the same bytes.

use super::answer::{REVISION, Tag};
use super::problem::Problem;
use crate::app::AppError;
use crate::model::Revision;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde::{Deserialize, Serialize};

/// Status, headers and body. Never compressed: the request that comes again may not take the same encodings.
#[derive(Debug, Serialize, Deserialize)]
pub struct Kept {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Kept {
    pub fn new(status: StatusCode, revision: Revision) -> Self {
        Kept { status: status.as_u16(), headers: Vec::new(), body: String::new() }
            .header(&REVISION, &revision.to_string())
            .header(&header::CACHE_CONTROL, "no-store")
    }

    #[must_use]
    pub fn header(mut self, name: &HeaderName, value: &str) -> Self {
        self.headers.push((name.as_str().to_owned(), value.to_owned()));
        self
    }

    #[must_use]
    pub fn tagged(self, tag: &Tag) -> Self {
        self.header(&header::ETAG, &tag.plain())
    }

    #[must_use]
    pub fn body(mut self, kind: &str, body: Vec<u8>) -> Self {
        self = self.header(&header::CONTENT_TYPE, kind);
        self.body = String::from_utf8(body).unwrap_or_default();
        self
    }

    #[must_use]
    pub fn json(self, body: &impl Serialize) -> Self {
        let text = serde_json::to_vec(body).unwrap_or_default();
        self.body(super::answer::JSON, text)
    }

    pub fn into_bytes(self) -> Vec<u8> {
        serde_json::to_vec(&self).unwrap_or_default()
    }

    pub fn respond(bytes: &[u8]) -> Result<Response<Body>, Problem> {
        let kept: Kept = serde_json::from_slice(bytes).map_err(|error| Problem::internal(&error))?;
        let mut response = Response::new(Body::from(kept.body));
        *response.status_mut() = StatusCode::from_u16(kept.status).map_err(|error| Problem::internal(&error))?;
        for (name, value) in kept.headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                response.headers_mut().insert(name, value);
            }
        }
        Ok(response)
    }
}

/// Runs a write to its end, also when the client goes away: a commit that is dropped half-way would give the store's lock
/// back while its connection still writes.
pub async fn to_the_end(
    write: impl Future<Output = Result<Vec<u8>, AppError>> + Send + 'static,
) -> Result<Response<Body>, Problem> {
    match tokio::spawn(write).await {
        Ok(written) => Kept::respond(&written?),
        Err(panic) => Err(Problem::internal(&panic)),
    }
}
