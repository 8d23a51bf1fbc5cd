//! What a use case may answer instead of doing.

use super::edit::Target;
use super::import::RowRefusal;
use crate::crs::CrsError;
use crate::formats::{ReadError, WriteError};
use crate::model::{FieldFault, Revision, Text};
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
    #[error("there is no feature {} in {}", .0.id, .0.collection.word())]
    NoFeature(Target),
    /// A condition was asked of a feature that is not there.
    #[error("there is no feature {} in {} that could be at the version you mean", .0.id, .0.collection.word())]
    NotThere(Target),
    #[error("feature {} of {} was not there at revision {revision}", .target.id, .target.collection.word())]
    NotThereThen { target: Target, revision: Revision },
    /// The client does not say which version it means to change.
    #[error("say which version you mean with If-Match")]
    NoCondition,
    #[error("{name} was changed meanwhile: it is at version {current} now; read it again and make your change on that")]
    OtherVersion { name: String, current: Revision },
    /// What a request brings cannot stand, each fault on its own.
    #[error("{}", .faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join("; "))]
    Refused { faults: Vec<RowRefusal> },
    /// What the concept itself does not allow, each reason on its own.
    #[error("{}", .faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    NotAllowed { faults: Vec<FieldFault> },
    #[error("the code {code} is that of {by} already")]
    CodeTaken { code: String, by: String },
    #[error("the key \"{key}\" stands for another request already: choose a new key for a new request")]
    KeyTaken { key: String },
    /// A zone that cannot be signed, with what is still overhead in it.
    #[error("zone {zone} cannot be signed: {}", .faults.iter().map(|fault| fault.problem.as_str()).collect::<Vec<_>>().join("; "))]
    NotDone { zone: String, faults: Vec<FieldFault>, overhead: Vec<StillOverhead> },
    /// A store or a backup that does not hold together.
    #[error("{}", .faults.join("; "))]
    Unsound { faults: Vec<String> },
    #[error("{problem}; {remedy}")]
    Request { code: &'static str, problem: String, remedy: String },
}

/// A cable that still hangs in a zone.
#[derive(Clone, Debug, PartialEq)]
pub struct StillOverhead {
    pub id: i64,
    pub code: Text,
    pub operator: Option<Text>,
    /// Of it, inside the zone.
    pub length_m: f64,
}

impl AppError {
    pub fn request(code: &'static str, problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        AppError::Request { code, problem: problem.into(), remedy: remedy.into() }
    }
}
