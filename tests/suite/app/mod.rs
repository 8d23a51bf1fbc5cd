//! The use cases: import, export, undo and following, on stores of their own.

mod busy;
mod mapping;
mod place;
mod report;
mod retire;
mod round_trip;

use crate::support::TestStore;
use ngamhoa::app::import::{Assignment, ImportReport, ImportRequest, SourceFile, ValueRule, import};
use ngamhoa::app::{App, AppError, Clock};
use ngamhoa::model::Collection;
use std::sync::Arc;

/// An application on a store of its own, at a fixed time.
pub async fn app() -> (App, TestStore) {
    let store = TestStore::geopackage().await;
    (open(&store).await, store)
}

pub async fn open(store: &TestStore) -> App {
    App::open(&store.url, Clock::Fixed(crate::support::noon())).await.unwrap()
}

pub fn request(collection: Collection) -> ImportRequest {
    ImportRequest { actor: "test".into(), ..ImportRequest::new(collection) }
}

pub fn map(ours: &str, theirs: &str) -> Assignment {
    Assignment::Map { ours: ours.into(), theirs: theirs.into() }
}

pub fn set(ours: &str, value: &str) -> Assignment {
    Assignment::Set { ours: ours.into(), value: value.into() }
}

pub fn means(field: &str, theirs: &str, ours: &str) -> ValueRule {
    ValueRule { field: field.into(), theirs: theirs.into(), ours: ours.into() }
}

/// Imports a file of that name and text.
pub async fn bring(app: &App, name: &str, text: &str, request: ImportRequest) -> Result<ImportReport, AppError> {
    let source = SourceFile::Bytes { name: name.into(), bytes: text.as_bytes().to_vec().into() };
    import(app, source, request, Arc::new(|_| {})).await
}

/// What importing a file would do.
pub async fn bring_dry(app: &App, name: &str, text: String, collection: Collection) -> ImportReport {
    bring(app, name, &text, ImportRequest { dry_run: true, ..request(collection) }).await.unwrap()
}

/// A GeoJSON text of features, each given as (properties, geometry).
pub fn features(features: &[(&str, &str)]) -> String {
    let features: Vec<String> = features
        .iter()
        .map(|(properties, geometry)| {
            format!(r#"{{"type":"Feature","properties":{properties},"geometry":{geometry}}}"#)
        })
        .collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

/// The properties of a cable that needs nothing more.
pub fn cable(code: &str) -> String {
    format!(
        r#"{{"code":"{code}","operator":"VNPT","placement":"aerial","status":"functional","valid_from":"2016-01-01"}}"#
    )
}

pub fn zone(code: &str) -> String {
    format!(r#"{{"code":"{code}","name":"Khu {code}","kind":"residential_area","valid_from":"2015-01-01"}}"#)
}

pub const LINE: &str = r#"{"type":"LineString","coordinates":[[106.68,20.85],[106.69,20.85]]}"#;

/// (created, updated, unchanged, refused)
pub fn counts(report: &ImportReport) -> (u64, u64, u64, u64) {
    (report.created, report.updated, report.unchanged, report.refused)
}

/// The codes of the refusals, in order.
pub fn refusals(report: &ImportReport) -> Vec<&'static str> {
    report.refusals.iter().map(|refusal| refusal.code).collect()
}
