//! `GET /progress`, `GET /progress/series`, `GET /zones/{id}/progress`, `GET /zones/{id}/cables`.

use super::answer::{Answer, Tag};
use super::aside::in_turn;
use super::asked::Asked;
use super::parameters::Parameters;
use super::problem::Problem;
use super::service::Service;
use super::wire::{ProgressBody, SeriesBody, ZoneCablesBody, ZoneSeriesBody};
use crate::atlas::{Atlas, Step};
use crate::model::Day;
use crate::model::zone::ZoneKind;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::Response;
use std::sync::Arc;

/// More steps than a month for each of a hundred years are no series that anybody looks at.
const MOST_STEPS: usize = 1_200;
/// Series begin here where nothing is said and nothing was counted before.
const SERIES_FROM: Day = Day(16_436);

pub async fn progress(State(service): State<Arc<Service>>, asked: Asked) -> Result<Response<Body>, Problem> {
    let mut parameters = asked.parameters();
    let at = parameters.day("at").unwrap_or_else(|| service.today());
    let kind = kind(&mut parameters);
    parameters.done()?;
    let atlas = service.atlas();
    let tag = Tag::world(&service, atlas.revision, Some(at)).flavoured(kind.map_or("", ZoneKind::word));
    if let Some(known) = asked.not_modified(&tag, atlas.revision) {
        return Ok(known);
    }
    let progress = atlas.progress(at, kind);
    let body = ProgressBody::new(&atlas, at, &progress);
    Ok(Answer::json(&body)?.at(atlas.revision).tagged(tag).respond(&asked))
}

pub async fn series(State(service): State<Arc<Service>>, asked: Asked) -> Result<Response<Body>, Problem> {
    let atlas = service.atlas();
    let mut parameters = asked.parameters();
    let steps = Steps::read(&mut parameters, &service, &atlas);
    let kind = kind(&mut parameters);
    parameters.done()?;
    let tag = steps.tag(&service, &atlas).flavoured(kind.map_or("", ZoneKind::word));
    if let Some(known) = asked.not_modified(&tag, atlas.revision) {
        return Ok(known);
    }
    in_turn(&service, || {
        let series = atlas.series(steps.days(), kind);
        let body = SeriesBody::new(atlas.revision, &series);
        Ok(Answer::json(&body)?.at(atlas.revision).tagged(tag).respond(&asked))
    })
    .await?
}

pub async fn zone_series(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    asked: Asked,
) -> Result<Response<Body>, Problem> {
    let atlas = service.atlas();
    let mut parameters = asked.parameters();
    let steps = Steps::read(&mut parameters, &service, &atlas);
    parameters.done()?;
    let days = steps.days();
    let id = zone_id(&id)?;
    let (zone, operators) = atlas.zone_series(id, &days).ok_or_else(|| no_zone(id))?;
    let tag = steps.tag(&service, &atlas);
    if let Some(known) = asked.not_modified(&tag, atlas.revision) {
        return Ok(known);
    }
    let body = ZoneSeriesBody::new(atlas.revision, &days, &zone, &operators);
    Ok(Answer::json(&body)?.at(atlas.revision).tagged(tag).respond(&asked))
}

pub async fn zone_cables(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    asked: Asked,
) -> Result<Response<Body>, Problem> {
    let mut parameters = asked.parameters();
    let at = parameters.day("at").unwrap_or_else(|| service.today());
    parameters.done()?;
    let (atlas, id) = (service.atlas(), zone_id(&id)?);
    let tag = Tag::world(&service, atlas.revision, Some(at));
    if let Some(known) = asked.not_modified(&tag, atlas.revision) {
        return Ok(known);
    }
    in_turn(&service, || {
        let cables = atlas.zone_cables(id, at).ok_or_else(|| no_zone(id))?;
        let body = ZoneCablesBody::new(id, atlas.revision, &cables);
        Ok(Answer::json(&body)?.at(atlas.revision).tagged(tag).respond(&asked))
    })
    .await?
}

fn kind(parameters: &mut Parameters) -> Option<ZoneKind> {
    parameters.word("kind", ZoneKind::of_word, ZoneKind::WORDS)
}

pub fn zone_id(text: &str) -> Result<i64, Problem> {
    text.parse().map_err(|_| Problem::not_found(format!("there is no zone {text}: a zone's id is a whole number")))
}

pub fn no_zone(id: i64) -> Problem {
    Problem::not_found(format!("there is no zone {id}"))
}

/// The steps of a series as they are asked for.
struct Steps {
    from: Day,
    to: Day,
    step: Step,
}

impl Steps {
    fn read(parameters: &mut Parameters, service: &Service, atlas: &Atlas) -> Self {
        let to = parameters.day("to").unwrap_or_else(|| service.today());
        let first = || atlas.first_day().unwrap_or(SERIES_FROM).max(SERIES_FROM).min(to);
        let from = parameters.day("from").unwrap_or_else(first);
        let step = parameters.word("step", Step::of_word, Step::WORDS).unwrap_or(Step::Month);
        let steps = Steps { from, to, step };
        if to < from {
            parameters.refuse("to", "order", format!("to: {to} lies before from: {from}"));
            return Steps { to: from, ..steps };
        }
        let months = (i64::from(to.0) - i64::from(from.0)) / 28;
        if months as usize > MOST_STEPS {
            parameters.refuse("from", "too_many_steps", format!("from {from} to {to} is more than a hundred years"));
            return Steps { from: to, ..steps };
        }
        steps
    }

    fn days(&self) -> Vec<Day> {
        self.step.days(self.from, self.to)
    }

    fn tag(&self, service: &Service, atlas: &Atlas) -> Tag {
        let flavour = format!("{}.{}", self.from.0, self.step.word());
        Tag::world(service, atlas.revision, Some(self.to)).flavoured(&flavour)
    }
}
