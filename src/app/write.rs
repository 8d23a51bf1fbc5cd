//! The one way by which single edits are made: under a turn, on the world as it is, kept with what was answered.

use super::{App, AppError};
use crate::atlas::{Atlas, Placed};
use crate::model::{Act, Change, Edit, Feature, Receipt, Revision};
use crate::store::{NextIds, StoreError};
use std::pin::Pin;
use std::sync::Arc;

/// Who writes, and under which key of their own.
#[derive(Clone, Debug)]
pub struct Writing {
    /// For the change log.
    pub actor: String,
    pub key: Option<Key>,
}

/// A key that a client chose so that a request that comes twice is done once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub key: String,
    /// A digest of the whole request: another request under the same key is refused.
    pub request: String,
}

/// Makes what is answered, from the revision and the features that the change leaves. It is called before the commit, for
/// the answer is kept in the same transaction.
pub type Render = Arc<dyn Fn(Revision, &[Placed]) -> Vec<u8> + Send + Sync>;

/// What a use case wants changed.
pub(super) struct Draft {
    pub act: Act,
    /// None: everything is as it is wanted already.
    pub edits: Vec<Edit>,
    /// What the answer tells of.
    pub told: Vec<Feature>,
}

pub(super) type Drafting<'a> = Pin<Box<dyn Future<Output = Result<Draft, AppError>> + Send + 'a>>;

/// Turns that are taken before giving up: with a turn in hand nobody comes between but those who write past it.
const MOST_TURNS: usize = 5;

/// Makes a change on the current world while nobody else writes, and commits it. When somebody came between all the same, it
/// is made anew. What was answered under the same key before is answered again.
pub(super) async fn write<'a>(
    app: &'a App,
    writing: &Writing,
    render: &Render,
    draft: impl Fn(Arc<Atlas>, NextIds) -> Drafting<'a> + Send + Sync,
) -> Result<Vec<u8>, AppError> {
    let mut stale = None;
    for _ in 0..MOST_TURNS {
        let turn = app.turn().await?;
        if let Some(answer) = replay(app, writing.key.as_ref()).await? {
            return Ok(answer);
        }
        let (atlas, next_ids) = (app.atlas(), app.store.next_ids().await?);
        let made_on = atlas.revision;
        let Draft { act, edits, told } = draft(atlas.clone(), next_ids).await?;
        let revision = if edits.is_empty() { made_on } else { Revision(made_on.0 + 1) };
        let answer = render(revision, &placed(&atlas, &edits, told, revision));
        if edits.is_empty() {
            return Ok(answer);
        }
        let receipt = writing.key.as_ref().map(|Key { key, request }| Receipt {
            key: key.clone(),
            request: request.clone(),
            answer: answer.clone(),
        });
        let change = Change { receipt, ..Change::new(act, writing.actor.clone(), edits) };
        match app.commit_in_turn(&turn, change, made_on).await {
            Err(error @ AppError::Store(StoreError::Stale { .. })) => stale = Some(error),
            Err(error) => return Err(error),
            Ok(_) => return Ok(answer),
        }
    }
    Err(stale.unwrap_or(AppError::Store(StoreError::Unavailable("no turn was had".into()))))
}

/// What was answered under the key before.
pub(super) async fn replay(app: &App, key: Option<&Key>) -> Result<Option<Vec<u8>>, AppError> {
    let Some(Key { key, request }) = key else { return Ok(None) };
    match app.store.receipt(key, app.clock.now()).await? {
        None => Ok(None),
        Some(kept) if kept.request == *request => Ok(Some(kept.answer)),
        Some(_) => Err(AppError::KeyTaken { key: key.clone() }),
    }
}

/// The features as the answer tells them, each with the revision that wrote it last.
fn placed(atlas: &Atlas, edits: &[Edit], told: Vec<Feature>, revision: Revision) -> Vec<Placed> {
    told.into_iter()
        .map(|feature| {
            let (collection, id) = (feature.item.collection(), feature.id);
            let is_written = edits.iter().any(|edit| edit.collection() == collection && edit.id() == id);
            let known = atlas.layer(collection).get(id).filter(|_| !is_written);
            Placed::new(feature, known.map_or(revision, |known| known.revision), &atlas.grid)
        })
        .collect()
}
