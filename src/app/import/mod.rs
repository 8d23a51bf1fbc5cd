//! Importing a file: rows → features of a collection, compared with what is stored, as one change.
//!
//! Holds the steps, one a file: what is asked (`request`), which column feeds which field (`mapping`), where a row lies
//! (`place`, with `shape` for what it may be and `remedy` for what to say of it), what it becomes (`row`), how it differs
//! from what is stored (`compare`, with `same` for shapes), and what is told (`report`). A single feature of a request takes
//! the same way (`single`).

mod compare;
mod mapping;
mod place;
mod remedy;
mod report;
mod request;
mod retire;
mod row;
mod same;
mod shape;
pub(super) mod single;

pub(super) use mapping::text as cell_text;
pub(super) use place::Placing;
pub use report::{Column, ImportReport, MissingCodes, Outcome, Repairs, RowRefusal, Sketch, Sketched, Warning};
pub use request::{Assignment, ImportRequest, ValueRule};

use super::open::{Turn, on_thread};
use super::write::replay;
use super::{App, AppError, Key};
use crate::atlas::Atlas;
use crate::formats::{ReadError, ReadOptions, Table, read_bytes, read_path};
use crate::model::{Act, Change, Edit, Receipt, Revision};
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

/// What an import ends with.
#[derive(Debug)]
pub enum Imported {
    Report(Box<ImportReport>),
    /// What was answered under the same key before.
    Kept(Vec<u8>),
}

/// Makes what is answered to an import.
pub type Tell = Box<dyn Fn(&ImportReport) -> Vec<u8> + Send + Sync>;

/// The key under which the answer is kept, and how the answer is made.
pub struct Keep {
    pub key: Key,
    pub tell: Tell,
}

/// Imports a file, or with `dry_run` tells what importing it would do.
pub async fn import(
    app: &App,
    source: SourceFile,
    request: ImportRequest,
    watch: Watch,
) -> Result<ImportReport, AppError> {
    match import_kept(app, source, request, watch, None).await? {
        Imported::Report(report) => Ok(*report),
        Imported::Kept(_) => Err(AppError::request("kept", "an import without a key was kept", "say it to the makers")),
    }
}

/// The same, with an answer that is kept under the client's key.
pub async fn import_kept(
    app: &App,
    source: SourceFile,
    request: ImportRequest,
    watch: Watch,
    keep: Option<Keep>,
) -> Result<Imported, AppError> {
    request.check()?;
    let request = Arc::new(request);
    watch(Stage::Reading);
    let table = {
        let (source, request) = (source.clone(), request.clone());
        Arc::new(on_thread(move || source.read_for(&request)).await?)
    };
    let file = source.name();
    let key = keep.as_ref().map(|keep| &keep.key);
    let mut turn: Option<Turn<'_>> = None;
    loop {
        if let Some(answer) = replay(app, key).await? {
            return Ok(Imported::Kept(answer));
        }
        if turn.is_none() {
            app.catch_up().await?;
        }
        refuse_foreign_prefix(app, &request, &file).await?;
        let next_ids = app.store.next_ids().await?;
        let prepared = {
            let (atlas, table, request, watch, file) =
                (app.atlas(), table.clone(), request.clone(), watch.clone(), file.clone());
            on_thread(move || compare::prepare(&atlas, &table, &request, &file, next_ids, &watch)).await?
        };
        let mut report = prepared.report;
        if request.dry_run || !report.may_be_applied(&request) {
            watch(Stage::Done);
            return Ok(Imported::Report(Box::new(report)));
        }
        if report.unsure {
            return Err(AppError::request(
                "retire_unsure",
                "some rows cannot be read, so what the file no longer has cannot be told",
                "correct those rows, or import without --retire-missing",
            ));
        }
        report.applied = true;
        let made_on = prepared.made_on;
        if prepared.edits.is_empty() {
            report.revision = Some(made_on);
            watch(Stage::Done);
            return Ok(Imported::Report(Box::new(report)));
        }
        watch(Stage::Writing { all: prepared.edits.len() as u64 });
        report.revision = Some(Revision(made_on.0 + 1));
        let receipt = keep.as_ref().map(|Keep { key, tell }| Receipt {
            key: key.key.clone(),
            request: key.request.clone(),
            answer: tell(&report),
        });
        let change = Change { receipt, ..change(&request, &report, prepared.edits, prepared.prefixes) };
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
                return Ok(Imported::Report(Box::new(report)));
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
