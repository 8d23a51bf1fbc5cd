//! `POST /import`: a register file into the store, or with `dry_run` what it would do.

use super::answer::JSON;
use super::asked::Asked;
use super::door::Door;
use super::kept::Kept;
use super::parameters::Parameters;
use super::problem::Problem;
use super::service::Service;
use super::upload;
use super::wire::ImportBody;
use crate::app::import::{Assignment, ImportReport, ImportRequest, Imported, Keep, SourceFile, ValueRule, import_kept};
use crate::model::{Collection, Revision};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode};
use std::sync::Arc;
use std::time::Duration;

/// A city's register of one kind. Larger ones are imported on the command line, which reads them from the disk.
pub const MOST_BYTES: usize = 256 << 20;
/// An import answers when it is done; no longer than this.
pub const PATIENCE: Duration = Duration::from_mins(10);
/// Rows that a dry run sends for drawing.
const MOST_DRAWN: usize = 2_000;

pub async fn import(
    State(service): State<Arc<Service>>,
    door: Door,
    asked: Asked,
    request: Request,
) -> Result<Response<Body>, Problem> {
    let mut parameters = asked.parameters();
    let (name, wanted) = read(&mut parameters, &door.actor);
    parameters.done()?;
    let Some(wanted) = wanted else { return Err(Problem::bad_request("bad_parameter", "as is missing")) };
    let source = upload::file(name, "import", MOST_BYTES, request).await?;
    let writing = match &source {
        SourceFile::Bytes { bytes, .. } => door.writing(bytes),
        SourceFile::Path(_) => door.unkept(),
    };
    let revision = service.atlas().revision;
    let keep = writing.key.map(|key| Keep { key, tell: Box::new(move |report| answer(report, revision)) });
    let _turn = service.heavy.acquire().await.map_err(|closed| Problem::internal(&closed))?;
    let app = service.app.clone();
    // To its end also when the client goes away: see `kept::to_the_end`.
    let imported = tokio::spawn(async move { import_kept(&app, source, wanted, Arc::new(|_| {}), keep).await });
    match imported.await.map_err(|panic| Problem::internal(&panic))?? {
        Imported::Kept(answer) => Kept::respond(&answer),
        Imported::Report(report) => Kept::respond(&answer(&report, revision)),
    }
}

/// 200 where it was applied or only to be tried; 422 where refused rows stopped it, with the same body.
fn answer(report: &ImportReport, revision: Revision) -> Vec<u8> {
    let status = if report.applied || report.dry_run { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let body = serde_json::to_vec(&ImportBody::new(report)).unwrap_or_default();
    Kept::new(status, report.revision.unwrap_or(revision)).body(JSON, body).into_bytes()
}

/// The same options as on the command line, with `_` for `-`; `map`, `set` and `values` may be repeated.
fn read(parameters: &mut Parameters, actor: &str) -> (Option<String>, Option<ImportRequest>) {
    let name = parameters.take("name");
    let collection = parameters.word("as", Collection::of_word, Collection::WORDS);
    let collection = parameters.wanted("as", collection);
    let mut assignments = Vec::new();
    for (kind, text) in parameters.take_all(&["map", "set"]) {
        match if kind == "map" { Assignment::map(&text) } else { Assignment::set(&text) } {
            Ok(assignment) => assignments.push(assignment),
            Err(message) => parameters.refuse(kind, "bad_assignment", message),
        }
    }
    let mut values = Vec::new();
    for (_, text) in parameters.take_all(&["values"]) {
        match text.parse::<ValueRule>() {
            Ok(rule) => values.push(rule),
            Err(message) => parameters.refuse("values", "bad_values", format!("values: {message}")),
        }
    }
    let dry_run = parameters.switch("dry_run");
    let request = ImportRequest {
        crs: upload::epsg(parameters),
        assignments,
        values,
        code_prefix: parameters.take("code_prefix"),
        repair: parameters.switch("repair"),
        skip_refused: parameters.switch("skip_refused"),
        dry_run,
        layer: parameters.take("layer"),
        encoding: parameters.take("encoding"),
        retire_missing: parameters.day("retire_missing"),
        draw: if dry_run { MOST_DRAWN } else { 0 },
        actor: actor.to_owned(),
        ..ImportRequest::new(collection.unwrap_or(Collection::Cables))
    };
    (name, collection.map(|_| request))
}
