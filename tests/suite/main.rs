//! The one integration binary: a module per room.

mod app;
mod atlas;
mod cli;
mod formats;
mod geometry;
mod http;
mod rooms;
mod store;
mod support;
