//! The edge to HTTP: each handler extracts, makes one call to the app or the atlas, and renders.
//!
//! Holds the routes in one list, wire types, links, tags, problems. Must never compute an answer of its own, touch the
//! store, or leak a wire type (the command line prints the same bodies).

mod acts;
mod answer;
mod aside;
mod asked;
mod assets;
mod body;
mod check;
mod codes;
mod collections;
mod coverage;
mod crs;
mod digits;
mod door;
mod edge;
mod geojson;
mod history;
mod import;
mod item_query;
mod items;
mod kept;
mod landing;
mod links;
mod listen;
mod metrics;
mod nearest;
pub mod openapi;
mod overlaps;
mod parameters;
mod problem;
mod progress;
mod service;
mod tiles;
mod upload;
mod viewer;
pub mod wire;
mod write;

pub use listen::{Listen, serve};
pub use service::Service;
pub use viewer::host_source;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use problem::Problem;
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceBuilder;

/// No answer takes longer, but for imports.
const PATIENCE: Duration = Duration::from_mins(1);

/// Every route there is.
pub fn router(service: Arc<Service>) -> Router {
    let around = |patience| {
        let edge = from_fn_with_state((service.clone(), patience), edge::around);
        ServiceBuilder::new().layer(edge).layer(edge::cors())
    };
    let quick = Router::new()
        // OGC API Features
        .route("/", get(landing::landing))
        .route("/conformance", get(landing::conformance))
        .route("/api", get(openapi::document))
        .route("/api.html", get(openapi::page))
        .route("/collections", get(collections::collections))
        .route("/collections/{collection}", get(collections::collection))
        .route("/collections/{collection}/items", feature(get(items::items).post(write::create)))
        .route(
            "/collections/{collection}/items/{id}",
            feature(get(items::item).put(write::replace).patch(write::patch).delete(write::delete)),
        )
        .route("/collections/{collection}/items/{id}/history", get(history::history))
        .route("/collections/{collection}/items/{id}/restore", post(history::restore))
        // Acts
        .route("/collections/{collection}/items/{id}/underground", post(acts::underground))
        .route("/collections/{collection}/items/{id}/verify", post(acts::verify))
        .route("/undo", post(acts::undo))
        .route("/collections/{collection}/tiles/WebMercatorQuad/{z}/{y}/{x}", get(tiles::collection_tile))
        // Progress
        .route("/progress", get(progress::progress))
        .route("/progress/series", get(progress::series))
        .route("/zones/labels", get(tiles::labels))
        .route("/zones/{id}/progress", get(progress::zone_series))
        .route("/zones/{id}/cables", get(progress::zone_cables))
        // Questions
        .route("/overlaps", post(overlaps::overlaps))
        .route("/coverage", post(coverage::cover))
        .route("/nearest", get(nearest::nearest))
        .route("/codes", get(codes::codes))
        .route("/check", post(check::check).layer(DefaultBodyLimit::max(check::MOST_BYTES)))
        // The page
        .route("/tiles/{z}/{x}/{y}", get(tiles::viewer_tile))
        .route("/timeline", get(tiles::timeline))
        .route("/base.geojson", get(tiles::base))
        .route("/assets/{*file}", get(assets::asset))
        // The service itself
        .route("/healthz", get(metrics::healthz))
        .route("/readyz", get(metrics::readyz))
        .route("/metrics", get(metrics::metrics))
        .fallback(no_such_page)
        .method_not_allowed_fallback(no_such_method)
        .layer(around(PATIENCE));
    let slow = Router::new()
        .route("/import", post(import::import).layer(DefaultBodyLimit::max(import::MOST_BYTES)))
        .method_not_allowed_fallback(no_such_method)
        .layer(around(import::PATIENCE));
    quick.merge(slow).with_state(service)
}

/// A route whose bodies are single features.
fn feature(methods: MethodRouter<Arc<Service>>) -> MethodRouter<Arc<Service>> {
    methods.layer(DefaultBodyLimit::max(write::MOST_BYTES))
}

async fn no_such_page(uri: Uri) -> Problem {
    Problem::not_found(format!("there is nothing at {}; see /api", uri.path()))
}

async fn no_such_method(method: Method, uri: Uri) -> Problem {
    let message = format!("{} does not answer {method}; see /api", uri.path());
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message)
}
