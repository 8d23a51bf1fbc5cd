//! OGC API Features.

use super::{City, near};
use crate::support::cable;
use ngamhoa::model::{Collection, Edit, Placement};
use std::collections::BTreeSet;

fn ids(page: &serde_json::Value) -> Vec<i64> {
    page["features"].as_array().unwrap().iter().map(|feature| feature["id"].as_i64().unwrap()).collect()
}

fn next(page: &serde_json::Value) -> Option<String> {
    let links = page["links"].as_array().unwrap();
    let link = links.iter().find(|link| link["rel"] == "next")?;
    let href = link["href"].as_str().unwrap();
    Some(href.strip_prefix("http://127.0.0.1:8080").unwrap().to_owned())
}

#[tokio::test]
async fn next_links_tell_every_feature_once_even_when_some_come_and_go_between_pages() {
    let city = City::with_cables(57).await;
    let mut path = Some("/collections/cables/items?limit=7".to_owned());
    let mut told = Vec::new();
    let mut pages = 0;
    while let Some(asked) = path {
        let page = city.json(&asked).await;
        told.extend(ids(&page));
        path = next(&page);
        pages += 1;
        if pages == 3 {
            // Of those told already one goes, which would shift every later offset.
            city.commit(vec![Edit::Delete { collection: Collection::Cables, id: told[0] }]).await;
            let late = cable(900, "late", Placement::Duct, "2020-01-01", None, &[(106.70, 20.9), (106.71, 20.9)]);
            city.commit(vec![Edit::Put(late)]).await;
        }
    }
    let apart: BTreeSet<i64> = told.iter().copied().collect();
    assert_eq!(apart.len(), told.len(), "a feature was told twice");
    let expected: BTreeSet<i64> = [1, 2, 900].into_iter().chain(10..67).collect();
    assert_eq!(apart, expected);
}

#[tokio::test]
async fn offset_and_limit_cut_the_same_list() {
    let city = City::with_cables(20).await;
    let all = ids(&city.json("/collections/cables/items?limit=100").await);
    assert_eq!(all.len(), 22);
    let page = city.json("/collections/cables/items?limit=5&offset=4").await;
    assert_eq!(ids(&page), all[4..9]);
    assert_eq!((page["numberMatched"].as_i64(), page["numberReturned"].as_i64()), (Some(22), Some(5)));
    let rest = city.json(&next(&page).unwrap()).await;
    assert_eq!(ids(&rest), all[9..14]);
    assert!(page.get("timeStamp").is_none());
    let clamped = city.json("/collections/cables/items?limit=1000000").await;
    assert_eq!(ids(&clamped).len(), 22);
}

#[tokio::test]
async fn a_box_a_time_and_a_value_choose() {
    let city = City::with_cables(20).await;
    let in_box = city.json("/collections/cables/items?bbox=106.681,20.839,106.682,20.841").await;
    assert_eq!(ids(&in_box), [1, 2]);
    let beside = city.json("/collections/cables/items?bbox=106.681,20.8401,106.682,20.841").await;
    assert_eq!((ids(&beside).len(), beside["numberMatched"].as_i64()), (0, Some(0)));
    let then = city.json("/collections/cables/items?datetime=2020-06-30&bbox=106.68,20.83,106.69,20.85").await;
    assert_eq!(ids(&then), [1]);
    let handover =
        city.json("/collections/cables/items?datetime=2020-06-30/2020-07-01&bbox=106.68,20.83,106.69,20.85").await;
    assert_eq!(ids(&handover), [1, 2]);
    let placed = city.json("/collections/cables/items?placement=duct").await;
    assert_eq!(ids(&placed), [2]);
    let both = city.json("/collections/cables/items?placement=duct&datetime=2016-01-01/..&operator=FPT").await;
    assert_eq!(ids(&both).len(), 0);
}

#[tokio::test]
async fn coordinates_come_in_four_systems_with_the_axes_of_each() {
    let city = City::new().await;
    let first = |reply: &serde_json::Value| reply["geometry"]["coordinates"][0].clone();
    let lonlat = first(&city.json("/collections/cables/items/1").await);
    assert_eq!(lonlat, serde_json::json!([106.68, 20.84]));
    let epsg = |code: u32| format!("/collections/cables/items/1?crs=http://www.opengis.net/def/crs/EPSG/0/{code}");
    let reply = city.get(&epsg(4326)).await;
    assert_eq!(first(&reply.json()), serde_json::json!([20.84, 106.68]));
    assert_eq!(reply.header("content-crs"), "<http://www.opengis.net/def/crs/EPSG/0/4326>");
    // pyproj 3.7: EPSG:4326 to EPSG:9210 and to EPSG:3857.
    let grid = first(&city.json(&epsg(9210)).await);
    near(&grid[0], 596_592.552_0, 1e-3);
    near(&grid[1], 2_305_520.381_2, 1e-3);
    let mercator = first(&city.json(&epsg(3857)).await);
    near(&mercator[0], 11_875_563.277_8, 1e-3);
    near(&mercator[1], 2_372_810.490_9, 1e-3);
}

#[tokio::test]
async fn a_box_may_be_asked_in_the_city_grid() {
    let city = City::with_cables(5).await;
    let grid = "bbox-crs=http://www.opengis.net/def/crs/EPSG/0/9210";
    let around = city.json(&format!("/collections/cables/items?bbox=596590,2305500,596600,2305540&{grid}")).await;
    assert_eq!(ids(&around), [1, 2]);
    let north = city.json(&format!("/collections/cables/items?bbox=596590,2305530,596600,2305540&{grid}")).await;
    assert_eq!(ids(&north).len(), 0);
    let latlon = "bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326";
    let swapped = city.json(&format!("/collections/cables/items?bbox=20.839,106.681,20.841,106.682&{latlon}")).await;
    assert_eq!(ids(&swapped), [1, 2]);
}

#[tokio::test]
async fn an_item_keeps_its_tag_until_it_changes_itself() {
    let city = City::new().await;
    let path = "/collections/cables/items/2";
    let tag = city.get(path).await.header("etag").to_owned();
    city.commit(vec![Edit::Put(cable(50, "X", Placement::Duct, "2020-01-01", None, &[(106.7, 20.8), (106.71, 20.8)]))])
        .await;
    let same = city.get_with(path, &[("if-none-match", &tag)]).await;
    assert_eq!((same.status.as_u16(), same.header("etag"), same.bytes.len()), (304, tag.as_str(), 0));
    assert_eq!(same.header("revision"), "2");
    let lines = city.get("/collections/cables/items").await.header("etag").to_owned();
    city.commit(vec![Edit::Put(cable(2, "D-1", Placement::Buried, "2020-07-01", None, &super::STREET))]).await;
    let changed = city.get_with(path, &[("if-none-match", &tag)]).await;
    assert_eq!(changed.status.as_u16(), 200);
    assert_ne!(changed.header("etag"), tag);
    let page = city.get_with("/collections/cables/items", &[("if-none-match", &lines)]).await;
    assert_eq!(page.status.as_u16(), 200);
}

#[tokio::test]
async fn every_document_that_has_a_tag_is_not_sent_twice() {
    let city = City::new().await;
    for path in ["/", "/api", "/collections", "/collections/cables", "/collections/zones"] {
        let first = city.get(path).await;
        let tag = first.header("etag").to_owned();
        assert!(first.status == 200 && !tag.is_empty(), "{path}");
        let again = city.get_with(path, &[("if-none-match", &tag)]).await;
        assert_eq!((again.status.as_u16(), again.header("etag"), again.bytes.len()), (304, tag.as_str(), 0), "{path}");
    }
    let tags = [city.get("/collections/cables").await, city.get("/collections/zones").await];
    assert_ne!(tags[0].header("etag"), tags[1].header("etag"));
}

#[tokio::test]
async fn a_large_page_is_compressed_when_asked_and_tells_its_encodings_apart() {
    use std::io::Read;
    let city = City::with_cables(50).await;
    let path = "/collections/cables/items?limit=50";
    let plain = city.get(path).await;
    let packed = city.get_with(path, &[("accept-encoding", "br, gzip;q=0.8")]).await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_ne!(packed.header("etag"), plain.header("etag"));
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(&packed.bytes[..]).read_to_end(&mut text).unwrap();
    assert_eq!(text, plain.bytes);
    let refused = city.get_with(path, &[("accept-encoding", "gzip;q=0")]).await;
    assert_eq!(refused.header("content-encoding"), "");
    let known = city.get_with(path, &[("if-none-match", packed.header("etag")), ("accept-encoding", "gzip")]).await;
    assert_eq!(known.status.as_u16(), 304);
}

#[tokio::test]
async fn the_root_is_a_page_for_browsers_and_json_for_everything_else() {
    let city = City::new().await;
    for accept in ["*/*", "application/json", "application/json, text/html"] {
        let landing = city.get_with("/", &[("accept", accept)]).await;
        assert_eq!(landing.header("content-type"), "application/json", "{accept}");
        let rels: Vec<String> =
            landing.json()["links"].as_array().unwrap().iter().map(|link| link["rel"].to_string()).collect();
        for wanted in ["self", "service-desc", "service-doc", "conformance", "data"] {
            assert!(rels.contains(&format!("\"{wanted}\"")), "{wanted} is missing in {rels:?}");
        }
    }
    let page = city.get_with("/", &[("accept", "text/html,application/xhtml+xml,*/*;q=0.8")]).await;
    // Which of the two it is, the folder that was embedded says: a page, or the word that it is missing.
    let is_built = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("web/dist/index.html").exists();
    let expected = if is_built { "id=\"boot\">{\"city\"" } else { "no_page" };
    let page = String::from_utf8(page.bytes).unwrap();
    assert!(page.contains(expected), "{expected} is missing");
    // The store names no `grid_proj4`: the service says it for every grid that it can say.
    assert!(!is_built || page.contains("\"proj4\":\"+proj=tmerc +lat_0=0 +lon_0=105.75 +k=0.9999"), "no grid");
}

#[tokio::test]
async fn the_files_of_the_page_come_packed_as_the_browser_takes_them() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("web/dist/assets");
    // A program without its page has no files.
    let Ok(files) = std::fs::read_dir(&folder) else { return };
    let is_script = |path: &std::path::Path| path.extension().is_some_and(|ext| ext == "js");
    let script = files.filter_map(Result::ok).map(|file| file.path()).filter(|path| is_script(path)).max().unwrap();
    let script = script.file_name().unwrap().to_str().unwrap();
    let city = City::new().await;
    for (accepted, coding, suffix) in
        [("gzip, deflate, br", "br", ".br"), ("gzip, br;q=0", "gzip", ".gz"), ("identity", "", "")]
    {
        let reply = city.get_with(&format!("/assets/{script}"), &[("accept-encoding", accepted)]).await;
        assert_eq!(reply.header("content-encoding"), coding, "{accepted}");
        assert_eq!(reply.header("content-type"), "text/javascript; charset=utf-8", "{accepted}");
        assert_eq!(reply.bytes, std::fs::read(folder.join(format!("{script}{suffix}"))).unwrap(), "{accepted}");
    }
}

#[tokio::test]
async fn the_description_names_every_path_and_refers_to_no_other_host() {
    let city = City::new().await;
    let reply = city.get("/api").await;
    assert_eq!(reply.header("content-type"), "application/vnd.oai.openapi+json;version=3.0");
    let document = reply.json();
    assert_eq!(document["openapi"], "3.0.3");
    let text = document.to_string();
    for (at, _) in text.match_indices("://") {
        let around = &text[at.saturating_sub(8)..(at + 40).min(text.len())];
        assert!(around.contains("http://127.0.0.1:8080"), "another host: {around}");
    }
    // Every reference leads somewhere.
    for (at, _) in text.match_indices("\"$ref\":\"#") {
        let target: String = text[at + 9..].chars().take_while(|c| *c != '"').collect();
        assert!(document.pointer(&target).is_some(), "{target} is not there");
    }
    for path in ["/progress", "/zones/{id}/cables", "/overlaps", "/coverage", "/nearest", "/check", "/timeline"] {
        assert!(document["paths"].get(path).is_some(), "{path}");
    }
    let page = String::from_utf8(city.get("/api.html").await.bytes).unwrap();
    assert!(page.contains("/collections/cables/items") && !page.contains("<script"), "{page}");
}
