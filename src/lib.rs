//! Ngamhoa: a city's telecom cables, conduits and zones, and how far each zone is with getting its cables underground.
//!
//! The rooms, innermost first; a room may use only those above it in this list (`store` and `formats` hang under `app`).
//! `tests/suite/rooms.rs` fails on a wrong arrow.

pub mod app;
pub mod atlas;
pub mod cli;
pub mod crs;
pub mod formats;
pub mod geometry;
pub mod http;
pub mod model;
pub mod rules;
pub mod store;
pub mod tiles;
