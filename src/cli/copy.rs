//! `ngamhoa copy`

use super::{Done, Stop};
use crate::app::{Clock, copy};
use crate::store::shown;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The store that is copied: a file ending in .gpkg, or postgres://user@host/database. It is left as it is.
    #[arg(long)]
    from: String,
    /// Where the copy goes; there must be no store yet.
    #[arg(long)]
    to: String,
}

pub(super) async fn run(arguments: Arguments) -> Done {
    let (from, to) = (&arguments.from, &arguments.to);
    let copied = copy(from, to, Clock::System).await?;
    tell!(
        "copied {} to {}: {} features and their history up to revision {}",
        shown(from),
        shown(to),
        copied.features,
        copied.revision
    );
    if copied.source_is_at == copied.revision {
        return Ok(());
    }
    tell!(
        "meanwhile others wrote: {} is at revision {}; to move there, stop the service that writes and copy again",
        shown(from),
        copied.source_is_at
    );
    Err(Stop::Told(ExitCode::from(1)))
}
