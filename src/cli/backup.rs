//! `ngamhoa backup`, `restore` and `verify`

use super::{Done, Stop, StoreArgument};
use crate::app::{Clock, backup, restore, verify};
use crate::store::{Ledger, shown};
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub(super) struct BackupArguments {
    /// The new file, ending in .gpkg: a store of its own, with the whole history.
    file: String,
    #[command(flatten)]
    store: StoreArgument,
}

#[derive(Debug, clap::Args)]
pub(super) struct RestoreArguments {
    /// A backup.
    file: String,
    /// Where the store is made; there must be none yet.
    #[command(flatten)]
    store: StoreArgument,
}

#[derive(Debug, clap::Args)]
pub(super) struct VerifyArguments {
    #[command(flatten)]
    store: StoreArgument,
    /// Another store, or a backup, that must hold the same.
    #[arg(long)]
    same_as: Option<String>,
}

pub(super) async fn back_up(arguments: BackupArguments) -> Done {
    let ledger = backup(&arguments.store.store, &arguments.file, Clock::System).await?;
    tell(&arguments.file, &ledger)
}

pub(super) async fn put_back(arguments: RestoreArguments) -> Done {
    let ledger = restore(&arguments.file, &arguments.store.store, Clock::System).await?;
    tell(&arguments.store.store, &ledger)
}

pub(super) async fn look(arguments: VerifyArguments) -> Done {
    let ledger = verify(&arguments.store.store).await?;
    let told = tell(&arguments.store.store, &ledger);
    let Some(other) = arguments.same_as else { return told };
    let wanted = verify(&other).await?;
    tell(&other, &wanted)?;
    told?;
    if ledger == wanted {
        tell!("both hold the same");
        return Ok(());
    }
    tell!("they do not hold the same");
    Err(Stop::Told(ExitCode::from(1)))
}

fn tell(store: &str, ledger: &Ledger) -> Done {
    tell!("{}: {ledger}", shown(store));
    if ledger.faults.is_empty() {
        tell!("sound");
        return Ok(());
    }
    for fault in ledger.faults.iter().take(20) {
        tell!("not sound: {fault}");
    }
    Err(Stop::Told(ExitCode::from(1)))
}
