//! An area of any rings: what is repaired is sound, and what is sound stays as it is.

#![no_main]

use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use libfuzzer_sys::fuzz_target;
use ngamhoa::geometry::validity::{check_area, normalise_area, repair_area};

/// On a coarse net, where vertices meet edges and each other.
type Ring = Vec<(u8, u8)>;

fn ring(places: Ring) -> LineString<f64> {
    let place = |(x, y)| Coord { x: 106.6 + f64::from(x % 16) / 1024.0, y: 20.8 + f64::from(y % 16) / 1024.0 };
    places.into_iter().map(place).collect()
}

fuzz_target!(|parts: Vec<(Ring, Vec<Ring>)>| {
    let vertices = |(outer, holes): &(Ring, Vec<Ring>)| outer.len() + holes.iter().map(Vec::len).sum::<usize>();
    if parts.iter().map(vertices).sum::<usize>() > 200 {
        return;
    }
    let polygon = |(outer, holes): (Ring, Vec<Ring>)| Polygon::new(ring(outer), holes.into_iter().map(ring).collect());
    let (area, _) = normalise_area(MultiPolygon(parts.into_iter().map(polygon).collect()));
    let was_sound = check_area(&area).is_empty();
    match repair_area(area.clone()) {
        Ok((repaired, _)) => {
            assert!(check_area(&repaired).is_empty(), "still unsound: {repaired:?}");
            assert!(!was_sound || repaired == area, "a sound area was changed: {area:?} to {repaired:?}");
        }
        Err(fault) => assert!(!was_sound, "a sound area cannot be repaired: {fault:?}"),
    }
});
