//! Creating, replacing, changing and deleting single items, each held to what an import is held to.

mod act;
mod body;
mod restore;

pub use act::{Underground, Verification, underground, verify};
pub use body::{Body, Coordinates};
pub use restore::restore;

use super::write::{Draft, write};
use super::{App, AppError, Render, Writing};
use crate::atlas::{Atlas, Placed};
use crate::model::{Act, Collection, Edit, Feature, FieldFault, Geometry, Item, Revision};
use body::{read, read_merged};
use std::sync::Arc;

/// Which version of an item a client means to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Precondition {
    /// Whichever there is: the client wants the last word.
    Any,
    /// One of these; none of them stands for a version that is none of ours.
    Versions(Vec<Revision>),
}

impl Precondition {
    fn check(&self, placed: &Placed) -> Result<(), AppError> {
        match self {
            Precondition::Versions(versions) if !versions.contains(&placed.revision) => {
                Err(AppError::OtherVersion { name: name(placed), current: placed.revision })
            }
            _ => Ok(()),
        }
    }

    /// Refuses early what the atlas in hand can refuse for certain. A version that it has not heard of yet may have been
    /// written by another process: that is for the turn to see.
    fn check_early(&self, placed: &Placed) -> Result<(), AppError> {
        match self {
            Precondition::Versions(versions) if versions.iter().all(|version| *version < placed.revision) => {
                self.check(placed)
            }
            _ => Ok(()),
        }
    }
}

/// What a write was asked on.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    pub collection: Collection,
    pub id: i64,
}

/// Creates an item from a GeoJSON feature.
pub async fn create(
    app: &App,
    writing: &Writing,
    collection: Collection,
    body: Body,
    render: &Render,
) -> Result<Vec<u8>, AppError> {
    // Asked again, it is not read again: the world may hold the feature by now.
    if let Some(answer) = super::write::replay(app, writing.key.as_ref()).await? {
        return Ok(answer);
    }
    let (item, geometry) = read(app.atlas(), collection, body).await?;
    signed_by_act(None, &item)?;
    let (item, geometry) = (&item, &geometry);
    let written = write(app, writing, render, |_, mut next_ids| {
        Box::pin(async move {
            let feature = Feature { id: next_ids.take(collection), item: item.clone(), geometry: geometry.clone() };
            Ok(Draft { act: Act::Edit, edits: vec![Edit::Put(feature.clone())], told: vec![feature] })
        })
    });
    name_clash(app, item, written.await)
}

/// Puts a whole feature in the place of an item.
pub async fn replace(
    app: &App,
    writing: &Writing,
    target: Target,
    condition: &Precondition,
    body: Body,
    render: &Render,
) -> Result<Vec<u8>, AppError> {
    // Part 4: what is not there fails the condition, whichever it is.
    let gone = |error| if let AppError::NoFeature(target) = error { AppError::NotThere(target) } else { error };
    condition.check_early(current(app, target).await.map_err(gone)?.as_ref())?;
    let (item, geometry) = read(app.atlas(), target.collection, body).await?;
    let (item, geometry) = (&item, &geometry);
    let written = write(app, writing, render, |atlas, _| {
        Box::pin(async move {
            let placed = found(&atlas, target).map_err(gone)?;
            condition.check(&placed)?;
            signed_by_act(Some(&placed.item), item)?;
            Ok(put(&placed, item.clone(), geometry.clone()))
        })
    });
    name_clash(app, item, written.await)
}

/// Merges a patch (RFC 7396) into an item.
pub async fn patch(
    app: &App,
    writing: &Writing,
    target: Target,
    condition: &Precondition,
    body: Body,
    render: &Render,
) -> Result<Vec<u8>, AppError> {
    let known = current(app, target).await?;
    condition.check_early(&known)?;
    let patch = &body;
    let merge = |placed: Arc<Placed>| async move { read_merged(app.atlas(), &placed, patch).await };
    // Read before the turn, for a long outline takes its time; read again under it only if the item changed meanwhile.
    let early = merge(known.clone()).await?;
    let (known, early, merge) = (known.revision, &early, &merge);
    let written = write(app, writing, render, |atlas, _| {
        Box::pin(async move {
            let placed = found(&atlas, target)?;
            condition.check(&placed)?;
            let (item, geometry) = if placed.revision == known { early.clone() } else { merge(placed.clone()).await? };
            signed_by_act(Some(&placed.item), &item)?;
            Ok(put(&placed, item, geometry))
        })
    });
    name_clash(app, &early.0, written.await)
}

/// Deletes an item; its history stays.
pub async fn delete(
    app: &App,
    writing: &Writing,
    target: Target,
    condition: &Precondition,
    render: &Render,
) -> Result<Vec<u8>, AppError> {
    condition.check_early(current(app, target).await?.as_ref())?;
    write(app, writing, render, |atlas, _| {
        Box::pin(async move {
            condition.check(found(&atlas, target)?.as_ref())?;
            let delete = Edit::Delete { collection: target.collection, id: target.id };
            Ok(Draft { act: Act::Edit, edits: vec![delete], told: Vec::new() })
        })
    })
    .await
}

/// The draft that puts an item and its place; nothing is changed where both are as they were.
fn put(placed: &Placed, item: Item, geometry: Geometry) -> Draft {
    let feature = Feature { id: placed.id, item, geometry };
    let edits = if placed.feature() == feature { Vec::new() } else { vec![Edit::Put(feature.clone())] };
    Draft { act: Act::Edit, edits, told: vec![feature] }
}

/// Whether there is such an item.
pub async fn is_there(app: &App, target: Target) -> Result<(), AppError> {
    current(app, target).await.map(drop)
}

/// A zone is signed by the act, which looks whether it is done; an edit may only keep or take back a signature.
fn signed_by_act(before: Option<&Item>, after: &Item) -> Result<(), AppError> {
    let Item::Zone(zone) = after else { return Ok(()) };
    let kept = matches!(before, Some(Item::Zone(before))
        if (before.verified_on, &before.verified_by) == (zone.verified_on, &zone.verified_by));
    if kept || (zone.verified_on.is_none() && zone.verified_by.is_none()) {
        return Ok(());
    }
    Err(AppError::NotAllowed {
        faults: vec![FieldFault {
            field: "verified_on",
            code: "by_act",
            problem: "a zone is signed by an act of its own, which looks whether it is done".into(),
            remedy: "leave verified_on and verified_by as they are, and send POST …/verify".into(),
        }],
    })
}

/// The item that is meant, also when another process created it a moment ago.
async fn current(app: &App, target: Target) -> Result<Arc<Placed>, AppError> {
    if let Ok(placed) = found(&app.atlas(), target) {
        return Ok(placed);
    }
    // Whether this finds something new does not matter: the follower may have taken it in a moment before.
    app.catch_up().await?;
    found(&app.atlas(), target)
}

fn found(atlas: &Atlas, target: Target) -> Result<Arc<Placed>, AppError> {
    atlas.layer(target.collection).get(target.id).cloned().ok_or(AppError::NoFeature(target))
}

fn name(placed: &Placed) -> String {
    format!("{} {}", placed.item.collection().word(), placed.id)
}

/// Where the store refused a code that is taken, says by which item.
fn name_clash<T>(app: &App, item: &Item, written: Result<T, AppError>) -> Result<T, AppError> {
    let Err(AppError::Store(crate::store::StoreError::Constraint(reason))) = written else { return written };
    let atlas = app.atlas();
    let taken = holder_of_code(&atlas, item);
    match taken {
        Some(placed) => Err(AppError::CodeTaken { code: item.code().to_string(), by: name(placed) }),
        None => Err(AppError::Store(crate::store::StoreError::Constraint(reason))),
    }
}

/// The item that has this item's code already.
fn holder_of_code<'a>(atlas: &'a Atlas, item: &Item) -> Option<&'a Arc<Placed>> {
    atlas
        .layer(item.collection())
        .iter()
        .find(|placed| placed.item.code() == item.code() && placed.item.holder() == item.holder())
}
