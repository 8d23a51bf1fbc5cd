//! What a use case may answer instead of doing.

use crate::crs::CrsError;
use crate::formats::{ReadError, WriteError};
use crate::model::Revision;
use crate::store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Crs(#[from] CrsError),
    #[error("{}; {}", .0.message(), .0.remedy())]
    Read(#[from] ReadError),
    #[error("{0}")]
    Write(#[from] WriteError),
    /// A city file that cannot stand, each fault on its own.
    #[error("the city file cannot be used: {}", .0.join("; "))]
    City(Vec<String>),
    /// What is in memory and what the store now tells are two pasts.
    #[error(
        "the store does not tell revision {0} as it was read from it: it lags behind, or was put back to an earlier time; in that case start the service again"
    )]
    Rewritten(Revision),
    #[error("no revision {0} in this store")]
    NoRevision(Revision),
    /// Rows that an undo would put back were changed again later.
    #[error(
        "revision {revision} cannot be undone: {count} of its features were changed again, first {first} in revision {later}; undo that one first"
    )]
    ChangedSince { revision: Revision, count: usize, first: String, later: Revision },
    #[error("{problem}; {remedy}")]
    Request { code: &'static str, problem: String, remedy: String },
}

impl AppError {
    pub fn request(code: &'static str, problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        AppError::Request { code, problem: problem.into(), remedy: remedy.into() }
    }
}
