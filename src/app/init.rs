//! Making an empty store for a city.

use super::{AppError, Clock};
use crate::crs::{Grid, check_grid, check_proj4};
use crate::model::City;
use crate::store::Store;

/// What a new store gets to know of its city.
#[derive(Clone, Debug)]
pub struct NewCity {
    pub city: City,
    /// Water, land and streets for orientation, GeoJSON.
    pub base: Option<String>,
}

/// The first city's settings, which a store gets when nothing else is said.
pub fn hai_phong() -> Result<NewCity, AppError> {
    city_of_toml(include_str!("../../geodata/cities/hai_phong.toml")).map(|city| NewCity { city, base: None })
}

/// Reads a city file.
pub fn city_of_toml(text: &str) -> Result<City, AppError> {
    toml::from_str(text).map_err(|error| AppError::City(vec![error.to_string()]))
}

/// Makes the store.
pub async fn init(url: &str, new: NewCity, clock: Clock) -> Result<Store, AppError> {
    let faults =
        |faults: Vec<crate::model::city::CityFault>| AppError::City(faults.iter().map(ToString::to_string).collect());
    new.city.check().map_err(faults)?;
    let epsg = new.city.grid_epsg().unwrap_or_default();
    // A grid that PROJ does not know, or in which the city's metres are none, is told now and not by wrong figures.
    let bounds = new.city.bounds;
    let unfit = |fault: crate::crs::GridFault| AppError::City(vec![fault.to_string()]);
    check_grid(epsg, bounds).map_err(unfit)?;
    if let Some(proj4) = &new.city.grid_proj4 {
        check_proj4(proj4, epsg, bounds).map_err(unfit)?;
    }
    Grid::new(epsg, bounds)?;
    if let Some(base) = &new.base {
        serde_json::from_str::<serde_json::Value>(base)
            .map_err(|error| AppError::City(vec![format!("base: {error}")]))?;
    }
    Ok(Store::create(url, &new.city, new.base.as_deref(), clock.now()).await?)
}
