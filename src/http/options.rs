//! `OPTIONS`: which methods an address answers. Questions of browsers before a request of another page are CORS' own.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Method, Response, StatusCode, header};
use axum::middleware::Next;
use axum::response::IntoResponse;

/// The routes know their methods and name them beside every answer to a method that none of them has; here that answer
/// only stops being a refusal.
pub async fn options(mut request: Request, next: Next) -> Response<Body> {
    let is_plain =
        request.method() == Method::OPTIONS && !request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if !is_plain {
        return next.run(request).await;
    }
    // Past CORS, which takes every OPTIONS for its own.
    *request.method_mut() = Method::TRACE;
    let refused = next.run(request).await;
    if refused.status() == StatusCode::METHOD_NOT_ALLOWED { StatusCode::NO_CONTENT.into_response() } else { refused }
}
