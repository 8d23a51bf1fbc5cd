//! The tables, the entries and the triggers that make a SQLite file a GeoPackage. Table and trigger definitions are those of
//! the standard (annex C and F.3), for programs compare them.

use std::fmt::Write as _;

use sqlx::sqlite::SqliteConnection;

use super::super::quoted;
use super::rows::Filled;
use crate::formats::WriteError;
use crate::formats::out::{FieldType, OutCrs, OutField, OutTable};

/// The geometry column's name, as most programs have it.
const GEOMETRY: &str = "geom";

/// "GPKG", and the version 1.3.0.
const IDENTITY: &str = "PRAGMA application_id = 1196444487; PRAGMA user_version = 10300;";

const TABLES: &str = "
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL,
  srs_id INTEGER PRIMARY KEY,
  organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL,
  description TEXT
);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY,
  data_type TEXT NOT NULL,
  identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE,
  min_y DOUBLE,
  max_x DOUBLE,
  max_y DOUBLE,
  srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL,
  m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);
CREATE TABLE gpkg_extensions (
  table_name TEXT,
  column_name TEXT,
  extension_name TEXT NOT NULL,
  definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
);";

const WGS84: &str = "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,\
AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],\
UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],AXIS[\"Latitude\",NORTH],AXIS[\"Longitude\",EAST],\
AUTHORITY[\"EPSG\",\"4326\"]]";

/// The layer's table, its index and its key.
pub(super) struct Names {
    pub(super) table: String,
    pub(super) key: &'static str,
}

impl Names {
    /// Refuses names that GeoPackage and SQLite keep for themselves.
    pub(super) fn of(table: &OutTable<'_>) -> Result<Self, WriteError> {
        let name: String = table.name.chars().filter(|c| !c.is_control()).collect();
        let lower = name.to_lowercase();
        if name.is_empty() || ["gpkg_", "sqlite_", "rtree_"].iter().any(|kept| lower.starts_with(kept)) {
            return Err(WriteError::Layer {
                reason: format!("a GeoPackage layer cannot be called {name:?}"),
                remedy: "give the layer another name",
            });
        }
        // The key must not meet a field, whatever its case.
        let is_free = |key: &str| !table.fields.iter().any(|field| field.name.eq_ignore_ascii_case(key));
        let key = ["fid", "gpkg_fid", "row_fid"].into_iter().find(|key| is_free(key)).unwrap_or("fid");
        Ok(Self { table: name, key })
    }

    pub(super) fn table(&self) -> String {
        quoted(&self.table)
    }

    pub(super) fn index(&self) -> String {
        quoted(&format!("rtree_{}_{GEOMETRY}", self.table))
    }

    pub(super) fn geometry() -> &'static str {
        "\"geom\""
    }

    pub(super) fn key(&self) -> String {
        quoted(self.key)
    }
}

/// What must be there before the first row.
pub(super) fn before_rows(names: &Names, fields: &[OutField]) -> Vec<String> {
    vec![
        IDENTITY.to_owned(),
        TABLES.to_owned(),
        create_table(names, fields, "GEOMETRY"),
        format!("CREATE VIRTUAL TABLE {} USING rtree(id, minx, maxx, miny, maxy)", names.index()),
    ]
}

fn create_table(names: &Names, fields: &[OutField], geometry_type: &str) -> String {
    let (key, geometry) = (names.key(), Names::geometry());
    let mut columns = format!("{key} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, {geometry} {geometry_type}");
    for field in fields {
        let kind = match field.kind {
            FieldType::Text => "TEXT",
            FieldType::Int => "INTEGER",
            FieldType::Float => "DOUBLE",
            FieldType::Bool => "BOOLEAN",
            FieldType::Date => "DATE",
        };
        let _ = write!(columns, ", {} {kind}", quoted(&field.name));
    }
    format!("CREATE TABLE {} ({columns})", names.table())
}

/// Says the geometry's type in the table's definition too, now that all rows were seen: the standard wants it the same as in
/// gpkg_geometry_columns. What is stored does not depend on it, so the definition is changed in place.
pub(super) async fn declare_type(
    connection: &mut SqliteConnection,
    names: &Names,
    fields: &[OutField],
    geometry_type: &str,
) -> Result<(), sqlx::Error> {
    sqlx::raw_sql("PRAGMA writable_schema = ON").execute(&mut *connection).await?;
    sqlx::query("UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?")
        .bind(create_table(names, fields, geometry_type))
        .bind(names.table.clone())
        .execute(&mut *connection)
        .await?;
    sqlx::raw_sql("PRAGMA writable_schema = RESET").execute(connection).await?;
    Ok(())
}

/// The three reference systems every GeoPackage has, and the layer's own.
pub(super) async fn add_crs(connection: &mut SqliteConnection, crs: OutCrs<'_>) -> Result<(), sqlx::Error> {
    let wgs84 = ("WGS 84 geodetic", 4326, "EPSG", WGS84, "longitude and latitude in degrees on the WGS 84 spheroid");
    let own = (crs.name, i64::from(crs.epsg), "EPSG", crs.wkt, "");
    let undefined = [
        ("Undefined Cartesian SRS", -1, "NONE", "undefined", "undefined Cartesian coordinate reference system"),
        ("Undefined geographic SRS", 0, "NONE", "undefined", "undefined geographic coordinate reference system"),
    ];
    let own = (crs.epsg != 4326).then_some(own);
    for (name, code, organization, definition, description) in undefined.into_iter().chain([wgs84]).chain(own) {
        sqlx::query("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)")
            .bind(name.to_owned())
            .bind(code)
            .bind(organization.to_owned())
            .bind(code)
            .bind(definition.to_owned())
            .bind(description.to_owned())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// The entries that say there is a layer, how far it reaches and that it has an index.
pub(super) async fn add_layer(
    connection: &mut SqliteConnection,
    names: &Names,
    crs: OutCrs<'_>,
    about: Option<&str>,
    changed_at: jiff::Timestamp,
    filled: &Filled,
) -> Result<(), sqlx::Error> {
    let bounds = filled.bounds;
    sqlx::query("INSERT INTO gpkg_contents VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(names.table.clone())
        .bind(names.table.clone())
        .bind(about.unwrap_or_default().to_owned())
        .bind(changed_at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string())
        .bind(bounds.map(|b| b[0]))
        .bind(bounds.map(|b| b[2]))
        .bind(bounds.map(|b| b[1]))
        .bind(bounds.map(|b| b[3]))
        .bind(i64::from(crs.epsg))
        .execute(&mut *connection)
        .await?;
    sqlx::query("INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)")
        .bind(names.table.clone())
        .bind(GEOMETRY)
        .bind(filled.kind)
        .bind(i64::from(crs.epsg))
        .execute(&mut *connection)
        .await?;
    sqlx::query("INSERT INTO gpkg_extensions VALUES (?, ?, 'gpkg_rtree_index', ?, 'write-only')")
        .bind(names.table.clone())
        .bind(GEOMETRY)
        .bind("http://www.geopackage.org/spec121/#extension_rtree")
        .execute(connection)
        .await?;
    Ok(())
}

/// What keeps the index right when other programs write into the file. They call functions that those programs bring and
/// plain SQLite does not, which is why they come last and why our own live store has none.
pub(super) fn triggers(names: &Names) -> Vec<String> {
    let (t, c, i, r) = (names.table(), Names::geometry(), names.key(), names.index());
    let name = |ending: &str| quoted(&format!("rtree_{}_{GEOMETRY}_{ending}", names.table));
    let is_full = format!("(NEW.{c} NOTNULL AND NOT ST_IsEmpty(NEW.{c}))");
    let is_empty = format!("(NEW.{c} ISNULL OR ST_IsEmpty(NEW.{c}))");
    let put = format!(
        "INSERT OR REPLACE INTO {r} VALUES (NEW.{i}, ST_MinX(NEW.{c}), ST_MaxX(NEW.{c}), ST_MinY(NEW.{c}), ST_MaxY(NEW.{c}));"
    );
    vec![
        format!(
            "CREATE TRIGGER {} AFTER INSERT ON {t} WHEN (new.{c} NOT NULL AND NOT ST_IsEmpty(NEW.{c})) BEGIN {put} END",
            name("insert")
        ),
        format!(
            "CREATE TRIGGER {} AFTER UPDATE OF {c} ON {t} WHEN OLD.{i} = NEW.{i} AND {is_full} BEGIN {put} END",
            name("update1")
        ),
        format!(
            "CREATE TRIGGER {} AFTER UPDATE OF {c} ON {t} WHEN OLD.{i} = NEW.{i} AND {is_empty} \
             BEGIN DELETE FROM {r} WHERE id = OLD.{i}; END",
            name("update2")
        ),
        format!(
            "CREATE TRIGGER {} AFTER UPDATE ON {t} WHEN OLD.{i} != NEW.{i} AND {is_full} \
             BEGIN DELETE FROM {r} WHERE id = OLD.{i}; {put} END",
            name("update3")
        ),
        format!(
            "CREATE TRIGGER {} AFTER UPDATE ON {t} WHEN OLD.{i} != NEW.{i} AND {is_empty} \
             BEGIN DELETE FROM {r} WHERE id IN (OLD.{i}, NEW.{i}); END",
            name("update4")
        ),
        format!(
            "CREATE TRIGGER {} AFTER DELETE ON {t} WHEN old.{c} NOT NULL BEGIN DELETE FROM {r} WHERE id = OLD.{i}; END",
            name("delete")
        ),
    ]
}
