//! Putting an item back as it was at an earlier revision.

use super::{Precondition, Target, name_clash};
use crate::app::write::{Draft, write};
use crate::app::{App, AppError, Render, Writing};
use crate::model::{Act, Edit, Feature, Revision};
use crate::store::Past;

/// Restores an item, also one that was deleted since. An item that is there is held to the condition, which a client that
/// knows no version of it leaves out.
pub async fn restore(
    app: &App,
    writing: &Writing,
    target: Target,
    condition: Option<&Precondition>,
    to: Revision,
    render: &Render,
) -> Result<Vec<u8>, AppError> {
    let Target { collection, id } = target;
    let past = match app.store.feature_at(collection, id, to).await? {
        Past::There(stored) => stored.feature,
        Past::NotThere => return Err(AppError::NotThereThen { target, revision: to }),
        Past::NoRevision => return Err(AppError::NoRevision(to)),
    };
    let past = &past;
    let written = write(app, writing, render, |atlas, _| {
        Box::pin(async move {
            let placed = atlas.layer(collection).get(id);
            match (placed, condition) {
                (Some(placed), Some(condition)) => condition.check(placed)?,
                (Some(_), None) => return Err(AppError::NoCondition),
                // Gone since the client saw it: it asked for what it had read.
                (None, Some(Precondition::Versions(_))) => return Err(AppError::NoFeature(target)),
                (None, _) => {}
            }
            let feature = Feature { id, ..past.clone() };
            let is_so = placed.is_some_and(|placed| placed.feature() == feature);
            Ok(Draft {
                act: Act::Restore { collection: collection.word().to_owned(), id, to },
                edits: if is_so { Vec::new() } else { vec![Edit::Put(feature.clone())] },
                told: vec![feature],
            })
        })
    });
    name_clash(app, &past.item, written.await)
}
