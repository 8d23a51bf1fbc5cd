//! Where rows lie: what is put right, what is refused, and what is said of it.

use super::{app, bring, cable, counts, features, map, refusals, request, set, zone};
use ngamhoa::app::AppError;
use ngamhoa::app::import::ImportRequest;
use ngamhoa::model::{Collection, Geometry};

fn line(coordinates: &str) -> String {
    format!(r#"{{"type":"LineString","coordinates":{coordinates}}}"#)
}

fn lines(coordinates: &str) -> String {
    format!(r#"{{"type":"MultiLineString","coordinates":{coordinates}}}"#)
}

fn polygon(coordinates: &str) -> String {
    format!(r#"{{"type":"Polygon","coordinates":{coordinates}}}"#)
}

#[tokio::test]
async fn parts_that_join_are_one_line_and_others_an_asset_each() {
    let (app, _store) = app().await;
    let (a, b) = (cable("A"), cable("B"));
    let joining = lines("[[[106.68,20.85],[106.69,20.85]],[[106.70,20.86],[106.69,20.85]]]");
    let apart = lines("[[[106.68,20.86],[106.69,20.86]],[[106.70,20.86],[106.71,20.86]]]");
    let file = features(&[(&a, &joining), (&b, &apart)]);
    let report = bring(&app, "a.geojson", &file, request(Collection::Cables)).await.unwrap();
    assert_eq!((report.read, counts(&report)), (2, (3, 0, 0, 0)));
    let split = report.notes.iter().find(|note| note.code == "split").unwrap();
    assert_eq!((split.count, split.row), (1, Some(2)));
    let atlas = app.atlas();
    let found: Vec<(String, usize)> = atlas
        .layer(Collection::Cables)
        .iter()
        .map(|placed| {
            let Geometry::Line(line) = placed.geometry() else { panic!("no line") };
            (placed.item.code().to_string(), line.0.len())
        })
        .collect();
    assert_eq!(found, [("A".to_owned(), 3), ("B/1".to_owned(), 2), ("B/2".to_owned(), 2)]);
}

#[tokio::test]
async fn order_and_repeated_vertices_are_put_right_and_counted_and_heights_dropped() {
    let (app, _store) = app().await;
    let (z, c) = (zone("Z"), cable("C"));
    let clockwise =
        polygon("[[[106.68,20.85],[106.68,20.86],[106.68,20.86],[106.69,20.86],[106.69,20.85],[106.68,20.85]]]");
    let report = bring(&app, "z.geojson", &features(&[(&z, &clockwise)]), request(Collection::Zones)).await.unwrap();
    assert_eq!((report.repairs.ring_order, report.repairs.repeated_vertices, report.repairs.made_valid), (1, 1, 0));
    let high = line("[[106.68,20.85,4.5],[106.68,20.85,4.5],[106.69,20.85,5]]");
    let report = bring(&app, "c.geojson", &features(&[(&c, &high)]), request(Collection::Cables)).await.unwrap();
    assert_eq!((counts(&report), report.repairs.repeated_vertices), ((1, 0, 0, 0), 1));
    assert!(report.notes.iter().any(|note| note.code == "z_m_dropped"), "{:?}", report.notes);
}

#[tokio::test]
async fn an_open_ring_and_a_bow_tie_need_repair_and_are_listed() {
    let (app, _store) = app().await;
    let (open, bow) = (zone("O"), zone("B"));
    let open_ring = polygon("[[[106.68,20.85],[106.69,20.85],[106.69,20.86],[106.68,20.86]]]");
    let bow_tie = polygon("[[[106.70,20.85],[106.71,20.86],[106.71,20.85],[106.70,20.86],[106.70,20.85]]]");
    let file = features(&[(&open, &open_ring), (&bow, &bow_tie)]);
    let stopped = bring(&app, "z.geojson", &file, request(Collection::Zones)).await.unwrap();
    assert_eq!((counts(&stopped), stopped.applied, stopped.revision), ((0, 0, 0, 2), false, None));
    assert!(stopped.refusals.iter().all(|refusal| refusal.remedy.contains("--repair")), "{:?}", stopped.refusals);
    // The crossing of the bow tie is named with its place.
    let at = (stopped.refusals[1].lon.unwrap(), stopped.refusals[1].lat.unwrap());
    assert!((at.0 - 106.705).abs() < 1e-6 && (at.1 - 20.855).abs() < 1e-6, "{at:?}");
    let repaired = || ImportRequest { repair: true, ..request(Collection::Zones) };
    let report = bring(&app, "z.geojson", &file, repaired()).await.unwrap();
    assert_eq!((counts(&report), report.repairs.rings_closed, report.repairs.made_valid), ((2, 0, 0, 0), 1, 1));
    let rows: Vec<u64> = report.repairs.listed.iter().map(|(row, _)| *row).collect();
    assert_eq!(rows, [1, 2]);
    // Repaired in the same way every time.
    for _ in 0..5 {
        assert_eq!(counts(&bring(&app, "z.geojson", &file, repaired()).await.unwrap()), (0, 0, 2, 0));
    }
}

#[tokio::test]
async fn a_line_of_no_length_and_one_without_a_place_are_refused() {
    let (app, _store) = app().await;
    let (a, b, c) = (cable("A"), cable("B"), cable("C"));
    let nowhere = line("[[106.68,20.85],[106.68,20.85],[106.68,20.85]]");
    let file = features(&[(&a, &nowhere), (&b, "null"), (&c, r#"{"type":"Point","coordinates":[106.68,20.85]}"#)]);
    let report = bring(&app, "a.geojson", &file, request(Collection::Cables)).await.unwrap();
    assert_eq!(report.refusals.iter().map(|refusal| refusal.row).collect::<Vec<_>>(), [Some(1), Some(2), Some(3)]);
    assert_eq!(refusals(&report)[1..], ["no_geometry", "wrong_geometry"]);
    assert_eq!(report.refused, 3);
}

/// The city's box ends at 21.03 N; 50 km of latitude are 0.4515 degrees (one is 110.74 km at 21 N, GeographicLib 2.0).
#[tokio::test]
async fn the_city_reaches_fifty_kilometres_beyond_its_box() {
    let (app, _store) = app().await;
    let (a, b, c) = (cable("A"), cable("B"), cable("C"));
    let (inside, outside) = (line("[[106.68,21.03],[106.68,21.47]]"), line("[[106.68,21.03],[106.68,21.49]]"));
    let swapped = line("[[20.85,106.68],[20.85,106.69]]");
    let file = features(&[(&a, &inside), (&b, &outside), (&c, &swapped)]);
    let taken = ImportRequest { skip_refused: true, ..request(Collection::Cables) };
    let report = bring(&app, "a.geojson", &file, taken).await.unwrap();
    assert_eq!((counts(&report), refusals(&report)), ((1, 0, 0, 2), vec!["outside_city", "outside_city"]));
    assert!(report.refusals[1].remedy.contains("swapped axes?"), "{:?}", report.refusals[1]);
}

/// The figures of a place in Hai Phong in EPSG:9210 by cs2cs (PROJ 9.5): 20.85611 N 106.68750 E.
#[tokio::test]
async fn a_survey_table_needs_its_grid_and_is_told_which_fits() {
    let (app, _store) = app().await;
    let table = "\u{feff}Mã;X (m);Y (m)\r\nB1;2307308,521;597362,767\r\nB2;2307308,521;không\r\n";
    let wanted = |crs, skip_refused| ImportRequest {
        crs,
        skip_refused,
        assignments: vec![
            map("code", "mã"),
            set("owner", "PCHP"),
            set("kind", "manhole"),
            set("status", "functional"),
            set("valid_from", "2020-01-01"),
        ],
        ..request(Collection::Structures)
    };
    let refused = bring(&app, "be.csv", table, wanted(None, false)).await.unwrap_err();
    let AppError::Request { code: "no_crs", remedy, .. } = &refused else { panic!("{refused}") };
    assert!(remedy.contains("EPSG:9210"), "{remedy}");
    let report = bring(&app, "be.csv", table, wanted(Some(9210), true)).await.unwrap();
    assert_eq!((counts(&report), report.refusals[0].row), ((1, 0, 0, 1), Some(3)));
    let atlas = app.atlas();
    let Geometry::Point(at) = atlas.layer(Collection::Structures).iter().next().unwrap().geometry() else {
        panic!("no point")
    };
    assert!((at.x() - 106.6875).abs() < 1e-8 && (at.y() - 20.85611).abs() < 1e-8, "{at:?}");
}

/// By shapely and PROJ: 20 m along 106.68,20.85 - 106.69,20.85 - 106.69,20.86 in EPSG:9210, flat ends and a round corner,
/// are 42,936.90 m²; the corner drawn by chords may lose 0.5 % of its quarter circle, 0.4 m².
const CORRIDOR_M2: f64 = 42_936.90;

#[tokio::test]
async fn a_street_becomes_a_corridor_when_its_width_is_known() {
    let (app, _store) = app().await;
    let (straight, bent) = (zone("S"), zone("B"));
    let file = features(&[
        (&straight, &line("[[106.70,20.80],[106.71,20.80]]")),
        (&bent, &line("[[106.68,20.85],[106.69,20.85],[106.69,20.86]]")),
    ]);
    let report = bring(&app, "s.geojson", &file, request(Collection::Zones)).await.unwrap();
    assert_eq!(refusals(&report), ["no_width", "no_width"]);
    let wide = || ImportRequest { assignments: vec![set("width_m", "20")], ..request(Collection::Zones) };
    let report = bring(&app, "s.geojson", &file, wide()).await.unwrap();
    assert_eq!((counts(&report), report.repairs.made_valid), ((2, 0, 0, 0), 0), "{report:?}");
    assert_eq!(counts(&bring(&app, "s.geojson", &file, wide()).await.unwrap()), (0, 0, 2, 0));
    let atlas = app.atlas();
    let Geometry::Area(area) = atlas.layer(Collection::Zones).iter().nth(1).unwrap().geometry() else {
        panic!("no area")
    };
    let area_m2 = geo::Area::unsigned_area(&geo::MapCoords::map_coords(&area, |at| atlas.grid.project(at)));
    assert!((area_m2 - CORRIDOR_M2).abs() < 0.5, "{area_m2}");
}
