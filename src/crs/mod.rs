//! Coordinates: lon/lat on WGS 84 ↔ the city's grid, Web Mercator, and whatever a file brings.
//!
//! Holds the only link to PROJ (`transform.rs`). Must never know features, files or requests.

mod grid;
mod mercator;
mod planar;
mod transform;
mod vn2000;

pub use grid::Grid;
pub use mercator::{from_mercator, mercator_world, to_mercator, world_of_lonlat};
pub use planar::{GridFault, check_grid, check_proj4, page_proj4};
pub use transform::{CrsError, Source, Transform};
pub use vn2000::{VN2000_GRIDS, Vn2000Grid, fitting_grids, grid_of_wkt};
