//! What stands around every route: the question for its methods, a bound of time, panics, headers, the count.

use super::answer::REVISION;
use super::problem::Problem;
use super::service::Service;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::Next;
use axum::response::IntoResponse;
use futures_util::FutureExt;
use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tower_http::cors::{self, CorsLayer};

const NO_SNIFFING: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff"));

/// No answer takes longer than its `patience`, and none fails without words. One function, since each layer that a router is
/// given costs every request an allocation or two.
pub async fn around(
    State((service, patience)): State<(Arc<Service>, Duration)>,
    mut request: Request,
    next: Next,
) -> Response<Body> {
    // What an answer says that read no snapshot of its own: it is at least as new as this.
    let revision = service.app.atlas().revision;
    let for_methods = asks_for_methods(&request);
    if for_methods {
        // Past CORS, which takes every OPTIONS for its own.
        *request.method_mut() = Method::TRACE;
    }
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
    let mut response = match tokio::time::timeout(patience, answer).await {
        Ok(Ok(response)) => response,
        Ok(Err(panic)) => after_panic(&*panic).into_response(),
        Err(_) => too_late(patience).into_response(),
    };
    if for_methods && response.status() == StatusCode::METHOD_NOT_ALLOWED {
        // The routes know their methods and name them beside every answer to a method that none of them has.
        response = StatusCode::OK.into_response();
    }
    let headers = response.headers_mut();
    if !headers.contains_key(REVISION) {
        headers.insert(REVISION, HeaderValue::from(revision.0));
    }
    headers.insert(NO_SNIFFING.0, NO_SNIFFING.1);
    service.counters.count(response.status());
    response
}

/// Questions of browsers before a request of another page are CORS' own.
fn asks_for_methods(request: &Request) -> bool {
    request.method() == Method::OPTIONS && !request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

fn after_panic(panic: &(dyn Any + Send)) -> Problem {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    Problem::internal(&text.unwrap_or("a panic without words"))
}

fn too_late(patience: Duration) -> Problem {
    let message = format!("no answer within {} s; what was asked may still be done", patience.as_secs());
    tracing::warn!("{message}");
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too_late", message)
}

/// Other pages may read everything, and write where they hold the token.
pub fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(cors::Any)
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::FROM,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
            super::asked::MIN_REVISION_HEADER,
            super::door::IDEMPOTENCY_KEY,
            super::items::CONTENT_CRS,
        ])
        .expose_headers([
            header::CONTENT_LOCATION,
            header::ETAG,
            header::LINK,
            header::LOCATION,
            header::RETRY_AFTER,
            REVISION,
            super::items::CONTENT_CRS,
        ])
}
