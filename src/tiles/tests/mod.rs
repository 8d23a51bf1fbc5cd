//! Tiles read back by a reader of their own.

mod cache;
mod decode;
mod merged;
mod singles;
mod timeline;
mod world;
