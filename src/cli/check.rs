//! `ngamhoa check`

use super::{Done, Stop, StoreArgument, epsg, open_to_look, print_json, tell_caution};
use crate::app::check::CheckReport;
use crate::app::import::SourceFile;
use crate::http::wire::CheckBody;
use crate::model::Placement;
use crate::rules::Severity;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The plan: GeoJSON, GeoPackage, shapefile (.shp or .zip) or CSV.
    file: PathBuf,
    /// The coordinate system of the file, stronger than what it says of itself.
    #[arg(long, value_parser = epsg)]
    crs: Option<u32>,
    /// The same as POST /check.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreArgument,
}

pub(super) async fn run(arguments: Arguments) -> Done {
    let app = open_to_look(&arguments.store).await?;
    let report = crate::app::check(&app, SourceFile::Path(arguments.file), arguments.crs).await?;
    app.store.close().await?;
    if arguments.json {
        print_json(&CheckBody::new(&report))?;
    } else {
        tell_caution(&app.atlas().city);
        print(&report);
    }
    let is_refused = report.findings.iter().any(|finding| finding.severity == Severity::Error);
    if is_refused || report.is_empty() { Err(Stop::Told(ExitCode::from(1))) } else { Ok(()) }
}

fn print(report: &CheckReport) {
    tell!("{} lines, {}, on {} at revision {}", report.lines.len(), report.crs, report.at, report.revision);
    for line in &report.lines {
        let assumed = if line.placement_assumed { " (assumed: the file does not say)" } else { "" };
        let placement = line.placement.map_or("placement unknown", Placement::word);
        tell!("  {}: {:.1} m, {placement}{assumed}", line.feature, line.length_m);
    }
    let share = |share: Option<f64>| share.map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", share * 100.0));
    for zone in &report.zones {
        let (before, after) = (share(zone.share_before), share(zone.share_after));
        tell!("zone {} {}: {:.1} m of the plan, share {before} → {after}", zone.code, zone.name, zone.length_m);
    }
    for found in &report.shareable {
        let free = found.tubes_free.map_or_else(|| "unknown".to_owned(), |free| free.to_string());
        let (along, code) = (&found.stretch.along, found.stretch.placed.item.code());
        tell!(
            "{} could share conduit {code} from {:.1} to {:.1} m, free tubes: {free}",
            report.feature(found.line),
            along.from_m,
            along.to_m
        );
    }
    tell!("along {} stretches of cables, {} crossings", report.along.len(), report.crossings.len());
    for refusal in &report.refused {
        let row = refusal.row.map_or_else(String::new, |row| format!("row {row}: "));
        tell!("not read: {row}{}; {}", refusal.message, refusal.remedy);
    }
    for finding in &report.findings {
        tell!(
            "{} {} [{}] {:.6},{:.6}",
            finding.severity.word(),
            finding.rule,
            finding.feature,
            finding.place.y,
            finding.place.x
        );
        tell!("  {}", finding.todo_en);
        tell!("  {}", finding.todo_vi);
    }
    tell!("{}", verdict(report));
}

/// The last line. "No finding" of what was not read would be believed.
fn verdict(report: &CheckReport) -> String {
    let unread = match report.refused.len() {
        0 => String::new(),
        1 => "1 row was not read".to_owned(),
        rows => format!("{rows} rows were not read"),
    };
    match (report.is_empty(), report.findings.len()) {
        (true, _) if unread.is_empty() => "nothing was checked: the file holds no line".to_owned(),
        (true, _) => format!("nothing was checked: {unread}, and there is no other"),
        (false, 0) if unread.is_empty() => "no finding".to_owned(),
        (false, 0) => format!("no finding in what was read; {unread}"),
        (false, 1) if unread.is_empty() => "1 finding".to_owned(),
        (false, findings) if unread.is_empty() => format!("{findings} findings"),
        (false, findings) => format!("findings in what was read: {findings}; {unread}"),
    }
}
