//! `ngamhoa check`

use super::{Done, Stop, StoreArgument, epsg, open, print_json};
use crate::app::check::CheckReport;
use crate::app::import::SourceFile;
use crate::http::wire::CheckBody;
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
    let app = open(&arguments.store).await?;
    let report = crate::app::check(&app, SourceFile::Path(arguments.file), arguments.crs).await?;
    app.store.close().await?;
    if arguments.json {
        print_json(&CheckBody::new(&report))?;
    } else {
        print(&report);
    }
    let is_refused = report.findings.iter().any(|finding| finding.severity == Severity::Error);
    let is_unread = report.lines.is_empty() && !report.refused.is_empty();
    if is_refused || is_unread { Err(Stop::Told(ExitCode::from(1))) } else { Ok(()) }
}

fn print(report: &CheckReport) {
    tell!("{} lines, {}, on {} at revision {}", report.lines.len(), report.crs, report.at, report.revision);
    for line in &report.lines {
        let assumed = if line.placement_assumed { " (assumed: the file does not say)" } else { "" };
        tell!("  {}: {:.1} m, {}{assumed}", line.feature, line.length_m, line.placement.word());
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
            found.feature,
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
    if report.findings.is_empty() {
        tell!("no finding");
    }
}
