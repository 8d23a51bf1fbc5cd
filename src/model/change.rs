//! A change: every way the world may change, as a value that a store commits and the atlas applies.

use super::{Collection, Feature};
use serde::{Deserialize, Serialize};

/// The number of a committed change; every number shown anywhere names the revision it was computed from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(pub i64);

/// What kind of act the change was, with its facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "act")]
pub enum Act {
    /// A file was imported.
    Import {
        file: String,
        collection: String,
        created: u64,
        updated: u64,
        /// Assets ended because the file no longer has them.
        #[serde(default, skip_serializing_if = "is_none")]
        retired: u64,
    },
    /// The rows that an earlier revision touched were put back as they were.
    Undo { revision: Revision },
    /// Single items were edited.
    Edit,
    /// An item was put back as it was at an earlier revision.
    Restore { collection: String, id: i64, to: Revision },
    /// An overhead cable went underground: it ended, and its successor began.
    Underground { cable: i64, successor: i64 },
    /// A zone was signed as done.
    Verify {
        zone: i64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
}

/// One row of a change.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Creates the feature, or replaces the one with the same id.
    Put(Feature),
    Delete {
        collection: Collection,
        id: i64,
    },
}

/// All that is committed at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub act: Act,
    /// Who did it.
    pub actor: String,
    pub edits: Vec<Edit>,
    /// Code prefixes that this change binds to the file they number.
    pub prefixes: Vec<PrefixBinding>,
    /// What is answered to whoever asked for it under a key of their own.
    pub receipt: Option<Receipt>,
}

/// What a client was answered under a key that it chose, kept with the change: asked again, the answer is the same and
/// nothing is changed twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub key: String,
    /// Tells the request from others, so that one key does not stand for two.
    pub request: String,
    pub answer: Vec<u8>,
}

/// `--code-prefix` numbers the rows of one file; another file under the same prefix would overwrite them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrefixBinding {
    pub collection: Collection,
    pub prefix: String,
    pub file: String,
}

impl Change {
    /// A change without prefixes and receipt.
    pub fn new(act: Act, actor: impl Into<String>, edits: Vec<Edit>) -> Self {
        Change { act, actor: actor.into(), edits, prefixes: Vec::new(), receipt: None }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands fields over by reference")]
fn is_none(count: &u64) -> bool {
    *count == 0
}

impl Edit {
    pub fn collection(&self) -> Collection {
        match self {
            Edit::Put(feature) => feature.item.collection(),
            Edit::Delete { collection, .. } => *collection,
        }
    }

    pub fn id(&self) -> i64 {
        match self {
            Edit::Put(feature) => feature.id,
            Edit::Delete { id, .. } => *id,
        }
    }
}

impl std::fmt::Display for Revision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}
