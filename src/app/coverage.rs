//! How much of an area lies near a conduit: the one question to the atlas that may take seconds.

use super::AppError;
use crate::atlas::{Atlas, ZoneCoverage, cover};
use crate::model::Day;
use geo_types::MultiPolygon;
use std::sync::Arc;

/// Covers an area (lon/lat) off the threads that answer requests.
pub async fn coverage(
    atlas: Arc<Atlas>,
    area: MultiPolygon<f64>,
    within_m: f64,
    at: Day,
) -> Result<ZoneCoverage, AppError> {
    super::open::on_thread(move || Ok(cover(&atlas, &area, within_m, at))).await
}
