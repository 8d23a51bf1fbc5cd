//! What was done to an item, reading its past, and putting a version back.

use super::{City, near};
use crate::support::{TestStore, on_both_stores};
use crate::support::{cable, pole};
use ngamhoa::model::{Collection, Edit, Placement};
use serde_json::{Value, json};

on_both_stores!(
    a_collection_is_read_as_it_was_at_a_revision,
    a_revision_is_undone_over_http,
    a_version_is_put_back_as_a_new_change,
    an_item_is_read_as_it_was_at_a_revision,
    history_comes_in_pages_and_of_nothing_there_is_none,
    history_tells_who_did_what_with_before_and_after,
    how_an_area_and_a_point_changed_is_measured,
);

const ONE: &str = "/collections/cables/items/1";
const PATCH: (&str, &str) = ("content-type", "application/merge-patch+json");

/// Revision 2 renames the street's cable, 3 is another item's, 4 moves its middle, 5 deletes it.
async fn with_a_past(test: TestStore) -> City {
    let city = City::writable_on(test).await;
    let any = ("if-match", "*");
    let from = ("from", "an@haiphong.gov.vn");
    let renamed = json!({"properties": {"fibre_count": 48, "medium": "copper"}});
    assert_eq!(city.write("PATCH", ONE, &[PATCH, any, from], renamed).await.status.as_u16(), 200);
    city.commit(vec![Edit::Put(pole(9, "P-9", 106.7, 20.8))]).await;
    let bent = json!({"geometry": {"coordinates": [[106.680, 20.84], [106.685, 20.841], [106.690, 20.84]]}});
    assert_eq!(city.write("PATCH", ONE, &[PATCH, any], bent).await.status.as_u16(), 200);
    assert_eq!(city.write("DELETE", ONE, &[any], Value::Null).await.status.as_u16(), 204);
    city
}

async fn history_tells_who_did_what_with_before_and_after(test: TestStore) {
    let city = with_a_past(test).await;
    let told = city.json(&format!("{ONE}/history")).await;
    let versions = told["versions"].as_array().unwrap();
    let short: Vec<(i64, &str, &str)> = versions
        .iter()
        .map(|version| {
            (version["revision"].as_i64().unwrap(), version["what"].as_str().unwrap(), version["who"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        short,
        [
            (5, "deleted", "token"),
            (4, "changed", "token"),
            (2, "changed", "an@haiphong.gov.vn (token)"),
            (1, "created", "test")
        ]
    );
    assert_eq!(versions[2]["at"], "2026-06-30T05:00:00.000Z");
    assert_eq!(versions[2]["act"], json!({"act": "edit"}));
    assert_eq!(
        versions[2]["changes"],
        json!([{"field": "medium", "before": null, "after": "copper"}, {"field": "fibre_count", "before": 24, "after": 48}])
    );
    assert_eq!(versions[2].get("geometry"), None);
    let moved = &versions[1]["geometry"];
    assert_eq!(versions[1]["changes"], json!([]));
    assert_eq!(moved["vertices"], json!({"added": 1, "removed": 0, "moved": 0}));
    // GeographicLib 2.1: 1040.807973 m straight.
    near(&moved["length_m"]["before"], 1_040.808, 1e-3);
    near(&moved["length_m"]["after"], BENT_M, 1e-3);
    near(&moved["length_m"]["difference"], BENT_M - 1_040.808, 2e-3);
    assert_eq!(moved.get("before"), None);
    let with_shapes = city.json(&format!("{ONE}/history?geometry=true")).await;
    let moved = &with_shapes["versions"][1]["geometry"];
    assert_eq!(moved["before"]["coordinates"], json!([[106.68, 20.84], [106.69, 20.84]]));
    assert_eq!(moved["after"]["coordinates"][1], json!([106.685, 20.841]));
}

const AREA_BEFORE_M2: f64 = 1_152_362.566;
const AREA_AFTER_M2: f64 = 1_394_352.739;
const POLE_MOVED_M: f64 = 106.409_969;

/// GeographicLib 2.1: from (106.680, 20.84) over (106.685, 20.841) to (106.690, 20.84).
const BENT_M: f64 = 1_064.098_347;

async fn history_comes_in_pages_and_of_nothing_there_is_none(test: TestStore) {
    let city = with_a_past(test).await;
    let first = city.json(&format!("{ONE}/history?limit=2")).await;
    let revisions = |page: &Value| -> Vec<i64> {
        page["versions"].as_array().unwrap().iter().map(|version| version["revision"].as_i64().unwrap()).collect()
    };
    assert_eq!(revisions(&first), [5, 4]);
    let next = first["next"].as_str().unwrap().strip_prefix("http://127.0.0.1:8080").unwrap();
    let second = city.json(next).await;
    assert_eq!(revisions(&second), [2, 1]);
    assert_eq!(second.get("next"), None);
    // The page's newest version knows what came of it, though that is on the page before.
    assert_eq!(second["versions"][0]["changes"].as_array().unwrap().len(), 2);
    for (path, status) in
        [("/collections/cables/items/77/history", 404), ("/collections/cables/items/1/history?limit=x", 400)]
    {
        assert_eq!(city.get(path).await.status.as_u16(), status, "{path}");
    }
}

async fn an_item_is_read_as_it_was_at_a_revision(test: TestStore) {
    let city = with_a_past(test).await;
    let at = |revision: i64| format!("{ONE}?revision={revision}");
    let first = city.get(&at(1)).await;
    assert_eq!((first.header("revision"), first.json()["properties"]["fibre_count"].as_i64()), ("1", Some(24)));
    for (revision, fibres, places) in [(2, 48, 2), (3, 48, 2), (4, 48, 3)] {
        let then = city.json(&at(revision)).await;
        assert_eq!(then["properties"]["fibre_count"], fibres, "{revision}");
        assert_eq!(then["geometry"]["coordinates"].as_array().unwrap().len(), places, "{revision}");
    }
    // Between 2 and 3 nothing was done to it: it is the same version.
    assert_eq!(city.tag(&at(2)).await, city.tag(&at(3)).await);
    assert_ne!(city.tag(&at(2)).await, city.tag(&at(4)).await);
    let tag = city.tag(&at(2)).await;
    assert_eq!(city.get_with(&at(3), &[("if-none-match", &tag)]).await.status.as_u16(), 304);
    for (path, status, code) in [
        (at(5), 404, "not_there_then"),
        (at(0), 404, "not_there_then"),
        (at(6), 404, "not_found"),
        (at(-1), 404, "not_found"),
        (format!("{ONE}?revision=x"), 400, "bad_parameter"),
        ("/collections/cables/items/77?revision=1".into(), 404, "not_there_then"),
    ] {
        let reply = city.get(&path).await;
        assert_eq!((reply.status.as_u16(), reply.json()["code"].as_str()), (status, Some(code)), "{path}");
    }
}

/// Every page of every collection at every revision is what it was when that revision was the last.
async fn a_collection_is_read_as_it_was_at_a_revision(test: TestStore) {
    let city = City::writable_on(test).await;
    let paths = [
        "/collections/cables/items?limit=2",
        "/collections/cables/items?bbox=106.68,20.83,106.69,20.85&datetime=2019-01-01",
        "/collections/structures/items?limit=3&after=1",
        "/collections/zones/items",
    ];
    let mut then: Vec<Vec<Value>> = Vec::new();
    let far = [(106.70, 20.85), (106.71, 20.85)];
    let changes = [
        vec![],
        vec![Edit::Put(cable(1, "A-1", Placement::Facade, "2015-01-01", None, &super::STREET))],
        vec![Edit::Put(pole(9, "P-9", 106.7, 20.8)), Edit::Delete { collection: Collection::Cables, id: 2 }],
        vec![Edit::Put(cable(2, "D-1", Placement::Duct, "2020-07-01", None, &far))],
        vec![Edit::Put(cable(5, "N-5", Placement::Aerial, "2018-01-01", None, &super::STREET))],
        vec![Edit::Delete { collection: Collection::Structures, id: 9 }],
        vec![Edit::Put(cable(1, "A-1", Placement::Aerial, "2015-01-01", Some("2020-07-01"), &far))],
    ];
    for edits in changes {
        if !edits.is_empty() {
            city.commit(edits).await;
        }
        let mut pages = Vec::new();
        for path in paths {
            pages.push(city.json(path).await);
        }
        then.push(pages);
    }
    for (nth, pages) in then.iter().enumerate() {
        let revision = nth + 1;
        for (path, page) in paths.iter().zip(pages) {
            let join = if path.contains('?') { '&' } else { '?' };
            let reply = city.get(&format!("{path}{join}revision={revision}")).await;
            let told = reply.json();
            assert_eq!(told["features"], page["features"], "{path} at {revision}");
            assert_eq!(told["numberMatched"], page["numberMatched"], "{path} at {revision}");
            assert_eq!(reply.header("revision"), revision.to_string());
        }
    }
    let mut path = Some("/collections/cables/items?limit=1&revision=5".to_owned());
    let mut told = Vec::new();
    while let Some(asked) = path {
        let page = city.json(&asked).await;
        told.push(page["features"][0]["id"].as_i64().unwrap());
        let links = page["links"].as_array().unwrap().clone();
        path = links
            .iter()
            .find(|link| link["rel"] == "next")
            .map(|link| link["href"].as_str().unwrap().strip_prefix("http://127.0.0.1:8080").unwrap().to_owned());
    }
    assert_eq!(told, [1, 2, 5]);
    for revision in ["8", "-1"] {
        let path = format!("/collections/cables/items?revision={revision}");
        assert_eq!(city.get(&path).await.status.as_u16(), 404, "{revision}");
    }
}

async fn a_version_is_put_back_as_a_new_change(test: TestStore) {
    let city = with_a_past(test).await;
    let restore = format!("{ONE}/restore");
    // Deleted: there is no version to name.
    let reply = city.write("POST", &restore, &[("from", "An")], json!({"revision": 2})).await;
    assert_eq!((reply.status.as_u16(), reply.header("revision")), (200, "6"), "{}", reply.json());
    assert_eq!(reply.json()["properties"]["fibre_count"], 48);
    assert_eq!(reply.json()["geometry"]["coordinates"].as_array().unwrap().len(), 2);
    let now = city.get(ONE).await;
    assert_eq!((now.bytes == reply.bytes, now.header("etag")), (true, reply.header("etag")));
    // There again: the version must be named.
    let unnamed = city.write("POST", &restore, &[], json!({"revision": 1})).await;
    assert_eq!(unnamed.status.as_u16(), 428);
    let stale = city.write("POST", &restore, &[("if-match", "\"x\"")], json!({"revision": 1})).await;
    assert_eq!(stale.status.as_u16(), 412);
    let first = city.write("POST", &restore, &[("if-match", now.header("etag"))], json!({"revision": 1})).await;
    assert_eq!(first.json()["properties"]["fibre_count"], 24);
    let told = city.json(&format!("{ONE}/history?limit=1")).await;
    assert_eq!(told["versions"][0]["act"], json!({"act": "restore", "collection": "cables", "id": 1, "to": 1}));
    // As it is already: nothing is changed.
    let same = city.write("POST", &restore, &[("if-match", "*")], json!({"revision": 1})).await;
    assert_eq!((same.status.as_u16(), same.header("etag")), (200, first.header("etag")));
    assert_eq!(city.app.atlas().revision.0, 7);
    for (revision, status) in [(99, 404), (5, 404), (0, 404)] {
        let refused = city.write("POST", &restore, &[("if-match", "*")], json!({"revision": revision})).await;
        assert_eq!(refused.status.as_u16(), status, "{revision}");
    }
}

async fn a_revision_is_undone_over_http(test: TestStore) {
    let city = with_a_past(test).await;
    let reply = city.write("POST", "/undo", &[], json!({"revision": 5})).await;
    assert_eq!((reply.status.as_u16(), reply.json()), (200, json!({"revision": 6, "undone": 5})));
    assert_eq!(city.json(ONE).await["geometry"]["coordinates"].as_array().unwrap().len(), 3);
    let later = city.write("POST", "/undo", &[], json!({"revision": 2})).await;
    assert_eq!((later.status.as_u16(), later.json()["code"].as_str()), (409, Some("changed_since")));
    assert_eq!(city.write("POST", "/undo", &[], json!({"revision": 99})).await.status.as_u16(), 404);
    assert_eq!(city.write("POST", "/undo", &[], json!({"revision": "x"})).await.status.as_u16(), 400);
}

async fn how_an_area_and_a_point_changed_is_measured(test: TestStore) {
    let city = City::writable_on(test).await;
    let zone = "/collections/zones/items/1";
    let square = json!([[106.685, 20.835], [106.695, 20.835], [106.695, 20.845], [106.685, 20.845], [106.685, 20.835]]);
    let drawn = json!([
        [106.685, 20.835],
        [106.695, 20.835],
        [106.697, 20.847],
        [106.690, 20.846],
        [106.685, 20.845],
        [106.685, 20.835]
    ]);
    for ring in [square, drawn] {
        let patch = json!({"geometry": {"type": "Polygon", "coordinates": [ring]}});
        let reply = city.write("PATCH", zone, &[PATCH, ("if-match", "*")], patch).await;
        assert_eq!(reply.status.as_u16(), 200, "{}", reply.json());
    }
    let told = city.json(&format!("{zone}/history?limit=1")).await;
    let shape = &told["versions"][0]["geometry"];
    // shapely on pyproj's EPSG:9210, edges cut in 400.
    near(&shape["area_m2"]["before"], AREA_BEFORE_M2, 0.1);
    near(&shape["area_m2"]["after"], AREA_AFTER_M2, 0.1);
    near(&shape["area_m2"]["difference"], AREA_AFTER_M2 - AREA_BEFORE_M2, 0.1);
    // One corner moved and one came beside it.
    assert_eq!(shape["vertices"], json!({"added": 1, "removed": 0, "moved": 1}));
    let pole = "/collections/structures/items/1";
    let patch = json!({"geometry": {"coordinates": [106.685, 20.8404]}});
    assert_eq!(city.write("PATCH", pole, &[PATCH, ("if-match", "*")], patch).await.status.as_u16(), 200);
    let told = city.json(&format!("{pole}/history?limit=1")).await;
    // GeographicLib 2.1.
    near(&told["versions"][0]["geometry"]["moved_m"], POLE_MOVED_M, 1e-3);
}
