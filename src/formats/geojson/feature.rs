//! One feature, or one bare geometry, becomes one row or one refusal.

use geo_types::Geometry;
use serde_json::Value as Json;

use super::coordinates::{self, Bad};
use super::{GEOMETRIES, kind_of, top, unknown_kind};
use crate::formats::builder::Builder;
use crate::formats::shape::Shape;
use crate::formats::{ReadError, Refusal, Value, text};

/// Where a feature stands in its file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    row: u64,
    stands: Stands,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    Alone,
    InList,
    OnLine,
}

impl Place {
    /// The whole file is this feature.
    pub(super) fn alone() -> Self {
        Self { row: 1, stands: Stands::Alone }
    }

    /// The feature at a 0-based place of the collection's list.
    pub(super) fn in_collection(at: u64) -> Self {
        Self { row: at + 1, stands: Stands::InList }
    }

    /// The record that begins on a line.
    pub(super) fn line(line: u64) -> Self {
        Self { row: line, stands: Stands::OnLine }
    }

    pub(super) fn refusal(self, code: &'static str, path: &str, message: String, remedy: &str) -> Refusal {
        let path = match (self.stands, path) {
            (Stands::InList, "") => format!("features[{}]", self.row - 1),
            (Stands::InList, path) => format!("features[{}].{path}", self.row - 1),
            (Stands::Alone | Stands::OnLine, path) => path.to_owned(),
        };
        Refusal {
            row: Some(self.row),
            code,
            message,
            remedy: remedy.to_owned(),
            path: (!path.is_empty()).then_some(path),
        }
    }
}

impl Place {
    /// A JSON fault within one feature. In a collection the text around it was whole, so it is a number out of range or a
    /// broken escape; on a line of its own it is most often the line's end.
    fn broken(self, fault: &serde_json::Error) -> String {
        match self.stands {
            Stands::OnLine if fault.is_eof() => {
                format!("line {} ends in the middle of a feature", self.row)
            }
            Stands::OnLine => {
                let line = self.row + fault.line() as u64 - 1;
                format!("line {line}, column {}: broken JSON, {}", fault.column(), top::reason(fault))
            }
            Stands::Alone | Stands::InList => format!("broken JSON, {}", top::reason(fault)),
        }
    }
}

/// Reads the JSON text of one feature into `builder`. `Err` only when a limit of the whole file is passed.
pub(super) fn read_raw(raw: &str, place: Place, builder: &mut Builder) -> Result<(), ReadError> {
    let max_depth = builder.limits().max_depth;
    if text::depth_over(raw, max_depth).is_some() {
        return builder.refuse(place.refusal(
            "too_deep",
            "",
            format!("more than {max_depth} brackets within each other"),
            "remove the nested values",
        ));
    }
    match serde_json::from_str::<Json>(raw) {
        Ok(value) => read(value, place, builder),
        Err(fault) => {
            builder.refuse(place.refusal("broken_json", "", place.broken(&fault), "correct or remove this feature"))
        }
    }
}

fn read(value: Json, place: Place, builder: &mut Builder) -> Result<(), ReadError> {
    let found = kind_of(&value);
    let Json::Object(mut members) = value else {
        return builder.refuse(place.refusal(
            "not_a_feature",
            "",
            format!("{found} where a feature must be"),
            "remove it, or write a Feature object",
        ));
    };
    let kind = match members.get("type") {
        Some(Json::String(kind)) => kind.clone(),
        Some(other) => {
            let message = format!("`type` is {}, not a text", kind_of(other));
            return builder.refuse(place.refusal("type_unknown", "type", message, "write \"type\": \"Feature\""));
        }
        None => {
            let message = "it has no `type`".to_owned();
            return builder.refuse(place.refusal("type_missing", "", message, "add \"type\": \"Feature\""));
        }
    };
    if GEOMETRIES.contains(&kind.as_str()) {
        return match shape(&Json::Object(members), "") {
            Ok(shape) => builder.shaped_row(place.row, shape, Vec::new()),
            Err(bad) => builder.refuse(place.refusal(bad.code, &bad.path(), bad.message, bad.remedy)),
        };
    }
    if kind != "Feature" {
        let message = match kind.as_str() {
            "FeatureCollection" => "a collection where one feature must be".to_owned(),
            other => unknown_kind(other),
        };
        return builder.refuse(place.refusal("type_unknown", "type", message, "write \"type\": \"Feature\""));
    }
    let shape = match feature_shape(&members) {
        Ok(shape) => shape,
        Err(bad) => {
            return builder.refuse(place.refusal(bad.code, &bad.path(), bad.message, bad.remedy));
        }
    };
    if let Some(bbox) = members.get("bbox") {
        if let Err(bad) = check_bbox(bbox, "bbox") {
            return builder.refuse(place.refusal(bad.code, &bad.path(), bad.message, bad.remedy));
        }
        note_bbox(bbox, &shape, place, builder);
    }
    let id = match members.get_mut("id").map(Json::take) {
        None | Some(Json::Null) => None,
        Some(id @ (Json::String(_) | Json::Number(_))) => Some(id),
        Some(other) => {
            let message = format!("the feature's `id` is {}", kind_of(&other));
            return builder.refuse(place.refusal("id_type", "id", message, "an `id` is a text or a number"));
        }
    };
    let mut properties = match members.get_mut("properties").map(Json::take) {
        Some(Json::Object(properties)) => properties,
        Some(Json::Null) => serde_json::Map::new(),
        Some(other) => {
            let message = format!("`properties` is {}, not an object", kind_of(&other));
            let remedy = "write the fields as an object: {\"code\": \"…\"}";
            return builder.refuse(place.refusal("properties_type", "properties", message, remedy));
        }
        None => {
            let message = "the feature has no `properties`".to_owned();
            let remedy = "add \"properties\": {} with the fields in it";
            return builder.refuse(place.refusal("properties_missing", "properties", message, remedy));
        }
    };
    // A feature's own id is offered as a column, where its properties have none of that name.
    if let Some(id) = id
        && !properties.contains_key("id")
    {
        properties.insert("id".into(), id);
    }
    let mut values = Vec::new();
    for (key, value) in properties {
        let Some(column) = builder.field(&key) else {
            let most = builder.limits().max_fields;
            let message = format!("more than {most} different property names in the file");
            return builder.refuse(place.refusal("too_many_fields", "properties", message, "use fewer property names"));
        };
        if values.len() <= column {
            values.resize(column + 1, Value::Null);
        }
        if let Some(cell) = values.get_mut(column) {
            *cell = cell_of(value);
        }
    }
    builder.shaped_row(place.row, shape, values)
}

fn feature_shape(members: &serde_json::Map<String, Json>) -> Result<Shape, Bad> {
    match members.get("geometry") {
        None => Err(Bad::new(
            "geometry_missing",
            "geometry",
            "the feature has no `geometry`",
            "add it, or \"geometry\": null",
        )),
        Some(Json::Null) => Ok(Shape::default()),
        Some(geometry) => shape(geometry, "geometry"),
    }
}

/// A geometry object. `at` is its own path.
fn shape(value: &Json, at: &str) -> Result<Shape, Bad> {
    let Json::Object(members) = value else {
        let message = format!("`geometry` is {}, not an object", kind_of(value));
        return Err(Bad::new("geometry_type", at, message, "write a geometry object with `type` and `coordinates`"));
    };
    let kind = match members.get("type") {
        Some(Json::String(kind)) => kind.as_str(),
        Some(other) => {
            let message = format!("the geometry's `type` is {}", kind_of(other));
            return Err(Bad::new(
                "geometry_type",
                &join(at, "type"),
                message,
                "write \"type\": \"LineString\", for example",
            ));
        }
        None => {
            return Err(Bad::new(
                "geometry_type",
                at,
                "the geometry has no `type`",
                "add \"type\": \"LineString\", for example",
            ));
        }
    };
    if kind == "GeometryCollection" {
        return Err(Bad::new(
            "geometry_collection",
            at,
            "a GeometryCollection: one row is one point, line or area",
            "write each part as a feature of its own",
        ));
    }
    if !GEOMETRIES.contains(&kind) {
        return Err(Bad::new(
            "geometry_type",
            &join(at, "type"),
            unknown_kind(kind),
            "use Point, LineString, Polygon or their Multi forms",
        ));
    }
    if let Some(bbox) = members.get("bbox") {
        check_bbox(bbox, &join(at, "bbox"))?;
    }
    let path = join(at, "coordinates");
    let Some(found) = members.get("coordinates") else {
        return Err(Bad::new("coordinates_missing", at, "the geometry has no `coordinates`", "add them"));
    };
    coordinates::shape(kind, found, &path)
}

fn join(at: &str, member: &str) -> String {
    if at.is_empty() { member.to_owned() } else { format!("{at}.{member}") }
}

/// RFC 7946 section 5: two corners of two or three numbers each. We have no use for it, but a file that gets it wrong was
/// written by something that may get more wrong.
fn check_bbox(bbox: &Json, at: &str) -> Result<(), Bad> {
    let remedy = "remove `bbox`, or write [west, south, east, north]";
    let Json::Array(numbers) = bbox else {
        return Err(Bad::new("bbox", at, format!("`bbox` is {}, not a list", kind_of(bbox)), remedy));
    };
    if let Some((i, other)) = numbers.iter().enumerate().find(|(_, number)| !number.is_number()) {
        return Err(Bad::new("bbox", &format!("{at}[{i}]"), format!("`bbox` holds {}", kind_of(other)), remedy));
    }
    if numbers.len() != 4 && numbers.len() != 6 {
        return Err(Bad::new("bbox", at, format!("`bbox` has {} numbers, not 4 or 6", numbers.len()), remedy));
    }
    Ok(())
}

/// A box that does not hold the geometry most often has lat before lon.
fn note_bbox(bbox: &Json, shape: &Shape, place: Place, builder: &mut Builder) {
    use geo::BoundingRect as _;
    let (Some(numbers), Some(rect)) = (bbox.as_array(), shape.geometry.as_ref().and_then(Geometry::bounding_rect))
    else {
        return;
    };
    let half = numbers.len() / 2;
    let at = |i: usize| numbers.get(i).and_then(Json::as_f64).unwrap_or(f64::NAN);
    let slack = 1e-6;
    let (west, south, east, north) = (at(0), at(1), at(half), at(half + 1));
    let crosses = west > east;
    let holds = south <= rect.min().y + slack
        && north >= rect.max().y - slack
        && (crosses || (west <= rect.min().x + slack && east >= rect.max().x - slack));
    if !holds {
        builder.note("bbox_wrong", Some(place.row), || {
            "a `bbox` does not hold its geometry (is it written [south, west, …]?); it was not used".into()
        });
    }
}

fn cell_of(value: Json) -> Value {
    match value {
        Json::Null => Value::Null,
        Json::Bool(is) => Value::Bool(is),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Value::Int(whole),
            None => number.as_f64().map_or(Value::Null, Value::Float),
        },
        Json::String(words) => Value::Text(text::nfc(words)),
        nested @ (Json::Array(_) | Json::Object(_)) => Value::Json(Box::new(nested)),
    }
}
