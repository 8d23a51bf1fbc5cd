//! Wire types: what the answers look like in JSON. The command line prints the same bodies with `--json`.

mod check;
mod line;
mod progress;
mod series;

pub use check::CheckBody;
pub use line::{CrossingBody, StretchBody};
pub use progress::ProgressBody;
pub use series::{SeriesBody, ZoneSeriesBody};
