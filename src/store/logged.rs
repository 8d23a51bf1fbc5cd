//! What the change log of both stores keeps in the same letters: instants, and a feature's fields as JSON.

use super::StoreError;
use crate::model::{Collection, Item, Kind, Value};
use serde_json::{Map, Value as Json};

/// When a change was made, as both stores keep it: UTC, to the millisecond.
pub(super) fn instant(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// The fields as one JSON object.
pub(super) fn to_json(item: &Item) -> String {
    let fields = item.collection().fields().iter();
    let object: Map<String, Json> = fields
        .zip(item.values())
        .map(|(field, value)| {
            let value = match value {
                Value::Null => Json::Null,
                Value::Text(text) => text.to_string().into(),
                Value::Integer(number) => number.into(),
                Value::Number(number) => number.into(),
                Value::Date(day) => day.to_string().into(),
            };
            (field.name.to_owned(), value)
        })
        .collect();
    Json::Object(object).to_string()
}

/// An item from what the change log kept of it.
pub(super) fn of_json(collection: Collection, id: i64, json: &str) -> Result<Item, StoreError> {
    let corrupt = |reason: String| StoreError::Corrupt(format!("change log, {} {id}: {reason}", collection.word()));
    let object: Map<String, Json> = serde_json::from_str(json).map_err(|error| corrupt(error.to_string()))?;
    let mut row = Vec::with_capacity(collection.fields().len());
    for field in collection.fields() {
        let value = match (field.kind, object.get(field.name)) {
            (_, None | Some(Json::Null)) => Ok(Value::Null),
            // An editing tool's "" for no value, see the PostGIS store's rows: an undo would put it back, and be refused.
            (Kind::Text, Some(Json::String(text))) if !field.required && text.trim().is_empty() => Ok(Value::Null),
            // Kept to the letter, blanks included.
            (Kind::Text, Some(Json::String(text))) => Ok(Value::Text(text.as_str().into())),
            (_, Some(Json::String(text))) => field.read(text),
            (_, Some(other)) => field.read(&other.to_string()),
        };
        row.push(value.map_err(|fault| corrupt(fault.to_string()))?);
    }
    Item::of_values(collection, &row).map_err(|faults| {
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        corrupt(told.join("; "))
    })
}
