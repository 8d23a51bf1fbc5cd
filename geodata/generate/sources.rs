//! The hand-made sources: read, checked, turned into metres. Whatever is wrong in them is told with its place.

use crate::area::{Area, Shape};
use crate::plane::{Plane, Spot};
use serde::Deserialize;
use serde_json::Value;

const STREETS: &str = include_str!("../hai_phong/streets.geojson");
const ZONES: &str = include_str!("../hai_phong/zones.geojson");
const BASE: &str = include_str!("../hai_phong/base.geojson");
const FIRMS: &str = include_str!("../hai_phong/firms.toml");
const STORIES: &str = include_str!("../hai_phong/stories.toml");
const FABRICS: &str = include_str!("../hai_phong/fabrics.toml");

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Firm {
    pub code: String,
    pub presence: f64,
    pub overhead_from: [String; 2],
    pub mix: [f64; 3],
    pub owns_conduits: f64,
    pub dead_from: Option<String>,
}

/// A net of side streets laid into one zone.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fabric {
    pub zone: String,
    pub angle_deg: f64,
    /// Metres between streets of the first and of the second direction.
    pub block_m: [f64; 2],
    pub width_m: f64,
    /// Share of the blocks' edges that are streets.
    pub keep: f64,
    /// How far the net bends.
    pub bend_m: f64,
    pub section_m: f64,
    /// How busy its streets are, 0 to 1.
    pub reach: f64,
    /// Only this far round a place, `[lon, lat, metres]`.
    pub round: Option<[f64; 3]>,
    /// Names of its streets before their number; without it they have none.
    pub name: Option<String>,
}

/// A street as it stands in the hand-made file.
#[derive(Clone, Debug)]
pub struct NamedStreet {
    pub name: String,
    pub width_m: f64,
    pub rural: bool,
    pub line: Vec<Spot>,
}

/// What the generator needs of a zone.
#[derive(Clone, Debug)]
pub struct ZoneSource {
    pub code: String,
    pub kind: String,
    pub area: Area,
}

pub struct Sources {
    pub plane: Plane,
    pub streets: Vec<NamedStreet>,
    pub zones: Vec<ZoneSource>,
    pub water: Vec<Area>,
    pub firms: Vec<Firm>,
    pub fabrics: Vec<Fabric>,
    pub stories: Vec<crate::story::Story>,
    /// The zones' features word for word, for handing on.
    pub zone_features: Vec<Value>,
    pub base_features: Vec<Value>,
}

#[derive(Deserialize)]
struct FirmFile {
    firm: Vec<Firm>,
}
#[derive(Deserialize)]
struct FabricFile {
    fabric: Vec<Fabric>,
}

impl Sources {
    pub fn read() -> Result<Self, String> {
        let plane = Plane::at(106.68, 20.84);
        let zone_features = features("zones.geojson", ZONES)?;
        let base_features = features("base.geojson", BASE)?;
        let zones = zone_features.iter().map(|f| zone(&plane, f)).collect::<Result<Vec<_>, _>>()?;
        let streets = features("streets.geojson", STREETS)?
            .iter()
            .map(|feature| {
                let name = text(feature, "name")?;
                let width_m = feature["properties"]["width_m"].as_f64().ok_or(format!("street {name}: width_m"))?;
                let rural = feature["properties"]["rural"].as_bool().unwrap_or(false);
                Ok(NamedStreet { width_m, rural, line: spots(&plane, &feature["geometry"]["coordinates"])?, name })
            })
            .collect::<Result<Vec<_>, String>>()?;
        let water = base_features
            .iter()
            .filter(|feature| feature["properties"]["layer"] == "water")
            .map(|feature| area(&plane, feature, 0.0))
            .collect::<Result<Vec<_>, _>>()?;
        let firms: FirmFile = toml::from_str(FIRMS).map_err(|error| format!("firms.toml: {error}"))?;
        let fabrics: FabricFile = toml::from_str(FABRICS).map_err(|error| format!("fabrics.toml: {error}"))?;
        let stories = crate::story::read(STORIES, &zones)?;
        for fabric in &fabrics.fabric {
            if !zones.iter().any(|zone| zone.code == fabric.zone) {
                return Err(format!("fabrics.toml: no zone {} in zones.geojson", fabric.zone));
            }
        }
        Ok(Sources {
            plane,
            streets,
            zones,
            water,
            firms: firms.firm,
            fabrics: fabrics.fabric,
            stories,
            zone_features,
            base_features,
        })
    }
}

fn features(file: &str, text: &str) -> Result<Vec<Value>, String> {
    let mut value: Value = serde_json::from_str(text).map_err(|error| format!("{file}: {error}"))?;
    match value["features"].take() {
        Value::Array(features) => Ok(features),
        _ => Err(format!("{file}: no features")),
    }
}

fn text(feature: &Value, name: &str) -> Result<String, String> {
    feature["properties"][name]
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| format!("{name} is missing in {}", feature["properties"]))
}

fn zone(plane: &Plane, feature: &Value) -> Result<ZoneSource, String> {
    let code = text(feature, "code")?;
    let half_m = feature["properties"]["width_m"].as_f64().unwrap_or(0.0) / 2.0;
    Ok(ZoneSource { kind: text(feature, "kind")?, area: area(plane, feature, half_m)?, code })
}

fn area(plane: &Plane, feature: &Value, half_m: f64) -> Result<Area, String> {
    let coordinates = &feature["geometry"]["coordinates"];
    let rings = |value: &Value| list(value)?.iter().map(|ring| spots(plane, ring)).collect::<Result<Vec<_>, _>>();
    let shape = match feature["geometry"]["type"].as_str() {
        Some("Polygon") => Shape::Polygons(vec![rings(coordinates)?]),
        Some("MultiPolygon") => Shape::Polygons(list(coordinates)?.iter().map(rings).collect::<Result<_, _>>()?),
        Some("LineString") => Shape::Corridor { line: spots(plane, coordinates)?, half_m },
        other => return Err(format!("geometry {other:?} of {}", feature["properties"])),
    };
    Ok(Area::new(shape))
}

fn list(value: &Value) -> Result<&Vec<Value>, String> {
    value.as_array().ok_or_else(|| format!("coordinates wanted, not {value}"))
}

fn spots(plane: &Plane, value: &Value) -> Result<Vec<Spot>, String> {
    list(value)?
        .iter()
        .map(|pair| match (pair[0].as_f64(), pair[1].as_f64()) {
            (Some(lon), Some(lat)) => Ok(plane.spot([lon, lat])),
            _ => Err(format!("a place wanted, not {pair}")),
        })
        .collect()
}
