//! Tiles from zoom 13 on, read back.

use super::decode::{Value, features, layers};
use super::world::{area, atlas, cable, conduit, day, line, point, structure, with, zone};
use crate::model::{Cable, Conduit, Item, Placement};
use crate::tiles::{LayerSet, LowZoom, TileCoord, tile};

/// The tile of a place, by the textbook formula (OpenStreetMap wiki, "Slippy map tilenames"), and the place in it, units.
fn slippy(lon: f64, lat: f64, z: u32) -> (TileCoord, [f64; 2]) {
    let side = f64::from(1_u32 << z);
    let x = (lon + 180.0) / 360.0 * side;
    let phi = lat.to_radians();
    let y = (1.0 - (phi.tan() + 1.0 / phi.cos()).ln() / std::f64::consts::PI) / 2.0 * side;
    (TileCoord::new(z, x as u32, y as u32).unwrap(), [x.fract() * 4096.0, y.fract() * 4096.0])
}

fn drawn(atlas: &crate::atlas::Atlas, coord: TileCoord) -> Vec<u8> {
    tile(atlas, &LowZoom::default(), coord, LayerSet::ALL, day("2026-11-25")).unwrap()
}

#[test]
fn a_cable_carries_its_facts_and_lies_where_the_textbook_says() {
    let item = Cable { valid_to: Some(day("2021-07-01")), disused_from: Some(day("2019-06-15")), ..cable() };
    let (from, to) = ((106.6875, 20.85611), (106.6882, 20.8570));
    let atlas = atlas(vec![line(7, Item::Cable(item), &[from, to])]);
    for z in [13, 15, 18] {
        let (coord, [x, y]) = slippy(from.0, from.1, z);
        let bytes = drawn(&atlas, coord);
        let layer = layers(&bytes).remove(0);
        assert_eq!((layer.name.as_str(), layer.version, layer.extent), ("cables", 2, 4096));
        let feature = &layer.features[0];
        assert_eq!((feature.id, feature.kind), (Some(7), 2));
        // By hand: 2015-03-10 is day 16504, 2021-07-01 day 18809, 2019-06-15 day 18062.
        let number = Value::Number;
        let text = |text: &str| Value::Text(text.to_owned());
        let expected = [
            ("code", text("C1")),
            ("disused_from", number(18_062)),
            ("from", number(16_504)),
            ("id", number(7)),
            ("operator", text("VNPT")),
            ("placement", text("aerial")),
            ("status", text("functional")),
            ("to", number(18_809)),
        ];
        assert_eq!(
            feature.tags.clone().into_iter().collect::<Vec<_>>(),
            expected.map(|(key, value)| (key.to_owned(), value))
        );
        let [drawn_x, drawn_y] = feature.parts[0][0];
        assert!((drawn_x as f64 - x).abs() <= 1.0 && (drawn_y as f64 - y).abs() <= 1.0, "zoom {z}");
    }
}

#[test]
fn conduits_come_at_14_and_structures_at_15_with_tubes_counted_for_today() {
    let lies = |id: i64, code: &str| {
        let item = Cable { code: code.into(), placement: Placement::Duct, conduit: Some("D1".into()), ..cable() };
        line(id, Item::Cable(item), &[(106.6870, 20.8561), (106.6880, 20.8561)])
    };
    let counted = Conduit { tubes_used: Some(5), ..conduit("D2") };
    let mut far = lies(3, "C3");
    far.geometry = line(3, Item::Cable(cable()), &[(106.70, 20.87), (106.701, 20.87)]).geometry;
    let atlas = atlas(vec![
        line(1, Item::Conduit(conduit("D1")), &[(106.6870, 20.8561), (106.6880, 20.8561)]),
        line(2, Item::Conduit(counted), &[(106.6870, 20.8562), (106.6880, 20.8562)]),
        lies(1, "C1"),
        lies(2, "C2"),
        far,
        point(4, Item::Structure(structure()), (106.6875, 20.8560)),
    ]);
    let names = |z: u32| {
        layers(&drawn(&atlas, slippy(106.6875, 20.8561, z).0)).into_iter().map(|layer| layer.name).collect::<Vec<_>>()
    };
    assert_eq!(names(13), ["cables"]);
    assert_eq!(names(14), ["conduits", "cables"]);
    assert_eq!(names(15), ["conduits", "cables", "structures"]);
    let bytes = drawn(&atlas, slippy(106.6875, 20.8561, 16).0);
    let conduits = features(&bytes, "conduits");
    let told: Vec<_> = conduits
        .iter()
        .map(|conduit| (conduit.number("id"), conduit.number("tubes"), conduit.number("tubes_used")))
        .collect();
    assert_eq!(told, [(Some(1), Some(6), Some(2)), (Some(2), Some(6), Some(5))]);
    for (id, used) in [(1, 2), (2, 5)] {
        let placed = atlas.layer(crate::model::Collection::Conduits).get(id).unwrap();
        assert_eq!(atlas.tubes(placed, day("2026-11-25")).unwrap().used, used);
    }
    let pole = &features(&bytes, "structures")[0];
    assert_eq!((pole.kind, pole.text("kind"), pole.text("owner")), (1, Some("pole"), Some("EVN")));
    // Ten days before 1970.
    assert_eq!((pole.number("from"), pole.number("to")), (Some(-10), Some(18_262)));
}

#[test]
fn a_zone_is_an_area_with_its_hole_and_turns_as_the_specification_wants() {
    let exterior = [(106.60, 20.80), (106.70, 20.80), (106.70, 20.90), (106.60, 20.90), (106.60, 20.80)];
    let hole = [(106.64, 20.84), (106.66, 20.84), (106.66, 20.86), (106.64, 20.86), (106.64, 20.84)];
    let mut backwards = exterior;
    backwards.reverse();
    for ring in [exterior, backwards] {
        let atlas = atlas(vec![area(3, Item::Zone(zone()), &[&ring, &hole])]);
        let (coord, _) = slippy(106.65, 20.85, 9);
        let zones = features(&drawn(&atlas, coord), "zones");
        let doubled = |ring: &[[i64; 2]]| -> i64 {
            let next = ring.iter().cycle().skip(1);
            ring.iter().zip(next).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum()
        };
        let parts = &zones[0].parts;
        assert_eq!((zones.len(), parts.len(), zones[0].kind), (1, 2, 3));
        // An exterior ring has a positive area by the surveyor's formula with y down, a hole a negative one.
        assert!(doubled(&parts[0]) > 0 && doubled(&parts[1]) < 0);
        // 0.1 degrees of 360/512 a tile: 582.5 units; the hole's side is a fifth of it.
        let width =
            |ring: &[[i64; 2]]| ring.iter().map(|at| at[0]).max().unwrap() - ring.iter().map(|at| at[0]).min().unwrap();
        assert!((width(&parts[0]) - 582).abs() <= 1 && (width(&parts[1]) - 116).abs() <= 1);
        assert_eq!(zones[0].text("name"), Some("Phường Hồng Bàng"));
        assert_eq!(zones[0].text("name_en"), Some("Hong Bang ward"));
    }
}

#[test]
fn a_zone_smaller_than_a_pixel_is_drawn_as_a_pixel() {
    let ring = [(106.60, 20.80), (106.6001, 20.80), (106.6001, 20.8001), (106.60, 20.8001), (106.60, 20.80)];
    let atlas = atlas(vec![area(3, Item::Zone(zone()), &[&ring])]);
    let (coord, [x, y]) = slippy(106.60, 20.80, 7);
    let zones = features(&drawn(&atlas, coord), "zones");
    let part = &zones[0].parts[0];
    assert_eq!(part.len(), 4);
    assert!(
        part.iter().all(|at| (at[0] as f64 - x).abs() <= 5.0 && (at[1] as f64 - y).abs() <= 5.0),
        "{part:?} {x} {y}"
    );
}

#[test]
fn a_tile_inside_a_zone_is_all_zone_and_a_tile_far_away_is_empty() {
    let ring = [(106.60, 20.80), (106.70, 20.80), (106.70, 20.90), (106.60, 20.90), (106.60, 20.80)];
    let atlas = atlas(vec![area(3, Item::Zone(zone()), &[&ring])]);
    let mut part = features(&drawn(&atlas, slippy(106.65, 20.85, 16).0), "zones")[0].parts[0].clone();
    part.sort_unstable();
    assert_eq!(part, [[-64, -64], [-64, 4160], [4160, -64], [4160, 4160]]);
    assert!(drawn(&atlas, slippy(10.0, 50.0, 9).0).is_empty());
    assert!(drawn(&atlas, slippy(106.65, 20.95, 14).0).is_empty());
}

#[test]
fn a_change_shows_in_the_next_atlas_only() {
    let places = [(106.6875, 20.8561), (106.6885, 20.8561)];
    let before = atlas(vec![line(7, Item::Cable(cable()), &places)]);
    let moved = Cable { operator: "Viettel".into(), ..cable() };
    let after = with(&before, line(7, Item::Cable(moved), &places));
    let operator = |atlas: &crate::atlas::Atlas| {
        let bytes = drawn(atlas, slippy(106.6875, 20.8561, 14).0);
        features(&bytes, "cables")[0].text("operator").map(str::to_owned)
    };
    assert_eq!((operator(&before).as_deref(), operator(&after).as_deref()), (Some("VNPT"), Some("Viettel")));
}
