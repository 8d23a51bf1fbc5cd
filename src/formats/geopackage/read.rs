//! The rows of a feature table.

use futures_util::TryStreamExt as _;
use sqlx::sqlite::{Sqlite, SqliteConnection, SqliteRow, SqliteValueRef};
use sqlx::{Decode, Row as _, TypeInfo as _, ValueRef as _};

use super::layer::{self, Layer};
use super::{blob, broken};
use crate::formats::builder::Builder;
use crate::formats::shape::{Bad, Shape};
use crate::formats::{Encoding, Flaw, Format, KnownBy, ReadError, ReadOptions, Table, Value, text};

/// Keys that only number the rows and are no field of the user's.
const MERE_KEYS: [&str; 6] = ["fid", "ogc_fid", "rowid", "objectid", "gpkg_fid", "row_fid"];

/// Reads the chosen layer.
pub(super) async fn layer(
    connection: &mut SqliteConnection,
    name: &str,
    options: &ReadOptions<'_>,
) -> Result<Table, ReadError> {
    let layer = layer::choose(connection, name, options).await?;
    let mut builder = Builder::new(Format::GeoPackage, &layer.table, &options.limits);
    builder.set_encoding(Encoding { name: "UTF-8".into(), known_by: KnownBy::Standard });
    builder.set_crs(layer::crs(connection, name, layer.srs_id).await?);
    if !layer.others.is_empty() {
        let others = layer.others.join(", ");
        builder.note("other_layers", None, || format!("other layers of the file were left aside: {others}"));
    }
    let coded = layer::coded_values(connection, name, &layer.table).await?;
    if !coded.is_empty() {
        builder.note("coded_values", None, || format!("the file lists what codes stand for; {}", coded.join("; ")));
    }
    // A key of another name may be a code somebody uses.
    let key_field = layer.key.clone().filter(|key| !MERE_KEYS.contains(&key.to_ascii_lowercase().as_str()));
    let has_key_field = key_field.is_some();
    builder.header(key_field.into_iter().chain(layer.columns.iter().map(|(column, _)| column.clone())));
    let mut rows = sqlx::query(layer::select(&layer)).fetch(connection);
    let mut nth = 0;
    while let Some(row) = rows.try_next().await.map_err(|e| broken(name, &layer.table, &e))? {
        nth += 1;
        take(&row, nth, &layer, has_key_field, &mut builder).map_err(|fault| match fault {
            Fault::File(fault) => fault,
            Fault::Row(fault) => broken(name, &layer.table, &fault),
        })?;
    }
    Ok(builder.finish())
}

enum Fault {
    File(ReadError),
    Row(sqlx::Error),
}

fn take(row: &SqliteRow, nth: u64, layer: &Layer, has_key_field: bool, builder: &mut Builder) -> Result<(), Fault> {
    let key: Option<i64> = row.try_get(0).map_err(Fault::Row)?;
    let number = key.and_then(|key| u64::try_from(key).ok()).unwrap_or(nth);
    let geometry = row.try_get_raw(1).map_err(Fault::Row)?;
    let shape = match geometry.type_info().name() {
        _ if geometry.is_null() => Ok(Shape::default()),
        "BLOB" => blob::read(bytes(geometry)).map(|(shape, srs_id)| {
            if i64::from(srs_id) != layer.srs_id {
                builder.note("srs_differs", Some(number), || {
                    format!("geometries say srs {srs_id}, their layer {}; the layer's was used", layer.srs_id)
                });
            }
            shape
        }),
        other => Err(Bad::damaged(format!("{other} where a geometry must be"))),
    };
    let mut flaws = Vec::new();
    let mut values = Vec::with_capacity(layer.columns.len() + 1);
    if has_key_field {
        values.push(key.map_or(Value::Null, Value::Int));
    }
    for (at, (column, declared)) in layer.columns.iter().enumerate() {
        let cell = row.try_get_raw(at + 2).map_err(Fault::Row)?;
        values.push(value(cell, column, declared, number, &mut flaws, builder));
    }
    let taken = match shape {
        Ok(mut shape) => {
            shape.flaws.extend(flaws);
            builder.shaped_row(number, shape, values)
        }
        Err(bad) => builder.unreadable_shape(number, bad, layer.geometry.clone(), "", values),
    };
    taken.map_err(Fault::File)
}

/// A cell by what it holds; its declared type only tells dates and truth values apart, for SQLite enforces none.
fn value(
    cell: SqliteValueRef<'_>,
    column: &str,
    declared: &str,
    number: u64,
    flaws: &mut Vec<Flaw>,
    builder: &mut Builder,
) -> Value {
    if cell.is_null() {
        return Value::Null;
    }
    let kind = cell.type_info().name().to_owned();
    match kind.as_str() {
        "INTEGER" | "BOOLEAN" => match (<i64 as Decode<Sqlite>>::decode(cell), declared) {
            (Ok(whole @ (0 | 1)), "BOOLEAN") => Value::Bool(whole == 1),
            (Ok(whole), _) => Value::Int(whole),
            (Err(_), _) => Value::Null,
        },
        "REAL" => match <f64 as Decode<Sqlite>>::decode(cell) {
            Ok(number) if number.is_finite() => Value::Float(number),
            _ => Value::Null,
        },
        "BLOB" => {
            builder.note("field_not_read", Some(number), || {
                format!("field {column} holds binary content, which is not read")
            });
            Value::Null
        }
        _ => {
            let bytes = bytes(cell);
            let Ok(words) = std::str::from_utf8(bytes) else {
                builder.note("text_damaged", Some(number), || {
                    format!("text of field {column} holds bytes that are no UTF-8")
                });
                flaws.push(Flaw::TextDamaged { field: column.to_owned() });
                return Value::Text(text::nfc(String::from_utf8_lossy(bytes).into_owned()));
            };
            if declared == "DATE"
                && let Ok(date) = words.parse()
            {
                return Value::Date(date);
            }
            Value::Text(text::nfc(words.to_owned()))
        }
    }
}

/// The bytes of a blob or a text.
fn bytes(cell: SqliteValueRef<'_>) -> &[u8] {
    <&[u8] as Decode<Sqlite>>::decode(cell).unwrap_or_default()
}
