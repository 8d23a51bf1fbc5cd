//! The past of an item, from the change log.

use super::{App, AppError, ItemChange, Target};
use crate::atlas::{Atlas, Placed};
use crate::model::Revision;
use crate::store::Past;
use std::sync::Arc;

/// What was done to an item below a revision, newest first, at most so much.
pub async fn history(
    app: &App,
    target: Target,
    below: Option<Revision>,
    limit: u32,
) -> Result<Vec<ItemChange>, AppError> {
    let versions = app.store.versions(target.collection, target.id, below, limit).await?;
    if versions.is_empty() && below.is_none() {
        return Err(AppError::NoFeature(target));
    }
    let grid = app.atlas().grid.clone();
    super::open::on_thread(move || {
        Ok(versions.into_iter().map(|version| ItemChange::new(target.collection, version, &grid)).collect())
    })
    .await
}

/// An item as it was at a revision.
pub async fn item_at(app: &App, target: Target, at: Revision) -> Result<Placed, AppError> {
    match app.store.feature_at(target.collection, target.id, at).await? {
        Past::There(stored) => Ok(Placed::new(stored.feature, stored.revision, &app.atlas().grid)),
        Past::NotThere => Err(AppError::NotThereThen { target, revision: at }),
        Past::NoRevision => Err(AppError::NoRevision(at)),
    }
}

/// A collection as it was at a revision, as an atlas of which only that collection is to be read. Refused where more
/// changed since than can be put back while a reader waits.
pub async fn collection_at(
    app: &App,
    collection: crate::model::Collection,
    at: Revision,
) -> Result<Arc<Atlas>, AppError> {
    let atlas = app.atlas();
    if at.0 < 0 || at > atlas.revision {
        return Err(AppError::NoRevision(at));
    }
    if at == atlas.revision {
        return Ok(atlas);
    }
    // Read after the atlas was taken: what changed meanwhile is put back too.
    let Some(past) = app.store.changed_since(collection, at, MOST_PUT_BACK).await? else {
        return Err(AppError::request(
            "too_far_back",
            format!("more than {MOST_PUT_BACK} of the {} changed since revision {at}", collection.word()),
            "ask for single items, or restore a backup of that day",
        ));
    };
    super::open::on_thread(move || Ok(Arc::new(atlas.with_past(collection, at, past_rows(past))))).await
}

/// So many features are put back for one answer.
const MOST_PUT_BACK: u32 = 50_000;

type PastRow = (i64, Option<(crate::model::Feature, Revision)>);

fn past_rows(past: Vec<(i64, Option<crate::store::Stored>)>) -> Vec<PastRow> {
    past.into_iter().map(|(id, stored)| (id, stored.map(|stored| (stored.feature, stored.revision)))).collect()
}
