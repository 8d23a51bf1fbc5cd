//! GeoJSON (RFC 7946): a collection, one feature or a bare geometry; features are read one by one, so that a bad one costs
//! its own row only, and the parsed text of no more than one feature is in memory beside the rows.

mod coordinates;
mod crs_member;
mod cursor;
mod feature;
mod members;
mod sequence;
mod top;
mod write;

use serde_json::Value as Json;

use super::builder::Builder;
use super::{Format, ReadError, ReadOptions, stem, text};
use crs_member::crs_member;
use feature::Place;
pub(super) use sequence::read as read_sequence;
use top::Top;
pub(super) use write::{Layout, write};

/// The names a GeoJSON geometry can have.
const GEOMETRIES: [&str; 7] =
    ["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"];

/// Reads a GeoJSON text. One that turns out to be a feature a line is read as that, whatever its ending says.
pub(super) fn read(name: &str, bytes: &[u8], options: &ReadOptions<'_>) -> Result<super::Table, ReadError> {
    let (text, encoding) = text::standard_utf8(name, bytes, options)?;
    if sequence::looks_like_one(&text) {
        let mut builder = Builder::new(Format::GeoJsonSeq, stem(name), &options.limits);
        builder.set_encoding(encoding);
        builder.note("is_a_sequence", None, || "the file holds one feature a line and was read as such".into());
        return sequence::read_text(&text, builder);
    }
    let mut builder = Builder::new(Format::GeoJson, stem(name), &options.limits);
    builder.set_encoding(encoding);
    builder.set_crs(super::FileCrs::Wgs84);
    let top = top::read(name, &text, &mut builder)?;
    let structure = |place: &str, reason: String, remedy: &str| ReadError::Structure {
        name: name.into(),
        place: place.into(),
        reason,
        remedy: remedy.into(),
    };
    let kind = match (&top.kind, &top) {
        (Some(Json::String(kind)), _) => kind.clone(),
        (Some(other), _) => {
            return Err(structure(
                "type",
                format!("`type` is {}, not a text", kind_of(other)),
                "write \"type\": \"FeatureCollection\", \"Feature\" or a geometry's type",
            ));
        }
        (None, top) => return Err(untyped(name, top)),
    };
    match kind.as_str() {
        "FeatureCollection" => match top.features {
            top::Features::Read => {}
            top::Features::Missing => {
                return Err(structure(
                    "FeatureCollection",
                    "it has no `features` member".into(),
                    "add \"features\": [ … ], empty if there are none",
                ));
            }
            top::Features::Other(found) => {
                return Err(structure(
                    "features",
                    format!("`features` is {found}, not a list"),
                    "put the features into a list: \"features\": [ … ]",
                ));
            }
        },
        "Feature" => feature::read_raw(&text, Place::alone(), &mut builder)?,
        geometry if GEOMETRIES.contains(&geometry) => {
            builder.note("bare_geometry", Some(1), || bare_geometry(&top));
            feature::read_raw(&text, Place::alone(), &mut builder)?;
        }
        other => {
            return Err(structure(
                "type",
                unknown_kind(other),
                "write \"type\": \"FeatureCollection\", \"Feature\" or a geometry's type",
            ));
        }
    }
    if let Some(crs) = top.crs {
        crs_member(&crs, &mut builder);
    }
    Ok(builder.finish())
}

/// What to say of a `type` that is none: most often the case of a letter.
fn unknown_kind(found: &str) -> String {
    let known =
        ["FeatureCollection", "Feature"].iter().chain(&GEOMETRIES).find(|kind| kind.eq_ignore_ascii_case(found));
    match known {
        Some(kind) => format!("`type` is {found:?}; it is written {kind:?}, with capitals"),
        None if found == "Topology" => "this is TopoJSON, which is not read".into(),
        None => format!("`type` is {found:?}, which GeoJSON does not have"),
    }
}

/// JSON that is not GeoJSON: say what it looks like.
fn untyped(name: &str, top: &Top) -> ReadError {
    let has = |key: &str| top.keys.iter().any(|known| known == key);
    let (reason, remedy) = if has("geometryType") || has("spatialReference") {
        ("this is Esri JSON, not GeoJSON".to_owned(), "export it as GeoJSON")
    } else if has("networks") {
        (
            "this is an Open Fibre Data Standard package, not GeoJSON".to_owned(),
            "send its GeoJSON: spans and nodes, a file each",
        )
    } else if has("coordinates") {
        ("a geometry without a `type`".to_owned(), "add \"type\": \"LineString\" (or whichever it is) to the geometry")
    } else if top.keys.is_empty() {
        ("it has no `type`: an empty object".to_owned(), "send a FeatureCollection")
    } else {
        (format!("it has no `type`, only: {}", top.keys.join(", ")), "send a FeatureCollection")
    };
    ReadError::Structure { name: name.into(), place: "top level".into(), reason, remedy: remedy.into() }
}

/// A JSON value in words.
fn kind_of(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "true or false",
        Json::Number(_) => "a number",
        Json::String(_) => "a text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}

/// What to say of a geometry without a feature around it, and of what else stands beside it and is not read.
fn bare_geometry(top: &Top) -> String {
    let ours = ["type", "coordinates", "geometries", "bbox", "crs"];
    let others: Vec<&str> = top.keys.iter().map(String::as_str).filter(|key| !ours.contains(key)).collect();
    let mut said = "the file is one geometry without a feature around it: a row without fields".to_owned();
    if !others.is_empty() {
        said.push_str("; not read: ");
        said.push_str(&others.join(", "));
    }
    said
}
