//! Tiles and the timeline over the wire; what is in a tile is proven beside the tiles themselves.

use super::City;
use crate::support::{cable, day};
use ngamhoa::model::{Edit, Placement};

/// The tile of 106.685 E, 20.84 N at zoom 14: floor((lon + 180) / 360 · 2^14), and y by the Web Mercator formula.
const TILE: &str = "/tiles/14/13047/7221.mvt";

#[tokio::test]
async fn a_tile_is_kept_by_its_tag_until_something_in_it_changes() {
    let city = City::new().await;
    let tile = city.get(TILE).await;
    assert_eq!(tile.status.as_u16(), 200);
    assert_eq!(tile.header("content-type"), "application/vnd.mapbox-vector-tile");
    assert!(tile.bytes.len() > 200, "{} bytes", tile.bytes.len());
    let tag = tile.header("etag").to_owned();
    let far = cable(50, "X", Placement::Duct, "2020-01-01", None, &[(107.0, 20.3), (107.01, 20.3)]);
    city.commit(vec![Edit::Put(far)]).await;
    assert_eq!(city.get_with(TILE, &[("if-none-match", &tag)]).await.status.as_u16(), 304);
    let here = cable(51, "Y", Placement::Duct, "2020-01-01", None, &super::STREET);
    city.commit(vec![Edit::Put(here)]).await;
    assert_eq!(city.get_with(TILE, &[("if-none-match", &tag)]).await.status.as_u16(), 200);
}

#[tokio::test]
async fn an_empty_tile_is_no_content_and_a_named_revision_is_kept_for_good() {
    let city = City::new().await;
    assert_eq!(city.get("/tiles/14/0/0.mvt").await.status.as_u16(), 204);
    let kept = city.get(&format!("{TILE}?rev=a-1")).await;
    assert!(kept.header("cache-control").contains("immutable"));
    assert_eq!(city.get(TILE).await.header("cache-control"), "no-cache");
    let one = city.get("/collections/zones/tiles/WebMercatorQuad/14/7221/13047").await;
    assert_eq!(one.status.as_u16(), 200);
    assert!(one.bytes.len() < city.get(TILE).await.bytes.len());
}

#[tokio::test]
async fn the_timeline_is_delta_coded() {
    let city = City::new().await;
    let timeline = city.json("/timeline").await;
    assert_eq!(timeline["cables"]["id"], serde_json::json!([1, 1]));
    let (first, second) = (day("2015-01-01").0, day("2020-07-01").0);
    assert_eq!(timeline["cables"]["from"], serde_json::json!([first, second - first]));
    assert_eq!(timeline["cables"]["to"], serde_json::json!([second - first, 0]));
}
