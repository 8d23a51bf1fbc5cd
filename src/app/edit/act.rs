//! The two acts: a cable goes underground, a zone is signed as done. Each is one change.

use super::body::{Coordinates, laid_out};
use super::{Precondition, Target, current, found, name_clash};
use crate::app::import::single;
use crate::app::open::on_thread;
use crate::app::write::{Draft, replay, write};
use crate::app::{App, AppError, Render, StillOverhead, Writing};
use crate::atlas::Atlas;
use crate::formats::{Limits, ReadOptions, read_bytes};
use crate::model::{
    Act, Cable, Class, Collection, Day, Edit, Feature, FieldFault, Geometry, GoingUnderground, Item, Placement, Text,
};
use std::sync::Arc;

/// A cable goes underground.
#[derive(Clone, Debug)]
pub struct Underground {
    pub on: Day,
    pub placement: Placement,
    pub conduit: Option<Text>,
    /// The successor's code; without one it is the old code with `-U` behind it.
    pub code: Option<Text>,
    /// The successor's route as a GeoJSON geometry; without one it is that of the old cable.
    pub geometry: Option<String>,
    /// What the numbers of the route are.
    pub coordinates: Option<Coordinates>,
}

/// A zone is signed as done.
#[derive(Clone, Debug)]
pub struct Verification {
    pub on: Day,
    pub by: Text,
    pub note: Option<String>,
}

/// Retires an overhead cable and creates its successor. The answer tells the successor first, then the retired cable.
pub async fn underground(
    app: &App,
    writing: &Writing,
    id: i64,
    condition: &Precondition,
    act: Underground,
    render: &Render,
) -> Result<Vec<u8>, AppError> {
    if let Some(answer) = replay(app, writing.key.as_ref()).await? {
        return Ok(answer);
    }
    let target = Target { collection: Collection::Cables, id };
    let known = current(app, target).await?;
    // Under a key the same request may be on its way already, and what it does would look like another's doing.
    if writing.key.is_none() {
        condition.check_early(&known)?;
    }
    let route = match act.geometry.clone() {
        Some(text) => Some(route(app.atlas(), text, act.coordinates).await?),
        None => None,
    };
    let (act, route, today) = (&act, &route, app.today());
    let written = write(app, writing, render, |atlas, mut next_ids| {
        Box::pin(async move {
            let placed = found(&atlas, target)?;
            condition.check(&placed)?;
            let Item::Cable(cable) = &placed.item else { return Err(AppError::NoFeature(target)) };
            let code = act.code.clone().unwrap_or_else(|| free_code(&atlas, cable));
            let going = GoingUnderground { on: act.on, placement: act.placement, conduit: act.conduit.clone(), code };
            let (retired, successor) = match (cable.go_underground(&going, today), no_conduit(&atlas, &going)) {
                (Ok(both), None) => both,
                (outcome, fault) => {
                    let faults = outcome.err().into_iter().flatten().chain(fault).collect();
                    return Err(AppError::NotAllowed { faults });
                }
            };
            let geometry = route.clone().unwrap_or_else(|| placed.geometry());
            let successor = Feature { id: next_ids.take(Collection::Cables), item: Item::Cable(successor), geometry };
            let retired = Feature { id, item: Item::Cable(retired), geometry: placed.geometry() };
            Ok(Draft {
                act: Act::Underground { cable: id, successor: successor.id },
                edits: vec![Edit::Put(retired.clone()), Edit::Put(successor.clone())],
                told: vec![successor, retired],
            })
        })
    });
    let asked = match (&known.item, &act.code) {
        (Item::Cable(cable), Some(code)) => Item::Cable(Cable { code: code.clone(), ..cable.clone() }),
        (item, _) => item.clone(),
    };
    name_clash(app, &asked, written.await)
}

/// Reads the successor's route as a write reads a line.
async fn route(atlas: Arc<Atlas>, geometry: String, coordinates: Option<Coordinates>) -> Result<Geometry, AppError> {
    on_thread(move || {
        let text = format!("{{\"type\":\"Feature\",\"properties\":{{}},\"geometry\":{geometry}}}");
        let limits = Limits { max_rows: 1, max_vertices: 200_000, ..Limits::default() };
        let options = ReadOptions { limits, ..ReadOptions::default() };
        let mut table = read_bytes("body.geojson", text.as_bytes(), &options)?;
        let mut faults: Vec<_> = table.skipped.iter().map(Into::into).collect();
        let crs = laid_out(&mut table, coordinates);
        match single::place_one(&atlas, &table, Collection::Cables, crs)? {
            Ok(geometry) if faults.is_empty() => Ok(geometry),
            Ok(_) => Err(AppError::Refused { faults }),
            Err(refusals) => {
                faults.extend(refusals);
                Err(AppError::Refused { faults })
            }
        }
    })
    .await
}

/// The old code with `-U` behind it, and a number where that is taken.
fn free_code(atlas: &Atlas, cable: &Cable) -> Text {
    let stem = format!("{}-U", cable.code);
    let taken: std::collections::HashSet<&str> = atlas
        .cables()
        .iter()
        .filter(|placed| placed.item.holder() == Some(&cable.operator))
        .map(|placed| &**placed.item.code())
        .filter(|code| code.starts_with(&stem))
        .collect();
    let numbered = (2..).map(|number: u32| format!("{stem}{number}"));
    std::iter::once(stem.clone()).chain(numbered).find(|code| !taken.contains(code.as_str())).unwrap_or(stem).into()
}

/// A conduit that nobody has, or that is not there on the day.
fn no_conduit(atlas: &Atlas, going: &GoingUnderground) -> Option<FieldFault> {
    let code = going.conduit.as_ref()?;
    let is_there = atlas
        .layer(Collection::Conduits)
        .iter()
        .any(|placed| placed.item.code() == code && placed.item.is_valid_at(going.on));
    (!is_there).then(|| FieldFault {
        field: "conduit",
        code: "unknown_conduit",
        problem: format!("there is no conduit {code} on {}", going.on),
        remedy: "correct the code, or bring the conduit in first".into(),
    })
}

/// Signs a zone. Refused with what is still overhead in it, longest first.
pub async fn verify(
    app: &App,
    writing: &Writing,
    id: i64,
    condition: &Precondition,
    act: Verification,
    render: &Render,
) -> Result<Vec<u8>, AppError> {
    let target = Target { collection: Collection::Zones, id };
    let (act, today) = (&act, app.today());
    write(app, writing, render, |atlas, _| {
        Box::pin(async move {
            let placed = found(&atlas, target)?;
            condition.check(&placed)?;
            let Item::Zone(zone) = &placed.item else { return Err(AppError::NoFeature(target)) };
            let metres = atlas.zone_metres(id, act.on);
            let signed = zone.verify(act.on, act.by.clone(), metres, today).map_err(|faults| AppError::NotDone {
                zone: zone.code.to_string(),
                faults,
                overhead: overhead(&atlas, id, act.on),
            })?;
            let feature = Feature { id, item: Item::Zone(signed), geometry: placed.geometry() };
            Ok(Draft {
                act: Act::Verify { zone: id, note: act.note.clone() },
                edits: vec![Edit::Put(feature.clone())],
                told: vec![feature],
            })
        })
    })
    .await
}

/// The overhead cables of a zone on a day.
fn overhead(atlas: &Atlas, zone: i64, at: Day) -> Vec<StillOverhead> {
    let cables = atlas.zone_cables(zone, at).unwrap_or_default();
    let overhead = cables.into_iter().filter(|cable| cable.class == Class::Overhead && cable.in_zone_um > 0);
    overhead
        .map(|cable| StillOverhead {
            id: cable.placed.id,
            code: cable.placed.item.code().clone(),
            operator: cable.placed.item.holder().cloned(),
            length_m: cable.in_zone_um as f64 / 1e6,
        })
        .collect()
}
