//! What no store takes, whichever it is: so both refuse the same changes, also those that no door has looked at.
//!
//! The tables of a database have the same rules as constraints, for whoever writes there in SQL.

use super::StoreError;
use crate::geometry::{Coord, validity};
use crate::model::{Change, Collection, Edit, Feature, Field, Geometry, Item, Kind, Value};
use std::collections::HashSet;

/// Ids stay below this: programs that keep every number as a double still tell them apart.
const MOST_ID: i64 = (1 << 53) - 1;
const YEARS: std::ops::RangeInclusive<i16> = 1..=9999;

pub(super) fn check(change: &Change) -> Result<(), StoreError> {
    let mut seen = HashSet::with_capacity(change.edits.len());
    for edit in &change.edits {
        let (collection, id) = (edit.collection(), edit.id());
        let refused = |told: String| StoreError::Constraint(format!("{} {id}: {told}", collection.word()));
        if !(1..=MOST_ID).contains(&id) {
            return Err(refused("an id lies between 1 and 9007199254740991".into()));
        }
        if !seen.insert((collection, id)) {
            return Err(refused("it is named twice in one change".into()));
        }
        if let Edit::Put(feature) = edit {
            check_item(&feature.item).and_then(|()| check_geometry(feature)).map_err(refused)?;
        }
    }
    let told = change.prefixes.iter().flat_map(|binding| [&binding.prefix, &binding.file]).chain([&change.actor]);
    if told.into_iter().any(|text| text.contains('\0')) {
        return Err(StoreError::Constraint("a name holds the character U+0000, which no text may hold".into()));
    }
    Ok(())
}

fn check_item(item: &Item) -> Result<(), String> {
    let (collection, values) = (item.collection(), item.values());
    for (field, value) in collection.fields().iter().zip(&values) {
        check_value(field, value).map_err(|told| format!("{} {told}", field.name))?;
    }
    Item::of_values(collection, &values).map(|_| ()).map_err(|faults| {
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        told.join("; ")
    })
}

fn check_value(field: &Field, value: &Value) -> Result<(), String> {
    match (field.kind, value) {
        (_, Value::Text(text)) if text.contains('\0') => {
            Err("holds the character U+0000, which no text may hold".into())
        }
        (_, Value::Text(text)) if text.trim().is_empty() => Err("is blank".into()),
        (Kind::Integer { min, max }, Value::Integer(number)) if !(min..=max).contains(number) => {
            Err(format!("is {number}, not between {min} and {max}"))
        }
        (Kind::Number { min, max }, Value::Number(number)) if !(min..=max).contains(number) => {
            Err(format!("is {number}, not between {min} and {max}"))
        }
        (_, Value::Date(day)) if day.date().is_none_or(|date| !YEARS.contains(&date.year())) => {
            Err("lies before the year 1 or after 9999".into())
        }
        _ => Ok(()),
    }
}

fn check_geometry(feature: &Feature) -> Result<(), String> {
    let collection = feature.item.collection();
    let fault = match (collection, &feature.geometry) {
        (Collection::Cables | Collection::Conduits, Geometry::Line(line)) => validity::check_line(&line.0),
        (Collection::Structures, Geometry::Point(_)) => Vec::new(),
        (Collection::Zones, Geometry::Area(area)) => validity::check_area(area),
        _ => return Err(format!("the geometry is of a kind that {} do not have", collection.word())),
    };
    if let Some(fault) = fault.first() {
        return Err(fault.to_string());
    }
    match places(&feature.geometry).find(|at| !(at.x.abs() <= 180.0 && at.y.abs() <= 90.0)) {
        Some(at) => Err(format!("({}, {}) is not a longitude and a latitude in degrees", at.x, at.y)),
        None => Ok(()),
    }
}

fn places(geometry: &Geometry) -> Box<dyn Iterator<Item = Coord> + '_> {
    match geometry {
        Geometry::Line(line) => Box::new(line.0.iter().copied()),
        Geometry::Point(point) => Box::new(std::iter::once(point.0)),
        Geometry::Area(area) => Box::new(area.iter().flat_map(|part| {
            part.exterior().0.iter().chain(part.interiors().iter().flat_map(|ring| &ring.0)).copied()
        })),
    }
}
