//! What to say of coordinates that lie nowhere near the city: swapped axes, another grid, no grid at all.

use super::place::NEAR_KM;
use super::report::RowRefusal;
use crate::crs::{Transform, Vn2000Grid, fitting_grids};
use crate::formats::Table;
use crate::geometry::Coord;
use crate::model::City;
use geo::CoordsIter;

/// A coordinate as people read it, also one of three hundred digits.
pub(super) fn told(number: f64) -> String {
    if number.abs() < 1e12 { number.to_string() } else { format!("{number:e}") }
}

pub(super) fn outside(number: u64, message: String, remedy: String) -> Box<RowRefusal> {
    // Boxed, for it is carried through the placing of every coordinate and most are good.
    Box::new(RowRefusal::of_geometry(number, "outside_city", message, remedy))
}

/// What may have gone wrong with a coordinate far outside the city.
pub(super) fn remedy_for(place: Coord, city: &City, transform: &Transform) -> String {
    let swapped = Coord { x: place.y, y: place.x };
    if transform.to_lonlat(swapped).is_ok_and(|moved| city.is_near(moved, NEAR_KM)) {
        return "swapped axes? With x and y exchanged it lies in the city".into();
    }
    if let Some(told) = grids_that_fit(place, city) {
        return told;
    }
    "check --crs, or the store: another city needs a store of its own (ngamhoa init)".into()
}

/// Names the VN-2000 grids in which planar numbers would lie in the city, also with x and y exchanged.
fn grids_that_fit(place: Coord, city: &City) -> Option<String> {
    if place.x.abs() <= 360.0 && place.y.abs() <= 360.0 {
        return None;
    }
    let told = |grids: Vec<Vn2000Grid>| {
        let names: Vec<String> =
            grids.iter().take(3).map(|grid| format!("--crs EPSG:{} ({})", grid.epsg, grid.name)).collect();
        names.join(" or ")
    };
    let straight = fitting_grids(place, city.bounds, city.grid_epsg());
    if !straight.is_empty() {
        return Some(format!("the numbers fit {}", told(straight)));
    }
    let swapped = fitting_grids(Coord { x: place.y, y: place.x }, city.bounds, city.grid_epsg());
    (!swapped.is_empty()).then(|| format!("swapped axes? With x and y exchanged the numbers fit {}", told(swapped)))
}

pub(super) fn no_crs(city: &City, table: &Table) -> crate::app::AppError {
    let first = table.rows.iter().find_map(|row| row.geometry.as_ref()?.coords_iter().next());
    let fitting = first.and_then(|place| {
        if city.is_near(place, NEAR_KM) {
            return Some("the numbers fit --crs EPSG:4326 (lon/lat)".to_owned());
        }
        grids_that_fit(place, city)
    });
    crate::app::AppError::request(
        "no_crs",
        "the file does not say which coordinate system it is in",
        fitting.unwrap_or_else(|| "say it with --crs EPSG:n (or add the .prj)".into()),
    )
}
