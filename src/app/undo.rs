//! Putting the rows of a revision back as they were, as a change of its own.

use super::{App, AppError};
use crate::model::{Act, Change, Edit, Revision};

/// Undoes a revision. Refused when a row of it was changed again later: that later change would be lost unseen.
pub async fn undo(app: &App, revision: Revision, actor: &str) -> Result<Revision, AppError> {
    // Nobody may change the rows between looking and putting them back.
    let turn = app.turn().await?;
    let made_on = app.atlas().revision;
    let (_, touched) = app.store.touched_by(revision).await?.ok_or(AppError::NoRevision(revision))?;
    let mut later = touched.iter().filter(|row| row.last_revision != revision).peekable();
    if let Some(first) = later.peek() {
        return Err(AppError::ChangedSince {
            revision,
            first: format!("{} {}", first.collection.word(), first.id),
            later: first.last_revision,
            count: later.count(),
        });
    }
    let edits = touched
        .into_iter()
        .map(|row| match row.before {
            Some(before) => Edit::Put(before),
            None => Edit::Delete { collection: row.collection, id: row.id },
        })
        .collect();
    let change = Change { act: Act::Undo { revision }, actor: actor.to_owned(), edits, prefixes: Vec::new() };
    app.commit_in_turn(&turn, change, made_on).await
}
