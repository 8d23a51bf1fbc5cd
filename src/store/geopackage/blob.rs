//! A geometry as GeoPackage stores it: a header with the envelope, then WKB.
//!
//! Source: OGC 12-128r19, clause 2.1.3.

use crate::model::Geometry;
use crate::store::shape;
use geo::BoundingRect;
use geo_types::Rect;

const HEADER: usize = 8;
const ENVELOPE: usize = 32;
const SRS_WGS84: i32 = 4326;

/// The bounds of a geometry, lon/lat degrees; `None` when it is empty.
pub(super) fn bounds(geometry: &Geometry) -> Option<Rect<f64>> {
    match geometry {
        Geometry::Line(line) => line.bounding_rect(),
        Geometry::Point(point) => Some(point.bounding_rect()),
        Geometry::Area(area) => area.bounding_rect(),
    }
}

/// Little-endian, with an XY envelope except for a point, which is its own.
pub(super) fn encode(geometry: &Geometry) -> Result<Vec<u8>, String> {
    let with_envelope = !matches!(geometry, Geometry::Point(_));
    let mut blob = Vec::with_capacity(HEADER + ENVELOPE + 256);
    blob.extend_from_slice(b"GP\0");
    blob.push(if with_envelope { 0b0000_0011 } else { 0b0000_0001 });
    blob.extend_from_slice(&SRS_WGS84.to_le_bytes());
    if with_envelope {
        let bounds = bounds(geometry).ok_or("an empty geometry is not stored")?;
        for edge in [bounds.min().x, bounds.max().x, bounds.min().y, bounds.max().y] {
            blob.extend_from_slice(&edge.to_le_bytes());
        }
    }
    shape::write_wkb(&mut blob, geometry)?;
    Ok(blob)
}

pub(super) fn decode(blob: &[u8]) -> Result<Geometry, String> {
    if blob.len() < HEADER || &blob[..2] != b"GP" {
        return Err("no GeoPackage geometry".into());
    }
    let envelope = match (blob[3] >> 1) & 0b111 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        other => return Err(format!("envelope kind {other} is not defined")),
    };
    let body = blob.get(HEADER + envelope..).ok_or("the geometry ends inside its header")?;
    shape::read_wkb(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{Point, line_string, polygon};

    #[test]
    fn a_geometry_comes_back_as_it_went_in() {
        for geometry in [
            Geometry::Line(line_string![(x: 106.68, y: 20.85), (x: 106.69, y: 20.86)]),
            Geometry::Point(Point::new(106.68, 20.85)),
            Geometry::Area(
                polygon!(exterior: [(x: 0.0, y: 0.0), (x: 4.0, y: 0.0), (x: 4.0, y: 4.0), (x: 0.0, y: 0.0)], interiors: [])
                    .into(),
            ),
        ] {
            assert_eq!(decode(&encode(&geometry).unwrap()), Ok(geometry));
        }
    }

    #[test]
    fn a_cut_blob_is_refused() {
        let whole = encode(&Geometry::Line(line_string![(x: 1.0, y: 2.0), (x: 3.0, y: 4.0)])).unwrap();
        for length in 0..whole.len() {
            assert!(decode(&whole[..length]).is_err(), "{length} bytes");
        }
    }
}
