//! The one integration binary: a module per room.

mod formats;
mod rooms;
mod store;
mod support;
