//! Who may write, and what a writing request says of itself. Until there are accounts that is whoever shows the token.

use super::answer::Tag;
use super::crs::WireCrs;
use super::problem::{Fault, Problem};
use super::service::Service;
use crate::app::edit::{Coordinates, Precondition, is_there};
use crate::app::{AppError, Key, Target, Writing};
use crate::model::City;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use sha2::{Digest, Sha256};
use std::sync::Arc;

pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Longer names and keys are a mistake.
const MOST_CHARACTERS: usize = 200;

/// A digest of the token: comparing digests tells nothing of where two tokens differ, nor how long ours is.
#[derive(Clone)]
pub struct Token([u8; 32]);

impl Token {
    /// None of an empty text.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Token(Sha256::digest(text).into()))
    }

    /// Takes the same time whatever is given.
    fn admits(&self, given: &str) -> bool {
        let given: [u8; 32] = Sha256::digest(given.trim()).into();
        self.0.iter().zip(given).fold(0, |differing, (ours, theirs)| differing | (ours ^ theirs)) == 0
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// A request that may write.
#[derive(Debug)]
pub struct Door {
    /// For the change log.
    pub actor: String,
    key: Option<String>,
    headers: HeaderMap,
    /// What the request is, without its body.
    head: String,
}

impl FromRequestParts<Arc<Service>> for Door {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Problem> {
        admit(&parts.headers, service.token.as_ref())?;
        // Seen, and not to be carried on.
        let mut headers = parts.headers.clone();
        headers.remove(header::AUTHORIZATION);
        let query = parts.uri.query().unwrap_or("");
        let crs = text(&parts.headers, &super::items::CONTENT_CRS).unwrap_or("");
        Ok(Door {
            actor: actor(&parts.headers)?,
            key: key(&parts.headers)?,
            head: format!("{} {}?{query} {crs}", parts.method, parts.uri.path()),
            headers,
        })
    }
}

fn admit(headers: &HeaderMap, token: Option<&Token>) -> Result<(), Problem> {
    let Some(token) = token else {
        let message = "this service takes no changes: set NGAMHOA_TOKEN to a secret of your own in its environment, start it anew, and send the same as Authorization: Bearer";
        return Err(Problem::new(StatusCode::FORBIDDEN, "writes_are_off", message));
    };
    let given = text(headers, &header::AUTHORIZATION).and_then(|given| {
        let (scheme, rest) = given.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(rest)
    });
    match given {
        Some(given) if token.admits(given) => Ok(()),
        Some(_) => Err(Problem::new(StatusCode::UNAUTHORIZED, "token_wrong", "this is not the token of the service")
            .with(header::WWW_AUTHENTICATE, "Bearer realm=\"ngamhoa\", error=\"invalid_token\"")),
        None => Err(Problem::new(StatusCode::UNAUTHORIZED, "token_missing", "send the token as Authorization: Bearer")
            .with(header::WWW_AUTHENTICATE, "Bearer realm=\"ngamhoa\"")),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim).filter(|text| !text.is_empty())
}

/// The token tells nobody apart. Whoever holds it may say who it is in `From`, percent-encoded where it is not ASCII; the
/// log keeps that as told.
fn actor(headers: &HeaderMap) -> Result<String, Problem> {
    let Some(told) = text(headers, &header::FROM) else { return Ok("token".into()) };
    let name = percent_decoded(told).filter(|name| {
        name.chars().count() <= MOST_CHARACTERS && !name.chars().any(char::is_control) && !name.trim().is_empty()
    });
    name.map(|name| format!("{} (token)", name.trim())).ok_or_else(|| {
        let message = format!("From: wants a name of at most {MOST_CHARACTERS} characters, percent-encoded as UTF-8");
        Problem::of_faults("bad_header", vec![Fault::at("From", "bad_from", message)])
    })
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(given) = headers.get(&IDEMPOTENCY_KEY) else { return Ok(None) };
    let key = given.to_str().ok().map(|key| key.trim().trim_matches('"'));
    match key {
        Some(key) if !key.is_empty() && key.len() <= MOST_CHARACTERS => Ok(Some(key.to_owned())),
        _ => {
            let message = format!("Idempotency-Key: wants 1 to {MOST_CHARACTERS} ASCII characters, such as a UUID");
            Err(Problem::of_faults("bad_header", vec![Fault::at("Idempotency-Key", "bad_key", message)]))
        }
    }
}

impl Door {
    /// Who writes, and under which key. The key stands for this request only: method, address and body.
    pub fn writing(&self, body: &[u8]) -> Writing {
        let key = self.key.clone().map(|key| {
            let digest = Sha256::new().chain_update(&self.head).chain_update([0]).chain_update(body).finalize();
            Key { key, request: digest.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}")) }
        });
        Writing { actor: self.actor.clone(), key }
    }

    /// Who writes, where coming twice does no harm: `If-Match` sees to that.
    pub fn unkept(&self) -> Writing {
        Writing { actor: self.actor.clone(), key: None }
    }

    /// `If-Match`, if there is one. `*` means whichever version there is.
    pub fn condition(&self, service: &Service) -> Option<Precondition> {
        let lines: Vec<&str> =
            self.headers.get_all(header::IF_MATCH).iter().filter_map(|line| line.to_str().ok()).collect();
        if lines.is_empty() {
            return None;
        }
        let tags = lines.iter().flat_map(|line| line.split(','));
        if tags.clone().any(|tag| tag.trim() == "*") {
            return Some(Precondition::Any);
        }
        Some(Precondition::Versions(tags.filter_map(|tag| Tag::version(&service.identity, tag)).collect()))
    }

    /// The condition without which an item that is there is not changed. One that is not there is not found, whoever asks.
    pub async fn wanted_condition(&self, service: &Service, target: Target) -> Result<Precondition, Problem> {
        if let Some(condition) = self.condition(service) {
            return Ok(condition);
        }
        is_there(&service.app, target).await?;
        Err(AppError::NoCondition.into())
    }

    /// The kind of the body must be one of these; none said counts as the first.
    pub fn body_is(&self, kinds: &[&str], header: HeaderName, accepted: &'static str) -> Result<(), Problem> {
        let Some(kind) = text(&self.headers, &header::CONTENT_TYPE) else { return Ok(()) };
        let plain = kind.split(';').next().unwrap_or("").trim();
        if kinds.iter().any(|known| known.eq_ignore_ascii_case(plain)) {
            return Ok(());
        }
        let message = format!("a body of {plain} is not taken here; send {accepted}");
        Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type", message).with(header, accepted))
    }

    /// What the coordinates of the body are, from `Content-Crs` (Part 2's own header); none where it does not say.
    pub fn coordinates(&self, city: &City) -> Result<Option<Coordinates>, Problem> {
        let Some(told) = text(&self.headers, &super::items::CONTENT_CRS) else { return Ok(None) };
        match WireCrs::of_text(told.trim_start_matches('<').trim_end_matches('>'), city) {
            Some(WireCrs::Crs84) => Ok(Some(Coordinates::LonLat)),
            Some(WireCrs::LatLon) => Ok(Some(Coordinates::LatLon)),
            Some(WireCrs::WebMercator) => Ok(Some(Coordinates::Epsg(3857))),
            Some(WireCrs::CityGrid(code)) => Ok(Some(Coordinates::Epsg(code))),
            None => {
                let known: Vec<String> = WireCrs::all(city).into_iter().map(WireCrs::uri).collect();
                let message = format!("Content-Crs: {told} is none of {}", known.join(", "));
                Err(Problem::of_faults("bad_header", vec![Fault::at("Content-Crs", "unknown_crs", message)]))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_admits_itself_only() {
        let token = Token::new("bí mật").unwrap();
        assert!(token.admits("bí mật"));
        for other in ["", "bí mậ", "bí mật!", "BÍ MẬT"] {
            assert!(!token.admits(other), "{other}");
        }
        assert!(Token::new("  ").is_none());
    }

    #[test]
    fn names_are_percent_decoded() {
        assert_eq!(percent_decoded("Nguy%E1%BB%85n An").as_deref(), Some("Nguyễn An"));
        assert_eq!(percent_decoded("an@haiphong.gov.vn").as_deref(), Some("an@haiphong.gov.vn"));
        for wrong in ["%", "%E1", "%zz", "%E1%BB"] {
            assert_eq!(percent_decoded(wrong), None, "{wrong}");
        }
    }
}
