//! Wire types: what the answers look like in JSON. The command line prints the same bodies with `--json`.

mod check;
mod course;
mod coverage;
mod history;
mod import;
mod line;
mod overlaps;
mod progress;
mod series;
mod zone_cables;

pub use check::CheckBody;
pub use coverage::CoverageBody;
pub use history::HistoryBody;
pub use import::ImportBody;
pub use overlaps::overlaps_body;
pub use progress::ProgressBody;
pub use series::{SeriesBody, ZoneSeriesBody};
pub use zone_cables::ZoneCablesBody;
