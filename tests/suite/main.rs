//! The one integration binary: a module per room.

mod app;
mod cli;
mod formats;
mod http;
mod rooms;
mod store;
mod support;
