//! The atlas.
