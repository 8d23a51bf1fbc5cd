//! The link to PROJ: exact transformations between coordinate systems.

use super::vn2000::grid_of_wkt;
use geo_types::Coord;
use proj::Proj;
use std::cell::RefCell;
use std::collections::HashMap;

/// A coordinate system that a file or a request names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    Epsg(u32),
    /// A `.prj` or GeoPackage definition.
    Wkt(String),
}

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CrsError {
    #[error("the coordinate system {name} is not known: give an EPSG number, such as EPSG:9210 or EPSG:4326")]
    Unknown { name: String },
    #[error("({x}, {y}) cannot be transformed from {name}: it lies outside what that system covers")]
    OutOfRange { name: String, x: f64, y: f64 },
}

/// From one coordinate system to lon/lat on WGS 84 and back, x east and y north.
#[derive(Clone, Debug)]
pub struct Transform {
    /// What PROJ is asked with.
    definition: String,
    /// What people read.
    pub name: String,
    /// Whether nothing has to be done.
    identity: bool,
}

thread_local! {
    // A `Proj` is bound to its thread and cleans PROJ's global caches when dropped, so each thread makes one per
    // definition and keeps it for good.
    static OPEN: RefCell<HashMap<String, Option<&'static Proj>>> = RefCell::new(HashMap::new());
}

fn with_proj<T>(definition: &str, act: impl FnOnce(&Proj) -> T) -> Option<T> {
    OPEN.with(|open| {
        let mut open = open.borrow_mut();
        if !open.contains_key(definition) {
            let made = Proj::new_known_crs("EPSG:4326", definition, None).ok().map(|proj| &*Box::leak(Box::new(proj)));
            open.insert(definition.to_owned(), made);
        }
        open.get(definition).copied().flatten().map(act)
    })
}

impl Transform {
    /// A transformation for the named system. A VN-2000 definition is recognised by its parameters, whatever its name
    /// says, so that EPSG:6960 shifts the datum.
    pub fn of(source: &Source) -> Result<Self, CrsError> {
        let (definition, name) = match source {
            Source::Epsg(code) => (format!("EPSG:{code}"), format!("EPSG:{code}")),
            Source::Wkt(wkt) => match grid_of_wkt(wkt) {
                Some(grid) => (format!("EPSG:{}", grid.epsg), format!("EPSG:{} {}", grid.epsg, grid.name)),
                None => (wkt.clone(), wkt_name(wkt)),
            },
        };
        let identity = definition == "EPSG:4326";
        if !identity && with_proj(&definition, |_| ()).is_none() {
            return Err(CrsError::Unknown { name });
        }
        Ok(Transform { definition, name, identity })
    }

    /// To lon/lat degrees on WGS 84.
    pub fn to_lonlat(&self, place: Coord<f64>) -> Result<Coord<f64>, CrsError> {
        if self.identity {
            return Ok(place);
        }
        let moved = with_proj(&self.definition, |proj| proj.project((place.x, place.y), true).ok()).flatten();
        self.finite(place, moved)
    }

    /// From lon/lat degrees on WGS 84.
    pub fn from_lonlat(&self, place: Coord<f64>) -> Result<Coord<f64>, CrsError> {
        if self.identity {
            return Ok(place);
        }
        let moved = with_proj(&self.definition, |proj| proj.project((place.x, place.y), false).ok()).flatten();
        self.finite(place, moved)
    }

    /// The definition as WKT, for `.prj` files and GeoPackages.
    pub fn wkt(&self) -> Result<String, CrsError> {
        Proj::new(&self.definition)
            .ok()
            .and_then(|crs| crs.as_wkt(Some(proj::wkt::WktVersion::Wkt1_Gdal), None).ok())
            .ok_or_else(|| CrsError::Unknown { name: self.name.clone() })
    }

    /// Where the system is meant to be used (west, south, east, north) and the name of that area, where it is known.
    pub fn area_of_use(&self) -> Option<([f64; 4], String)> {
        let (area, name) = Proj::new(&self.definition).ok()?.area_of_use().ok()?;
        let area = area?;
        Some(([area.west, area.south, area.east, area.north], name.unwrap_or_default()))
    }

    fn finite(&self, place: Coord<f64>, moved: Option<(f64, f64)>) -> Result<Coord<f64>, CrsError> {
        match moved {
            Some((x, y)) if x.is_finite() && y.is_finite() => Ok(Coord { x, y }),
            _ => Err(CrsError::OutOfRange { name: self.name.clone(), x: place.x, y: place.y }),
        }
    }
}

/// The name in quotes at the head of a WKT definition.
fn wkt_name(wkt: &str) -> String {
    wkt.split('"').nth(1).unwrap_or("(unnamed)").chars().take(80).collect()
}
