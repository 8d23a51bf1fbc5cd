//! The one integration binary: a module per room.

#![expect(clippy::unwrap_used, reason = "a helper of a test that cannot go on has failed")]

mod app;
mod atlas;
mod cli;
mod formats;
mod geometry;
mod http;
mod rooms;
mod store;
mod support;
