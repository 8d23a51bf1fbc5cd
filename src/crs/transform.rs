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

/// Ten centimetres: a datum's shift is a hundredfold less beside its own inverse.
const MOST_CORRECTION_DEG: f64 = 1e-6;

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

    /// To lon/lat degrees on WGS 84: the place of which [`Self::from_lonlat`] makes the given one.
    ///
    /// PROJ's own way back is not that. A datum shift moves places in space, so a point of the one ellipsoid comes to lie
    /// metres above or below the other, that height is dropped both ways, and what goes through VN-2000 comes back up to a
    /// millimetre beside. So the place is sent there again, and what it misses by is taken off what PROJ is asked for.
    pub fn to_lonlat(&self, place: Coord<f64>) -> Result<Coord<f64>, CrsError> {
        if self.identity {
            return Ok(place);
        }
        let moved = with_proj(&self.definition, |proj| {
            let back = |place| proj.project(place, true).ok();
            let near = back((place.x, place.y))?;
            let better = proj
                .project(near, false)
                .ok()
                .and_then(|there| back((2.0 * place.x - there.0, 2.0 * place.y - there.1)))
                // Far outside its area a projection has no way back to correct.
                .filter(|better| (better.0 - near.0).abs().max((better.1 - near.1).abs()) < MOST_CORRECTION_DEG);
            Some(better.unwrap_or(near))
        });
        self.finite(place, moved.flatten())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_is_the_same_billionth_of_a_degree() {
        // Two zones of VN-2000, UTM on another datum (Arc 1960), one without a shift, and degrees on a datum of their own.
        for (epsg, lon, lat) in
            [(9210, 106.6, 20.8), (9209, 107.7, 20.1), (21037, 36.8, -1.2), (32648, 106.6, 20.8), (4756, 106.6, 20.8)]
        {
            let transform = Transform::of(&Source::Epsg(epsg)).unwrap();
            for step in 0..500 {
                let place = Coord { x: lon + f64::from(step) * 1.234_567e-4, y: lat + f64::from(step) * 0.765_432e-4 };
                let back = transform.to_lonlat(transform.from_lonlat(place).unwrap()).unwrap();
                let off = (back.x - place.x).abs().max((back.y - place.y).abs());
                assert!(off < 1e-11, "EPSG:{epsg}, {place:?}: {off}");
            }
        }
    }

    #[test]
    fn what_lies_far_outside_its_system_is_refused_or_kept_as_proj_says() {
        let transform = Transform::of(&Source::Epsg(9210)).unwrap();
        for far in [1e7, 1e9, 1e300, f64::MAX] {
            if let Ok(at) = transform.to_lonlat(Coord { x: far, y: -far }) {
                assert!(at.x.is_finite() && at.y.is_finite(), "{far}: {at:?}");
            }
        }
    }
}
