//! `ngamhoa progress`

use super::{Done, StoreArgument, open_to_look, print_json, tell_caution};
use crate::atlas::{Atlas, OperatorMetres, Progress};
use crate::http::wire::ProgressBody;
use crate::model::zone::ZoneKind;
use crate::model::{Day, Item};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The day, such as 2024-06-30 (default: today in the city).
    #[arg(long)]
    at: Option<Day>,
    /// Only zones of this kind.
    #[arg(long, value_parser = kind)]
    kind: Option<ZoneKind>,
    /// The same as GET /progress.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreArgument,
}

fn kind(word: &str) -> Result<ZoneKind, String> {
    ZoneKind::of_word(word).ok_or_else(|| format!("one of {}", ZoneKind::WORDS.join(", ")))
}

pub(super) async fn run(arguments: Arguments) -> Done {
    let app = open_to_look(&arguments.store).await?;
    let at = arguments.at.unwrap_or_else(|| app.today());
    let atlas = app.atlas();
    let progress = atlas.progress(at, arguments.kind);
    app.store.close().await?;
    if arguments.json {
        return print_json(&ProgressBody::new(&atlas, at, &progress));
    }
    print(&atlas, at, &progress);
    Ok(())
}

fn print(atlas: &Atlas, at: Day, progress: &Progress) {
    tell!("{}, {at}, revision {}", atlas.city.name, atlas.revision);
    tell_caution(&atlas.city);
    let share =
        |share: Option<f64>| share.map_or_else(|| "     –".to_owned(), |share| format!("{:5.1} %", share * 100.0));
    tell!(
        "{:<14} {:>8} {:>10} {:>10}  {:<11} {:<10} zone",
        "status",
        "share",
        "under km",
        "over km",
        "deadline",
        "code"
    );
    for zone in &progress.zones {
        let Item::Zone(facts) = &zone.placed.item else { continue };
        tell!(
            "{:<14} {:>8} {:>10.3} {:>10.3}  {:<11} {:<10} {}",
            zone.status.word(),
            share(zone.metres.share()),
            zone.metres.underground_m() / 1000.0,
            zone.metres.overhead_m() / 1000.0,
            facts.deadline.map_or_else(String::new, |day| day.to_string()),
            facts.code,
            facts.name,
        );
    }
    tell!(
        "all zones, none counted twice: {} underground, {:.3} km under, {:.3} km over; outside: {:.3} km under, {:.3} km over",
        share(progress.total.share()).trim(),
        progress.total.underground_m() / 1000.0,
        progress.total.overhead_m() / 1000.0,
        progress.outside.underground_m() / 1000.0,
        progress.outside.overhead_m() / 1000.0,
    );
    for OperatorMetres { operator, metres } in &progress.by_operator {
        tell!(
            "  {operator}: {:.3} km under, {:.3} km over",
            metres.underground_m() / 1000.0,
            metres.overhead_m() / 1000.0
        );
    }
}
