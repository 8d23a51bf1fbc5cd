//! The schemas of bodies.

use super::features::schema_of;
use super::paths::statuses;
use super::{date, named};
use crate::model::zone::ZoneKind;
use crate::model::{Collection, ZoneStatus};
use serde_json::{Map, Value, json};

pub fn responses() -> Value {
    json!({ "Problem": {
        "description": "What is wrong, where, and what to do (RFC 9457).",
        "content": { "application/problem+json": { "schema": named("Problem") } }
    } })
}

pub fn schemas() -> Map<String, Value> {
    let mut schemas = Map::new();
    let mut put = |name: &str, schema: Value| schemas.insert(name.to_owned(), schema);
    put("Link", object(&[("href", text()), ("rel", text()), ("type", text()), ("title", text())], &["href", "rel"]));
    put("Landing", object(&[("title", text()), ("description", text()), ("links", list(named("Link")))], &["links"]));
    put("Conformance", object(&[("conformsTo", list(text()))], &["conformsTo"]));
    put("Collection", collection());
    put(
        "Collections",
        object(
            &[("links", list(named("Link"))), ("collections", list(named("Collection")))],
            &["links", "collections"],
        ),
    );
    for collection in Collection::ALL {
        put(&format!("{}Feature", collection.word()), feature(collection));
        put(&format!("{}Page", collection.word()), page(&format!("{}Feature", collection.word())));
    }
    put("Problem", problem());
    put("Geometry", object(&[("type", text()), ("coordinates", list(json!({})))], &["type", "coordinates"]));
    for (name, schema) in measures().into_iter().chain(super::writes::schemas()) {
        put(name, schema);
    }
    schemas
}

fn measures() -> Vec<(&'static str, Value)> {
    let (m, whole, any) = (number(), json!({ "type": "integer" }), json!({ "type": "object" }));
    let share = json!({ "type": "number", "minimum": 0, "maximum": 1, "nullable": true });
    let operator =
        object(&[("operator", text()), ("underground_m", m.clone()), ("overhead_m", m.clone())], &["operator"]);
    let total = object(
        &[
            ("underground_m", m.clone()),
            ("overhead_m", m.clone()),
            ("share", share.clone()),
            ("by_operator", list(operator.clone())),
        ],
        &["underground_m", "overhead_m", "share"],
    );
    let zone = object(
        &[
            ("id", whole.clone()),
            ("code", text()),
            ("name", text()),
            ("kind", json!({ "type": "string", "enum": ZoneKind::WORDS })),
            ("target_share", m.clone()),
            ("deadline", optional(date())),
            ("removal_deadline", optional(date())),
            ("status", json!({ "type": "string", "enum": ZoneStatus::WORDS })),
            ("underground_m", m.clone()),
            ("overhead_m", m.clone()),
            ("share", share.clone()),
            ("by_operator", list(operator)),
        ],
        &["id", "code", "name", "kind", "status", "underground_m", "overhead_m", "share"],
    );
    let revision = ("revision", whole.clone());
    vec![
        (
            "Progress",
            object(
                &[
                    ("at", date()),
                    revision.clone(),
                    ("illustrative", json!({ "type": "boolean", "description": "made-up data, not surveyed" })),
                    ("total", total),
                    ("outside", any.clone()),
                    ("zones_by_status", any.clone()),
                    ("zones", list(zone)),
                ],
                &["at", "revision", "total", "zones"],
            ),
        ),
        (
            "ProgressSeries",
            object(
                &[revision.clone(), ("at", list(date())), ("total", any.clone()), ("zones", list(any.clone()))],
                &["revision", "at"],
            ),
        ),
        (
            "ZoneSeries",
            object(
                &[
                    ("zone", whole.clone()),
                    revision.clone(),
                    ("series", list(any.clone())),
                    ("by_operator", any.clone()),
                ],
                &["zone"],
            ),
        ),
        (
            "ZoneCables",
            object(&[("zone", whole.clone()), revision.clone(), ("cables", list(any.clone()))], &["zone", "cables"]),
        ),
        (
            "OverlapsRequest",
            object(
                &[
                    ("geometry", named("Geometry")),
                    ("within_m", m.clone()),
                    ("min_length_m", m.clone()),
                    ("layers", list(json!({ "type": "string", "enum": Collection::WORDS }))),
                    ("at", date()),
                    ("status", statuses()),
                ],
                &["geometry"],
            ),
        ),
        (
            "Overlaps",
            object(
                &[revision.clone(), ("stretches", list(any.clone())), ("crossings", list(any.clone()))],
                &["revision"],
            ),
        ),
        (
            "CoverageRequest",
            object(&[("zone", whole), ("geometry", named("Geometry")), ("within_m", m.clone()), ("at", date())], &[]),
        ),
        (
            "Coverage",
            object(
                &[
                    revision.clone(),
                    ("area_m2", m.clone()),
                    ("covered_m2", m),
                    ("share", share),
                    ("uncovered", named("Geometry")),
                ],
                &["revision", "area_m2", "covered_m2"],
            ),
        ),
        (
            "Nearest",
            object(&[("type", text()), revision.clone(), ("features", list(any.clone()))], &["type", "features"]),
        ),
        (
            "Check",
            object(
                &[
                    revision,
                    ("crs", text()),
                    ("lines", list(any.clone())),
                    ("zones", list(any.clone())),
                    ("shareable", list(any.clone())),
                    ("along", list(any.clone())),
                    ("crossings", list(any.clone())),
                    ("findings", list(any.clone())),
                    ("refused", list(any)),
                ],
                &["revision", "lines", "findings", "refused"],
            ),
        ),
    ]
}

fn feature(collection: Collection) -> Value {
    let fields = collection.fields().iter().map(|field| {
        let mut schema = if field.required { schema_of(field) } else { optional(schema_of(field)) };
        schema["description"] = Value::from(field.en);
        (field.name.to_owned(), schema)
    });
    let mut properties: Map<String, Value> = fields.collect();
    if matches!(collection, Collection::Cables | Collection::Conduits) {
        properties.insert("length_m".into(), json!({ "type": "number", "description": "geodesic length, metres" }));
    }
    let properties = json!({ "type": "object", "properties": properties });
    object(
        &[
            ("type", json!({ "type": "string", "enum": ["Feature"] })),
            ("id", json!({ "type": "integer" })),
            ("geometry", named("Geometry")),
            ("properties", properties),
            ("links", list(named("Link"))),
        ],
        &["type", "id", "geometry", "properties"],
    )
}

fn page(feature: &str) -> Value {
    object(
        &[
            ("type", json!({ "type": "string", "enum": ["FeatureCollection"] })),
            ("features", list(named(feature))),
            ("numberMatched", json!({ "type": "integer", "minimum": 0 })),
            ("numberReturned", json!({ "type": "integer", "minimum": 0 })),
            ("links", list(named("Link"))),
        ],
        &["type", "features"],
    )
}

fn collection() -> Value {
    object(
        &[
            ("id", text()),
            ("title", text()),
            ("description", text()),
            ("extent", json!({ "type": "object" })),
            ("itemType", text()),
            ("crs", list(text())),
            ("storageCrs", text()),
            ("links", list(named("Link"))),
        ],
        &["id", "links"],
    )
}

fn problem() -> Value {
    let fault = object(
        &[
            ("code", text()),
            ("message", text()),
            ("feature", text()),
            ("path", text()),
            ("lon", number()),
            ("lat", number()),
            ("id", json!({ "type": "integer" })),
            ("operator", optional(text())),
            ("overhead_m", number()),
        ],
        &["code", "message"],
    );
    object(
        &[
            ("type", text()),
            ("title", text()),
            ("status", json!({ "type": "integer" })),
            ("code", text()),
            ("detail", text()),
            ("errors", list(fault)),
            ("columns", list(text())),
            ("layers", list(text())),
        ],
        &["title", "status", "code"],
    )
}

fn object(properties: &[(&str, Value)], required: &[&str]) -> Value {
    let properties: Map<String, Value> =
        properties.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn list(of: Value) -> Value {
    json!({ "type": "array", "items": of })
}

fn optional(mut schema: Value) -> Value {
    schema["nullable"] = Value::Bool(true);
    schema
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn number() -> Value {
    json!({ "type": "number" })
}
