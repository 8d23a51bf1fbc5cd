//! Copying a city's store to another place, of either kind.

use super::{AppError, Clock};
use crate::store::{Copied, Store};

/// The source is left as it is; there must be no store at the other place.
pub async fn copy(from: &str, to: &str, clock: Clock) -> Result<Copied, AppError> {
    let source = Store::open(from).await?;
    let copied = source.copy_to(to, clock.now(), false).await;
    source.close().await?;
    Ok(copied?)
}
