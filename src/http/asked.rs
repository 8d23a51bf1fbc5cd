//! What a request says beside its question: how it wants the answer, and what it has already.

use super::parameters::{MIN_REVISION, Parameters};
use super::problem::Problem;
use super::service::Service;
use crate::model::Revision;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use std::sync::Arc;
use std::time::Duration;

#[derive(Debug)]
pub struct Asked {
    pub uri: Uri,
    host: Option<HeaderValue>,
    accept: Option<HeaderValue>,
    accept_encoding: Option<HeaderValue>,
    if_none_match: Option<HeaderValue>,
    public_url: Option<Arc<str>>,
}

/// How the body of an answer is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Plain,
    Gzip,
}

impl FromRequestParts<Arc<Service>> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Problem> {
        wait_for_revision(parts, service).await?;
        let header = |name: HeaderName| parts.headers.get(name).cloned();
        Ok(Asked {
            host: header(header::HOST),
            accept: header(header::ACCEPT),
            accept_encoding: header(header::ACCEPT_ENCODING),
            if_none_match: header(header::IF_NONE_MATCH),
            uri: parts.uri.clone(),
            public_url: service.public_url.clone(),
        })
    }
}

/// A client waits at most so long for the revision that it asks for.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// The same as the parameter.
pub const MIN_REVISION_HEADER: HeaderName = HeaderName::from_static("min-revision");

/// Whoever wrote elsewhere reads its own write here: the answer waits until this process holds the revision asked for.
async fn wait_for_revision(parts: &Parts, service: &Service) -> Result<(), Problem> {
    // Most say nothing of it, and are not read twice for that. The name may be written with percents.
    let may_say = |query: &str| query.contains("revision") || query.contains('%');
    if !parts.uri.query().is_some_and(may_say) && !parts.headers.contains_key(&MIN_REVISION_HEADER) {
        return Ok(());
    }
    let mut parameters = Parameters::with_min_revision(parts.uri.query());
    let mut wanted: Option<u64> = parameters.read(MIN_REVISION, "not_a_number");
    if let Some(told) = text(parts.headers.get(&MIN_REVISION_HEADER)) {
        match told.trim().parse() {
            Ok(told) => wanted = wanted.max(Some(told)),
            Err(_) => {
                parameters.refuse("Min-Revision", "not_a_number", format!("Min-Revision: \"{told}\" is no number"));
            }
        }
    }
    parameters.sound()?;
    let Some(wanted) = wanted else { return Ok(()) };
    let wanted = Revision(i64::try_from(wanted).unwrap_or(i64::MAX));
    if service.app.atlas().revision >= wanted || service.app.reaches(wanted, PATIENCE).await {
        return Ok(());
    }
    let message = format!(
        "revision {wanted} has not come here within {} s; this is revision {}",
        PATIENCE.as_secs(),
        service.app.atlas().revision
    );
    Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "revision_not_here", message))
}

impl Asked {
    pub fn parameters(&self) -> Parameters {
        Parameters::of(self.uri.query())
    }

    /// What every link begins with, without a slash at its end.
    pub fn base(&self) -> String {
        if let Some(url) = &self.public_url {
            return url.to_string();
        }
        let host = text(self.host.as_ref()).filter(|host| is_host(host));
        format!("http://{}", host.unwrap_or("127.0.0.1:8080"))
    }

    pub fn encoding(&self) -> Encoding {
        if self.accepts("gzip") { Encoding::Gzip } else { Encoding::Plain }
    }

    /// Whether the reader takes bodies packed so.
    pub fn accepts(&self, coding: &str) -> bool {
        text(self.accept_encoding.as_ref()).is_some_and(|text| {
            text.split(',').any(|part| {
                let mut pieces = part.split(';').map(str::trim);
                pieces.next().is_some_and(|named| named.eq_ignore_ascii_case(coding))
                    && !pieces.any(|weight| matches!(weight, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
            })
        })
    }

    /// Whether the reader is a browser that wants a page: `text/html` stands in Accept before any JSON. `*/*` gets JSON.
    pub fn wants_html(&self) -> bool {
        let Some(accept) = text(self.accept.as_ref()) else { return false };
        let first_of = |wanted: &[&str]| {
            accept.split(',').position(|part| wanted.contains(&part.split(';').next().unwrap_or("").trim()))
        };
        match (
            first_of(&["text/html", "application/xhtml+xml"]),
            first_of(&["application/json", "application/geo+json"]),
        ) {
            (Some(html), Some(json)) => html < json,
            (html, _) => html.is_some(),
        }
    }

    pub fn if_none_match(&self) -> Option<&str> {
        text(self.if_none_match.as_ref())
    }
}

fn text(value: Option<&HeaderValue>) -> Option<&str> {
    value?.to_str().ok()
}

/// A Host header goes into links, so it may hold nothing but a name or an address and a port.
fn is_host(host: &str) -> bool {
    !host.is_empty()
        && host.len() < 256
        && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']' | '_'))
}
