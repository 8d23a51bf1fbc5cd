//! The one integration binary: a module per room.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops at the place")]
#![expect(clippy::cast_possible_wrap, reason = "files made by hand are small")]

mod app;
mod atlas;
mod cli;
mod formats;
mod geometry;
mod http;
mod rooms;
mod store;
mod support;
