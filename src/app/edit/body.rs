//! The GeoJSON feature of a request as an item with its place, held to what a row of a file is held to.

use crate::app::import::{RowRefusal, single};
use crate::app::{AppError, open::on_thread};
use crate::atlas::{Atlas, Placed};
use crate::formats::{FileCrs, Limits, ReadOptions, Table, read_bytes};
use crate::geometry::Coord;
use crate::model::{Collection, Geometry, Item, Value};
use bytes::Bytes;
use geo::MapCoords;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use std::sync::Arc;

/// A feature as a client sent it.
#[derive(Clone, Debug)]
pub struct Body {
    pub bytes: Bytes,
    /// What its numbers are said to be; where nobody says, the body itself may (`crs`), else they are lon/lat.
    pub coordinates: Option<Coordinates>,
}

/// What the numbers of a body are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coordinates {
    LonLat,
    LatLon,
    /// East and north of a grid.
    Epsg(u32),
}

/// One feature, and a shape that no street or district needs more of.
const LIMITS: Limits = Limits {
    max_bytes: 16 << 20,
    max_rows: 1,
    max_vertices_per_feature: 200_000,
    max_vertices: 200_000,
    max_depth: 32,
    max_fields: 200,
    max_cells: 200,
    max_zip_entries: 0,
    max_zip_bytes: 0,
    max_zip_ratio: 1,
};

/// What is in the store already was taken in by whatever limits there were then.
const OURS: Limits =
    Limits { max_bytes: u64::MAX, max_vertices_per_feature: usize::MAX, max_vertices: u64::MAX, ..LIMITS };

/// Members that we tell and that nobody sets.
const TOLD_ONLY: [&str; 2] = ["id", "length_m"];

/// Members of a feature that a patch may bring; those that we tell are passed over.
const MEMBERS: [&str; 7] = ["type", "id", "geometry", "properties", "bbox", "links", "crs"];

#[derive(Deserialize)]
struct Head {
    r#type: Option<String>,
}

/// Reads a body off the threads that answer requests. An id that it brings says nothing: the address does (Part 4).
pub(super) async fn read(atlas: Arc<Atlas>, collection: Collection, body: Body) -> Result<(Item, Geometry), AppError> {
    read_within(LIMITS, atlas, collection, body).await
}

async fn read_within(
    limits: Limits,
    atlas: Arc<Atlas>,
    collection: Collection,
    body: Body,
) -> Result<(Item, Geometry), AppError> {
    on_thread(move || {
        let mut table = read_bytes("body.geojson", &body.bytes, &ReadOptions { limits, ..ReadOptions::default() })?;
        let mut faults: Vec<RowRefusal> = table.skipped.iter().map(Into::into).collect();
        faults.extend(check_head(&body.bytes));
        faults.extend(check_members(&table, collection));
        faults.extend(said_twice(&table, body.coordinates));
        let crs = laid_out(&mut table, body.coordinates);
        let made = match single::make_one(&atlas, &table, collection, crs)? {
            Ok(made) => Some(made),
            Err(refusals) => {
                faults.extend(refusals);
                None
            }
        };
        match made {
            Some(made) if faults.is_empty() => Ok(made),
            _ => Err(AppError::Refused {
                faults: faults.into_iter().map(|fault| at_member(fault, collection)).collect(),
            }),
        }
    })
    .await
}

fn fault(code: &'static str, path: &str, message: impl Into<String>, remedy: &str) -> RowRefusal {
    RowRefusal {
        row: None,
        code,
        message: message.into(),
        remedy: remedy.into(),
        path: Some(path.to_owned()),
        lon: None,
        lat: None,
    }
}

/// A collection of one feature would be read too, but is not what a write brings.
fn check_head(bytes: &[u8]) -> Option<RowRefusal> {
    let head: Option<Head> = serde_json::from_slice(bytes).ok();
    let is_feature = head.and_then(|head| head.r#type).as_deref() == Some("Feature");
    (!is_feature).then(|| {
        fault("not_a_feature", "type", "the body is not one GeoJSON Feature", "send {\"type\": \"Feature\", …}")
    })
}

/// The header and the body say different things of the same numbers.
fn said_twice(table: &Table, said: Option<Coordinates>) -> Option<RowRefusal> {
    let (FileCrs::Epsg(own), Some(said)) = (&table.crs, said) else { return None };
    (said != Coordinates::Epsg(*own)).then(|| {
        let message = format!("the body's crs says EPSG:{own}, and Content-Crs something else");
        fault("crs_twice", "crs", message, "say it once: leave one of them out, or make them the same")
    })
}

/// Turns the places of a table to east and north, and tells in which system they are where it is not the table's own.
pub(super) fn laid_out(table: &mut Table, said: Option<Coordinates>) -> Option<u32> {
    match said {
        None | Some(Coordinates::LonLat) => None,
        Some(Coordinates::LatLon) => {
            swap_axes(table);
            None
        }
        Some(Coordinates::Epsg(code)) => Some(code),
    }
}

/// Names that are no fields, and values of a kind that no field has: a typing error must not erase a value.
fn check_members(table: &Table, collection: Collection) -> Vec<RowRefusal> {
    let mut faults = Vec::new();
    let cells = table.rows.first().map(|row| row.values.as_slice()).unwrap_or_default();
    for (name, cell) in table.fields.iter().zip(cells) {
        if TOLD_ONLY.contains(&name.as_str()) {
            continue;
        }
        if collection.field(name).is_none() {
            let names: Vec<&str> = collection.fields().iter().map(|field| field.name).collect();
            let message =
                format!("{} have no field \"{name}\"; the fields are: {}", collection.word(), names.join(", "));
            faults.push(fault("unknown_property", name, message, "correct the name, or leave it out"));
        } else if matches!(cell, crate::formats::Value::Json(_) | crate::formats::Value::Bool(_)) {
            let message = format!("{name}: a text or a number is wanted");
            faults.push(fault("wrong_type", name, message, "send a text, a number or null"));
        }
    }
    faults
}

fn swap_axes(table: &mut Table) {
    for row in &mut table.rows {
        row.geometry =
            row.geometry.take().map(|geometry| geometry.map_coords(|place| Coord { x: place.y, y: place.x }));
    }
}

/// A fault of a field lies under `properties`.
fn at_member(fault: RowRefusal, collection: Collection) -> RowRefusal {
    let is_property =
        |path: &String| collection.field(path).is_some() || matches!(fault.code, "unknown_property" | "wrong_type");
    let path =
        fault.path.as_ref().map(|path| if is_property(path) { format!("properties.{path}") } else { path.clone() });
    RowRefusal { path, row: None, ..fault }
}

/// Reads the item as it is with a patch merged into it (RFC 7396).
pub(super) async fn read_merged(
    atlas: Arc<Atlas>,
    placed: &Placed,
    patch: &Body,
) -> Result<(Item, Geometry), AppError> {
    let refuse = |message: String| AppError::Refused {
        faults: vec![fault("bad_json", "body", message, "send a JSON object with the members that change")],
    };
    let changes: Json = serde_json::from_slice(&patch.bytes).map_err(|error| refuse(error.to_string()))?;
    let Json::Object(mut changes) = changes else { return Err(refuse("a patch is a JSON object".into())) };
    let collection = placed.item.collection();
    let faults: Vec<RowRefusal> = changes.keys().filter_map(|name| no_member(name, collection)).collect();
    if !faults.is_empty() {
        return Err(AppError::Refused { faults });
    }
    let brings_places = changes.get("geometry").is_some_and(|geometry| geometry.get("coordinates").is_some());
    if !brings_places {
        // It says nothing of the places that stay.
        changes.remove("crs");
    }
    let mut feature = feature_json(placed);
    merge(&mut feature, Json::Object(changes));
    let bytes = serde_json::to_vec(&feature).map_err(|error| refuse(error.to_string()))?;
    let (coordinates, limits) = if brings_places { (patch.coordinates, LIMITS) } else { (None, OURS) };
    read_within(limits, atlas, collection, Body { bytes: bytes.into(), coordinates }).await
}

/// A member that no feature has would change nothing, which is hardly what is meant.
fn no_member(name: &str, collection: Collection) -> Option<RowRefusal> {
    if MEMBERS.contains(&name) {
        return None;
    }
    let remedy = if collection.field(name).is_some() {
        format!("put it under \"properties\": {{\"properties\": {{\"{name}\": …}}}}")
    } else {
        format!("the members are {}", MEMBERS.join(", "))
    };
    Some(fault("unknown_member", name, format!("a feature has no member \"{name}\""), &remedy))
}

fn merge(target: &mut Json, patch: Json) {
    let Json::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Json::Object(Map::new());
    }
    if let Json::Object(members) = target {
        for (name, change) in patch {
            if change.is_null() {
                members.remove(&name);
            } else {
                merge(members.entry(name).or_insert(Json::Null), change);
            }
        }
    }
}

fn feature_json(placed: &Placed) -> Json {
    let item = &placed.item;
    let properties: Map<String, Json> = item
        .collection()
        .fields()
        .iter()
        .zip(item.values())
        .map(|(field, value)| (field.name.to_owned(), json_of(&value)))
        .collect();
    let geometry = geojson::Geometry::from(&placed.geometry().to_geo());
    serde_json::json!({ "type": "Feature", "id": placed.id, "geometry": geometry, "properties": properties })
}

fn json_of(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Text(text) => text.to_string().into(),
        Value::Integer(number) => (*number).into(),
        Value::Number(number) => (*number).into(),
        Value::Date(day) => day.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 7396, appendix A.
    #[test]
    fn a_patch_merges_as_the_standard_says() {
        for (target, patch, expected) in [
            (r#"{"a":"b"}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":"b"}"#, r#"{"b":"c"}"#, r#"{"a":"b","b":"c"}"#),
            (r#"{"a":"b"}"#, r#"{"a":null}"#, "{}"),
            (r#"{"a":"b","b":"c"}"#, r#"{"a":null}"#, r#"{"b":"c"}"#),
            (r#"{"a":["b"]}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":"c"}"#, r#"{"a":["b"]}"#, r#"{"a":["b"]}"#),
            (r#"{"a":{"b":"c"}}"#, r#"{"a":{"b":"d","c":null}}"#, r#"{"a":{"b":"d"}}"#),
            (r#"{"a":[{"b":"c"}]}"#, r#"{"a":[1]}"#, r#"{"a":[1]}"#),
            (r#"["a","b"]"#, r#"["c","d"]"#, r#"["c","d"]"#),
            (r#"{"a":"b"}"#, r#"["c"]"#, r#"["c"]"#),
            (r#"{"a":"foo"}"#, "null", "null"),
            (r#"{"e":null}"#, r#"{"a":1}"#, r#"{"e":null,"a":1}"#),
            ("[1,2]", r#"{"a":"b","c":null}"#, r#"{"a":"b"}"#),
            ("{}", r#"{"a":{"bb":{"ccc":null}}}"#, r#"{"a":{"bb":{}}}"#),
        ] {
            let mut merged: Json = serde_json::from_str(target).unwrap();
            merge(&mut merged, serde_json::from_str(patch).unwrap());
            assert_eq!(merged, serde_json::from_str::<Json>(expected).unwrap(), "{target} + {patch}");
        }
    }
}
