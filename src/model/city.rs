//! A city: what the service knows of the place it serves. It is data that the store carries.

use geo_types::Coord;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct City {
    pub name: String,
    #[serde(default)]
    pub name_en: Option<String>,
    /// Box of the city: minlon, minlat, maxlon, maxlat.
    #[serde(rename = "box")]
    pub bounds: [f64; 4],
    /// Where the map opens.
    #[serde(default)]
    pub view: Option<View>,
    /// The city's planar grid, as `EPSG:n`.
    pub grid: String,
    /// The same as a PROJ string, for the page's readout.
    #[serde(default)]
    pub grid_proj4: Option<String>,
    /// IANA name; "today" is the day there.
    pub time_zone: String,
    #[serde(default = "default_languages")]
    pub languages: Vec<String>,
    /// Names of known operators by code.
    #[serde(default)]
    pub operators: BTreeMap<String, String>,
    /// Made-up data for showing, not surveyed.
    #[serde(default)]
    pub illustrative: bool,
    /// What to say of the data, by language.
    #[serde(default)]
    pub notes: BTreeMap<String, String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct View {
    pub lon: f64,
    pub lat: f64,
    pub zoom: f64,
}

fn default_languages() -> Vec<String> {
    vec!["vi".into(), "en".into()]
}

/// Why a city file cannot stand.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CityFault {
    #[error("box: wants minlon,minlat,maxlon,maxlat in degrees, smaller first, with an area")]
    Box,
    #[error("grid: \"{0}\" is not of the form EPSG:9210")]
    Grid(String),
    #[error("time_zone: \"{0}\" is no time zone name, such as Asia/Ho_Chi_Minh")]
    TimeZone(String),
    #[error("name: must not be empty")]
    Name,
}

impl City {
    pub fn check(&self) -> Result<(), Vec<CityFault>> {
        let mut faults = Vec::new();
        if self.name.trim().is_empty() {
            faults.push(CityFault::Name);
        }
        let [min_lon, min_lat, max_lon, max_lat] = self.bounds;
        let sound = self.bounds.iter().all(|degree| degree.is_finite())
            && (-180.0..max_lon).contains(&min_lon)
            && max_lon <= 180.0
            && (-90.0..max_lat).contains(&min_lat)
            && max_lat <= 90.0;
        if !sound {
            faults.push(CityFault::Box);
        }
        if self.grid_epsg().is_none() {
            faults.push(CityFault::Grid(self.grid.clone()));
        }
        if jiff::tz::TimeZone::get(&self.time_zone).is_err() {
            faults.push(CityFault::TimeZone(self.time_zone.clone()));
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// The grid's EPSG number.
    pub fn grid_epsg(&self) -> Option<u32> {
        self.grid.strip_prefix("EPSG:")?.parse().ok()
    }

    /// What is to be said beside every figure made from the data: nothing where they were surveyed.
    pub fn caution(&self, language: &str) -> Option<&str> {
        self.illustrative.then(|| self.notes.get(language).map_or("Illustrative data, not surveyed", String::as_str))
    }

    /// Whether a lon/lat place lies in the city's box widened by a margin in kilometres on the ground.
    pub fn is_near(&self, place: Coord<f64>, margin_km: f64) -> bool {
        let [min_lon, min_lat, max_lon, max_lat] = self.bounds;
        // One degree of latitude is 111 km; a degree of longitude shrinks with the cosine.
        let lat_margin = margin_km / 111.0;
        let lon_margin = lat_margin / place.y.to_radians().cos().abs().max(0.01);
        (min_lon - lon_margin..=max_lon + lon_margin).contains(&place.x)
            && (min_lat - lat_margin..=max_lat + lat_margin).contains(&place.y)
    }

    /// Where the map opens: the view, or the middle of the box.
    pub fn opening(&self) -> View {
        self.view.unwrap_or_else(|| {
            let [min_lon, min_lat, max_lon, max_lat] = self.bounds;
            let width = (max_lon - min_lon).max(max_lat - min_lat).max(1e-6);
            View {
                lon: f64::midpoint(min_lon, max_lon),
                lat: f64::midpoint(min_lat, max_lat),
                zoom: (360.0 / width).log2().clamp(2.0, 14.0),
            }
        })
    }
}
