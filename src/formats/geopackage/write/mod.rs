//! GeoPackage 1.3 (OGC 12-128r17) with the R-tree index extension: one feature table.

mod rows;
mod schema;

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};

use crate::formats::WriteError;
use crate::formats::out::{OutTable, Written};

pub(in crate::formats) fn write(table: OutTable<'_>, path: &Path) -> Result<Written, WriteError> {
    let failed = |e: std::io::Error| WriteError::io(path, &e);
    // On a thread of its own with its own runtime: writers are plain functions, and whoever calls may stand in a runtime.
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("geopackage-write".into()).spawn_scoped(scope, || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
            runtime.block_on(async {
                let fault = |e: sqlx::Error| WriteError::io(path, &e);
                let mut connection = options(path).connect().await.map_err(fault)?;
                let written = layer(&mut connection, table, path).await?;
                connection.close().await.map_err(fault)?;
                Ok(written)
            })
        });
        let reason = "writing the database failed";
        thread.map_err(failed)?.join().unwrap_or_else(|_| Err(WriteError::io(path, &reason)))
    })
}

/// No journal: the file is thrown away whole if anything fails.
fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .page_size(4096)
        .journal_mode(SqliteJournalMode::Off)
        .synchronous(SqliteSynchronous::Off)
        .disable_statement_logging()
}

async fn layer(connection: &mut SqliteConnection, table: OutTable<'_>, path: &Path) -> Result<Written, WriteError> {
    let fault = |e: sqlx::Error| WriteError::io(path, &e);
    let names = schema::Names::of(&table)?;
    for statement in schema::before_rows(&names, table.fields) {
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *connection).await.map_err(fault)?;
    }
    schema::add_crs(connection, table.crs).await.map_err(fault)?;
    let (about, changed_at) = (table.about, table.changed_at);
    let (crs, fields) = (table.crs, table.fields);
    let filled = rows::fill(connection, &names, fields, crs, table.rows).await.map_err(fault)?;
    schema::add_layer(connection, &names, crs, about, changed_at, &filled).await.map_err(fault)?;
    schema::declare_type(connection, &names, fields, filled.kind).await.map_err(fault)?;
    for statement in schema::triggers(&names) {
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *connection).await.map_err(fault)?;
    }
    Ok(filled.written)
}
