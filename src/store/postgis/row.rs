//! A feature's row: the SQL of the four tables and the way between columns and values.
//!
//! The statements are put together from the model's tables of fields, which are constants of this program. Days travel
//! as whole numbers counted from 1970-01-01, geometries as WKB.

use crate::geometry::validity;
use crate::model::{Collection, Day, Feature, Field, Geometry, Item, Kind, Revision, Value, feature::round_coord};
use crate::store::{StoreError, Stored, shape};
use geo::MapCoordsInPlace;
use geo_types::MultiPolygon;
use sqlx::postgres::{PgArguments, PgRow, Postgres};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Row as _};
use std::fmt::Write as _;

/// `id, geom, revision` and then the fields in their order, as [`read`] wants them.
pub(super) fn select(collection: Collection, condition: &str) -> AssertSqlSafe<String> {
    let mut sql = String::from("SELECT id, ST_AsBinary(geom, 'NDR'), revision");
    for field in collection.fields() {
        let _ = match field.kind {
            Kind::Date => write!(sql, ", {} - DATE '1970-01-01'", field.name),
            _ => write!(sql, ", {}", field.name),
        };
    }
    let _ = write!(sql, " FROM {} {condition}", collection.word());
    AssertSqlSafe(sql)
}

/// Writes any number of features at once, one array a column, in place of those with the same ids. Triggers write the
/// change log, and make sure of the revision.
pub(super) fn upsert(collection: Collection) -> AssertSqlSafe<String> {
    let fields = collection.fields();
    let (mut into, mut from, mut arrays, mut set) = (String::new(), String::new(), String::new(), String::new());
    for (index, field) in fields.iter().enumerate() {
        let name = field.name;
        let (kind, base) = match field.kind {
            Kind::Text | Kind::Choice(_) => ("text", ""),
            Kind::Integer { .. } => ("bigint", ""),
            Kind::Number { .. } => ("double precision", ""),
            Kind::Date => ("integer", "DATE '1970-01-01' + "),
        };
        let _ = write!(into, ", {name}");
        let _ = write!(from, ", {base}given.{name}");
        let _ = write!(arrays, ", ${}::{kind}[]", index + 4);
        let _ = write!(set, ", {name} = excluded.{name}");
    }
    AssertSqlSafe(format!(
        "INSERT INTO {} (id, geom, revision{into}) SELECT given.id, ST_GeomFromWKB(given.geom, 4326), given.revision{from} \
         FROM unnest($1::bigint[], $2::bytea[], $3::bigint[]{arrays}) AS given (id, geom, revision{into}) \
         ON CONFLICT (id) DO UPDATE SET geom = excluded.geom, revision = excluded.revision{set}",
        collection.word()
    ))
}

/// Binds the columns of [`upsert`].
pub(super) fn bind<'q>(
    mut query: Query<'q, Postgres, PgArguments>,
    collection: Collection,
    features: &[&Feature],
    revisions: Vec<i64>,
) -> Result<Query<'q, Postgres, PgArguments>, StoreError> {
    let ids: Vec<i64> = features.iter().map(|feature| feature.id).collect();
    let mut geoms = Vec::with_capacity(features.len());
    for feature in features {
        let mut bytes = Vec::with_capacity(128);
        shape::write_wkb(&mut bytes, &feature.geometry)
            .map_err(|reason| StoreError::Corrupt(format!("{} {}: {reason}", collection.word(), feature.id)))?;
        geoms.push(bytes);
    }
    query = query.bind(ids).bind(geoms).bind(revisions);
    let rows: Vec<Vec<Value>> = features.iter().map(|feature| feature.item.values()).collect();
    for (index, field) in collection.fields().iter().enumerate() {
        let column = rows.iter().map(|row| row.get(index).unwrap_or(&Value::Null));
        query = match field.kind {
            Kind::Text | Kind::Choice(_) => {
                query.bind(column.map(|value| value.as_text().map(|text| text.as_ref().to_owned())).collect::<Vec<_>>())
            }
            Kind::Integer { .. } => query.bind(column.map(Value::as_integer).collect::<Vec<_>>()),
            Kind::Number { .. } => query.bind(column.map(Value::as_number).collect::<Vec<_>>()),
            Kind::Date => query.bind(column.map(|value| value.as_day().map(|day| day.0)).collect::<Vec<_>>()),
        };
    }
    Ok(query)
}

/// Reads a row selected by [`select`].
pub(super) fn read(collection: Collection, row: &PgRow) -> Result<Stored, StoreError> {
    let id: i64 = row.try_get(0)?;
    let corrupt = |reason: String| StoreError::Corrupt(format!("{} {id}: {reason}", collection.word()));
    let geometry = read_geometry(row.try_get(1)?).map_err(corrupt)?;
    let revision = Revision(row.try_get(2)?);
    let mut values = Vec::with_capacity(collection.fields().len());
    for (index, field) in collection.fields().iter().enumerate() {
        values.push(read_value(row, index + 3, field).map_err(|error| corrupt(error.to_string()))?);
    }
    let item = Item::of_values(collection, &values).map_err(|faults| {
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        corrupt(told.join("; "))
    })?;
    Ok(Stored { feature: Feature { id, item, geometry }, revision })
}

/// Others may have written in SQL more digits than we keep, vertices twice, rings the other way round. What came through our
/// door is normal already, and nothing changes.
pub(super) fn read_geometry(wkb: &[u8]) -> Result<Geometry, String> {
    let mut geometry = shape::read_wkb(wkb)?;
    match &mut geometry {
        Geometry::Line(line) => {
            line.map_coords_in_place(round_coord);
            // One vertex alone would be no line.
            if line.0.iter().any(|place| Some(place) != line.0.first()) {
                line.0.dedup();
            }
        }
        Geometry::Point(point) => point.map_coords_in_place(round_coord),
        Geometry::Area(area) => {
            area.map_coords_in_place(round_coord);
            let given = std::mem::replace(area, MultiPolygon(Vec::new()));
            *area = validity::normalise_area(given).0;
        }
    }
    Ok(geometry)
}

fn read_value(row: &PgRow, index: usize, field: &Field) -> Result<Value, sqlx::Error> {
    Ok(match field.kind {
        // Editing tools write "" where they mean that there is no value. What must be there is left as it is: a row that
        // the tables took must never keep the service from reading.
        Kind::Text | Kind::Choice(_) => row
            .try_get::<Option<&str>, _>(index)?
            .filter(|text| field.required || !text.trim().is_empty())
            .map_or(Value::Null, |text| Value::Text(text.into())),
        Kind::Integer { .. } => Value::of_integer(row.try_get::<Option<i32>, _>(index)?.map(i64::from)),
        Kind::Number { .. } => Value::of_number(row.try_get::<Option<f64>, _>(index)?),
        Kind::Date => row.try_get::<Option<i32>, _>(index)?.map_or(Value::Null, |day| Value::Date(Day(day))),
    })
}
