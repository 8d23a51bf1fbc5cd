//! The geometry blob of a GeoPackage (12-128 clause 2.1.3): a header, an envelope and WKB.

use crate::formats::shape::{Bad, Shape};
use crate::formats::wkb;

/// The geometry of a blob and the srs id its header names.
pub(super) fn read(blob: &[u8]) -> Result<(Shape, i32), Bad> {
    let [b'G', b'P', version, flags, srs @ ..] = blob else {
        return Err(Bad::damaged("the geometry does not begin with GP"));
    };
    let srs: [u8; 4] =
        srs.get(..4).and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| Bad::damaged("the geometry is cut off"))?;
    if *version != 0 {
        return Err(Bad::damaged("the geometry's version is not 1"));
    }
    let is_little = flags & 1 == 1;
    let srs_id = if is_little { i32::from_le_bytes(srs) } else { i32::from_be_bytes(srs) };
    if flags & 0b10_0000 != 0 {
        return Err(Bad::new(
            "geometry_extended",
            "a geometry in a form of one vendor's own",
            "export the layer with plain geometries",
        ));
    }
    let envelope = match (flags >> 1) & 0b111 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Err(Bad::damaged("the geometry's envelope is of no known kind")),
    };
    let wkb = blob.get(8 + envelope..).ok_or_else(|| Bad::damaged("the geometry is cut off"))?;
    let is_empty = flags & 0b1_0000 != 0;
    if is_empty {
        return Ok((Shape::default(), srs_id));
    }
    wkb::read(wkb).map(|shape| (shape, srs_id))
}
