//! Assets by their codes: the first to ask after much was changed waits until they are put in order.

use super::AppError;
use crate::atlas::{Atlas, Placed};
use std::sync::Arc;

/// See [`Atlas::codes`], off the threads that answer requests.
pub async fn codes(atlas: Arc<Atlas>, begins: String, count: usize) -> Result<Vec<Arc<Placed>>, AppError> {
    super::open::on_thread(move || Ok(atlas.codes(begins.trim(), count))).await
}
