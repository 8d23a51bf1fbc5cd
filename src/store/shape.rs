//! A geometry as WKB (OGC 06-103r4, clause 8), which both stores keep inside their own wrapping.

use crate::model::Geometry;

/// Little-endian, appended to what is there.
pub(super) fn write_wkb(bytes: &mut Vec<u8>, geometry: &Geometry) -> Result<(), String> {
    wkb::writer::write_geometry(bytes, &geometry.to_geo(), &wkb::writer::WriteOptions::default())
        .map_err(|error| error.to_string())
}

pub(super) fn read_wkb(bytes: &[u8]) -> Result<Geometry, String> {
    let read = wkb::reader::read_wkb(bytes).map_err(|error| error.to_string())?;
    let geometry: geo_types::Geometry<f64> =
        geo_traits::to_geo::ToGeoGeometry::try_to_geometry(&read).ok_or("an empty geometry")?;
    Geometry::of_geo(geometry).ok_or_else(|| "a geometry of a kind that is not kept".into())
}
