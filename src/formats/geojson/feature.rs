//! One feature, or one bare geometry, becomes one row or one refusal.

use geo_types::Geometry;
use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::coordinates::{self, Bad};
use super::cursor::{Cursor, Kind};
use super::members::Members;
use super::{GEOMETRIES, top, unknown_kind};
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
    fn broken(self, raw: &str, fault: &serde_json::Error) -> String {
        match self.stands {
            Stands::OnLine if fault.is_eof() => {
                format!("line {} ends in the middle of a feature", self.row)
            }
            Stands::OnLine => {
                let line = self.row + fault.line() as u64 - 1;
                format!("line {line}, column {}: {}", fault.column(), top::broken(raw, fault))
            }
            Stands::Alone | Stands::InList => top::broken(raw, fault),
        }
    }
}

/// Most values the properties of one feature may hold, nested ones counted.
const MOST_VALUES: usize = 100_000;

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
    match row(raw, place, builder) {
        Ok((Ok(shape), values)) => builder.shaped_row(place.row, shape, values),
        Ok((Err(Unreadable { fault, written }), values)) => {
            builder.unreadable(place.row, fault.told(raw, place), written, values)
        }
        Err(fault) => builder.refuse(fault.told(raw, place)),
    }
}

/// A geometry that cannot be read, as it is written.
struct Unreadable<'a> {
    fault: Fault,
    written: &'a str,
}

enum Fault {
    Json(serde_json::Error),
    Bad(Bad),
}

impl Fault {
    fn told(self, raw: &str, place: Place) -> Refusal {
        match self {
            Self::Json(fault) => {
                let message = place.broken(raw, &fault);
                place.refusal("broken_json", "", message, "correct or remove this feature")
            }
            Self::Bad(bad) => place.refusal(bad.code, &bad.path(), bad.message, bad.remedy),
        }
    }
}

impl From<serde_json::Error> for Fault {
    fn from(fault: serde_json::Error) -> Self {
        Self::Json(fault)
    }
}

impl From<Bad> for Fault {
    fn from(bad: Bad) -> Self {
        Self::Bad(bad)
    }
}

type Read<'a> = (Result<Shape, Unreadable<'a>>, Vec<Value>);

fn row<'a>(raw: &'a str, place: Place, builder: &mut Builder) -> Result<Read<'a>, Fault> {
    let found = Cursor::new(raw).kind();
    if found != Kind::Object {
        // Whether it is JSON at all comes first.
        serde_json::from_str::<&RawValue>(raw)?;
        let message = format!("{} where a feature must be", found.in_words());
        return Err(Bad::new("not_a_feature", "", message, "remove it, or write a Feature object").into());
    }
    let members: Members<'a> = serde_json::from_str(raw)?;
    let kind = type_of(members.kind, "", "write \"type\": \"Feature\"")?;
    if GEOMETRIES.contains(&kind.as_str()) {
        return Ok((Ok(geometry(&members, &kind, "")?), Vec::new()));
    }
    if kind != "Feature" {
        let message = match kind.as_str() {
            "FeatureCollection" => "a collection where one feature must be".to_owned(),
            other => unknown_kind(other),
        };
        return Err(Bad::new("type_unknown", "type", message, "write \"type\": \"Feature\"").into());
    }
    let values = properties(&members, builder)?;
    let shape = own_geometry(&members, place, builder)
        .map_err(|fault| Unreadable { fault, written: members.geometry.map(RawValue::get).unwrap_or_default() });
    Ok((shape, values))
}

/// The geometry of a feature, held against its box.
fn own_geometry(members: &Members<'_>, place: Place, builder: &mut Builder) -> Result<Shape, Fault> {
    let shape = match members.geometry.map(|raw| (raw.get(), Cursor::new(raw.get()).kind())) {
        None => {
            let message = "the feature has no `geometry`";
            return Err(Bad::new("geometry_missing", "geometry", message, "add it, or \"geometry\": null").into());
        }
        Some((_, Kind::Null)) => Shape::default(),
        Some((raw, Kind::Object)) => {
            let members: Members<'_> = serde_json::from_str(raw)?;
            let kind = type_of(members.kind, "geometry", "write \"type\": \"LineString\", for example")?;
            geometry(&members, &kind, "geometry")?
        }
        Some((_, other)) => {
            let message = format!("`geometry` is {}, not an object", other.in_words());
            let remedy = "write a geometry object with `type` and `coordinates`";
            return Err(Bad::new("geometry_type", "geometry", message, remedy).into());
        }
    };
    if let Some(bbox) = members.bbox {
        let bbox = check_bbox(bbox.get(), "bbox")?;
        note_bbox(&bbox, &shape, place, builder);
    }
    Ok(shape)
}

/// The `type` of an object at path `at`.
fn type_of(found: Option<&RawValue>, at: &str, remedy: &'static str) -> Result<String, Fault> {
    let Some(raw) = found else {
        return Err(Bad::new("type_missing", at, "it has no `type`", remedy).into());
    };
    match Cursor::new(raw.get()).kind() {
        Kind::Text => Ok(serde_json::from_str(raw.get())?),
        other => {
            let message = format!("`type` is {}, not a text", other.in_words());
            Err(Bad::new("type_unknown", &join(at, "type"), message, remedy).into())
        }
    }
}

/// A geometry object of a type. `at` is its own path.
fn geometry(members: &Members<'_>, kind: &str, at: &str) -> Result<Shape, Fault> {
    if kind == "GeometryCollection" {
        return Err(Bad::new(
            "geometry_collection",
            at,
            "a GeometryCollection: one row is one point, line or area",
            "write each part as a feature of its own",
        )
        .into());
    }
    if !GEOMETRIES.contains(&kind) {
        let remedy = "use Point, LineString, Polygon or their Multi forms";
        return Err(Bad::new("geometry_type", &join(at, "type"), unknown_kind(kind), remedy).into());
    }
    if let Some(bbox) = members.bbox {
        check_bbox(bbox.get(), &join(at, "bbox"))?;
    }
    let Some(found) = members.coordinates else {
        return Err(Bad::new("coordinates_missing", at, "the geometry has no `coordinates`", "add them").into());
    };
    Ok(coordinates::shape(kind, found.get(), &join(at, "coordinates"))?)
}

fn join(at: &str, member: &str) -> String {
    if at.is_empty() { member.to_owned() } else { format!("{at}.{member}") }
}

/// RFC 7946 section 5: two corners of two or three numbers each. We have no use for it, but a file that gets it wrong was
/// written by something that may get more wrong.
fn check_bbox(raw: &str, at: &str) -> Result<Vec<f64>, Fault> {
    let remedy = "remove `bbox`, or write [west, south, east, north]";
    let mut cursor = Cursor::new(raw);
    if cursor.kind() != Kind::List {
        let message = format!("`bbox` is {}, not a list", cursor.kind().in_words());
        return Err(Bad::new("bbox", at, message, remedy).into());
    }
    cursor.open();
    let mut numbers = Vec::new();
    while cursor.next() && numbers.len() < 7 {
        if cursor.kind() != Kind::Number {
            let message = format!("`bbox` holds {}", cursor.kind().in_words());
            return Err(Bad::new("bbox", &format!("{at}[{}]", numbers.len()), message, remedy).into());
        }
        numbers.push(cursor.word().parse().unwrap_or(f64::NAN));
    }
    if numbers.len() != 4 && numbers.len() != 6 {
        let message = format!("`bbox` has {} numbers, not 4 or 6", numbers.len());
        return Err(Bad::new("bbox", at, message, remedy).into());
    }
    Ok(numbers)
}

/// A box that does not hold the geometry most often has lat before lon.
fn note_bbox(bbox: &[f64], shape: &Shape, place: Place, builder: &mut Builder) {
    use geo::BoundingRect as _;
    let Some(rect) = shape.geometry.as_ref().and_then(Geometry::bounding_rect) else {
        return;
    };
    let half = bbox.len() / 2;
    let slack = 1e-6;
    let (west, south, east, north) = (bbox[0], bbox[1], bbox[half], bbox[half + 1]);
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

/// The cells of a feature. Its own id is offered as a column, where its properties have none of that name.
fn properties(members: &Members<'_>, builder: &mut Builder) -> Result<Vec<Value>, Fault> {
    let id = match members.id.map(|raw| (raw, Cursor::new(raw.get()).kind())) {
        None | Some((_, Kind::Null)) => None,
        Some((raw, Kind::Text | Kind::Number)) => Some(serde_json::from_str::<Json>(raw.get())?),
        Some((_, other)) => {
            let message = format!("the feature's `id` is {}", other.in_words());
            return Err(Bad::new("id_type", "id", message, "an `id` is a text or a number").into());
        }
    };
    let mut properties = match members.properties.map(|raw| (raw.get(), Cursor::new(raw.get()).kind())) {
        None => {
            let message = "the feature has no `properties`";
            let remedy = "add \"properties\": {} with the fields in it";
            return Err(Bad::new("properties_missing", "properties", message, remedy).into());
        }
        Some((_, Kind::Null)) => serde_json::Map::new(),
        Some((raw, Kind::Object)) => {
            // Parsed values take many times the memory of their text.
            let values = raw.bytes().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count();
            if values > MOST_VALUES {
                let message = format!("about {values} values in the properties of one feature");
                return Err(Bad::new("too_many_values", "properties", message, "keep nested lists out").into());
            }
            serde_json::from_str(raw)?
        }
        Some((_, other)) => {
            let message = format!("`properties` is {}, not an object", other.in_words());
            let remedy = "write the fields as an object: {\"code\": \"…\"}";
            return Err(Bad::new("properties_type", "properties", message, remedy).into());
        }
    };
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
            return Err(Bad::new("too_many_fields", "properties", message, "use fewer property names").into());
        };
        if values.len() <= column {
            values.resize(column + 1, Value::Null);
        }
        if let Some(cell) = values.get_mut(column) {
            *cell = cell_of(value);
        }
    }
    Ok(values)
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
