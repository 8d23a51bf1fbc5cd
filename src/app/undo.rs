//! Putting the rows of a revision back as they were, as a change of its own.

use super::write::{Draft, write};
use super::{App, AppError, Render, Writing};
use crate::model::{Act, Edit, Revision};
use std::sync::Arc;

/// Undoes a revision. Refused when a row of it was changed again later: that later change would be lost unseen.
pub async fn undo(app: &App, revision: Revision, actor: &str) -> Result<Revision, AppError> {
    let writing = Writing { actor: actor.to_owned(), key: None };
    let render: Render = Arc::new(|revision, _| revision.0.to_be_bytes().to_vec());
    let answer = undo_kept(app, &writing, revision, &render).await?;
    Ok(Revision(answer.try_into().map_or(0, i64::from_be_bytes)))
}

/// The same, with an answer that is kept under the client's key.
pub async fn undo_kept(app: &App, writing: &Writing, revision: Revision, render: &Render) -> Result<Vec<u8>, AppError> {
    write(app, writing, render, |_, _| {
        Box::pin(async move {
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
            Ok(Draft { act: Act::Undo { revision }, edits, told: Vec::new() })
        })
    })
    .await
}
