//! Tiles below zoom 13: at the end of any month they show what the cables themselves show.

use super::decode::{Feature as Drawn, features};
use super::world::{Dice, atlas, cable, day, line, wandering_cables, with};
use crate::atlas::Atlas;
use crate::crs::world_of_lonlat;
use crate::model::cable::Status;
use crate::model::{Cable, Day, Feature, Geometry, Item};
use crate::tiles::feature::chunk;
use crate::tiles::lattice::trace;
use crate::tiles::merged::{Laid, draw};
use crate::tiles::{DrawnClass, LayerSet, LowZoom, Span, TileCoord, tile};
use fast_mvt::MvtLayerBuilder;
use std::collections::BTreeSet;

const BOX: [f64; 4] = [106.66, 20.83, 106.72, 20.88];

fn end_of_month(month: i32) -> Day {
    Day(Day::first_of_month(month + 1).0 - 1)
}

/// What a cable counts as on a day, from the words of the measures alone.
fn class_on(cable: &Cable, day: Day) -> Option<DrawnClass> {
    let is_there = cable.valid_from <= day && cable.valid_to.is_none_or(|to| day < to);
    let is_dead = cable.status == Status::Disused || cable.disused_from.is_some_and(|died| died <= day);
    match (is_there, cable.placement.is_overhead(), cable.status) {
        (true, true, Status::Functional | Status::Disused) if is_dead => Some(DrawnClass::Dead),
        (true, true, Status::Functional) => Some(DrawnClass::Overhead),
        (true, false, Status::Functional) if !is_dead => Some(DrawnClass::Underground),
        _ => None,
    }
}

fn is_shown(drawn: &Drawn, class: DrawnClass, day: Day) -> bool {
    let (from, to) = (drawn.number("from").unwrap(), drawn.number("to"));
    drawn.text("class") == Some(class.word()) && from <= i64::from(day.0) && to.is_none_or(|to| i64::from(day.0) < to)
}

/// Places along lines, closer together than a quarter of a cell, in cells of the tile.
fn sampled(lines: &[Vec<[f64; 2]>]) -> Vec<[f64; 2]> {
    let mut places = Vec::new();
    for pair in lines.iter().flat_map(|line| line.windows(2)) {
        let steps = ((pair[1][0] - pair[0][0]).hypot(pair[1][1] - pair[0][1]) * 4.0).ceil().max(1.0) as u32;
        places.extend((0..=steps).map(|step| {
            let t = f64::from(step) / f64::from(steps);
            [0, 1].map(|axis| pair[0][axis] + t * (pair[1][axis] - pair[0][axis]))
        }));
    }
    places
}

fn in_cells(world: &[[u32; 2]], coord: TileCoord) -> Vec<[f64; 2]> {
    let (origin, cell) = (coord.origin(), f64::from(1_u32 << (24 - coord.z())));
    world.iter().map(|place| [0, 1].map(|axis| (i64::from(place[axis]) - origin[axis]) as f64 / cell)).collect()
}

fn world_line(feature: &Feature) -> Vec<[u32; 2]> {
    match &feature.geometry {
        Geometry::Line(line) => line.0.iter().map(|place| world_of_lonlat(*place)).collect(),
        _ => Vec::new(),
    }
}

/// The farthest that a place of one picture is from the other, cells; only places inside the tile are asked.
fn farthest(from: &[[f64; 2]], to: &[[f64; 2]]) -> f64 {
    let near = |place: &[f64; 2]| {
        to.iter().map(|other| (place[0] - other[0]).hypot(place[1] - other[1])).fold(f64::INFINITY, f64::min)
    };
    let inside = |place: &&[f64; 2]| place.iter().all(|at| (0.0..256.0).contains(at));
    from.iter().filter(inside).map(near).fold(0.0, f64::max)
}

fn tile_at(z: u32) -> TileCoord {
    let [x, y] =
        world_of_lonlat(geo_types::Coord { x: 106.69, y: 20.855 }).map(|at| (u64::from(at) >> (32 - z)) as u32);
    TileCoord::new(z, x, y).unwrap()
}

fn drawn_cables(atlas: &Atlas, low_zoom: &LowZoom, coord: TileCoord) -> Vec<Drawn> {
    features(&tile(atlas, low_zoom, coord, LayerSet::ALL, day("2026-11-25")).unwrap(), "cables")
}

#[test]
fn at_the_end_of_any_month_the_picture_is_that_of_the_cables() {
    let mut dice = Dice::new(4711);
    let cables = wandering_cables(150, BOX, &mut dice);
    let atlas = atlas(cables.clone());
    let low_zoom = LowZoom::default();
    for z in [12, 11, 10, 8] {
        let coord = tile_at(z);
        let drawn = drawn_cables(&atlas, &low_zoom, coord);
        for month in [480, 500, 530, 560, 561, 590, 640, 700] {
            let day = end_of_month(month);
            for class in DrawnClass::ALL {
                let truth: Vec<Vec<[f64; 2]>> = cables
                    .iter()
                    .filter(
                        |feature| matches!(&feature.item, Item::Cable(cable) if class_on(cable, day) == Some(class)),
                    )
                    .map(|feature| in_cells(&world_line(feature), coord))
                    .collect();
                let shown: Vec<Vec<[f64; 2]>> = drawn
                    .iter()
                    .filter(|drawn| is_shown(drawn, class, day))
                    .flat_map(|drawn| &drawn.parts)
                    .map(|part| part.iter().map(|at| at.map(|axis| axis as f64 / 16.0)).collect())
                    .collect();
                let (truth, shown) = (sampled(&truth), sampled(&shown));
                assert_eq!(truth.is_empty(), shown.is_empty(), "zoom {z} month {month} {class:?}");
                let (missing, extra) = (farthest(&truth, &shown), farthest(&shown, &truth));
                assert!(
                    missing < 1.25,
                    "zoom {z} month {month} {class:?}: a cable is {missing} cells from the picture"
                );
                assert!(extra < 1.25, "zoom {z} month {month} {class:?}: the picture is {extra} cells from any cable");
            }
        }
    }
}

/// Exactly: the edges shown at a month's end are the edges of the cables that count then, each rasterised by itself.
#[test]
fn the_edges_of_a_class_are_those_of_its_cables_one_by_one() {
    let mut dice = Dice::new(99);
    let cables = wandering_cables(300, BOX, &mut dice);
    let atlas = atlas(cables.clone());
    let coord = tile_at(12);
    let strokes = LowZoom::default().strokes(&atlas, coord);
    let mut edges_seen = 0;
    for month in 470..720 {
        let day = end_of_month(month);
        for class in DrawnClass::ALL {
            let mut truth = BTreeSet::new();
            for feature in &cables {
                if matches!(&feature.item, Item::Cable(cable) if class_on(cable, day) == Some(class)) {
                    trace(&world_line(feature), coord, |edge| _ = truth.insert(edge));
                }
            }
            let shows =
                |span: &Span| span.class == class && span.from_day() <= day && span.to_day().is_none_or(|to| day < to);
            let shown: BTreeSet<_> =
                strokes.iter().filter(|(span, _)| shows(span)).flat_map(|(_, edges)| edges.iter().copied()).collect();
            assert_eq!(shown, truth, "month {month} {class:?}");
            edges_seen += truth.len();
        }
    }
    assert!(edges_seen > 10_000, "{edges_seen}");
}

#[test]
fn parallel_cables_are_one_line_and_a_feature_is_a_class_with_its_months() {
    let places = [(106.68, 20.85), (106.70, 20.86)];
    let hung = |id: i64, from: &str, to: Option<&str>| {
        let item = Cable { code: format!("C{id}").into(), valid_from: day(from), valid_to: to.map(day), ..cable() };
        line(id, Item::Cable(item), &places)
    };
    let atlas = atlas(vec![
        hung(1, "2015-03-10", Some("2018-05-02")),
        hung(2, "2018-04-20", Some("2020-02-29")),
        hung(3, "2021-01-01", None),
        hung(4, "2022-06-03", Some("2022-06-29")),
    ]);
    let drawn = drawn_cables(&atlas, &LowZoom::default(), tile_at(11));
    let told: Vec<_> = drawn
        .iter()
        .map(|drawn| (drawn.text("class").unwrap(), drawn.number("from"), drawn.number("to"), drawn.parts.len()))
        .collect();
    let number = |text: &str| Some(i64::from(day(text).0));
    assert_eq!(
        told,
        [("overhead", number("2015-03-01"), number("2020-02-01"), 1), ("overhead", number("2021-01-01"), None, 1),]
    );
    // A straight street is one segment, however many cells it runs over.
    assert!(drawn[0].parts[0].len() <= 4, "{:?}", drawn[0].parts);
    for drawn in &drawn {
        let span = Span::of_id(drawn.id.unwrap()).unwrap();
        assert_eq!(
            (Some(i64::from(span.from_day().0)), span.class.word()),
            (drawn.number("from"), drawn.text("class").unwrap())
        );
    }
}

#[test]
fn a_cable_shorter_than_a_cell_is_still_there_at_every_zoom() {
    let atlas = atlas(vec![line(1, Item::Cable(cable()), &[(106.6900, 20.8550), (106.6901, 20.8550)])]);
    let low_zoom = LowZoom::default();
    for z in 0..13 {
        let drawn = drawn_cables(&atlas, &low_zoom, tile_at(z));
        assert_eq!(drawn.len(), 1, "zoom {z}");
    }
}

#[test]
fn a_change_redraws_its_tiles_and_those_above_and_no_others() {
    let mut dice = Dice::new(5);
    let cables = wandering_cables(200, [106.60, 20.80, 106.80, 20.92], &mut dice);
    let before = atlas(cables.clone());
    let low_zoom = LowZoom::default();
    low_zoom.warm(&before);
    let changed = line(7, Item::Cable(cable()), &[(106.6900, 20.8550), (106.6990, 20.8550)]);
    let after = with(&before, changed.clone());
    let mut all = cables;
    all[6] = changed;
    let fresh = LowZoom::default();
    let rebuilt = atlas(all);
    let around = (0..13_u32).flat_map(|z| {
        let middle = tile_at(z);
        let reach = move |at: u32| at.saturating_sub(4)..=(at + 4).min((1 << z) - 1);
        reach(middle.x()).flat_map(move |x| reach(middle.y()).map(move |y| TileCoord::new(z, x, y).unwrap()))
    });
    let around: Vec<TileCoord> = around.collect();
    let was: Vec<_> = around.iter().map(|coord| low_zoom.strokes(&before, *coord)).collect();
    let mut kept = 0;
    for (coord, was) in around.into_iter().zip(was) {
        let is = low_zoom.strokes(&after, coord);
        assert_eq!(*is, *fresh.strokes(&rebuilt, coord), "{coord:?}");
        kept += usize::from(std::sync::Arc::ptr_eq(&was, &is) && !is.is_empty());
    }
    assert!(kept >= 3, "{kept}");
}

/// The first tenth of the spans foretells the rest well enough: what fits is not given up, and what is far too large is.
#[test]
fn a_picture_is_drawn_where_it_has_room_and_given_up_where_it_has_none() {
    for seed in 0..6 {
        let cables = wandering_cables(600, [106.60, 20.80, 106.80, 20.92], &mut Dice::new(40 + seed));
        let strokes = LowZoom::default().strokes(&atlas(cables), tile_at(10));
        assert!(strokes.spans().count() > 300, "too few spans to foretell anything");
        let drawn = |room| {
            let layer = MvtLayerBuilder::new("cables").unwrap();
            draw(&strokes, Laid::part(0, [0, 0]), layer, room).unwrap().map(|layer| chunk(layer).len())
        };
        let bytes = drawn(usize::MAX).unwrap();
        assert_eq!(drawn(bytes * 6 / 5), Some(bytes));
        for room in [0, bytes / 10, bytes / 2] {
            assert_eq!(drawn(room), None, "{room} of {bytes}");
        }
    }
}
