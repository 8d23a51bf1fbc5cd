//! `ngamhoa init`

use super::{Done, Stop, StoreArgument};
use crate::app::{Clock, NewCity, city_of_toml, hai_phong, init};
use crate::model::City;
use crate::store::shown;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A city file.
    #[arg(long, conflicts_with_all = ["name", "bounds", "grid"])]
    city: Option<PathBuf>,
    /// Water, land and streets for orientation, GeoJSON.
    #[arg(long)]
    base: Option<PathBuf>,
    /// The city's name.
    #[arg(long, requires = "bounds", requires = "grid")]
    name: Option<String>,
    /// Its box: minlon,minlat,maxlon,maxlat.
    #[arg(long = "box", value_parser = super::four_numbers, allow_hyphen_values = true)]
    bounds: Option<[f64; 4]>,
    /// Its planar grid, EPSG:n.
    #[arg(long, value_parser = super::epsg)]
    grid: Option<u32>,
    /// Its time zone.
    #[arg(long, default_value = "Asia/Ho_Chi_Minh")]
    time_zone: String,
    #[command(flatten)]
    store: StoreArgument,
}

pub(super) async fn run(arguments: Arguments) -> Done {
    let store_url = arguments.store.store.clone();
    let new = new_city(arguments)?;
    let name = new.city.name.clone();
    let store = init(&store_url, new, Clock::System).await?;
    store.close().await?;
    tell!("made an empty store for {name} at {}", shown(&store_url));
    Ok(())
}

fn new_city(arguments: Arguments) -> Result<NewCity, Stop> {
    let base = arguments.base.as_deref().map(read).transpose()?;
    let city = match (arguments.city, arguments.name, arguments.bounds, arguments.grid) {
        (Some(file), ..) => city_of_toml(&read(&file)?)?,
        (None, Some(name), Some(bounds), Some(grid)) => City {
            name,
            name_en: None,
            bounds,
            view: None,
            grid: format!("EPSG:{grid}"),
            grid_proj4: None,
            time_zone: arguments.time_zone,
            languages: vec!["vi".into(), "en".into()],
            operators: std::collections::BTreeMap::new(),
            illustrative: false,
            notes: std::collections::BTreeMap::new(),
        },
        _ => hai_phong()?.city,
    };
    Ok(NewCity { city, base })
}

fn read(path: &Path) -> Result<String, Stop> {
    std::fs::read_to_string(path).map_err(|error| Stop::Usage(format!("{}: {error}", path.display())))
}
