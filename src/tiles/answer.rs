//! A tile as it is sent: its bytes, and the same compressed.

use crate::model::Revision;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::sync::OnceLock;

/// The fastest level: a tile is sent once or a few times, and waiting costs more than bytes.
const GZIP_LEVEL: u32 = 1;

/// A finished tile. Without any bytes there is nothing to draw (HTTP says 204).
#[derive(Debug)]
pub struct TileAnswer {
    /// The revision of the atlas it was made from. What it shows is the same at every later revision that it is
    /// answered for, so it serves as the tile's own version.
    pub revision: Revision,
    plain: Bytes,
    gzip: OnceLock<Bytes>,
}

impl TileAnswer {
    pub(super) fn new(revision: Revision, plain: Vec<u8>) -> Self {
        TileAnswer { revision, plain: Bytes::from(plain), gzip: OnceLock::new() }
    }

    pub fn is_empty(&self) -> bool {
        self.plain.is_empty()
    }

    /// The tile as `application/vnd.mapbox-vector-tile`.
    pub fn plain(&self) -> Bytes {
        self.plain.clone()
    }

    /// The same under `Content-Encoding: gzip`; compressed when first asked for.
    pub fn gzip(&self) -> Bytes {
        self.gzip.get_or_init(|| gzipped(&self.plain)).clone()
    }

    /// Bytes that keeping it takes, compressed form included, which is about half.
    pub(super) fn weight(&self) -> u32 {
        u32::try_from(self.plain.len() / 2 * 3 + 200).unwrap_or(u32::MAX)
    }
}

fn gzipped(plain: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 2 + 32), Compression::new(GZIP_LEVEL));
    // Writing to memory does not fail; if it did, the tile would be empty rather than half.
    let written = encoder.write_all(plain).and_then(|()| encoder.finish());
    written.map(Bytes::from).unwrap_or_default()
}
