//! Ngamhoa: a city's telecom cables, conduits and zones, and how far each zone is with getting its cables underground.
//!
//! The rooms, in order of dependency; a room may use only what stands above it in this list.
//! `tests/suite/rooms.rs` fails on a wrong arrow.

pub mod geometry;
