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
    /// Side files of a store that is no longer beside them.
    #[error(
        "no store is made at {path}: {files} was left there by another store and may hold its last acknowledged changes; \
         if that store was moved, move the file to it (beside old.gpkg it is named old.gpkg-wal), else move it away, and try again"
    )]
    Leftovers { path: String, files: String },
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
    /// The file was removed, or another one was put in its place, while it was open.
    #[error(
        "the store's file {path}, or what SQLite keeps beside it, is gone or another one since it was opened, and nothing more is \
         written: put it back as it was, or stop the service, give the file that was moved its {path}-wal, and start the service again"
    )]
    Moved { path: String },
    /// A backup beside which there is something that SQLite would read first.
    #[error(
        "{path} is no finished backup: {side} beside it may hold changes that are not in it; if they are its own, open it as a store \
         once (`ngamhoa doctor --store {path}`), else move {side} away"
    )]
    Unfinished { path: String, side: String },
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
