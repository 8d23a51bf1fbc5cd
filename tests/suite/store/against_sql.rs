//! Our answers from memory against PostGIS's own, computed in SQL on the same data.

use super::same_answers::Random;
use crate::support::{TestStore, cable, cluster, day, noon, put, square, zone};
use ngamhoa::app::{App, Clock};
use ngamhoa::atlas::Bounds;
use ngamhoa::geometry::Coord;
use ngamhoa::model::zone::ZoneKind;
use ngamhoa::model::{Collection, Placement, Revision};

/// PostGIS cuts with GEOS in doubles: a cut point is off by up to 1e-13°, 10 nm. We count whole micrometres a piece, and a
/// zone here has fewer than 300 pieces.
const WITHIN_M: f64 = 3e-4;

async fn city() -> (TestStore, App, String) {
    let test = TestStore::postgis().await;
    let mut random = Random(7);
    let mut features: Vec<_> = (1..=250)
        .map(|id| {
            let route = random.route();
            let (from, to) = (format!("20{}-01-01", 10 + id % 10), (id % 4 == 0).then_some("2022-07-01"));
            cable(id, &format!("C{id}"), random.placement(), &from, to, &route)
        })
        .collect();
    // One that runs along the border of the first zone, which counts as inside.
    features.push(cable(251, "B", Placement::Aerial, "2010-01-01", None, &[(106.67, 20.85), (106.675, 20.85)]));
    features.push(zone(1, "Z1", ZoneKind::Ward, square(106.67, 20.85, 0.01)));
    for id in 2..=12 {
        let (west, south) = (random.degree(106.66, 0.03), random.degree(20.84, 0.02));
        features.push(zone(id, &format!("Z{id}"), ZoneKind::Ward, square(west, south, 0.008)));
    }
    test.store.commit(&put(features), Revision(0), noon()).await.unwrap();
    let app = App::open(&test.url, Clock::Fixed(noon())).await.unwrap();
    let database = test.url.rsplit('/').find(|part| part.starts_with("city_")).unwrap();
    let database = database.split('?').next().unwrap().to_owned();
    (test, app, database)
}

fn rows(text: &str) -> Vec<Vec<f64>> {
    text.lines().map(|line| line.split('|').map(|cell| cell.parse().unwrap_or(f64::NAN)).collect()).collect()
}

#[tokio::test]
async fn metres_in_every_zone_and_in_their_union_are_those_of_postgis() {
    let (_test, app, database) = city().await;
    let mut counted = 0;
    for at in ["2009-01-01", "2015-06-30", "2022-06-30", "2022-07-01"] {
        let ours = app.atlas().progress(day(at), None);
        let ask = format!("SELECT id, underground_m, overhead_m, share FROM ngamhoa.progress_on('{at}')");
        let theirs = rows(&cluster().sql(&database, &ask));
        assert_eq!(theirs.len(), ours.zones.len(), "{at}");
        for (zone, row) in ours.zones.iter().zip(&theirs) {
            assert_eq!(zone.placed.id as f64, row[0]);
            assert!((zone.metres.underground_m() - row[1]).abs() < WITHIN_M, "{at} {row:?} {:?}", zone.metres);
            assert!((zone.metres.overhead_m() - row[2]).abs() < WITHIN_M, "{at} {row:?} {:?}", zone.metres);
            match zone.metres.share() {
                Some(share) => assert!((share - row[3]).abs() < 1e-6, "{at} {row:?}"),
                None => assert!(row[3].is_nan(), "{at} {row:?}"),
            }
            counted += i32::from(row[1] > 1.0);
        }
        let ask = format!(
            "WITH area AS (SELECT ST_Union(geom) AS geom FROM ngamhoa.zones), counted AS (
                 SELECT geom FROM ngamhoa.cables WHERE valid_from <= '{at}' AND (valid_to IS NULL OR valid_to > '{at}'))
             SELECT coalesce(sum(ST_Length(ST_CollectionExtract(ST_Intersection(c.geom, a.geom), 2)::geography)), 0),
                    coalesce(sum(ST_Length(c.geom::geography)), 0) FROM counted c, area a"
        );
        let theirs = rows(&cluster().sql(&database, &ask)).remove(0);
        let inside_m = ours.total.underground_m() + ours.total.overhead_m();
        let all_m = inside_m + ours.outside.underground_m() + ours.outside.overhead_m();
        assert!((inside_m - theirs[0]).abs() < 2e-3, "{at}: {inside_m} {theirs:?}");
        assert!((all_m - theirs[1]).abs() < 2e-3, "{at}: {all_m} {theirs:?}");
    }
    assert!(counted > 20, "only {counted} zones had anything to count");
}

#[tokio::test]
async fn what_lies_in_a_box_and_what_is_nearest_is_what_postgis_finds() {
    let (_test, app, database) = city().await;
    let mut random = Random(11);
    let atlas = app.atlas();
    for _ in 0..40 {
        let (west, south) = (random.degree(106.65, 0.05), random.degree(20.83, 0.04));
        let (east, north) = (west + 0.004, south + 0.003);
        // Edges are compared as they are: `&&` alone asks an index of single-precision boxes, and finds too much.
        let ask = format!(
            "SELECT id FROM ngamhoa.cables WHERE ST_XMin(geom) <= {east} AND ST_XMax(geom) >= {west}
                 AND ST_YMin(geom) <= {north} AND ST_YMax(geom) >= {south} ORDER BY id"
        );
        let theirs: Vec<i64> = cluster().sql(&database, &ask).lines().map(|id| id.parse().unwrap()).collect();
        let bounds = Bounds::of([Coord { x: west, y: south }, Coord { x: east, y: north }].into_iter());
        let mut ours: Vec<i64> = atlas.cables().touching(bounds).map(|placed| placed.id).collect();
        ours.sort_unstable();
        assert_eq!(ours, theirs);

        // The nearest cable on the ellipsoid. PostGIS's edges are geodesics and ours straight in lon/lat (they part by 0.1 m
        // on 4 km), so vertices are put along ours first. Grid metres differ by the grid's scale, 2e-5 here.
        let ask = format!(
            "SELECT id, ST_Distance(ST_Segmentize(geom, 0.0005)::geography, ST_Point({west}, {south}, 4326)::geography) FROM ngamhoa.cables
             WHERE valid_from <= '2021-01-01' AND (valid_to IS NULL OR valid_to > '2021-01-01') ORDER BY 2 LIMIT 1"
        );
        let theirs = rows(&cluster().sql(&database, &ask)).remove(0);
        let near = atlas.nearest(Collection::Cables, Coord { x: west, y: south }, 1, 1e6, day("2021-01-01"));
        assert!(
            (near[0].distance_m - theirs[1]).abs() <= 5e-5 * theirs[1] + 0.001,
            "{} {theirs:?}",
            near[0].distance_m
        );
    }
}
