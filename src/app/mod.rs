//! The use cases, the same for HTTP and the command line; the only place where store and atlas meet.
//!
//! Reading takes the current atlas and never waits. Writing is one path: a `Change` → `store.commit` → `atlas.applied`.
//! Must never know HTTP or a terminal.

mod backup;
pub mod check;
mod clock;
mod codes;
mod copy;
mod coverage;
mod difference;
pub mod edit;
mod error;
mod export;
mod follow;
mod freshness;
mod history;
pub mod import;
mod init;
mod open;
mod undo;
mod write;

pub use backup::{backup, restore, verify};
pub use check::check;
pub use clock::Clock;
pub use codes::codes;
pub use copy::copy;
pub use coverage::coverage;
pub use difference::{FieldChange, ItemChange, Measures, ShapeChange};
pub use edit::Target;
pub use error::{AppError, StillOverhead};
pub use export::{ExportRequest, export, export_refused};
pub use follow::follow;
pub use freshness::Freshness;
pub use history::{collection_at, history, item_at};
pub use init::{NewCity, city_of_toml, hai_phong, init};
pub use open::{App, StartTimes};
pub use undo::{undo, undo_kept};
pub use write::{Key, Render, Writing};
