//! Receipts: what was answered under a client's key, kept with the change and swept when it is old.

use super::GeoPackage;
use crate::model::{Receipt, Revision};
use crate::store::{RECEIPTS_KEPT, StoreError};
use sqlx::Row as _;
use sqlx::sqlite::SqliteConnection;

impl GeoPackage {
    /// What was answered under a key, unless that is too long ago.
    pub async fn receipt(&self, key: &str, now: jiff::Timestamp) -> Result<Option<Receipt>, StoreError> {
        let mut reader = self.reader.lock().await;
        let found = sqlx::query("SELECT request, answer FROM idempotency WHERE key = ? AND until > ?")
            .bind(key)
            .bind(written(now))
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
    sqlx::query("DELETE FROM idempotency WHERE until <= ?").bind(written(at)).execute(&mut *connection).await?;
    let Some(receipt) = receipt else { return Ok(()) };
    let until = at.checked_add(RECEIPTS_KEPT).unwrap_or(jiff::Timestamp::MAX);
    sqlx::query("INSERT INTO idempotency (key, request, answer, revision, until) VALUES (?, ?, ?, ?, ?)")
        .bind(&receipt.key)
        .bind(&receipt.request)
        .bind(&receipt.answer)
        .bind(revision.0)
        .bind(written(until))
        .execute(connection)
        .await?;
    Ok(())
}

fn written(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}
