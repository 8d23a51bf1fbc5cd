//! What the service says when it does not do what was asked: problem+json (RFC 9457) with a stable `code`.

use crate::app::AppError;
use crate::formats::{ReadError, WriteError};
use crate::geometry::validity;
use crate::store::StoreError;
use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde::Serialize;

/// A refusal or a failure, with every fault found and where each is.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    errors: Vec<Fault>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fault {
    pub code: &'static str,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
    /// The parameter, field or JSON path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
}

#[derive(Serialize)]
struct ProblemBody<'a> {
    r#type: &'static str,
    title: &'a str,
    status: u16,
    code: &'static str,
    detail: &'a str,
    errors: &'a [Fault],
}

/// How long a client is asked to wait when the store cannot be reached, seconds.
const RETRY_AFTER: &str = "5";

impl Fault {
    pub fn at(path: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Fault { code, message: message.into(), feature: None, path: Some(path.into()), lon: None, lat: None }
    }

    /// A fault of a geometry that a request brings, with its place.
    pub fn of_geometry(fault: &validity::Fault) -> Self {
        let place = fault.place();
        let at = Fault::at("geometry", fault.code(), fault.to_string());
        Fault { lon: place.map(|place| place.x), lat: place.map(|place| place.y), ..at }
    }
}

impl Problem {
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Problem { status, code, detail: detail.into(), errors: Vec::new() }
    }

    pub fn bad_request(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// Something in the request cannot stand; all of it is told.
    pub fn of_faults(code: &'static str, errors: Vec<Fault>) -> Self {
        let detail = errors.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join("; ");
        Problem { status: StatusCode::BAD_REQUEST, code, detail, errors }
    }

    pub fn not_found(what: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", what)
    }

    pub fn internal(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "a request failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the service failed to answer; its log says why")
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let message = error.to_string();
        match error {
            AppError::Store(store) => of_store(&store, message),
            AppError::Crs(_) => Problem::bad_request("crs", message),
            AppError::Read(read) => of_read(&read, message),
            AppError::Request { code, .. } => Problem::bad_request(code, message),
            AppError::City(_) => Problem::bad_request("city", message),
            AppError::NoRevision(_) => Problem::not_found(message),
            AppError::Rewritten(_) => out_of_reach(),
            AppError::ChangedSince { .. } => Problem::new(StatusCode::CONFLICT, "changed_since", message),
            AppError::Write(error) => of_write(&error),
        }
    }
}

fn of_store(error: &StoreError, message: String) -> Problem {
    match error {
        StoreError::Stale { .. } => Problem::new(StatusCode::CONFLICT, "stale", message),
        StoreError::Constraint(_) => Problem::new(StatusCode::CONFLICT, "constraint", message),
        StoreError::Unavailable(_) => out_of_reach(),
        _ => Problem::internal(&message),
    }
}

/// With `Retry-After`, see [`Problem::into_response`].
fn out_of_reach() -> Problem {
    let message = "the store cannot be reached now; try again";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "store_unavailable", message)
}

fn of_read(error: &ReadError, message: String) -> Problem {
    let mut problem = Problem::bad_request(error.code(), message);
    problem.errors.push(Fault::at("file", error.code(), error.message()));
    problem
}

fn of_write(error: &WriteError) -> Problem {
    Problem::internal(error)
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        let body = ProblemBody {
            r#type: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Problem"),
            status: self.status.as_u16(),
            code: self.code,
            detail: &self.detail,
            errors: &self.errors,
        };
        let bytes = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = Response::new(Body::from(bytes));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
        }
        response
    }
}
