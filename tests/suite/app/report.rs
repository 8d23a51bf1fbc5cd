//! What an import tells, and what it leaves alone.

use super::{LINE, app, bring, cable, counts, features, refusals, request};
use ngamhoa::app::import::ImportRequest;
use ngamhoa::model::{Collection, Revision};

#[tokio::test]
async fn a_bad_row_stops_all_unless_it_is_to_be_skipped_and_all_faults_of_a_row_are_told() {
    let (app, _store) = app().await;
    let good = cable("A");
    let bad = r#"{"code":"B","operator":"VNPT","placement":"overhead","status":"functional","valid_from":"soon"}"#;
    let file = features(&[(&good, LINE), (bad, LINE)]);
    let stopped = bring(&app, "a.geojson", &file, request(Collection::Cables)).await.unwrap();
    assert_eq!((counts(&stopped), stopped.applied), ((1, 0, 0, 1), false));
    assert_eq!(refusals(&stopped), ["unknown_value", "not_a_date"]);
    assert_eq!((app.atlas().revision, app.atlas().layer(Collection::Cables).len()), (Revision(0), 0));
    let skipping = ImportRequest { skip_refused: true, ..request(Collection::Cables) };
    let report = bring(&app, "a.geojson", &file, skipping).await.unwrap();
    assert_eq!((counts(&report), report.applied, report.revision), ((1, 0, 0, 1), true, Some(Revision(1))));
}

#[tokio::test]
async fn a_dry_run_tells_and_changes_nothing() {
    let (app, _store) = app().await;
    let a = cable("A");
    let dry = ImportRequest { dry_run: true, ..request(Collection::Cables) };
    let report = bring(&app, "a.geojson", &features(&[(&a, LINE)]), dry).await.unwrap();
    assert_eq!((counts(&report), report.applied, report.revision), ((1, 0, 0, 0), false, None));
    assert_eq!(app.store.revision().await.unwrap(), Revision(0));
}

#[tokio::test]
async fn what_the_file_no_longer_has_is_named_and_a_refused_row_is_not_gone() {
    let (app, _store) = app().await;
    let [a, b, c] = ["A", "B", "C"].map(cable);
    let apart =
        r#"{"type":"MultiLineString","coordinates":[[[106.68,20.86],[106.69,20.86]],[[106.70,20.86],[106.71,20.86]]]}"#;
    let other = a.replace("VNPT", "FPT");
    let first = features(&[(&a, LINE), (&b, LINE), (&c, apart), (&other, LINE)]);
    bring(&app, "a.geojson", &first, request(Collection::Cables)).await.unwrap();
    // B is gone; C is there and cannot be read.
    let broken = c.replace("aerial", "sky");
    let second = features(&[(&a, LINE), (&broken, apart)]);
    let skipping = ImportRequest { skip_refused: true, ..request(Collection::Cables) };
    let report = bring(&app, "b.geojson", &second, skipping).await.unwrap();
    let missing: Vec<(&str, &[String])> =
        report.missing.iter().map(|missing| (missing.operator.as_str(), missing.codes.as_slice())).collect();
    assert_eq!(missing, [("VNPT", &["B".to_owned()][..])]);
    assert_eq!(app.atlas().layer(Collection::Cables).len(), 5, "nothing was taken away");
}

#[tokio::test]
async fn a_code_twice_is_refused_naming_the_first_row() {
    let (app, _store) = app().await;
    let a = cable("A");
    let report =
        bring(&app, "a.geojson", &features(&[(&a, LINE), (&a, LINE)]), request(Collection::Cables)).await.unwrap();
    assert_eq!(refusals(&report), ["duplicate_code"]);
    assert!(report.refusals[0].message.contains("row 1"), "{:?}", report.refusals[0]);
}

#[tokio::test]
async fn removed_is_kept_and_warned_of_where_it_erases_history() {
    let (app, _store) = app().await;
    let a = cable("A");
    bring(&app, "a.geojson", &features(&[(&a, LINE)]), request(Collection::Cables)).await.unwrap();
    let (gone, never) = (a.replace("functional", "removed"), cable("N").replace("functional", "removed"));
    let file = features(&[(&gone, LINE), (&never, LINE)]);
    let report = bring(&app, "b.geojson", &file, request(Collection::Cables)).await.unwrap();
    assert_eq!(counts(&report), (1, 1, 0, 0));
    let codes: Vec<&str> = report.warnings.iter().map(|warning| warning.code).collect();
    assert_eq!(codes, ["erases_history", "removed_never_counts"]);
    // Known as removed already: nothing new is erased.
    let again = bring(&app, "b.geojson", &file, request(Collection::Cables)).await.unwrap();
    assert_eq!((counts(&again), again.warnings.len()), ((0, 0, 2, 0), 0));
}

/// Its code can be read, so the row is in the file: nothing is said to be gone, and all that is wrong with it is told.
#[tokio::test]
async fn a_row_whose_place_cannot_be_read_is_not_gone_and_its_other_faults_are_told() {
    let (app, _store) = app().await;
    let [a, b] = ["A", "B"].map(cable);
    bring(&app, "a.geojson", &features(&[(&a, LINE), (&b, LINE)]), request(Collection::Cables)).await.unwrap();
    let bad = b.replace("aerial", "sky");
    let broken = LINE.replace("106.69", "\"106.69 Đ\"");
    let skipping = ImportRequest {
        skip_refused: true,
        retire_missing: Some(crate::support::day("2026-06-01")),
        ..request(Collection::Cables)
    };
    let report = bring(&app, "b.geojson", &features(&[(&a, LINE), (&bad, &broken)]), skipping).await.unwrap();
    assert_eq!(refusals(&report), ["unknown_value", "coordinate_value"]);
    assert_eq!((counts(&report), report.retired, report.missing.len()), ((0, 0, 1, 1), 0, 0), "{report:?}");
    assert!(report.applied && report.warnings.is_empty(), "{:?}", report.warnings);
    assert_eq!(report.changes(), 0);
}
