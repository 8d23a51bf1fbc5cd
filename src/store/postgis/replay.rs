//! Receipts: what was answered under a client's key, kept with the change and swept when it is old.

use super::Postgis;
use super::connection::{SHORT, within};
use crate::model::{Receipt, Revision};
use crate::store::copy::Kept;
use crate::store::{RECEIPTS_KEPT, StoreError, logged};
use sqlx::Row as _;
use sqlx::postgres::PgConnection;

impl Postgis {
    /// What was answered under a key, unless that is too long ago.
    pub async fn receipt(&self, key: &str, now: jiff::Timestamp) -> Result<Option<Receipt>, StoreError> {
        let pool = self.pool();
        let found =
            sqlx::query("SELECT request, answer FROM idempotency WHERE key = $1 AND until > $2::text::timestamptz")
                .bind(key)
                .bind(logged::instant(now))
                .fetch_optional(&pool);
        let receipt = |row: sqlx::postgres::PgRow| {
            Ok(Receipt { key: key.to_owned(), request: row.try_get(0)?, answer: row.try_get(1)? })
        };
        within(SHORT, found).await?.map(receipt).transpose()
    }
}

/// Inside the change's transaction: old receipts go, the change's own comes.
pub(super) async fn keep(
    connection: &mut PgConnection,
    receipt: Option<&Receipt>,
    revision: Revision,
    at: jiff::Timestamp,
) -> Result<(), StoreError> {
    let sweep = sqlx::query("DELETE FROM idempotency WHERE until <= $1::text::timestamptz").bind(logged::instant(at));
    within(SHORT, sweep.execute(&mut *connection)).await?;
    let Some(receipt) = receipt else { return Ok(()) };
    let until = at.checked_add(RECEIPTS_KEPT).unwrap_or(jiff::Timestamp::MAX);
    let Receipt { key, request, answer } = receipt.clone();
    write(connection, &Kept { key, request, answer, revision: revision.0, until: logged::instant(until) }).await
}

pub(super) async fn write(connection: &mut PgConnection, kept: &Kept) -> Result<(), StoreError> {
    let write = sqlx::query(
        "INSERT INTO idempotency (key, request, answer, revision, until) VALUES ($1, $2, $3, $4, $5::text::timestamptz)",
    )
    .bind(&kept.key)
    .bind(&kept.request)
    .bind(&kept.answer)
    .bind(kept.revision)
    .bind(&kept.until);
    within(SHORT, write.execute(connection)).await?;
    Ok(())
}
