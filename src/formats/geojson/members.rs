//! The members of a JSON object, not parsed further.

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of a feature or a geometry, each as its text.
#[derive(Debug, Default)]
pub(super) struct Members<'a> {
    pub(super) kind: Option<&'a RawValue>,
    pub(super) geometry: Option<&'a RawValue>,
    pub(super) coordinates: Option<&'a RawValue>,
    pub(super) properties: Option<&'a RawValue>,
    pub(super) id: Option<&'a RawValue>,
    pub(super) bbox: Option<&'a RawValue>,
    pub(super) crs: Option<&'a RawValue>,
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        source.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        let mut members = Members::default();
        while let Some(key) = map.next_key::<String>()? {
            let raw = Some(map.next_value::<&RawValue>()?);
            match key.as_str() {
                "type" => members.kind = raw,
                "geometry" => members.geometry = raw,
                "coordinates" => members.coordinates = raw,
                "properties" => members.properties = raw,
                "id" => members.id = raw,
                "bbox" => members.bbox = raw,
                "crs" => members.crs = raw,
                _ => {}
            }
        }
        Ok(members)
    }
}
