//! Which layer is read, its columns and its CRS.

use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Row as _};

use super::{broken, quoted};
use crate::formats::{FileCrs, ReadError, ReadOptions};

/// A feature table.
#[derive(Debug)]
pub(super) struct Layer {
    pub(super) table: String,
    pub(super) geometry: String,
    pub(super) srs_id: i64,
    /// The integer primary key, if there is one.
    pub(super) key: Option<String>,
    /// The other columns: name and declared type.
    pub(super) columns: Vec<(String, String)>,
    /// The other feature tables.
    pub(super) others: Vec<String>,
}

/// The layer the options name, or the only one.
pub(super) async fn choose(
    connection: &mut SqliteConnection,
    name: &str,
    options: &ReadOptions<'_>,
) -> Result<Layer, ReadError> {
    let encoding: String = one(connection, name, "PRAGMA encoding").await?.unwrap_or_default();
    if encoding != "UTF-8" {
        return Err(ReadError::Utf16 { name: name.into() });
    }
    for needed in ["gpkg_contents", "gpkg_geometry_columns"] {
        if !is_plain_table(connection, name, needed).await? {
            return Err(ReadError::Structure {
                name: name.into(),
                place: needed.into(),
                reason: "this table of every GeoPackage with features is missing".into(),
                remedy: "export the layer as a GeoPackage".into(),
            });
        }
    }
    let listed = sqlx::query(
        "SELECT CAST(g.table_name AS TEXT), CAST(g.column_name AS TEXT), CAST(g.srs_id AS INTEGER) \
         FROM gpkg_geometry_columns g NOT INDEXED JOIN gpkg_contents c ON lower(c.table_name) = lower(g.table_name) \
         WHERE c.data_type = 'features' ORDER BY 1 LIMIT 1000",
    )
    .fetch_all(&mut *connection)
    .await
    .map_err(|e| broken(name, "gpkg_geometry_columns", &e))?;
    let mut layers = Vec::new();
    for row in &listed {
        let (table, geometry, srs_id): (String, String, i64) = columns3(name, row)?;
        // A view can hide any query, a virtual table any module.
        if is_plain_table(connection, name, &table).await? {
            layers.push((table, geometry, srs_id));
        }
    }
    let names: Vec<String> = layers.iter().map(|(table, _, _)| table.clone()).collect();
    let found = match options.layer {
        Some(asked) => layers.iter().position(|(table, _, _)| table.eq_ignore_ascii_case(asked)),
        None => (layers.len() == 1).then_some(0),
    };
    let Some(found) = found else {
        return Err(ReadError::WhichLayer {
            name: name.into(),
            asked: options.layer.map(str::to_owned),
            layers: names,
        });
    };
    let (table, geometry, srs_id) = layers.swap_remove(found);
    let others = names.into_iter().filter(|other| *other != table).collect();
    let mut layer = Layer { table, geometry, srs_id, key: None, columns: Vec::new(), others };
    let columns = sqlx::query("SELECT name, type, pk, hidden FROM pragma_table_xinfo(?)")
        .bind(&layer.table)
        .fetch_all(&mut *connection)
        .await
        .map_err(|e| broken(name, &layer.table, &e))?;
    let mut has_geometry = false;
    for row in &columns {
        let read = |at| row.try_get::<i64, usize>(at).map_err(|e| broken(name, &layer.table, &e));
        let (column, declared): (String, String) = (text(name, row, 0)?, text(name, row, 1)?);
        let (pk, hidden) = (read(2)?, read(3)?);
        if column.eq_ignore_ascii_case(&layer.geometry) {
            layer.geometry = column;
            has_geometry = hidden == 0;
        } else if pk == 1 && declared.eq_ignore_ascii_case("INTEGER") && layer.key.is_none() {
            layer.key = Some(column);
        } else if hidden == 0 {
            // Generated columns would run the file's own expressions.
            layer.columns.push((column, declared.to_ascii_uppercase()));
        }
    }
    if !has_geometry {
        return Err(ReadError::Structure {
            name: name.into(),
            place: layer.table,
            reason: format!("it has no column {:?} for the geometry", layer.geometry),
            remedy: "export the layer again".into(),
        });
    }
    Ok(layer)
}

/// The CRS of a layer. Positions are east before north whatever the code's axis order (12-128 clause 1.1.2).
pub(super) async fn crs(connection: &mut SqliteConnection, name: &str, srs_id: i64) -> Result<FileCrs, ReadError> {
    if srs_id <= 0 || !is_plain_table(connection, name, "gpkg_spatial_ref_sys").await? {
        return Ok(FileCrs::Unknown);
    }
    let row = sqlx::query(
        "SELECT CAST(organization AS TEXT), CAST(definition AS TEXT), CAST(organization_coordsys_id AS INTEGER) \
         FROM gpkg_spatial_ref_sys WHERE srs_id = ?",
    )
    .bind(srs_id)
    .fetch_optional(connection)
    .await
    .map_err(|e| broken(name, "gpkg_spatial_ref_sys", &e))?;
    let Some(row) = row else {
        return Ok(FileCrs::Unknown);
    };
    let (organization, definition, code): (String, String, i64) = columns3(name, &row)?;
    if organization.trim().eq_ignore_ascii_case("EPSG")
        && let Ok(code) = u32::try_from(code)
        && code > 0
    {
        return Ok(if code == 4326 { FileCrs::Wgs84 } else { FileCrs::Epsg(code) });
    }
    let definition = definition.trim();
    if definition.is_empty() || definition.eq_ignore_ascii_case("undefined") || definition.len() > 1 << 16 {
        return Ok(FileCrs::Unknown);
    }
    Ok(FileCrs::Wkt(definition.to_owned()))
}

/// The codes and what they stand for, of columns whose values are restricted to a list.
pub(super) async fn coded_values(
    connection: &mut SqliteConnection,
    name: &str,
    table: &str,
) -> Result<Vec<String>, ReadError> {
    for needed in ["gpkg_data_columns", "gpkg_data_column_constraints"] {
        if !is_plain_table(connection, name, needed).await? {
            return Ok(Vec::new());
        }
    }
    let listed = sqlx::query(
        "SELECT CAST(d.column_name AS TEXT), CAST(k.value AS TEXT), CAST(k.description AS TEXT) \
         FROM gpkg_data_columns d JOIN gpkg_data_column_constraints k ON k.constraint_name = d.constraint_name \
         WHERE k.constraint_type = 'enum' AND lower(d.table_name) = lower(?) ORDER BY 1, 2 LIMIT 200",
    )
    .bind(table)
    .fetch_all(connection)
    .await;
    // A file that has these tables in another shape is read all the same.
    let Ok(listed) = listed else {
        return Ok(Vec::new());
    };
    let mut columns: Vec<(String, Vec<String>)> = Vec::new();
    for row in &listed {
        let (column, value, said): (String, String, String) =
            (text(name, row, 0)?, text(name, row, 1)?, text(name, row, 2)?);
        let value = if said.is_empty() { value } else { format!("{value} = {said}") };
        match columns.last_mut() {
            Some((last, values)) if *last == column => values.push(value),
            _ => columns.push((column, vec![value])),
        }
    }
    Ok(columns.into_iter().map(|(column, values)| format!("{column}: {}", values.join(", "))).collect())
}

/// Whether the file has a table of that name that is no view and no virtual table.
async fn is_plain_table(connection: &mut SqliteConnection, name: &str, table: &str) -> Result<bool, ReadError> {
    let found: Option<i64> = sqlx::query_scalar(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND lower(name) = lower(?) \
         AND upper(ltrim(sql)) NOT LIKE 'CREATE VIRTUAL%' LIMIT 1",
    )
    .bind(table)
    .fetch_optional(connection)
    .await
    .map_err(|e| broken(name, "schema", &e))?;
    Ok(found.is_some())
}

async fn one(connection: &mut SqliteConnection, name: &str, query: &'static str) -> Result<Option<String>, ReadError> {
    sqlx::query_scalar(query).fetch_optional(connection).await.map_err(|e| broken(name, "schema", &e))
}

/// Text of a column; an empty one for null.
fn text(name: &str, row: &SqliteRow, at: usize) -> Result<String, ReadError> {
    row.try_get::<Option<String>, usize>(at).map(Option::unwrap_or_default).map_err(|e| broken(name, "schema", &e))
}

fn columns3(name: &str, row: &SqliteRow) -> Result<(String, String, i64), ReadError> {
    let number = row.try_get::<Option<i64>, usize>(2).map_err(|e| broken(name, "schema", &e))?;
    Ok((text(name, row, 0)?, text(name, row, 1)?, number.unwrap_or_default()))
}

/// The statement that reads a layer: its key, its geometry, its columns. No index is used, for the file's own indices may
/// lie about the table.
pub(super) fn select(layer: &Layer) -> AssertSqlSafe<String> {
    let key = layer.key.as_ref().map_or_else(|| "NULL".to_owned(), |key| quoted(key));
    let mut sql = format!("SELECT {key}, {}", quoted(&layer.geometry));
    for (column, _) in &layer.columns {
        sql.push_str(", ");
        sql.push_str(&quoted(column));
    }
    sql.push_str(" FROM ");
    sql.push_str(&quoted(&layer.table));
    sql.push_str(" NOT INDEXED");
    AssertSqlSafe(sql)
}
