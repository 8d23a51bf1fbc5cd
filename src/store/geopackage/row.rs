//! A feature's row: the SQL of the four tables and the way between columns and values.
//!
//! The statements are put together from the model's tables of fields, which are constants of this program.

use super::blob;
use crate::model::{Collection, Day, Feature, Field, Item, Kind, Revision, Value};
use crate::store::{StoreError, Stored, logged};
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteRow};
use sqlx::{AssertSqlSafe, Row as _};
use std::fmt::Write as _;

/// `id, geom, revision` and then the fields in their order.
pub(super) fn columns(collection: Collection) -> String {
    collection.fields().iter().fold(String::from("id, geom, revision"), |mut sql, field| {
        let _ = write!(sql, ", {}", field.name);
        sql
    })
}

pub(super) fn select(collection: Collection, condition: &'static str) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!("SELECT {} FROM {} {condition}", columns(collection), collection.word()))
}

/// The rows with one of `count` ids.
pub(super) fn select_ids(collection: Collection, count: usize) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!(
        "SELECT {} FROM {} WHERE id IN (?{})",
        columns(collection),
        collection.word(),
        ", ?".repeat(count.saturating_sub(1))
    ))
}

/// Writes `rows` rows of the change log at once.
pub(super) fn log_before(rows: usize) -> AssertSqlSafe<String> {
    let marks = "(?, ?, ?, ?, ?)";
    AssertSqlSafe(format!(
        "INSERT INTO changes (revision, collection, id, before, before_geom) VALUES {marks}{}",
        format!(", {marks}").repeat(rows.saturating_sub(1))
    ))
}

/// Writes `rows` features at once, in place of those with the same ids.
pub(super) fn upsert(collection: Collection, rows: usize) -> AssertSqlSafe<String> {
    let marks = format!("(?{})", ", ?".repeat(collection.fields().len() + 2));
    let mut sql = format!("INSERT INTO {} ({}) VALUES {marks}", collection.word(), columns(collection));
    for _ in 1..rows {
        sql.push_str(", ");
        sql.push_str(&marks);
    }
    sql.push_str(" ON CONFLICT (id) DO UPDATE SET geom = excluded.geom, revision = excluded.revision");
    for field in collection.fields() {
        let _ = write!(sql, ", {0} = excluded.{0}", field.name);
    }
    AssertSqlSafe(sql)
}

type Bound<'q> = Query<'q, Sqlite, SqliteArguments>;

pub(super) fn bind_feature<'q>(
    query: Bound<'q>,
    feature: &Feature,
    revision: Revision,
) -> Result<Bound<'q>, StoreError> {
    let geom = blob::encode(&feature.geometry).map_err(|reason| {
        StoreError::Corrupt(format!("{} {}: {reason}", feature.item.collection().word(), feature.id))
    })?;
    let query = query.bind(feature.id).bind(geom).bind(revision.0);
    Ok(feature.item.values().into_iter().fold(query, |query, value| match value {
        Value::Null => query.bind(None::<String>),
        Value::Text(text) => query.bind(text.to_string()),
        Value::Integer(number) => query.bind(number),
        Value::Number(number) => query.bind(number),
        Value::Date(day) => query.bind(day.to_string()),
    }))
}

/// Reads a row selected by [`columns`].
pub(super) fn read(collection: Collection, row: &SqliteRow) -> Result<Stored, StoreError> {
    let id: i64 = row.try_get(0)?;
    let place = || format!("{} {id}", collection.word());
    let geom: &[u8] = row.try_get(1)?;
    let geometry = blob::decode(geom).map_err(|reason| StoreError::Corrupt(format!("{}: {reason}", place())))?;
    let revision = Revision(row.try_get(2)?);
    let mut values = Vec::with_capacity(collection.fields().len());
    for (index, field) in collection.fields().iter().enumerate() {
        values.push(
            read_value(row, index + 3, field)
                .map_err(|reason| StoreError::Corrupt(format!("{}: {reason}", place())))?,
        );
    }
    let item = Item::of_values(collection, &values).map_err(|faults| {
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        StoreError::Corrupt(format!("{}: {}", place(), told.join("; ")))
    })?;
    Ok(Stored { feature: Feature { id, item, geometry }, revision })
}

fn read_value(row: &SqliteRow, index: usize, field: &Field) -> Result<Value, String> {
    let told = |error: sqlx::Error| error.to_string();
    Ok(match field.kind {
        Kind::Text | Kind::Choice(_) => {
            row.try_get::<Option<&str>, _>(index).map_err(told)?.map_or(Value::Null, |text| Value::Text(text.into()))
        }
        Kind::Integer { .. } => Value::of_integer(row.try_get::<Option<i64>, _>(index).map_err(told)?),
        Kind::Number { .. } => Value::of_number(row.try_get::<Option<f64>, _>(index).map_err(told)?),
        Kind::Date => match row.try_get::<Option<&str>, _>(index).map_err(told)? {
            None => Value::Null,
            Some(text) => Value::Date(text.parse::<Day>().map_err(|fault| fault.to_string())?),
        },
    })
}

/// A feature from the change log's JSON and geometry.
pub(super) fn of_log(collection: Collection, id: i64, values: &str, geom: &[u8]) -> Result<Feature, StoreError> {
    let item = logged::of_json(collection, id, values)?;
    let geometry = blob::decode(geom)
        .map_err(|reason| StoreError::Corrupt(format!("change log, {} {id}: {reason}", collection.word())))?;
    Ok(Feature { id, item, geometry })
}
