//! `POST /check`: a plan file against the rules. Nothing is stored.

use super::answer::Answer;
use super::aside::aside;
use super::asked::Asked;
use super::problem::Problem;
use super::service::Service;
use super::upload;
use super::wire::CheckBody;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::Response;
use std::sync::Arc;

/// A drawing of streets, packed or not.
pub const MOST_BYTES: usize = 64 << 20;

pub async fn check(
    State(service): State<Arc<Service>>,
    asked: Asked,
    request: Request,
) -> Result<Response<Body>, Problem> {
    let mut parameters = asked.parameters();
    let name = parameters.take("name");
    let crs = upload::epsg(&mut parameters);
    parameters.done()?;
    let source = upload::file(name, "plan", MOST_BYTES, request).await?;
    let _turn = service.heavy.acquire().await.map_err(|closed| Problem::internal(&closed))?;
    let report = crate::app::check(&service.app, source, crs).await?;
    aside(|| Ok(Answer::json(&CheckBody::new(&report))?.at(report.revision).cached("no-store").respond(&asked)))
}
