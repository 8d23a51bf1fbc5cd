//! `ngamhoa undo`

use super::{Done, StoreArgument, open};
use crate::app::undo;
use crate::model::Revision;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The number of the revision whose rows are put back as they were.
    revision: i64,
    /// Who undoes, for the change log.
    #[arg(long, env = "USER", default_value = "cli")]
    actor: String,
    #[command(flatten)]
    store: StoreArgument,
}

pub(super) async fn run(arguments: Arguments) -> Done {
    let app = open(&arguments.store).await?;
    let outcome = undo(&app, Revision(arguments.revision), &arguments.actor).await;
    app.store.close().await?;
    tell!("revision {} is undone by revision {}", arguments.revision, outcome?);
    Ok(())
}
