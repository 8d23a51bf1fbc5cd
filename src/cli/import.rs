//! `ngamhoa import`

use super::{Done, Stop, StoreArgument, make_if_missing, open, open_or_init, open_to_look, print_json};
use crate::app::App;
use crate::app::import::{
    Assignment, ImportReport, ImportRequest, RowRefusal, SourceFile, Stage, ValueRule, Watch, import,
};
use crate::model::{Collection, Day};
use crate::store::{Store, shown};
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Reasons of refusal that are told, and rows named for each.
const MOST_REASONS: usize = 20;
const MOST_ROWS: usize = 10;

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub(super) struct Arguments {
    /// .geojson .json .geojsonl .gpkg .csv .shp (beside its parts), or a .zip of a shapefile.
    file: PathBuf,
    /// What the rows are: cables, conduits, structures or zones.
    #[arg(long = "as", value_parser = collection)]
    collection: Collection,
    /// The file's coordinate system, EPSG:n; stronger than what the file says.
    #[arg(long, value_parser = super::epsg)]
    crs: Option<u32>,
    /// A field comes from the file's column: ours=theirs. For the place: lon= lat=, east= north= or wkt=.
    #[arg(long, value_name = "OURS=THEIRS")]
    map: Vec<String>,
    /// A field has the same value in all rows: ours=value.
    #[arg(long, value_name = "OURS=VALUE")]
    set: Vec<String>,
    /// What the file's code means: field:theirs=ours.
    #[arg(long, value_name = "FIELD:THEIRS=OURS")]
    values: Vec<ValueRule>,
    /// Numbers the rows of a file without codes; bound to that file.
    #[arg(long)]
    code_prefix: Option<String>,
    /// Closes rings and makes areas valid; what was done is listed.
    #[arg(long)]
    repair: bool,
    /// Imports the rest when rows are refused, and writes those beside the file.
    #[arg(long)]
    skip_refused: bool,
    /// Tells what would happen and changes nothing.
    #[arg(long)]
    dry_run: bool,
    /// The layer of a file that has several.
    #[arg(long)]
    layer: Option<String>,
    /// The text encoding, such as tcvn3 or windows-1258; stronger than what the file says.
    #[arg(long)]
    encoding: Option<String>,
    /// Ends on this day what the file's operators had and the file no longer has; with --dry-run it is listed.
    #[arg(long, value_name = "DATE")]
    retire_missing: Option<Day>,
    /// Who imports, for the change log.
    #[arg(long, env = "USER", default_value = "cli")]
    actor: String,
    /// The whole report as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreArgument,
}

pub(super) fn collection(word: &str) -> Result<Collection, String> {
    Collection::of_word(word).ok_or_else(|| format!("one of {}", Collection::WORDS.join(", ")))
}

/// `--map` and `--set` in the order they were given, since the last one for a field wins.
pub(super) fn in_order_given(matches: &clap::ArgMatches) -> Vec<Result<Assignment, String>> {
    let of = |name: &'static str| {
        let texts = matches.get_many::<String>(name).into_iter().flatten();
        let places = matches.indices_of(name).into_iter().flatten();
        places.zip(texts).map(move |(place, text)| (place, assignment(name, text))).collect::<Vec<_>>()
    };
    let mut given: Vec<(usize, Result<Assignment, String>)> = of("map").into_iter().chain(of("set")).collect();
    given.sort_by_key(|(place, _)| *place);
    given.into_iter().map(|(_, assignment)| assignment).collect()
}

fn assignment(name: &str, text: &str) -> Result<Assignment, String> {
    let read = if name == "map" { Assignment::map(text) } else { Assignment::set(text) };
    read.map_err(|problem| format!("--{problem}"))
}

pub(super) async fn run(arguments: Arguments, given: Vec<Result<Assignment, String>>) -> Done {
    let request = ImportRequest {
        collection: arguments.collection,
        crs: arguments.crs,
        assignments: given.into_iter().collect::<Result<_, _>>().map_err(Stop::Usage)?,
        values: arguments.values,
        code_prefix: arguments.code_prefix,
        repair: arguments.repair,
        skip_refused: arguments.skip_refused,
        dry_run: arguments.dry_run,
        layer: arguments.layer,
        encoding: arguments.encoding,
        retire_missing: arguments.retire_missing,
        draw: 0,
        actor: arguments.actor,
    };
    request.check()?;
    let report = bring(&arguments.store, &arguments.file, &request).await?;
    if report.applied && report.refused > 0 {
        match super::export::refused_file(&arguments.file, &request, &report) {
            Ok(beside) => eprintln!("the refused rows are in {}", beside.display()),
            // What is stored is stored; the report must come out all the same.
            Err(error) => eprintln!("the refused rows could not be written beside the file: {error}"),
        }
    }
    if arguments.json {
        print_json(&report)?;
    } else {
        print(&report);
    }
    // Also where the rest was taken: rows that nobody hears of are lost.
    if report.refused == 0 { Ok(()) } else { Err(Stop::Told(ExitCode::from(1))) }
}

/// Imports into the store. Where there is none yet the file is tried first, so that one that is refused leaves none behind.
async fn bring(store: &StoreArgument, file: &Path, request: &ImportRequest) -> Result<ImportReport, Stop> {
    if !Store::exists(&store.store).await? {
        let mut tried = try_without(file, request).await?;
        if request.dry_run || !tried.may_be_applied(request) {
            eprintln!(
                "there is no store at {}, and none was made: held against Hải Phòng's settings",
                shown(&store.store)
            );
            tried.dry_run = request.dry_run;
            return Ok(tried);
        }
    }
    let app = if request.dry_run { open_to_look(store).await? } else { open_or_init(store).await? };
    bring_into(&app, file, request.clone()).await
}

/// What would come of a file in a new store, which goes afterwards.
async fn try_without(file: &Path, request: &ImportRequest) -> Result<ImportReport, Stop> {
    let folder = tempfile::tempdir().map_err(|error| Stop::Usage(error.to_string()))?;
    let scratch = StoreArgument { store: folder.path().join("dry-run.gpkg").to_string_lossy().into_owned() };
    make_if_missing(&scratch.store).await?;
    bring_into(&open(&scratch).await?, file, ImportRequest { dry_run: true, ..request.clone() }).await
}

async fn bring_into(app: &App, file: &Path, request: ImportRequest) -> Result<ImportReport, Stop> {
    let bar = bar();
    let outcome = import(app, SourceFile::Path(file.to_owned()), request, watch(&bar)).await;
    bar.finish_and_clear();
    app.store.close().await?;
    Ok(outcome?)
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("{spinner} {msg} {wide_bar} {pos}/{len} {eta}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}

fn watch(bar: &ProgressBar) -> Watch {
    let bar = bar.clone();
    Arc::new(move |stage| match stage {
        Stage::Reading => {
            bar.set_message("reading");
            bar.enable_steady_tick(std::time::Duration::from_millis(120));
        }
        Stage::Checking { done, all } => {
            bar.set_message("checking");
            bar.set_length(all);
            bar.set_position(done);
        }
        Stage::Writing { all } => {
            bar.set_message("writing");
            bar.set_length(all);
            bar.set_position(all);
        }
        Stage::Done => bar.finish_and_clear(),
    })
}

fn print(report: &ImportReport) {
    tell!(
        "{}: {} read, {} created, {} updated, {} unchanged, {} refused",
        report.file,
        report.read,
        report.created,
        report.updated,
        report.unchanged,
        report.refused
    );
    tell!("  coordinates: {}", report.crs);
    if let Some(encoding) = &report.encoding {
        tell!("  text: {encoding}");
    }
    for note in &report.notes {
        tell!("  note: {} ({}×)", note.message, note.count);
    }
    for warning in &report.warnings {
        tell!("  warning: {} ({}×)", warning.message, warning.count);
    }
    let repairs = &report.repairs;
    for (count, what) in [
        (repairs.ring_order, "areas had their rings turned"),
        (repairs.repeated_vertices, "repeated vertices were dropped"),
        (repairs.rings_closed, "rings were closed"),
        (repairs.made_valid, "areas were made valid"),
    ] {
        if count > 0 {
            tell!("  {count} {what}");
        }
    }
    for (row, fault) in repairs.listed.iter().take(20) {
        tell!("    row {row}: {fault}");
    }
    for (field, count) in &report.replaced_by_set {
        tell!("  --set {field} replaced {count} values of the file");
    }
    if !report.new_operators.is_empty() {
        tell!("  operators not seen before: {}", report.new_operators.join(", "));
    }
    for missing in &report.missing {
        tell!(
            "  {} stored of {} are not in this file: {}{}",
            missing.count,
            missing.operator,
            missing.codes.join(", "),
            if missing.count as usize > missing.codes.len() { ", …" } else { "" }
        );
    }
    for retired in &report.retiring {
        tell!(
            "  {} of {} end{}: {}{}",
            retired.count,
            retired.operator,
            if report.applied { "ed" } else { "" },
            retired.codes.join(", "),
            if retired.count as usize > retired.codes.len() { ", …" } else { "" }
        );
    }
    print_refusals(report);
    match (report.revision, report.dry_run) {
        (Some(revision), _) if report.changes() == 0 => tell!("nothing changed: the store is at revision {revision}"),
        (Some(revision), _) => tell!("stored, revision {revision}"),
        (None, true) => tell!("nothing was changed (--dry-run)"),
        (None, false) => tell!("nothing was stored: correct the rows, or take the rest with --skip-refused"),
    }
}

/// Rows refused for the same reason are told once, with the numbers of the first few.
fn print_refusals(report: &ImportReport) {
    let mut groups: Vec<(&RowRefusal, Vec<u64>)> = Vec::new();
    let mut places: HashMap<(&str, Option<&str>, &str), usize> = HashMap::new();
    for refusal in &report.all_refusals {
        let reason = (refusal.code, refusal.path.as_deref(), refusal.remedy.as_str());
        let place = *places.entry(reason).or_insert_with(|| {
            groups.push((refusal, Vec::new()));
            groups.len() - 1
        });
        groups[place].1.extend(refusal.row);
    }
    for (first, rows) in groups.iter().take(MOST_REASONS) {
        let row = first.row.map_or_else(String::new, |row| format!("row {row}"));
        // A field is looked for in its row; a shape on the map.
        let place = first.lon.zip(first.lat).filter(|_| first.path.as_deref() == Some("geometry"));
        let at = place.map_or_else(String::new, |(lon, lat)| format!(" at {lon:.6},{lat:.6}"));
        tell!("  refused, {row}{at}: {}; {}", first.message, first.remedy);
        if rows.len() > 1 {
            let listed: Vec<String> = rows[1..].iter().take(MOST_ROWS).map(u64::to_string).collect();
            let more = if rows.len() - 1 > MOST_ROWS { ", …" } else { "" };
            tell!("    likewise in {} more: row {}{more}", rows.len() - 1, listed.join(", "));
        }
    }
    if groups.len() > MOST_REASONS {
        tell!("  … and {} more reasons; --json lists them", groups.len() - MOST_REASONS);
    }
}
