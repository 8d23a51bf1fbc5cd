//! What the words mean: one file per concept, with its states, its facts and what it may refuse.
//!
//! Holds identities, structs, closed sets and the table of fields each concept has.
//! Must never do I/O, read a clock, know SQL, HTTP or JSON documents, or answer a spatial question.

pub mod cable;
pub mod change;
pub mod city;
pub mod conduit;
pub mod day;
pub mod feature;
pub mod field;
pub mod progress;
pub mod structure;
pub mod zone;

pub use cable::{Cable, GoingUnderground, Placement};
pub use change::{Act, Change, Edit, Receipt, Revision};
pub use city::City;
pub use conduit::Conduit;
pub use day::Day;
pub use feature::{Collection, Feature, Geometry, Item};
pub use field::{Field, FieldFault, Kind, Value};
pub use progress::{Class, ZoneStatus};
pub use structure::Structure;
pub use zone::Zone;

use std::sync::Arc;

/// Short text shared between many assets: operator names, codes.
pub type Text = Arc<str>;
