//! Tiles read back by a reader of their own.

mod cache;
mod decode;
mod merged;
mod patch;
mod singles;
mod timeline;
mod world;
