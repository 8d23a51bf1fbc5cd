//! The pure kernel: lines and areas on two planes, lon/lat (with geodesic lengths) and grid metres.
//!
//! Along a line metres are geodesic on WGS 84; across it they are metres of the city's grid. A segment is straight in
//! lon/lat. What is here takes coordinates and numbers and gives coordinates and numbers.
//!
//! Must never hold: I/O, time, JSON, SQL, coordinate reference systems (a projection is handed in as a function), or what
//! a line means.

pub mod area;
mod capsule;
pub mod clearance;
pub mod corridor;
pub mod coverage;
pub mod crossing;
pub mod difference;
mod gathering;
pub mod geodesic;
pub mod measured;
pub mod overlap;
mod pairs;
pub mod plane;
pub mod segment;
pub mod stretch;
pub mod validity;

pub use area::PreparedArea;
pub use crossing::Crossing;
pub use geo_types::{LineString, MultiPolygon, Polygon};
pub use measured::{Measured, Position};
pub use overlap::Along;
pub use plane::{PlanarArea, PlanarLine};
pub use stretch::Stretch;

/// A place: lon/lat degrees, or grid metres east and north. Which of them, the name beside it says.
pub type Coord = geo_types::Coord<f64>;
