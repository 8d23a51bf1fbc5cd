//! The `crs` member of GeoJSON before 2016. RFC 7946 took it away, files still have it, and what it says is honoured.

use serde_json::Value as Json;

use crate::formats::FileCrs;
use crate::formats::builder::Builder;

/// The CRS that a `crs` member names.
pub(super) fn crs_of(member: &Json) -> FileCrs {
    name_of(member).map_or(FileCrs::Unknown, named)
}

fn name_of(member: &Json) -> Option<&str> {
    member.pointer("/properties/name").and_then(Json::as_str)
}

/// Sets the CRS that the `crs` member of a collection, or of a sequence's records, names, and says so.
pub(super) fn crs_member(member: &Json, builder: &mut Builder) {
    let (name, crs) = (name_of(member), crs_of(member));
    let said =
        name.map_or_else(|| "no name".to_owned(), |name| format!("{:?}", name.chars().take(80).collect::<String>()));
    builder.note("crs_member", None, || match &crs {
        FileCrs::Unknown => {
            format!("the file's old `crs` member says {said}, which is not understood: name the CRS of this file")
        }
        _ => format!("the file's old `crs` member says {said}, which was believed instead of WGS 84"),
    });
    builder.set_crs(crs);
}

/// `urn:ogc:def:crs:EPSG::9210`, `EPSG:9210`, `http://www.opengis.net/def/crs/EPSG/0/9210`, and CRS84 in the same forms.
/// Positions are lon before lat in every GeoJSON, whatever the axis order of the code.
fn named(name: &str) -> FileCrs {
    let upper = name.trim().to_ascii_uppercase();
    if upper.ends_with("CRS84") || upper.ends_with("CRS84H") {
        return FileCrs::Wgs84;
    }
    if !upper.contains("EPSG") {
        return FileCrs::Unknown;
    }
    match upper.rsplit([':', '/']).next().and_then(|code| code.parse().ok()) {
        Some(4326) => FileCrs::Wgs84,
        Some(code) => FileCrs::Epsg(code),
        None => FileCrs::Unknown,
    }
}
