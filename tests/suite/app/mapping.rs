//! Which column feeds which field, and what its words mean.

use super::{LINE, app, bring, cable, counts, features, map, means, request, set};
use ngamhoa::app::AppError;
use ngamhoa::app::import::ImportRequest;
use ngamhoa::model::{Collection, Item, Placement};

fn only_cable(app: &ngamhoa::app::App) -> ngamhoa::model::Cable {
    let atlas = app.atlas();
    let placed = atlas.layer(Collection::Cables).iter().next().unwrap();
    let Item::Cable(cable) = &placed.item else { panic!("no cable") };
    cable.clone()
}

fn code_of(error: &AppError) -> &'static str {
    let AppError::Request { code, .. } = error else { panic!("{error}") };
    code
}

#[tokio::test]
async fn names_match_without_case_and_as_the_stubs_of_dbf() {
    let (app, _store) = app().await;
    let properties = r#"{"CODE":"A","Operator":"VNPT","PLACEMENT":"Aerial","status":"FUNCTIONAL","valid_from":"2016-01-01","fibre_coun":48,"disused_fr":"2020-05-01"}"#;
    let report = bring(&app, "a.geojson", &features(&[(properties, LINE)]), request(Collection::Cables)).await.unwrap();
    assert_eq!(counts(&report), (1, 0, 0, 0), "{report:?}");
    let cable = only_cable(&app);
    assert_eq!((cable.fibre_count, cable.disused_from), (Some(48), Some("2020-05-01".parse().unwrap())));
}

#[tokio::test]
async fn the_last_set_or_map_of_a_field_wins_and_set_counts_what_it_replaced() {
    let (app, _store) = app().await;
    let row = |code: &str, from: &str| {
        format!(
            r#"{{"code":"{code}","operator":"VNPT","how":"duct","placement":"aerial","status":"functional","valid_from":"{from}"}}"#
        )
    };
    let (a, b) = (row("A", "01/06/2019"), row("B", "2018-01-01"));
    let file = features(&[(&a, LINE), (&b, LINE)]);
    let with = |assignments| ImportRequest { assignments, ..request(Collection::Cables) };
    // 01/06/2019 is the same day in other words: one value was replaced, not two.
    let given = vec![set("placement", "buried"), map("placement", "how"), set("valid_from", "2019-06-01")];
    let report = bring(&app, "a.geojson", &file, with(given)).await.unwrap();
    assert_eq!(report.replaced_by_set.into_iter().collect::<Vec<_>>(), [("valid_from", 1)]);
    assert_eq!(only_cable(&app).placement, Placement::Duct);
    let given = vec![map("placement", "how"), set("placement", "buried")];
    let report = bring(&app, "a.geojson", &file, with(given)).await.unwrap();
    assert_eq!(report.replaced_by_set.into_iter().collect::<Vec<_>>(), [("placement", 2)]);
    assert_eq!(only_cable(&app).placement, Placement::Buried);
    assert_eq!(report.unused_columns, ["placement"]);
}

#[tokio::test]
async fn words_are_translated_and_nested_members_are_reached() {
    let (app, _store) = app().await;
    let properties = r#"{"id":"S-1","status":"Operational","providers":[{"name":"ACME"}]}"#;
    let wanted = ImportRequest {
        assignments: vec![
            map("code", "ID"),
            map("operator", "providers.0.name"),
            set("placement", "buried"),
            set("valid_from", "2020-01-01"),
        ],
        values: vec![means("status", "operational", "functional")],
        ..request(Collection::Cables)
    };
    let report = bring(&app, "s.geojson", &features(&[(properties, LINE)]), wanted).await.unwrap();
    assert_eq!(counts(&report), (1, 0, 0, 0), "{report:?}");
    assert_eq!(&*only_cable(&app).operator, "ACME");
    assert_eq!(report.mapping["operator"], "providers.0.name");
    assert_eq!(report.new_operators, ["ACME"]);
}

#[tokio::test]
async fn what_is_asked_wrongly_is_told_before_any_row_is_read() {
    let (app, _store) = app().await;
    let a = cable("A");
    let file = features(&[(&a, LINE)]);
    let asked = |assignments, values| ImportRequest { assignments, values, ..request(Collection::Cables) };
    for (expected, wanted) in [
        ("unknown_field", asked(vec![set("colour", "red")], vec![])),
        ("unknown_field", asked(vec![set("lon", "106")], vec![])),
        ("unknown_field", asked(vec![], vec![means("colour", "a", "b")])),
        ("bad_set", asked(vec![set("status", "gone")], vec![])),
        ("bad_set", asked(vec![set("valid_from", "soon")], vec![])),
        ("bad_values", asked(vec![], vec![means("status", "operational", "working")])),
        ("unknown_column", asked(vec![map("code", "nowhere")], vec![])),
        ("half_a_place", asked(vec![map("lon", "x")], vec![])),
        ("place_of_a_table", asked(vec![map("lon", "x"), map("lat", "y")], vec![])),
    ] {
        assert_eq!(code_of(&bring(&app, "a.geojson", &file, wanted).await.unwrap_err()), expected);
    }
}

#[tokio::test]
async fn a_prefix_numbers_the_rows_of_one_file_only() {
    let (app, _store) = app().await;
    let bare = r#"{"operator":"VNPT","placement":"aerial","status":"functional","valid_from":"2016-01-01"}"#;
    let coded = cable("OWN");
    let file = features(&[(bare, LINE), (&coded, LINE), (bare, LINE)]);
    let wanted = || ImportRequest { code_prefix: Some("P-".into()), ..request(Collection::Cables) };
    let report = bring(&app, "one.geojson", &file, wanted()).await.unwrap();
    assert_eq!(counts(&report), (3, 0, 0, 0));
    let atlas = app.atlas();
    let codes: Vec<String> =
        atlas.layer(Collection::Cables).iter().map(|placed| placed.item.code().to_string()).collect();
    assert_eq!(codes, ["P-1", "OWN", "P-3"]);
    assert_eq!(counts(&bring(&app, "one.geojson", &file, wanted()).await.unwrap()), (0, 0, 3, 0));
    let foreign = bring(&app, "two.geojson", &file, wanted()).await.unwrap_err();
    assert!(foreign.to_string().contains("numbers the rows of one.geojson"), "{foreign}");
    // Once nothing carries the prefix any more it is free.
    ngamhoa::app::undo(&app, ngamhoa::model::Revision(1), "test").await.unwrap();
    assert_eq!(counts(&bring(&app, "two.geojson", &file, wanted()).await.unwrap()), (3, 0, 0, 0));
}
