//! The kernel against values by shapely, pyproj and GeographicLib (`tests/oracle`), and against brute force.

mod areas;
mod brute;
mod corridor;
mod coverage;
mod crossings;
mod cuts;
mod distances;
mod lengths;
pub mod oracle;
mod overlaps;
