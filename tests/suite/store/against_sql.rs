//! Our answers from memory against PostGIS's own, computed in SQL on the same data.

use super::same_answers::Random;
use crate::support::{TestStore, cable, cluster, conduit, day, noon, put, square, zone};
use ngamhoa::app::{App, Clock};
use ngamhoa::atlas::{Bounds, ProbeLine, Question, cover};
use ngamhoa::geometry::Coord;
use ngamhoa::model::zone::ZoneKind;
use ngamhoa::model::{Collection, Placement, Revision};
use std::collections::BTreeMap;

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
    features.extend((1..=60).map(|id| conduit(id, &format!("D{id}"), &random.route())));
    test.store.commit(&put(features), Revision(0), noon()).await.unwrap();
    let app = App::open(&test.url, Clock::Fixed(noon())).await.unwrap();
    let database = test.database().to_owned();
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

/// A line in the city's grid by PostGIS's own PROJ, its straight lon/lat edges kept where they are by more vertices.
fn in_grid(geom: &str) -> String {
    format!("ST_Transform(ST_Segmentize({geom}, 0.0009), 'EPSG:4326', 'EPSG:9210')")
}

#[tokio::test]
async fn what_a_line_runs_along_and_crosses_is_what_postgis_finds() {
    const REACH_M: f64 = 8.0;
    // Round buffers take GEOS long.
    const SOME: i64 = 80;
    let (_test, app, database) = city().await;
    let atlas = app.atlas();
    let mut random = Random(23);
    let (mut along, mut apart_m, mut crossed) = (0, 0.0, 0);
    for _ in 0..4 {
        // Always eastwards, so that it does not cross itself.
        let probe: Vec<Coord> = (0..8)
            .map(|step| Coord {
                x: random.degree(106.66 + 0.005 * f64::from(step), 0.005),
                y: random.degree(20.84, 0.03),
            })
            .collect();
        let text: Vec<String> = probe.iter().map(|at| format!("{} {}", at.x, at.y)).collect();
        let line = format!("ST_GeomFromText('LINESTRING({})', 4326)", text.join(","));
        let question = Question {
            within_m: REACH_M,
            min_length_m: 0.0,
            layers: &[Collection::Cables],
            at: day("2021-01-01"),
            status: None,
        };
        let ours = atlas.overlaps(&ProbeLine::new(probe, &atlas), &question);

        // GEOS's buffer is a polygon of 1,024 corners: 40 µm short of the circle at most. A line that grazes it may enter
        // that much later or never: √(2 · 8 m · 40 µm) = 25 mm at either end of a stretch.
        let ask = format!(
            "WITH piece AS (SELECT id, ST_Intersection({}, ST_Buffer({}, {REACH_M}, 'quad_segs=256')) AS geom FROM ngamhoa.cables
                 WHERE id <= {SOME} AND valid_from <= '2021-01-01' AND (valid_to IS NULL OR valid_to > '2021-01-01'))
             SELECT id, ST_Length(ST_Transform(geom, 'EPSG:9210', 'EPSG:4326')::geography) FROM piece WHERE NOT ST_IsEmpty(geom)",
            in_grid(&line),
            in_grid("geom")
        );
        let mut metres: BTreeMap<i64, (f64, f64, f64)> = BTreeMap::new();
        for stretch in ours.stretches.iter().filter(|stretch| stretch.placed.id <= SOME) {
            let of = metres.entry(stretch.placed.id).or_default();
            of.0 += stretch.along.length_m;
            of.2 += 1.0;
        }
        for row in rows(&cluster().sql(&database, &ask)) {
            metres.entry(row[0] as i64).or_default().1 += row[1];
        }
        for (id, (ours_m, theirs_m, stretches)) in metres {
            assert!(
                (ours_m - theirs_m).abs() < 0.05 * stretches.max(1.0),
                "cable {id}: {ours_m} m, by PostGIS {theirs_m} m"
            );
            apart_m += (ours_m - theirs_m).abs();
            along += 1;
        }

        let ask = format!(
            "WITH line AS (SELECT {line} AS geom), place AS (SELECT id, (ST_Dump(ST_Intersection(l.geom, c.geom))).geom AS at FROM ngamhoa.cables c, line l
                 WHERE valid_from <= '2021-01-01' AND (valid_to IS NULL OR valid_to > '2021-01-01'))
             SELECT id, ST_X(at), ST_Y(at), ST_Length(ST_LineSubstring(l.geom, 0, ST_LineLocatePoint(l.geom, at))::geography)
             FROM place, line l WHERE NOT ST_IsEmpty(at) ORDER BY 4"
        );
        let theirs = rows(&cluster().sql(&database, &ask));
        assert_eq!(ours.crossings.len(), theirs.len());
        for (ours, theirs) in ours.crossings.iter().zip(&theirs) {
            let crossing = &ours.crossing;
            assert_eq!(ours.placed.id as f64, theirs[0]);
            // A hundredth of a millimetre, where the two cross at ten degrees or more.
            assert!(
                (crossing.point.x - theirs[1]).hypot(crossing.point.y - theirs[2]) < 1e-9,
                "{crossing:?} {theirs:?}"
            );
            assert!((crossing.at_m - theirs[3]).abs() < 1e-3, "{crossing:?} {theirs:?}");
            crossed += 1;
        }
    }
    assert!(along > 100 && crossed > 200, "{along} along, {crossed} crossed");
    assert!(apart_m / f64::from(along) < 1e-3, "{apart_m} m apart over {along}");
}

#[tokio::test]
async fn how_much_of_a_zone_lies_near_conduits_is_what_postgis_finds() {
    let (_test, app, database) = city().await;
    let atlas = app.atlas();
    let mut covered = 0;
    for zone in atlas.zones().iter() {
        let ask = format!(
            "WITH z AS (SELECT {} AS geom FROM ngamhoa.zones WHERE id = {}), reach AS (SELECT ST_Union(ST_Buffer({}, 25, 'quad_segs=64')) AS geom FROM ngamhoa.conduits)
             SELECT ST_Area(z.geom), ST_Area(ST_Intersection(z.geom, reach.geom)) FROM z, reach",
            in_grid("geom"),
            zone.id,
            in_grid("geom")
        );
        let theirs = rows(&cluster().sql(&database, &ask)).remove(0);
        let (area, _) = zone.area().unwrap();
        let ours = cover(&atlas, area, 25.0, day("2021-01-01"));
        assert!((ours.area_m2 - theirs[0]).abs() < 1e-6 * theirs[0], "zone {}: {} {theirs:?}", zone.id, ours.area_m2);
        // The bound of the coverage itself: arcs are drawn with 64 chords a circle.
        assert!(
            (ours.covered_m2 - theirs[1]).abs() < 1e-3 * theirs[1],
            "zone {}: {} {theirs:?}",
            zone.id,
            ours.covered_m2
        );
        covered += i32::from(theirs[1] > 1000.0);
    }
    assert!(covered > 8, "{covered}");
}
