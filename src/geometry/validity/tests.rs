use super::*;
use geo::{polygon, wkt};

fn codes(area: &MultiPolygon<f64>) -> Vec<&'static str> {
    check_area(area).iter().map(Fault::code).collect()
}

#[test]
fn valid_areas_have_no_faults() {
    let plain = wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.),(1. 1.,1. 2.,2. 2.,2. 1.,1. 1.)),((6. 0.,7. 0.,7. 1.,6. 0.))));
    assert_eq!(codes(&plain), [""; 0]);
    // A hole that touches the outer ring once, an island in a lake, two parts that touch in a corner.
    let touching = wkt!(MULTIPOLYGON(
        ((0. 0.,9. 0.,9. 9.,0. 9.,0. 0.),(0. 4.,6. 2.,6. 6.,0. 4.)),
        ((4. 4.,5. 4.,5. 4.5,4. 4.)),
        ((9. 9.,10. 9.,10. 10.,9. 9.))
    ));
    assert_eq!(codes(&touching), [""; 0]);
}

#[test]
fn a_bow_tie_crosses_itself_at_its_knot() {
    let faults = check_area(&wkt!(MULTIPOLYGON(((0. 0.,2. 2.,2. 0.,0. 2.,0. 0.)))));
    let name = RingName { part: 0, hole: None };
    assert_eq!(faults, [Fault::SelfCrossing { ring: name, at: Coord { x: 1.0, y: 1.0 }, edges: (0, 2) }]);
    assert_eq!(faults[0].to_string(), "the outer ring of part 1 crosses itself at (1, 1): edges 1 and 3");
}

#[test]
fn each_kind_of_fault_is_found() {
    // A ring that touches itself in a corner, one that passes through its own corner, a spike.
    assert_eq!(codes(&wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,2. 0.,0. 4.,0. 0.))))), ["self_intersection"]);
    assert_eq!(codes(&wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,6. 4.,6. 2.,0. 2.,0. 0.))))), ["self_intersection"]);
    assert_eq!(codes(&wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,4. 6.,4. 3.,0. 4.,0. 0.)))))[0], "self_intersection");
    assert_eq!(
        codes(&wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.),(3. 1.,3. 3.,5. 3.,5. 1.,3. 1.)))))[0],
        "rings_intersect"
    );
    assert_eq!(
        codes(&wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.),(5. 1.,5. 3.,6. 3.,6. 1.,5. 1.))))),
        ["hole_outside"]
    );
    assert_eq!(
        codes(
            &wkt!(MULTIPOLYGON(((0. 0.,9. 0.,9. 9.,0. 9.,0. 0.),(1. 1.,1. 5.,5. 5.,5. 1.,1. 1.),(2. 2.,2. 3.,3. 3.,3. 2.,2. 2.))))
        ),
        ["hole_in_hole"]
    );
    assert_eq!(
        codes(&wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.)),((1. 1.,2. 1.,2. 2.,1. 1.))))),
        ["part_in_part"]
    );
    assert_eq!(
        codes(&wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.)),((4. 1.,8. 1.,8. 2.,4. 2.,4. 1.)))))[0],
        "rings_intersect"
    );
    // A hole whose corners touch two sides cuts the part in two.
    assert_eq!(
        codes(&wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.),(0. 2.,2. 3.,4. 2.,2. 1.,0. 2.))))),
        ["part_split"]
    );
    assert_eq!(codes(&wkt!(MULTIPOLYGON(((0. 0.,4. 0.,0. 0.))))), ["too_few_corners"]);
    assert_eq!(codes(&MultiPolygon(vec![])), ["empty_area"]);
    let bad = MultiPolygon(vec![polygon![(x: 0.0, y: 0.0), (x: f64::NAN, y: 1.0), (x: 1.0, y: 1.0)]]);
    assert_eq!(codes(&bad), ["not_finite"]);
}

#[test]
fn a_hole_through_the_corners_of_its_ring_crosses_it() {
    // The hole leaves and enters exactly through vertices of the outer ring.
    let area = wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 2.,4. 4.,0. 4.,0. 0.),(2. 2.,4. 4.,6. 2.,4. 0.,2. 2.))));
    assert!(codes(&area).contains(&"rings_intersect"));
}

#[test]
fn a_bow_tie_is_made_two_triangles() {
    let bow_tie = wkt!(MULTIPOLYGON(((106. 20.,106.002 20.002,106.002 20.,106. 20.002,106. 20.))));
    let (repaired, repairs) = repair_area(bow_tie).unwrap();
    assert_eq!(repaired.0.len(), 2);
    assert_eq!(check_area(&repaired), []);
    assert_eq!(repairs.faults.len(), 1);
    let expected = 0.002 * 0.002 / 2.0;
    assert!((geo::Area::unsigned_area(&repaired) / expected - 1.0).abs() < 1e-6);
}

#[test]
fn repair_keeps_corners_a_metre_apart() {
    // A spike on a square of ten metres: geo's own snapping would have swallowed the square.
    let spiked = wkt!(MULTIPOLYGON(((106. 20.,106.0001 20.,106.0001 20.0001,106.0001 20.0003,106.0001 20.0001,106. 20.0001,106. 20.))));
    let (repaired, _) = repair_area(spiked).unwrap();
    assert!((geo::Area::unsigned_area(&repaired) / 1e-8 - 1.0).abs() < 1e-4);
}

#[test]
fn what_cannot_be_repaired_says_why() {
    let flat = wkt!(MULTIPOLYGON(((0. 0.,1. 0.,2. 0.,0. 0.))));
    assert_eq!(repair_area(flat).unwrap_err().code(), "beyond_repair");
    assert_eq!(repair_area(MultiPolygon(vec![])).unwrap_err().code(), "empty_area");
    let bad = MultiPolygon(vec![polygon![(x: 0.0, y: 0.0), (x: f64::INFINITY, y: 1.0), (x: 1.0, y: 1.0)]]);
    assert_eq!(repair_area(bad).unwrap_err().code(), "not_finite");
}

#[test]
fn lines_without_length_are_faults() {
    let at = |x: f64| Coord { x, y: 1.0 };
    assert_eq!(check_line(&[at(1.0), at(1.0)]), [Fault::NoLength { at: Some(at(1.0)) }]);
    assert_eq!(check_line(&[]), [Fault::NoLength { at: None }]);
    assert_eq!(check_line(&[at(1.0), at(2.0), at(1.0)]), []);
    assert_eq!(check_line(&[at(1.0), at(f64::NAN)])[0].code(), "not_finite");
}

#[test]
fn normalising_turns_rings_and_drops_repeats() {
    let area = wkt!(MULTIPOLYGON(((0. 0.,0. 4.,4. 4.,4. 4.,4. 0.,0. 0.),(1. 1.,2. 1.,2. 2.,1. 2.,1. 1.))));
    let (area, normalised) = normalise_area(area);
    assert_eq!(normalised, Normalised { ring_order_changed: 2, repeated_vertices_removed: 1 });
    assert_eq!(area, wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.),(1. 1.,1. 2.,2. 2.,2. 1.,1. 1.)))));
    assert_eq!(normalise_area(area).1, Normalised::default());
}

#[test]
fn parts_that_join_become_one_line() {
    let line = |xs: &[f64]| xs.iter().map(|x| Coord { x: *x, y: 0.0 }).collect::<Vec<_>>();
    let one = |parts: &[&[f64]]| join_parts(parts.iter().map(|part| line(part)).collect());
    assert_eq!(one(&[&[0.0, 1.0], &[1.0, 2.0]]), [line(&[0.0, 1.0, 2.0])]);
    assert_eq!(one(&[&[1.0, 2.0], &[0.0, 1.0]]), [line(&[0.0, 1.0, 2.0])]);
    // From an end at which a part begins, so that fewer parts are turned round.
    assert_eq!(one(&[&[1.0, 0.0], &[1.0, 2.0], &[3.0, 2.0]]), [line(&[3.0, 2.0, 1.0, 0.0])]);
    assert_eq!(one(&[&[0.0, 1.0], &[1.000_000_001, 2.0]]), [line(&[0.0, 1.0, 2.0])]);
    // A gap, a fork, and two pairs that do not meet stay as they are.
    assert_eq!(one(&[&[0.0, 1.0], &[1.000_001, 2.0]]).len(), 2);
    assert_eq!(one(&[&[0.0, 1.0], &[1.0, 2.0], &[1.0, 3.0]]).len(), 3);
    assert_eq!(one(&[&[0.0, 1.0], &[1.0, 2.0], &[5.0, 6.0], &[6.0, 7.0]]).len(), 4);
}
