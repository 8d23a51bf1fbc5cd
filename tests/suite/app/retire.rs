//! `--retire-missing`: what a register no longer has ends on a day.

use super::{LINE, app, bring, cable, counts, features, request, zone};
use crate::support::day;
use ngamhoa::app::import::{ImportReport, ImportRequest};
use ngamhoa::app::{App, AppError, undo};
use ngamhoa::model::{Act, Collection, Day, Revision};

fn retiring(on: &str) -> ImportRequest {
    ImportRequest { retire_missing: Some(day(on)), ..request(Collection::Cables) }
}

/// VNPT's A, B, C and a D that ended in 2018; FPT's A.
async fn stock(app: &App) {
    let [a, b, c, d] = ["A", "B", "C", "D"].map(cable);
    let d = d.replace('}', r#","valid_to":"2018-01-01"}"#);
    let other = a.replace("VNPT", "FPT");
    let file = features(&[(&a, LINE), (&b, LINE), (&c, LINE), (&d, LINE), (&other, LINE)]);
    bring(app, "all.geojson", &file, request(Collection::Cables)).await.unwrap();
}

fn ends(app: &App) -> Vec<(String, String, Option<Day>)> {
    let rows = app.atlas();
    let told = rows.layer(Collection::Cables).iter().map(|placed| {
        let item = &placed.item;
        (item.holder().unwrap().to_string(), item.code().to_string(), item.valid_to())
    });
    told.collect()
}

fn told(report: &ImportReport) -> Vec<(&str, Vec<&str>)> {
    report.retiring.iter().map(|of| (of.operator.as_str(), of.codes.iter().map(String::as_str).collect())).collect()
}

#[tokio::test]
async fn what_an_operator_no_longer_lists_ends_and_other_operators_are_left_alone() {
    let (app, _store) = app().await;
    stock(&app).await;
    let before = ends(&app);
    let file = features(&[(&cable("A"), LINE)]);
    let dry = ImportRequest { dry_run: true, ..retiring("2020-05-01") };
    let tried = bring(&app, "new.geojson", &file, dry).await.unwrap();
    assert_eq!((told(&tried), tried.retired), (vec![("VNPT", vec!["B", "C"])], 2));
    assert_eq!(ends(&app), before, "a dry run changes nothing");
    let report = bring(&app, "new.geojson", &file, retiring("2020-05-01")).await.unwrap();
    assert_eq!((counts(&report), report.retired, report.revision), ((0, 0, 1, 0), 2, Some(Revision(2))));
    let may = Some(day("2020-05-01"));
    let of = |operator: &str, code: &str, to| (operator.to_owned(), code.to_owned(), to);
    assert_eq!(
        ends(&app),
        [
            of("VNPT", "A", None),
            of("VNPT", "B", may),
            of("VNPT", "C", may),
            of("VNPT", "D", Some(day("2018-01-01"))),
            of("FPT", "A", None)
        ]
    );
    let act = &app.store.log(1).await.unwrap()[0].act;
    let expected =
        Act::Import { file: "new.geojson".into(), collection: "cables".into(), created: 0, updated: 0, retired: 2 };
    assert_eq!(act, &expected);
    // Again it changes nothing: what ended then has ended.
    let again = bring(&app, "new.geojson", &file, retiring("2020-05-01")).await.unwrap();
    assert_eq!((again.retired, app.atlas().revision), (0, Revision(2)));
    undo(&app, Revision(2), "test").await.unwrap();
    assert_eq!(ends(&app), before);
}

#[tokio::test]
async fn what_ends_later_ends_now_and_what_is_too_young_is_told() {
    let (app, _store) = app().await;
    let late = cable("LATE").replace('}', r#","valid_to":"2030-01-01"}"#);
    let young = cable("YOUNG").replace("2016-01-01", "2020-05-01");
    let first = features(&[(&cable("A"), LINE), (&late, LINE), (&young, LINE)]);
    bring(&app, "all.geojson", &first, request(Collection::Cables)).await.unwrap();
    let file = features(&[(&cable("A"), LINE)]);
    let report = bring(&app, "new.geojson", &file, retiring("2020-05-01")).await.unwrap();
    assert_eq!(told(&report), [("VNPT", vec!["LATE"])]);
    let warned: Vec<(&str, u64)> = report.warnings.iter().map(|warning| (warning.code, warning.count)).collect();
    assert_eq!(warned, [("not_retired", 1)]);
    assert_eq!(ends(&app)[1].2, Some(day("2020-05-01")));
    assert_eq!(ends(&app)[2].2, None);
}

#[tokio::test]
async fn a_refused_row_is_not_missing_and_an_unreadable_one_may_be_anything() {
    let (app, _store) = app().await;
    stock(&app).await;
    let (good, broken) = (cable("A"), cable("B").replace("aerial", "sky"));
    let skipping = |on: &str| ImportRequest { skip_refused: true, ..retiring(on) };
    let report = bring(&app, "x.geojson", &features(&[(&good, LINE), (&broken, LINE)]), skipping("2020-05-01")).await;
    assert_eq!(told(&report.unwrap()), [("VNPT", vec!["C"])]);
    let nameless = cable("").replace("2016-01-01", "2016-01-02");
    let file = features(&[(&good, LINE), (&nameless, LINE)]);
    let before = ends(&app);
    match bring(&app, "y.geojson", &file, skipping("2020-05-01")).await {
        Err(AppError::Request { code: "retire_unsure", .. }) => {}
        other => panic!("{other:?}"),
    }
    let dry = ImportRequest { dry_run: true, ..skipping("2020-05-01") };
    let tried = bring(&app, "y.geojson", &file, dry).await.unwrap();
    assert_eq!((tried.retired, tried.warnings[0].code), (0, "retire_unsure"));
    assert_eq!(ends(&app), before);
}

/// A number is a place in the file: with the first row gone, the last number would seem to be missing.
#[tokio::test]
async fn numbered_rows_are_not_retired() {
    let (app, _store) = app().await;
    let wanted = ImportRequest { code_prefix: Some("KE-".into()), ..retiring("2020-05-01") };
    match bring(&app, "x.geojson", &features(&[(&cable(""), LINE)]), wanted).await {
        Err(AppError::Request { code: "retire_numbered", .. }) => {}
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn zones_have_no_operator_to_retire_them() {
    let (app, _store) = app().await;
    let area = r#"{"type":"Polygon","coordinates":[[[106.68,20.84],[106.69,20.84],[106.69,20.85],[106.68,20.84]]]}"#;
    let wanted = ImportRequest { retire_missing: Some(day("2020-05-01")), ..request(Collection::Zones) };
    match bring(&app, "z.geojson", &features(&[(&zone("Z"), area)]), wanted).await {
        Err(AppError::Request { code: "retire_zones", .. }) => {}
        other => panic!("{other:?}"),
    }
}
