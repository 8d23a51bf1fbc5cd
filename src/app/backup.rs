//! Keeping a city twice: a backup is a store of its own, one file with the whole history, made while the city is in use.

use super::{AppError, Clock};
use crate::store::{Ledger, Store, shown};

/// Writes all of a store to a new file, reads the file back and tells what is in it.
pub async fn backup(store: &str, file: &str, clock: Clock) -> Result<Ledger, AppError> {
    copied(store, file, clock, false).await
}

/// Makes a store from a backup where there is none, and tells what is in it: just what is in the backup, or it is refused.
///
/// Its next revisions have numbers that the lost store may have given too; so it counts as born now, and nobody takes
/// an answer of the one for an answer of the other.
pub async fn restore(file: &str, store: &str, clock: Clock) -> Result<Ledger, AppError> {
    let wanted = verify(file).await?;
    if !wanted.faults.is_empty() {
        return Err(AppError::Unsound { faults: wanted.faults });
    }
    let found = copied(file, store, clock, true).await?;
    if found == wanted {
        return Ok(found);
    }
    Err(AppError::Unsound { faults: vec![format!("{} holds {found}, the backup {wanted}", shown(store))] })
}

async fn copied(from: &str, to: &str, clock: Clock, born_again: bool) -> Result<Ledger, AppError> {
    let source = Store::open(from).await?;
    let copied = source.copy_to(to, clock.now(), born_again).await;
    source.close().await?;
    copied?;
    verify(to).await
}

/// Reads all of a store, and tells what is in it and what is wrong with it.
pub async fn verify(store: &str) -> Result<Ledger, AppError> {
    let store = Store::open(store).await?;
    let looked = async {
        let mut ledger = store.ledger().await?;
        ledger.faults.extend(store.integrity_faults().await?);
        Ok(ledger)
    };
    let ledger = looked.await;
    store.close().await?;
    ledger
}
