//! An answer: bytes with their kind, the revision they were computed from, and the tag by which a client asks again.

use super::asked::{Asked, Encoding};
use super::problem::Problem;
use super::service::Service;
use crate::model::{Day, Revision};
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

/// The name of the header that carries the revision.
pub const REVISION: HeaderName = HeaderName::from_static("revision");
/// Shorter bodies are not worth compressing.
const COMPRESS_FROM_BYTES: usize = 1024;
/// Clients keep an answer and ask whether it still holds.
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

pub const JSON: &str = "application/json";
pub const GEO_JSON: &str = "application/geo+json";

/// An entity tag without quotes and without the suffix that tells encodings apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag(String);

#[derive(Debug)]
pub struct Answer {
    status: StatusCode,
    kind: &'static str,
    body: Bytes,
    gzipped: Option<Bytes>,
    /// The body is packed so, and nothing more is done to it.
    packed: Option<&'static str>,
    revision: Option<Revision>,
    tag: Option<Tag>,
    cache: HeaderValue,
    more: Vec<(HeaderName, HeaderValue)>,
}

impl Tag {
    /// Of what depends on the whole world, and where it does on a day.
    pub fn world(service: &Service, revision: Revision, day: Option<Day>) -> Self {
        match day {
            Some(day) => Tag(format!("{}-{revision}-{}", service.identity, day.0)),
            None => Tag(format!("{}-{revision}", service.identity)),
        }
    }

    /// Of one item: its own version.
    pub fn item(service: &Service, version: Revision) -> Self {
        Tag(format!("{}-v{version}", service.identity))
    }

    /// The same for another language, coordinate system or kind.
    #[must_use]
    pub fn flavoured(mut self, flavour: &str) -> Self {
        if !flavour.is_empty() {
            self.0.push('.');
            self.0.push_str(flavour);
        }
        self
    }

    /// As it stands in the header of an answer that is not compressed.
    pub fn plain(&self) -> String {
        self.quoted(Encoding::Plain)
    }

    /// The version that an item's tag names, whatever encoding, language or coordinate system it was read in. None where
    /// it is a weak tag, or one of another service.
    pub fn version(identity: &str, tag: &str) -> Option<Revision> {
        let tag = tag.trim().strip_prefix('"')?.strip_suffix('"')?;
        let tag = tag.strip_suffix("+gz").unwrap_or(tag);
        let tag = tag.split_once('.').map_or(tag, |(tag, _)| tag);
        let digits = tag.strip_prefix(identity)?.strip_prefix("-v")?;
        digits.parse().ok().map(Revision)
    }

    fn quoted(&self, encoding: Encoding) -> String {
        match encoding {
            Encoding::Plain => format!("\"{}\"", self.0),
            Encoding::Gzip => format!("\"{}+gz\"", self.0),
        }
    }

    /// Whether a list of tags as `If-None-Match` has it names this one, in whichever encoding.
    fn is_named_in(&self, list: &str) -> bool {
        list.trim() == "*"
            || list.split(',').any(|tag| {
                let tag = tag.trim();
                let tag = tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"');
                tag.strip_suffix("+gz").unwrap_or(tag) == self.0
            })
    }
}

impl Asked {
    /// The short answer for a client that has this version already.
    pub fn not_modified(&self, tag: &Tag, revision: Revision) -> Option<Response<Body>> {
        tag.is_named_in(self.if_none_match()?).then(|| {
            let mut response = StatusCode::NOT_MODIFIED.into_response();
            let headers = response.headers_mut();
            headers.insert(REVISION, HeaderValue::from(revision.0));
            headers.insert(header::CACHE_CONTROL, REVALIDATE);
            headers.insert(header::VARY, HeaderValue::from_static("accept, accept-encoding"));
            set(headers, header::ETAG, &tag.quoted(self.encoding()));
            response
        })
    }
}

impl Answer {
    pub fn new(kind: &'static str, body: impl Into<Bytes>) -> Self {
        Answer {
            status: StatusCode::OK,
            kind,
            body: body.into(),
            gzipped: None,
            packed: None,
            revision: None,
            tag: None,
            cache: REVALIDATE,
            more: Vec::new(),
        }
    }

    pub fn json(body: &impl serde::Serialize) -> Result<Self, Problem> {
        serde_json::to_vec(body).map(|bytes| Answer::new(JSON, bytes)).map_err(|error| Problem::internal(&error))
    }

    #[must_use]
    pub fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    #[must_use]
    pub fn at(mut self, revision: Revision) -> Self {
        self.revision = Some(revision);
        self
    }

    #[must_use]
    pub fn tagged(mut self, tag: Tag) -> Self {
        self.tag = Some(tag);
        self
    }

    #[must_use]
    pub fn cached(mut self, cache: &'static str) -> Self {
        self.cache = HeaderValue::from_static(cache);
        self
    }

    /// The same body compressed already.
    #[must_use]
    pub fn gzipped(mut self, bytes: Bytes) -> Self {
        self.gzipped = Some(bytes);
        self
    }

    /// The body given is packed so already, and is sent as it is.
    #[must_use]
    pub fn packed(mut self, coding: &'static str) -> Self {
        self.packed = Some(coding);
        self
    }

    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.more.push((name, value));
        }
        self
    }

    pub fn respond(self, asked: &Asked) -> Response<Body> {
        let mut encoding = asked.encoding();
        if self.packed.is_some() || (self.gzipped.is_none() && self.body.len() < COMPRESS_FROM_BYTES) {
            encoding = Encoding::Plain;
        }
        let body = match encoding {
            Encoding::Plain => self.body,
            Encoding::Gzip => self.gzipped.unwrap_or_else(|| gzipped(&self.body)),
        };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.insert(header::CACHE_CONTROL, self.cache);
        headers.insert(header::VARY, HeaderValue::from_static("accept, accept-encoding"));
        if let Some(coding) = self.packed.or((encoding == Encoding::Gzip).then_some("gzip")) {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        if let Some(revision) = self.revision {
            headers.insert(REVISION, HeaderValue::from(revision.0));
        }
        if let Some(tag) = &self.tag {
            set(headers, header::ETAG, &tag.quoted(encoding));
        }
        headers.extend(self.more);
        response
    }
}

fn set(headers: &mut axum::http::HeaderMap, name: HeaderName, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        headers.insert(name, value);
    }
}

/// The fastest level: an answer is sent once, and waiting costs more than bytes.
pub fn gzipped(bytes: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4 + 64), Compression::new(1));
    // Writing to memory does not fail; if it did, the body would be empty rather than half.
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map(Bytes::from).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_from_a_strong_tag_of_ours_whatever_was_negotiated() {
        for tag in ["\"ab-v7\"", "\"ab-v7+gz\"", "\"ab-v7.4326\"", " \"ab-v7.4326+gz\" "] {
            assert_eq!(Tag::version("ab", tag), Some(Revision(7)), "{tag}");
        }
        for tag in ["W/\"ab-v7\"", "\"cd-v7\"", "\"ab-7\"", "ab-v7", "*", "\"ab-v7x\"", "\"\""] {
            assert_eq!(Tag::version("ab", tag), None, "{tag}");
        }
    }

    #[test]
    fn a_tag_is_known_again_weak_or_strong_and_in_either_encoding() {
        let tag = Tag("a1-7-20000".into());
        for list in ["\"a1-7-20000\"", "W/\"a1-7-20000\"", "\"x\", \"a1-7-20000+gz\"", "*"] {
            assert!(tag.is_named_in(list), "{list}");
        }
        for list in ["\"a1-7-20001\"", "\"a1-7\"", ""] {
            assert!(!tag.is_named_in(list), "{list}");
        }
    }
}
