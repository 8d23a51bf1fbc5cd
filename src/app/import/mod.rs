//! Importing a file: rows → features of a collection, compared with what is stored, as one change.
//!
//! Holds the steps, one a file: what is asked (`request`), which column feeds which field (`mapping`), where a row lies
//! (`place`, with `shape` for what it may be and `remedy` for what to say of it), what it becomes (`row`), how it differs
//! from what is stored (`compare`), and what is told (`report`). A single feature of a request takes the same way (`single`).

mod compare;
mod mapping;
mod place;
mod remedy;
mod report;
mod request;
mod row;
mod shape;
pub(super) mod single;

pub(super) use mapping::text as cell_text;
pub(super) use place::Placing;
pub use report::{ImportReport, MissingCodes, Repairs, RowRefusal, Warning};
pub use request::{Assignment, ImportRequest, ValueRule};

use super::open::{Turn, on_thread};
use super::{App, AppError};
use crate::atlas::Atlas;
use crate::formats::{ReadError, ReadOptions, Table, read_bytes, read_path};
use crate::model::{Act, Change, Edit};
use crate::store::StoreError;
use std::path::Path;
use std::sync::Arc;

/// How far an import is, for whoever watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Reading,
    /// Rows of the file looked at, of all.
    Checking {
        done: u64,
        all: u64,
    },
    /// Features written, of all.
    Writing {
        all: u64,
    },
    Done,
}

/// Watches an import.
pub type Watch = Arc<dyn Fn(Stage) + Send + Sync>;

/// Where the rows come from.
#[derive(Clone, Debug)]
pub enum SourceFile {
    Path(std::path::PathBuf),
    Bytes { name: String, bytes: bytes::Bytes },
}

impl SourceFile {
    /// The file's name without its folder.
    pub fn name(&self) -> String {
        match self {
            SourceFile::Path(path) => path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
            SourceFile::Bytes { name, .. } => {
                Path::new(name).file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
            }
        }
    }

    /// Reads what an import asks for. Of a file with several layers, such as another store, it is the one that is called like
    /// the collection.
    pub(super) fn read_for(&self, request: &ImportRequest) -> Result<Table, AppError> {
        let options = request.read_options();
        let word = request.collection.word();
        let table = match self.read(&options) {
            Err(AppError::Read(ReadError::WhichLayer { asked: None, layers, .. }))
                if layers.iter().any(|layer| layer == word) =>
            {
                self.read(&ReadOptions { layer: Some(word), ..options })
            }
            read => read,
        }?;
        request.check_table(&table)?;
        Ok(table)
    }

    pub(super) fn read(&self, options: &ReadOptions<'_>) -> Result<Table, AppError> {
        Ok(match self {
            SourceFile::Path(path) => read_path(path, options)?,
            SourceFile::Bytes { name, bytes } => read_bytes(name, bytes, options)?,
        })
    }
}

/// Imports a file, or with `dry_run` tells what importing it would do.
pub async fn import(
    app: &App,
    source: SourceFile,
    request: ImportRequest,
    watch: Watch,
) -> Result<ImportReport, AppError> {
    request.check()?;
    let request = Arc::new(request);
    watch(Stage::Reading);
    let table = {
        let (source, request) = (source.clone(), request.clone());
        Arc::new(on_thread(move || source.read_for(&request)).await?)
    };
    let file = source.name();
    refuse_foreign_prefix(app, &request, &file).await?;
    let mut turn: Option<Turn<'_>> = None;
    loop {
        if turn.is_none() {
            app.catch_up().await?;
        }
        let next_ids = app.store.next_ids().await?;
        let prepared = {
            let (atlas, table, request, watch, file) =
                (app.atlas(), table.clone(), request.clone(), watch.clone(), file.clone());
            on_thread(move || compare::prepare(&atlas, &table, &request, &file, next_ids, &watch)).await?
        };
        let mut report = prepared.report;
        if request.dry_run || !report.may_be_applied(&request) {
            watch(Stage::Done);
            return Ok(report);
        }
        report.applied = true;
        let made_on = prepared.made_on;
        if prepared.edits.is_empty() {
            report.revision = Some(made_on);
            watch(Stage::Done);
            return Ok(report);
        }
        watch(Stage::Writing { all: prepared.edits.len() as u64 });
        let change = change(&request, &report, prepared.edits, prepared.prefixes);
        let committed = match &turn {
            None => app.commit(change, made_on).await,
            Some(turn) => app.commit_in_turn(turn, change, made_on).await,
        };
        match committed {
            // Others were faster. Comparing a long file takes longer than a busy server's pauses, so the next try is made
            // while they wait.
            Err(AppError::Store(StoreError::Stale { .. })) if turn.is_none() => turn = Some(app.turn().await?),
            Err(error) => return Err(error),
            Ok(revision) => {
                report.revision = Some(revision);
                watch(Stage::Done);
                return Ok(report);
            }
        }
    }
}

fn change(
    request: &ImportRequest,
    report: &ImportReport,
    edits: Vec<Edit>,
    prefixes: Vec<crate::model::change::PrefixBinding>,
) -> Change {
    let act = Act::Import {
        file: report.file.clone(),
        collection: request.collection.word().to_owned(),
        created: report.created,
        updated: report.updated,
        retired: report.retired,
    };
    Change { prefixes, ..Change::new(act, request.actor.clone(), edits) }
}

/// A prefix numbers the rows of one file; under another file the same numbers would mean other rows.
async fn refuse_foreign_prefix(app: &App, request: &ImportRequest, file: &str) -> Result<(), AppError> {
    let Some(prefix) = &request.code_prefix else { return Ok(()) };
    let Some(owner) = app.store.prefix_owner(request.collection, prefix).await? else { return Ok(()) };
    if owner == file || !uses_prefix(&app.atlas(), request, prefix) {
        return Ok(());
    }
    Err(AppError::request(
        "prefix_taken",
        format!(
            "--code-prefix {prefix} numbers the rows of {owner}; under the rows of {file} the same codes would mean other things"
        ),
        "choose another prefix for this file",
    ))
}

fn uses_prefix(atlas: &Atlas, request: &ImportRequest, prefix: &str) -> bool {
    atlas.layer(request.collection).iter().any(|placed| placed.item.code().starts_with(prefix))
}
