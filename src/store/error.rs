//! What a store may answer instead of doing.

use super::postgis::fault;
use crate::model::Revision;
use sqlx::postgres::PgDatabaseError;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the store \"{url}\" cannot be used: {reason}")]
    Url { url: String, reason: String },
    #[error("there is no store at {path}: make one with `ngamhoa init --store {path}`")]
    Missing { path: String },
    #[error("there is already a store at {path}: choose another name, or move that file away")]
    Exists { path: String },
    #[error("{path} is no store of this service: {reason}")]
    NotOurs { path: String, reason: String },
    #[error("the store is at revision {actual}, not at {expected}: somebody else changed it meanwhile")]
    Stale { expected: Revision, actual: Revision },
    /// A named constraint of the tables refused the change.
    #[error("the change breaks a rule of the store: {0}")]
    Constraint(String),
    #[error("the store's data cannot be read: {0}")]
    Corrupt(String),
    /// The database answers, and does not do it; trying again would not help.
    #[error("the database refuses: {0}")]
    Database(String),
    /// Somebody else is writing, and did not end in time.
    #[error("another writer keeps the turn: {0}")]
    Busy(String),
    /// Trying again later may help.
    #[error("the store cannot be reached: {0}")]
    Unavailable(String),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) if let Some(told) = database.try_downcast_ref::<PgDatabaseError>() => {
                fault::of(told)
            }
            sqlx::Error::PoolTimedOut => StoreError::Unavailable("no connection to the database within 3 s".into()),
            sqlx::Error::Database(database)
                if database.is_unique_violation()
                    || database.is_check_violation()
                    || database.is_foreign_key_violation() =>
            {
                StoreError::Constraint(database.message().to_owned())
            }
            sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. } => StoreError::Corrupt(error.to_string()),
            _ => StoreError::Unavailable(error.to_string()),
        }
    }
}
