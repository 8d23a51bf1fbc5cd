//! The command line: the same use cases without HTTP.
//!
//! Holds arguments and what is printed. Must never compute an answer of its own.

/// `println!` for whom it is no fault that nobody reads on, as `| head` does not: the work goes on to its end.
macro_rules! tell {
    ($($words:tt)*) => {{
        use std::io::Write;
        let _nobody_reads = writeln!(std::io::stdout(), $($words)*);
    }};
}

mod backup;
mod check;
mod copy;
mod doctor;
mod export;
mod import;
mod init;
mod progress;
mod serve;
mod undo;

use crate::app::{App, AppError, Clock};
use crate::model::City;
use crate::store::{Store, StoreError, shown};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::process::ExitCode;

const EXIT_CODES: &str = "Exit code: 0 done; 1 done or looked at, and something is wrong that was told (refused rows, a finding that is an error, \
a store that is not sound); 2 could not be done.";
const IMPORT_EXIT_CODES: &str = "Exit code: 0 every row was taken; 1 rows were refused, and nothing was stored, or with --skip-refused the rest; \
2 could not be done. With --dry-run the same, as it would be.";

/// A city's telecom cables, conduits and zones, and how far each zone is with getting its cables underground.
#[derive(Debug, Parser)]
#[command(name = "ngamhoa", version, propagate_version = true, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes an empty store for a city.
    Init(init::Arguments),
    /// Serves the page, the API and the tiles.
    Serve(serve::Arguments),
    /// Brings a file in: all or nothing, and the same file twice changes nothing.
    #[command(after_help = IMPORT_EXIT_CODES)]
    Import(import::Arguments),
    /// Writes a layer to a file.
    Export(export::Arguments),
    /// Tells how far each zone is.
    Progress(progress::Arguments),
    /// Checks a route plan against the rules; exit code 1 when a finding is an error.
    Check(check::Arguments),
    /// Puts the rows of a revision back as they were, as one change.
    Undo(undo::Arguments),
    /// Copies a store with its history to another place, of either kind: from a file to a database, and back.
    Copy(copy::Arguments),
    /// Writes the whole store with its history to a new file, while it is in use, and reads that back.
    Backup(backup::BackupArguments),
    /// Makes a store from a backup.
    Restore(backup::RestoreArguments),
    /// Reads all of a store: whether it is sound, what it holds, and whether another one holds the same.
    Verify(backup::VerifyArguments),
    /// Brings the store's tables up to date.
    Migrate(StoreArgument),
    /// Looks whether the store and this machine are sound.
    Doctor(StoreArgument),
}

/// Where the data is.
#[derive(Debug, clap::Args)]
pub(crate) struct StoreArgument {
    /// A file ending in .gpkg, or a PostgreSQL database: postgres://user@host/database.
    #[arg(long, env = "NGAMHOA_STORE", default_value = "ngamhoa.gpkg")]
    pub store: String,
}

/// Why a command ended early.
#[derive(Debug)]
enum Stop {
    App(AppError),
    /// Told already; only the exit code is left to say.
    Told(ExitCode),
    Usage(String),
}

impl<E: Into<AppError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Stop::App(error.into())
    }
}

type Done = Result<(), Stop>;

/// Runs the command line and gives the exit code, see [`EXIT_CODES`].
pub fn run() -> ExitCode {
    let matches = Arguments::command().get_matches();
    let arguments = match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments,
        Err(error) => error.exit(),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(2);
        }
    };
    match runtime.block_on(dispatch(arguments.command, &matches)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::Told(code)) => code,
        Err(Stop::Usage(message)) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
        Err(Stop::App(error)) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

async fn dispatch(command: Command, matches: &clap::ArgMatches) -> Done {
    match command {
        Command::Init(arguments) => init::run(arguments).await,
        Command::Serve(arguments) => serve::run(arguments).await,
        Command::Import(arguments) => {
            let given = matches.subcommand_matches("import").map(import::in_order_given).unwrap_or_default();
            import::run(arguments, given).await
        }
        Command::Export(arguments) => export::run(arguments).await,
        Command::Progress(arguments) => progress::run(arguments).await,
        Command::Check(arguments) => check::run(arguments).await,
        Command::Undo(arguments) => undo::run(arguments).await,
        Command::Copy(arguments) => copy::run(arguments).await,
        Command::Backup(arguments) => backup::back_up(arguments).await,
        Command::Restore(arguments) => backup::put_back(arguments).await,
        Command::Verify(arguments) => backup::look(arguments).await,
        Command::Migrate(arguments) => {
            let store = Store::open(&arguments.store).await?;
            tell!("{} is up to date, revision {}", shown(&arguments.store), store.revision().await?);
            store.close().await?;
            Ok(())
        }
        Command::Doctor(arguments) => doctor::run(arguments).await,
    }
}

/// Opens the store and its world.
async fn open(store: &StoreArgument) -> Result<App, Stop> {
    Ok(App::open(&store.store, Clock::System).await?)
}

/// The same for looking only.
async fn open_to_look(store: &StoreArgument) -> Result<App, Stop> {
    Ok(App::open_to_look(&store.store, Clock::System).await?)
}

/// Makes a store with the first city's settings where there is none; true when it did.
async fn make_if_missing(url: &str) -> Result<bool, Stop> {
    if Store::exists(url).await? {
        return Ok(false);
    }
    match crate::app::init(url, crate::app::hai_phong()?, Clock::System).await {
        Ok(made) => {
            made.close().await?;
            Ok(true)
        }
        // Another instance that starts at the same moment was faster.
        Err(AppError::Store(StoreError::Exists { .. })) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Opens the store, making one with the first city's settings where there is none.
async fn open_or_init(store: &StoreArgument) -> Result<App, Stop> {
    if make_if_missing(&store.store).await? {
        eprintln!("made a new store at {} with Hải Phòng's settings", shown(&store.store));
    }
    open(store).await
}

/// Says of made-up data that they are.
fn tell_caution(city: &City) {
    if let Some(caution) = city.caution("en") {
        tell!("{caution}");
    }
}

fn print_json(value: &impl serde::Serialize) -> Done {
    let text = serde_json::to_string_pretty(value).map_err(|error| Stop::Usage(error.to_string()))?;
    tell!("{text}");
    Ok(())
}

/// Reads `EPSG:9210`, or `9210`.
fn epsg(text: &str) -> Result<u32, String> {
    let digits = text.strip_prefix("EPSG:").or_else(|| text.strip_prefix("epsg:")).unwrap_or(text);
    digits.parse().map_err(|_| format!("\"{text}\" is not of the form EPSG:9210"))
}

/// Reads `minlon,minlat,maxlon,maxlat`.
fn four_numbers(text: &str) -> Result<[f64; 4], String> {
    let numbers: Result<Vec<f64>, _> = text.split(',').map(|number| number.trim().parse()).collect();
    numbers.ok().and_then(|numbers| numbers.try_into().ok()).ok_or_else(|| "wants minlon,minlat,maxlon,maxlat".into())
}
