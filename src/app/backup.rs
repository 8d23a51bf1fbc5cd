//! Keeping a city twice: a backup is a store of its own, one file with the whole history, made while the city is in use.

use super::{AppError, Clock};
use crate::store::{Ledger, Store, shown};

/// Writes all of a store to a new file, reads the file back and tells what is in it.
pub async fn backup(store: &str, file: &str, clock: Clock) -> Result<Ledger, AppError> {
    copied(Store::open(store).await?, file, clock, false).await
}

/// Makes a store from a backup where there is none, and tells what is in it: just what is in the backup, or it is refused.
/// The backup is only read, wherever it lies.
///
/// Its next revisions have numbers that the lost store may have given too; so it counts as born now, and nobody takes
/// an answer of the one for an answer of the other.
pub async fn restore(file: &str, store: &str, clock: Clock) -> Result<Ledger, AppError> {
    let wanted = looked_through(Store::open_backup(file).await?).await?;
    if !wanted.faults.is_empty() {
        return Err(AppError::Unsound { faults: wanted.faults });
    }
    let found = copied(Store::open_backup(file).await?, store, clock, true).await?;
    if found == wanted {
        return Ok(found);
    }
    Err(AppError::Unsound { faults: vec![format!("{} holds {found}, the backup {wanted}", shown(store))] })
}

async fn copied(source: Store, to: &str, clock: Clock, born_again: bool) -> Result<Ledger, AppError> {
    let copied = source.copy_to(to, clock.now(), born_again).await;
    source.close().await?;
    copied?;
    verify(to).await
}

/// Reads all of a store or of a backup, and tells what is in it and what is wrong with it.
pub async fn verify(store: &str) -> Result<Ledger, AppError> {
    looked_through(Store::open_to_read(store).await?).await
}

async fn looked_through(store: Store) -> Result<Ledger, AppError> {
    let looked = async {
        let mut ledger = store.ledger().await?;
        ledger.faults.extend(store.integrity_faults().await?);
        Ok(ledger)
    };
    let ledger = looked.await;
    store.close().await?;
    ledger
}
