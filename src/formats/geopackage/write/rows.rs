//! The rows of a feature table and its index, in batches.

use geo::BoundingRect as _;
use geo_types::Geometry;
use sqlx::sqlite::{Sqlite, SqliteConnection};
use sqlx::{Acquire as _, AssertSqlSafe, QueryBuilder};

use super::super::quoted;
use super::schema::Names;
use crate::formats::Value;
use crate::formats::out::{FieldType, OutCrs, OutField, OutRow, Written};

/// Bound values a statement may have, well under SQLite's 32,766.
const MOST_BINDS: usize = 8_000;

/// What the rows added up to.
#[derive(Debug, Default)]
pub(super) struct Filled {
    pub(super) written: Written,
    /// minx, maxx, miny, maxy.
    pub(super) bounds: Option<[f64; 4]>,
    /// The geometry type all rows have, else GEOMETRY.
    pub(super) kind: &'static str,
}

pub(super) async fn fill<'a>(
    connection: &mut SqliteConnection,
    names: &Names,
    fields: &[OutField],
    crs: OutCrs<'_>,
    rows: impl Iterator<Item = OutRow<'a>>,
) -> Result<Filled, sqlx::Error> {
    let mut filled = Filled::default();
    let mut kinds: Vec<&'static str> = Vec::new();
    let mut singles: Vec<(i64, &'a Geometry<f64>)> = Vec::new();
    let mut index: Vec<(i64, [f64; 4])> = Vec::new();
    let mut transaction = connection.begin().await?;
    let mut into = format!("INSERT INTO {} ({}, {}", names.table(), names.key(), Names::geometry());
    for field in fields {
        into.push_str(", ");
        into.push_str(&quoted(&field.name));
    }
    into.push_str(") ");
    let rows_at_once = (MOST_BINDS / (fields.len() + 2)).max(1);
    let mut rows = rows.peekable();
    while rows.peek().is_some() {
        let batch: Vec<OutRow<'_>> = rows.by_ref().take(rows_at_once).collect();
        let mut blobs = Vec::with_capacity(batch.len());
        for row in &batch {
            let bounds = row.geometry.and_then(bounds);
            if let Some(own) = bounds {
                index.push((row.id, own));
                filled.bounds = Some(filled.bounds.map_or(own, |all| {
                    [all[0].min(own[0]), all[1].max(own[1]), all[2].min(own[2]), all[3].max(own[3])]
                }));
            }
            if let Some(geometry) = row.geometry {
                let own = kind(geometry);
                if !kinds.contains(&own) {
                    kinds.push(own);
                }
                if is_single(geometry) {
                    singles.push((row.id, geometry));
                }
            }
            blobs.push(row.geometry.map(|geometry| blob(geometry, bounds, crs.epsg)).transpose()?);
            filled.written.rows += 1;
        }
        let mut statement: QueryBuilder<Sqlite> = QueryBuilder::new(into.as_str());
        statement.push_values(batch.iter().zip(blobs), |mut cells, (row, blob)| {
            cells.push_bind(row.id);
            cells.push_bind(blob);
            for (field, value) in fields.iter().zip(&row.values) {
                match value {
                    Value::Null => cells.push_bind(None::<String>),
                    Value::Bool(is) => cells.push_bind(*is),
                    Value::Int(whole) if field.kind == FieldType::Float => cells.push_bind(*whole as f64),
                    Value::Int(whole) => cells.push_bind(*whole),
                    Value::Float(number) => cells.push_bind(*number),
                    Value::Text(words) => cells.push_bind(words.clone()),
                    Value::Date(date) => cells.push_bind(date.to_string()),
                    Value::Json(nested) => cells.push_bind(nested.to_string()),
                };
            }
            for _ in row.values.len()..fields.len() {
                cells.push_bind(None::<String>);
            }
        });
        statement.build().persistent(false).execute(&mut *transaction).await?;
    }
    for batch in index.chunks(MOST_BINDS / 5) {
        let into = format!("INSERT INTO {} ", names.index());
        let mut statement: QueryBuilder<Sqlite> = QueryBuilder::new(into);
        statement.push_values(batch, |mut cells, (id, bounds)| {
            cells.push_bind(*id);
            for bound in bounds {
                cells.push_bind(*bound);
            }
        });
        statement.build().persistent(false).execute(&mut *transaction).await?;
    }
    filled.kind = common_kind(&kinds);
    // Lines and multi lines in one layer become multi lines all, so that the layer has a type.
    if kinds.len() == 2 && filled.kind != ANY {
        let update = format!("UPDATE {} SET {} = ? WHERE {} = ?", names.table(), Names::geometry(), names.key());
        for (id, geometry) in singles {
            let Some(multi) = multi(geometry) else { continue };
            let blob = blob(&multi, bounds(geometry), crs.epsg)?;
            sqlx::query(AssertSqlSafe(update.clone())).bind(blob).bind(id).execute(&mut *transaction).await?;
        }
    }
    transaction.commit().await?;
    Ok(filled)
}

/// The type of a layer that may hold any.
const ANY: &str = "GEOMETRY";

fn common_kind(kinds: &[&'static str]) -> &'static str {
    match kinds {
        [one] => one,
        [a, b] if a.strip_prefix("MULTI") == Some(b) => a,
        [a, b] if b.strip_prefix("MULTI") == Some(a) => b,
        _ => ANY,
    }
}

fn is_single(geometry: &Geometry<f64>) -> bool {
    matches!(geometry, Geometry::Point(_) | Geometry::LineString(_) | Geometry::Polygon(_))
}

/// A single geometry as the multi geometry of one part.
fn multi(geometry: &Geometry<f64>) -> Option<Geometry<f64>> {
    Some(match geometry {
        Geometry::Point(point) => Geometry::MultiPoint((*point).into()),
        Geometry::LineString(line) => Geometry::MultiLineString(line.clone().into()),
        Geometry::Polygon(polygon) => Geometry::MultiPolygon(polygon.clone().into()),
        _ => return None,
    })
}

fn bounds(geometry: &Geometry<f64>) -> Option<[f64; 4]> {
    let rect = geometry.bounding_rect()?;
    Some([rect.min().x, rect.max().x, rect.min().y, rect.max().y])
}

fn kind(geometry: &Geometry<f64>) -> &'static str {
    match geometry {
        Geometry::Point(_) => "POINT",
        Geometry::Line(_) | Geometry::LineString(_) => "LINESTRING",
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => "POLYGON",
        Geometry::MultiPoint(_) => "MULTIPOINT",
        Geometry::MultiLineString(_) => "MULTILINESTRING",
        Geometry::MultiPolygon(_) => "MULTIPOLYGON",
        Geometry::GeometryCollection(_) => "GEOMETRYCOLLECTION",
    }
}

/// Header, envelope and WKB, all little-endian. A point is its own envelope and has none.
fn blob(geometry: &Geometry<f64>, bounds: Option<[f64; 4]>, epsg: u32) -> Result<Vec<u8>, sqlx::Error> {
    let envelope = bounds.filter(|_| !matches!(geometry, Geometry::Point(_)));
    let mut blob = vec![b'G', b'P', 0];
    let is_empty = u8::from(bounds.is_none()) << 4;
    let kind = u8::from(envelope.is_some()) << 1;
    blob.push(1 | kind | is_empty);
    blob.extend(epsg.to_le_bytes());
    for bound in envelope.into_iter().flatten() {
        blob.extend(bound.to_le_bytes());
    }
    let little = wkb::writer::WriteOptions { endianness: wkb::Endianness::LittleEndian };
    wkb::writer::write_geometry(&mut blob, geometry, &little).map_err(|e| sqlx::Error::Encode(Box::new(e)))?;
    Ok(blob)
}
