//! `POST /import`: a register file by HTTP, tried first and then stored.

use super::{City, Reply, TOKEN, near};
use crate::support::{TestStore, on_both_stores};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

on_both_stores!(
    a_file_is_tried_drawn_stored_and_undone,
    a_form_brings_a_file_with_its_name_and_its_encoding,
    an_import_under_one_key_is_done_once,
    refused_rows_stop_the_file_and_are_told_with_their_places,
    what_a_register_no_longer_has_is_listed_and_ended,
    who_shows_no_token_does_not_even_try,
    wishes_that_cannot_be_met_are_told_at_once,
);

const CSV: &str = "MA_CAP;DON_VI;kieu;tinh_trang;tu_ngay;x;y\n";

fn line(code: &str, operator: &str, lat: f64) -> Value {
    json!({
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": [[106.68, lat], [106.69, lat]]},
        "properties": {"MA_CAP": code, "operator": operator, "placement": "treo", "status": "functional", "valid_from": "2016-01-01"}
    })
}

fn collection(features: &[Value]) -> String {
    json!({"type": "FeatureCollection", "features": features}).to_string()
}

async fn send(city: &City, query: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Reply {
    let mut request = Request::post(format!("/import?{query}")).header("authorization", format!("Bearer {TOKEN}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    city.ask(request.body(body.into()).unwrap()).await
}

const MAPPED: &str = "as=cables&name=so.geojson&map=code%3DMA_CAP&values=placement:treo%3Daerial";

async fn a_file_is_tried_drawn_stored_and_undone(test: TestStore) {
    let city = City::writable_on(test).await;
    let file = collection(&[line("N-1", "FPT", 20.85), line("N-2", "FPT", 20.86)]);
    let tried = send(&city, &format!("{MAPPED}&dry_run=true"), &[], file.clone()).await;
    let report = tried.json();
    assert_eq!(tried.status.as_u16(), 200, "{report}");
    assert_eq!(
        (report["created"].as_i64(), report["applied"].as_bool(), report["file"].as_str()),
        (Some(2), Some(false), Some("so.geojson"))
    );
    assert_eq!(report["mapping"]["code"], "MA_CAP");
    assert_eq!(report["columns"][0], json!({"name": "MA_CAP", "samples": ["N-1", "N-2"]}));
    assert_eq!(report["new_operators"], json!(["FPT"]));
    let drawn = report["drawn"]["features"].as_array().unwrap();
    assert_eq!(drawn.len(), 2);
    assert_eq!(drawn[1]["geometry"]["coordinates"], json!([[106.68, 20.86], [106.69, 20.86]]));
    assert_eq!(
        drawn[1]["properties"],
        json!({"row": 2, "outcome": "created", "code": "N-2", "operator": "FPT", "placement": "aerial", "status": "functional"})
    );
    assert_eq!(city.app.atlas().revision.0, 1);

    let stored = send(&city, MAPPED, &[("from", "An")], file.clone()).await;
    assert_eq!(
        (stored.status.as_u16(), stored.json()["revision"].as_i64(), stored.header("revision")),
        (200, Some(2), "2")
    );
    assert_eq!(stored.json().get("drawn"), None);
    let log = &city.app.store.log(1).await.unwrap()[0];
    assert_eq!(log.actor, "An (token)");
    let kept = city.json("/collections/cables/items?operator=FPT").await;
    assert_eq!(kept["numberMatched"], 2);
    let again = send(&city, MAPPED, &[], file).await.json();
    assert_eq!((again["unchanged"].as_i64(), again["revision"].as_i64()), (Some(2), Some(2)));
    let undone = city.write("POST", "/undo", &[], json!({"revision": 2})).await;
    assert_eq!(undone.status.as_u16(), 200);
    assert_eq!(city.json("/collections/cables/items?operator=FPT").await["numberMatched"], 0);
}

async fn a_form_brings_a_file_with_its_name_and_its_encoding(test: TestStore) {
    let city = City::writable_on(test).await;
    // EPSG:9210 east and north of (106.68, 20.84): pyproj 3.7.
    let table = format!(
        "{}B1;PCHP;pole;functional;2016-01-01;596592.5520;2305520.3812\n",
        CSV.replace("MA_CAP;DON_VI;kieu;tinh_trang;tu_ngay", "code;owner;kind;status;valid_from")
    );
    let form = format!(
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"cột.csv\"\r\nContent-Type: text/csv\r\n\r\n{table}\r\n--b--\r\n"
    );
    let kind = [("content-type", "multipart/form-data; boundary=b")];
    let query = "as=structures&crs=EPSG:9210&map=east%3Dx&map=north%3Dy&dry_run=true";
    let reply = send(&city, query, &kind, form).await;
    let report = reply.json();
    assert_eq!((reply.status.as_u16(), report["created"].as_i64()), (200, Some(1)), "{report}");
    assert_eq!(report["file"], "cột.csv");
    assert_eq!(report["crs"], "EPSG:9210");
    assert_eq!(report["encoding"], "UTF-8");
    let place = &report["drawn"]["features"][0]["geometry"]["coordinates"];
    // The metres are what PROJ's gdaltransform makes of that place.
    near(&place[0], 106.68, 1e-9);
    near(&place[1], 20.84, 1e-9);
}

async fn refused_rows_stop_the_file_and_are_told_with_their_places(test: TestStore) {
    let city = City::writable_on(test).await;
    let mut wrong = line("N-2", "FPT", 20.86);
    wrong["properties"]["valid_from"] = json!("someday");
    let mut far = line("N-3", "FPT", 10.0);
    far["geometry"]["coordinates"][0] = json!([106.7, 10.5]);
    let file = collection(&[line("N-1", "FPT", 20.85), wrong, far]);
    let reply = send(&city, MAPPED, &[], file.clone()).await;
    let report = reply.json();
    assert_eq!(
        (reply.status.as_u16(), report["applied"].as_bool(), report["refused"].as_i64()),
        (422, Some(false), Some(2)),
        "{report}"
    );
    let told: Vec<(i64, &str, f64, f64)> = report["refusals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| {
            (
                fault["row"].as_i64().unwrap(),
                fault["code"].as_str().unwrap(),
                fault["lon"].as_f64().unwrap(),
                fault["lat"].as_f64().unwrap(),
            )
        })
        .collect();
    assert_eq!(told, [(2, "not_a_date", 106.68, 20.86), (3, "outside_city", 106.7, 10.5)]);
    assert_eq!(city.app.atlas().revision.0, 1);
    let rest = send(&city, &format!("{MAPPED}&skip_refused=true"), &[], file).await;
    assert_eq!((rest.status.as_u16(), rest.json()["created"].as_i64()), (200, Some(1)));
}

async fn what_a_register_no_longer_has_is_listed_and_ended(test: TestStore) {
    let city = City::writable_on(test).await;
    let both = collection(&[line("N-1", "FPT", 20.85), line("N-2", "FPT", 20.86)]);
    send(&city, MAPPED, &[], both).await;
    let one = collection(&[line("N-1", "FPT", 20.85)]);
    let tried = send(&city, &format!("{MAPPED}&retire_missing=2026-05-01&dry_run=true"), &[], one.clone()).await.json();
    assert_eq!(tried["retiring"], json!([{"operator": "FPT", "count": 1, "codes": ["N-2"]}]));
    let outcomes: Vec<&str> = tried["drawn"]["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["properties"]["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(outcomes, ["unchanged", "retired"]);
    let done = send(&city, &format!("{MAPPED}&retire_missing=2026-05-01"), &[], one).await.json();
    assert_eq!((done["retired"].as_i64(), done["revision"].as_i64()), (Some(1), Some(3)));
    let gone = city.json("/collections/cables/items?operator=FPT&datetime=2026-05-01").await;
    assert_eq!(
        (gone["numberMatched"].as_i64(), gone["features"][0]["properties"]["code"].as_str()),
        (Some(1), Some("N-1"))
    );
}

async fn an_import_under_one_key_is_done_once(test: TestStore) {
    let city = City::writable_on(test).await;
    let file = collection(&[line("N-1", "FPT", 20.85)]);
    let key = [("idempotency-key", "import-1")];
    let first = send(&city, MAPPED, &key, file.clone()).await;
    let again = send(&city, MAPPED, &key, file.clone()).await;
    assert_eq!((first.status.as_u16(), &first.bytes, first.header("revision")), (200, &again.bytes, "2"));
    assert_eq!(again.json()["created"], 1, "told as it was the first time");
    let other = send(&city, &format!("{MAPPED}&repair=true"), &key, file).await;
    assert_eq!((other.status.as_u16(), other.json()["code"].as_str()), (422, Some("key_taken")));
}

async fn who_shows_no_token_does_not_even_try(test: TestStore) {
    let city = City::writable_on(test).await;
    let request = Request::post(format!("/import?{MAPPED}&dry_run=true")).body(Body::from("{}")).unwrap();
    assert_eq!(city.ask(request).await.status.as_u16(), 401);
    assert_eq!(City::new().await.post("/import?as=cables", json!({})).await.status.as_u16(), 403);
}

async fn wishes_that_cannot_be_met_are_told_at_once(test: TestStore) {
    let city = City::writable_on(test).await;
    let query = "as=roads&map=code&values=x&crs=abc&retire_missing=soon&dry_run=perhaps&colour=red";
    let reply = send(&city, query, &[], "{}").await;
    let mut paths: Vec<String> = reply.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| fault["path"].as_str().unwrap().to_owned())
        .collect();
    paths.sort();
    assert_eq!(paths, ["as", "colour", "crs", "dry_run", "map", "retire_missing", "values"]);
    for (query, code) in [
        ("as=cables&name=a.dxf", "foreign_format"),
        ("as=cables&name=a.geojson", "syntax"),
        ("as=cables&map=colour%3DX", "unknown_field"),
        ("as=zones&retire_missing=2026-01-01", "retire_zones"),
    ] {
        let reply = send(&city, query, &[], "{").await;
        let told = reply.json();
        let codes = format!("{} {:?}", told["code"], told["errors"]);
        assert!(reply.status.as_u16() == 400 && codes.contains(code), "{query}: {told}");
    }
    let placeless = send(&city, "as=structures&name=a.csv", &[], "code;owner;ngang;doc\nP;E;596592;2305520\n").await;
    assert_eq!(placeless.json()["code"], "which_column");
    assert_eq!(placeless.json()["columns"], json!(["code", "owner", "ngang", "doc"]), "to choose from");
    let shapeless = send(&city, "as=structures&name=a.csv", &[], "code;owner;x;y\nP;E;596592;2305520\n").await;
    assert_eq!(
        (shapeless.status.as_u16(), shapeless.json()["code"].as_str()),
        (400, Some("no_crs")),
        "{}",
        shapeless.json()
    );
    assert!(shapeless.json()["detail"].as_str().unwrap().contains("EPSG:9210"));
}
