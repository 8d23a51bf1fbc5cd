//! `ngamhoa export`

use super::{Done, Stop, StoreArgument, open_to_look, tell_caution};
use crate::app::import::{ImportReport, ImportRequest, SourceFile};
use crate::app::{AppError, Clock, ExportRequest, export, export_refused};
use crate::atlas::Bounds;
use crate::formats::Format;
use crate::model::{Collection, Day};
use geo_types::Coord;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The layer: cables, conduits, structures or zones.
    #[arg(long = "as", value_parser = super::import::collection)]
    collection: Collection,
    /// geojson, geojsonl, gpkg, shp (a zip) or csv (default: by the file's ending).
    #[arg(long, value_parser = format)]
    format: Option<Format>,
    /// The file to write.
    #[arg(short)]
    output: PathBuf,
    /// Only what touches this box: minlon,minlat,maxlon,maxlat.
    #[arg(long, value_parser = super::four_numbers, allow_hyphen_values = true)]
    bbox: Option<[f64; 4]>,
    /// Only what is there on this day.
    #[arg(long)]
    at: Option<Day>,
    /// The file's coordinate system (default EPSG:4326).
    #[arg(long, value_parser = super::epsg)]
    crs: Option<u32>,
    #[command(flatten)]
    store: StoreArgument,
}

fn format(word: &str) -> Result<Format, String> {
    Format::of_path(Path::new(&format!("x.{word}"))).ok_or_else(|| "one of geojson, geojsonl, gpkg, shp, csv".into())
}

pub(super) async fn run(arguments: Arguments) -> Done {
    let format = arguments
        .format
        .or_else(|| Format::of_path(&arguments.output))
        .ok_or_else(|| Stop::Usage("say the format with --format geojson, geojsonl, gpkg, shp or csv".into()))?;
    refuse_output(&arguments.output, format, &arguments.store)?;
    let bounds = arguments.bbox.map(|[west, south, east, north]| Bounds {
        min: Coord { x: west, y: south },
        max: Coord { x: east, y: north },
    });
    let app = open_to_look(&arguments.store).await?;
    let request =
        ExportRequest { collection: arguments.collection, format, bounds, at: arguments.at, crs: arguments.crs };
    let atlas = app.atlas();
    let written = export(&atlas, &request, &arguments.output, app.clock.now());
    app.store.close().await?;
    let written = written?;
    tell!("{}: {} rows", arguments.output.display(), written.rows);
    for note in &written.notes {
        tell!("  note: {} ({}×)", note.message, note.count);
    }
    tell_caution(&atlas.city);
    Ok(())
}

/// An export replaces an older file of its name: never a store. A file with a lock beside it is one.
fn refuse_output(output: &Path, format: Format, store: &StoreArgument) -> Done {
    let same = |other: &Path| output.canonicalize().ok().zip(other.canonicalize().ok()).is_some_and(|(a, b)| a == b);
    let mut lock = output.as_os_str().to_owned();
    lock.push(".lock");
    if output.exists() && (Path::new(&lock).exists() || same(Path::new(&store.store))) {
        let path = output.display();
        return Err(Stop::Usage(format!("{path} is a store and would be lost: write the export under another name")));
    }
    let is_shp = output.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("shp"));
    if format == Format::Shapefile && is_shp {
        let zip = output.with_extension("zip");
        let told = format!("a shapefile is several files and is written as one .zip: name it {}", zip.display());
        return Err(Stop::Usage(told));
    }
    Ok(())
}

/// Writes the refused rows beside the file and gives the name.
pub(super) fn refused_file(file: &Path, request: &ImportRequest, report: &ImportReport) -> Result<PathBuf, AppError> {
    let beside = file.with_extension("refused.csv");
    export_refused(&SourceFile::Path(file.to_owned()), request, report, &beside, Clock::System.now())?;
    Ok(beside)
}
