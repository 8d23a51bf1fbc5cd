//! What a row of the file becomes: items with their places, or the reasons why not.

use super::mapping::Mapping;
use super::place::Placing;
use super::report::{Repairs, RowRefusal};
use super::request::ImportRequest;
use crate::formats::{Flaw, Row};
use crate::geometry::Coord;
use crate::model::{Collection, FieldFault, Geometry, Item, Text, Value};

/// A row turned into features without identity.
#[derive(Debug)]
pub(super) struct Made {
    pub number: u64,
    /// One, or one per part of a line whose parts do not join.
    pub items: Vec<(Item, Geometry)>,
    pub repairs: Repairs,
    pub replaced: Vec<&'static str>,
    /// Fields of the file whose text is damaged.
    pub damaged: Vec<String>,
    /// Whether the code was numbered from the prefix.
    pub numbered: bool,
}

/// A row that cannot be taken: everything that is wrong with it, and whose it is where that can be read.
#[derive(Debug)]
pub(super) struct Refused {
    pub refusals: Vec<RowRefusal>,
    pub key: Option<Key>,
}

/// Whose code it is, and the code.
pub(super) type Key = (Option<Text>, Text);

/// Makes the items of a row, or tells everything that is wrong with it.
pub(super) fn make(row: &Row, mapping: &Mapping, placing: &Placing, request: &ImportRequest) -> Result<Made, Refused> {
    let mut read = mapping.read(&row.values);
    let numbered = number_row(&mut read.values, row.number, request);
    let mut refusals: Vec<RowRefusal> = read.faults.into_iter().map(|fault| refusal(row.number, fault)).collect();
    // A value that could not be read is told once, not again as missing.
    let told: Vec<Option<String>> = refusals.iter().map(|refusal| refusal.path.clone()).collect();
    let item = match Item::of_values(request.collection, &read.values) {
        Ok(item) => Some(item),
        Err(faults) => {
            let news = faults.into_iter().map(|fault| refusal(row.number, fault));
            refusals.extend(news.filter(|refusal| !told.contains(&refusal.path)));
            None
        }
    };
    let width_m = match (request.collection, &item) {
        (Collection::Zones, Some(Item::Zone(zone))) => zone.width_m,
        _ => None,
    };
    let refused = |refusals| Refused { refusals, key: key_of(request.collection, &read.values) };
    match (placing.place(row, width_m), item) {
        (Ok(places), Some(item)) if refusals.is_empty() => Ok(Made {
            number: row.number,
            items: parts(&item, places.geometries, request.collection),
            repairs: places.repairs,
            replaced: read.replaced,
            damaged: damaged(row),
            numbered,
        }),
        (Ok(places), _) => {
            // A field has no place of its own: the row's is where to look.
            if let Some(at) = places.geometries.first().and_then(first_place) {
                for refusal in &mut refusals {
                    (refusal.lon, refusal.lat) = (Some(at.x), Some(at.y));
                }
            }
            Err(refused(refusals))
        }
        (Err(faults), _) => {
            refusals.extend(faults);
            Err(refused(refusals))
        }
    }
}

fn first_place(geometry: &Geometry) -> Option<Coord> {
    match geometry {
        Geometry::Line(line) => line.0.first().copied(),
        Geometry::Point(point) => Some(point.0),
        Geometry::Area(area) => area.0.first()?.exterior().0.first().copied(),
    }
}

fn key_of(collection: Collection, values: &[Value]) -> Option<Key> {
    let named = |names: &[&str]| {
        let index = collection.fields().iter().position(|field| names.contains(&field.name))?;
        values.get(index)?.as_text().cloned()
    };
    Some((named(&["operator", "owner"]), named(&["code"])?))
}

fn damaged(row: &Row) -> Vec<String> {
    let damaged = row.flaws.iter().filter_map(|flaw| match flaw {
        Flaw::TextDamaged { field } => Some(field.clone()),
        Flaw::RingNotClosed { .. } | Flaw::Unreadable { .. } => None,
    });
    damaged.collect()
}

/// Gives a row without a code its number under the prefix.
fn number_row(values: &mut [Value], number: u64, request: &ImportRequest) -> bool {
    let code = request.collection.fields().iter().position(|field| field.name == "code");
    match (code.and_then(|index| values.get_mut(index)), &request.code_prefix) {
        (Some(code @ Value::Null), Some(prefix)) => {
            *code = Value::Text(format!("{prefix}{number}").into());
            true
        }
        _ => false,
    }
}

/// Parts that do not join become assets of their own: `code/1`, `code/2`.
fn parts(item: &Item, geometries: Vec<Geometry>, collection: Collection) -> Vec<(Item, Geometry)> {
    if geometries.len() == 1 {
        return geometries.into_iter().map(|geometry| (item.clone(), geometry)).collect();
    }
    let code = collection.fields().iter().position(|field| field.name == "code").unwrap_or(0);
    geometries
        .into_iter()
        .enumerate()
        .filter_map(|(part, geometry)| {
            let mut values = item.values();
            values[code] = Value::Text(format!("{}/{}", item.code(), part + 1).into());
            Some((Item::of_values(collection, &values).ok()?, geometry))
        })
        .collect()
}

fn refusal(number: u64, fault: FieldFault) -> RowRefusal {
    // One code for all rows would be no code.
    let remedy = if (fault.field, fault.code) == ("code", "missing") {
        "name the file's column with --map code=COLUMN, or number its rows with --code-prefix PREFIX".into()
    } else {
        fault.remedy
    };
    RowRefusal {
        row: Some(number),
        code: fault.code,
        message: format!("{}: {}", fault.field, fault.problem),
        remedy,
        path: Some(fault.field.to_owned()),
        lon: None,
        lat: None,
    }
}
