//! Receipts: what was answered under a client's key, kept with the change and swept when it is old.

use super::GeoPackage;
use crate::model::{Receipt, Revision};
use crate::store::copy::Kept;
use crate::store::{RECEIPTS_KEPT, StoreError, logged};
use sqlx::Row as _;
use sqlx::sqlite::SqliteConnection;

impl GeoPackage {
    /// What was answered under a key, unless that is too long ago.
    pub async fn receipt(&self, key: &str, now: jiff::Timestamp) -> Result<Option<Receipt>, StoreError> {
        let mut reader = self.reader().await?;
        let found = sqlx::query("SELECT request, answer FROM idempotency WHERE key = ? AND until > ?")
            .bind(key)
            .bind(logged::instant(now))
            .fetch_optional(&mut *reader)
            .await?;
        found
            .map(|row| Ok(Receipt { key: key.to_owned(), request: row.try_get(0)?, answer: row.try_get(1)? }))
            .transpose()
    }
}

/// Inside the change's transaction: old receipts go, the change's own comes.
pub(super) async fn keep(
    connection: &mut SqliteConnection,
    receipt: Option<&Receipt>,
    revision: Revision,
    at: jiff::Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM idempotency WHERE until <= ?").bind(logged::instant(at)).execute(&mut *connection).await?;
    let Some(receipt) = receipt else { return Ok(()) };
    let until = at.checked_add(RECEIPTS_KEPT).unwrap_or(jiff::Timestamp::MAX);
    let Receipt { key, request, answer } = receipt.clone();
    write(connection, &Kept { key, request, answer, revision: revision.0, until: logged::instant(until) }).await
}

pub(super) async fn write(connection: &mut SqliteConnection, kept: &Kept) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO idempotency (key, request, answer, revision, until) VALUES (?, ?, ?, ?, ?)")
        .bind(&kept.key)
        .bind(&kept.request)
        .bind(&kept.answer)
        .bind(kept.revision)
        .bind(&kept.until)
        .execute(connection)
        .await?;
    Ok(())
}
