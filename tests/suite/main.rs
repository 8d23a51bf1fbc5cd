//! The one integration binary: a module per room.

mod rooms;
mod store;
mod support;
