//! The one integration binary: a module per room.

mod atlas;
mod cli;
mod formats;
mod geometry;
mod rooms;
mod store;
mod support;
