//! What the service says when it does not do what was asked: problem+json (RFC 9457) with a stable `code`.

use crate::app::import::RowRefusal;
use crate::app::{AppError, StillOverhead};
use crate::formats::{ReadError, WriteError};
use crate::geometry::validity;
use crate::model::FieldFault;
use crate::store::StoreError;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde::Serialize;

/// A refusal or a failure, with every fault found and where each is.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    errors: Vec<Fault>,
    /// Boxed, for few have them and every handler carries a problem.
    choices: Box<Choices>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// What a file offers where the request must choose.
#[derive(Debug, Default, Serialize)]
struct Choices {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    columns: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    layers: Vec<String>,
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
    /// Of a cable that keeps a zone from being signed.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub overhead: Option<Overhead>,
}

/// A cable that still hangs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overhead {
    pub id: i64,
    pub operator: Option<String>,
    #[serde(rename = "overhead_m")]
    pub length_m: f64,
}

#[derive(Serialize)]
struct ProblemBody<'a> {
    r#type: &'static str,
    title: &'a str,
    status: u16,
    code: &'static str,
    detail: &'a str,
    errors: &'a [Fault],
    #[serde(flatten)]
    choices: &'a Choices,
}

/// How long a client is asked to wait when the store cannot be reached, seconds.
const RETRY_AFTER: &str = "5";

impl Fault {
    pub fn at(path: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Fault {
            code,
            message: message.into(),
            feature: None,
            path: Some(path.into()),
            lon: None,
            lat: None,
            overhead: None,
        }
    }

    /// A fault of what a request brings; what to do about it stands in the manual of the command line's words.
    fn of_refusal(fault: &RowRefusal) -> Self {
        Fault {
            code: fault.code,
            message: fault.message.clone(),
            feature: None,
            path: fault.path.clone(),
            lon: fault.lon,
            lat: fault.lat,
            overhead: None,
        }
    }

    fn of_field(fault: &FieldFault) -> Self {
        Fault::at(fault.field, fault.code, format!("{}; {}", fault.problem, fault.remedy))
    }

    fn of_overhead(cable: &StillOverhead) -> Self {
        let operator = cable.operator.as_ref().map(ToString::to_string);
        let who = operator.as_deref().unwrap_or("");
        let message = format!("{who} {}: {:.1} m still overhead", cable.code, cable.length_m);
        Fault {
            code: "still_overhead",
            message,
            feature: Some(cable.code.to_string()),
            path: None,
            lon: None,
            lat: None,
            overhead: Some(Overhead { id: cable.id, operator, length_m: (cable.length_m * 1e3).round() / 1e3 }),
        }
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
        Problem {
            status,
            code,
            detail: detail.into(),
            errors: Vec::new(),
            choices: Box::default(),
            headers: Vec::new(),
        }
    }

    pub fn bad_request(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// Something in the request cannot stand; all of it is told.
    pub fn of_faults(code: &'static str, errors: Vec<Fault>) -> Self {
        let detail = errors.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join("; ");
        Problem { errors, ..Self::bad_request(code, detail) }
    }

    /// A header that goes with it.
    #[must_use]
    pub fn with(mut self, name: HeaderName, value: &'static str) -> Self {
        self.headers.push((name, HeaderValue::from_static(value)));
        self
    }

    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    pub fn not_found(what: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", what)
    }

    #[must_use]
    fn telling(mut self, faults: impl IntoIterator<Item = Fault>) -> Self {
        self.errors.extend(faults);
        self
    }

    pub fn internal(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "a request failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the service failed to answer; its log says why")
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let message = error.to_string();
        match &error {
            AppError::Store(store) => of_store(store, message),
            AppError::Crs(_) => Problem::bad_request("crs", message),
            AppError::Read(read) => of_read(read, message),
            AppError::Request { code, .. } => Problem::bad_request(code, message),
            AppError::City(_) => Problem::bad_request("city", message),
            AppError::NoRevision(_) | AppError::NoFeature(_) => Problem::not_found(message),
            AppError::Unsound { .. } => Problem::internal(&error),
            AppError::Rewritten(_) => out_of_reach(),
            AppError::ChangedSince { .. } => Problem::new(StatusCode::CONFLICT, "changed_since", message),
            AppError::Write(error) => of_write(error),
            AppError::NotThereThen { .. } => Problem::new(StatusCode::NOT_FOUND, "not_there_then", message),
            AppError::NoCondition => Problem::new(StatusCode::PRECONDITION_REQUIRED, "if_match_missing", message),
            AppError::NotThere(_) => Problem::new(StatusCode::PRECONDITION_FAILED, "not_there", message),
            AppError::OtherVersion { .. } => Problem::new(StatusCode::PRECONDITION_FAILED, "other_version", message),
            AppError::CodeTaken { .. } => Problem::new(StatusCode::CONFLICT, "code_taken", message)
                .telling([Fault::at("properties.code", "code_taken", error.to_string())]),
            AppError::KeyTaken { .. } => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "key_taken", message),
            AppError::Refused { faults } => {
                Problem::of_faults("bad_feature", faults.iter().map(Fault::of_refusal).collect())
            }
            AppError::NotAllowed { faults } => {
                Problem::new(StatusCode::CONFLICT, "not_allowed", message).telling(faults.iter().map(Fault::of_field))
            }
            AppError::NotDone { faults, overhead, .. } => Problem::new(StatusCode::CONFLICT, "not_done", message)
                .telling(faults.iter().map(Fault::of_field).chain(overhead.iter().map(Fault::of_overhead))),
        }
    }
}

fn of_store(error: &StoreError, message: String) -> Problem {
    match error {
        StoreError::Stale { .. } => Problem::new(StatusCode::CONFLICT, "stale", message),
        StoreError::Constraint(_) => Problem::new(StatusCode::CONFLICT, "constraint", message),
        StoreError::Unavailable(why) => {
            tracing::warn!(why, "the store was not reached for a request");
            out_of_reach()
        }
        StoreError::Busy(_) => {
            tracing::warn!("{message}");
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "store_busy", message)
        }
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
    match error {
        ReadError::WhichColumn { columns, .. } => problem.choices.columns.clone_from(columns),
        ReadError::WhichLayer { layers, .. } => problem.choices.layers.clone_from(layers),
        _ => {}
    }
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
            choices: &self.choices,
        };
        let bytes = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = Response::new(Body::from(bytes));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.extend(self.headers);
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
        }
        response
    }
}
