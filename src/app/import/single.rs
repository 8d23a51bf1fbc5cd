//! One feature of a request, held to what a row of a file is held to.

use super::mapping::Mapping;
use super::place::Placing;
use super::report::RowRefusal;
use super::request::ImportRequest;
use super::row::{Refused, make};
use crate::app::AppError;
use crate::atlas::Atlas;
use crate::formats::Table;
use crate::model::{Collection, Geometry, Item};

/// The item and the place of a table's only row, or everything that is wrong with them.
pub(in crate::app) fn make_one(
    atlas: &Atlas,
    table: &Table,
    collection: Collection,
    crs: Option<u32>,
) -> Result<Result<(Item, Geometry), Vec<RowRefusal>>, AppError> {
    let request = ImportRequest::new(collection);
    let mapping = Mapping::new(table, &request)?;
    let placing = Placing::new(atlas, table, crs, collection, false)?;
    let Some(row) = table.rows.first() else { return Ok(Err(Vec::new())) };
    Ok(match make(row, &mapping, &placing, &request) {
        Err(Refused { refusals, .. }) => Err(refusals),
        Ok(made) => only(made.items, row.number),
    })
}

/// A place as an act brings it, for an item that is known.
pub(in crate::app) fn place_one(
    atlas: &Atlas,
    table: &Table,
    collection: Collection,
    crs: Option<u32>,
) -> Result<Result<Geometry, Vec<RowRefusal>>, AppError> {
    let placing = Placing::new(atlas, table, crs, collection, false)?;
    let Some(row) = table.rows.first() else { return Ok(Err(Vec::new())) };
    Ok(placing.place(row, None).and_then(|places| only(places.geometries, row.number)))
}

fn only<T>(mut parts: Vec<T>, row: u64) -> Result<T, Vec<RowRefusal>> {
    match (parts.len(), parts.pop()) {
        (1, Some(one)) => Ok(one),
        (count, _) => Err(vec![RowRefusal::of_geometry(
            row,
            "several_parts",
            format!("the line has {count} parts that do not join: one item is one line"),
            "make an item of each part",
        )]),
    }
}
