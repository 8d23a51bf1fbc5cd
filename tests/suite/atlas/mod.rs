//! The atlas against shapely's values, against a scan of everything, and against an atlas built from nothing.

mod boxes;
mod coverage;
mod layer;
mod ledger;
mod nearest;
mod totals;
mod world;
