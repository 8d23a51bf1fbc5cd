//! Nested zones of every size, such that each cable lies in about fourteen of them.

use super::{Size, place, plane};
use crate::plane::{Plane, Spot};
use crate::prng::Chance;
use crate::write::Feature;
use std::io::Write;

/// Zones that an average cable is to touch.
const ZONES_PER_CABLE: f64 = 14.0;
/// A cable reaches into zones that its middle is not in, so the circles are drawn that much too small.
const REACH_IN: f64 = 0.82;
const SAMPLE: u64 = 4_000;
const KINDS: [&str; 7] = [
    "urban_district",
    "ward",
    "residential_area",
    "new_urban_area",
    "industrial_park",
    "industrial_cluster",
    "district_centre",
];

pub fn write(size: Size, out: &mut impl Write) -> std::io::Result<()> {
    let plane = plane();
    let sample: Vec<Spot> = (0..SAMPLE).map(|at| place(&mut Chance::of(&[0x5A, at]))).collect();
    // Zone k holds a share of the cables that falls as 1/k: a few districts, many wards, a crowd of small areas.
    let harmonic: f64 = (1..=size.zones).map(|k| 1.0 / f64::from(k)).sum();
    write!(out, "{{\"type\":\"FeatureCollection\",\"features\":[")?;
    for number in 0..size.zones {
        let share = (ZONES_PER_CABLE * REACH_IN / harmonic / f64::from(number + 1)).min(0.95);
        let mut chance = Chance::of(&[0x20, u64::from(number)]);
        let (middle, radius_m) = circle(&plane, &sample, share, number < 4, &mut chance);
        let mut rings = vec![outline(middle, radius_m, chance.whole(30, 300) as u32, false, &mut chance)];
        if number % 5 == 2 {
            let count = chance.whole(12, 60) as u32;
            rings.push(outline(middle, radius_m * 0.28, count, true, &mut chance));
        }
        let comma = if number == 0 { "" } else { "," };
        let feature = Feature::new()
            .text("code", &format!("Z-{number:05}"))
            .text("name", &format!("Khu vực {number}"))
            .text("kind", KINDS[number as usize % KINDS.len()])
            .some_day("valid_from", Some(16_436))
            .number("target_share", 0.9)
            .some_day("deadline", Some(chance.whole(19_000, 22_000)))
            .polygon(&plane, &rings);
        write!(out, "{comma}\n{feature}")?;
    }
    writeln!(out, "\n]}}")
}

/// The city's box drawn in a little, so that rounding leaves nothing outside.
const BOX: [f64; 4] = [106.401, 20.121, 107.739, 21.029];
/// The most by which an outline wavers beyond its radius.
const WAVER: f64 = 1.34;

/// Where a zone lies and how far it reaches: anywhere in the city where so large a zone stays in the city's box.
fn circle(plane: &Plane, sample: &[Spot], share: f64, is_central: bool, chance: &mut Chance) -> (Spot, f64) {
    let centre = plane.spot([106.6840, 20.8520]);
    let room = |spot: Spot| {
        let (low, high) = (plane.spot([BOX[0], BOX[1]]), plane.spot([BOX[2], BOX[3]]));
        (spot.x - low.x).min(high.x - spot.x).min(spot.y - low.y).min(high.y - spot.y) / WAVER
    };
    for _ in 0..if is_central { 0 } else { 60 } {
        let middle = place(chance);
        let radius_m = radius(sample, middle, share);
        if radius_m <= room(middle) {
            return (middle, radius_m);
        }
    }
    (centre, radius(sample, centre, share).min(room(centre)))
}

/// The radius within which that share of the city's cables lies.
fn radius(sample: &[Spot], middle: Spot, share: f64) -> f64 {
    let mut distances: Vec<f64> = sample.iter().map(|spot| spot.distance(middle)).collect();
    let at = ((share * distances.len() as f64) as usize).min(distances.len().saturating_sub(1));
    let (_, distance, _) = distances.select_nth_unstable_by(at, f64::total_cmp);
    distance.max(60.0)
}

/// A ring round the middle whose distance wavers; seen from the middle it never crosses itself.
fn outline(middle: Spot, radius_m: f64, count: u32, clockwise: bool, chance: &mut Chance) -> Vec<Spot> {
    let waves: Vec<(f64, f64, f64)> = (2..7)
        .map(|wave| {
            (f64::from(wave), chance.between(0.0, 0.22) / f64::from(wave), chance.between(0.0, std::f64::consts::TAU))
        })
        .collect();
    let mut ring: Vec<Spot> = (0..count)
        .map(|at| {
            let turn = f64::from(at) / f64::from(count);
            let angle = std::f64::consts::TAU * if clockwise { 1.0 - turn } else { turn };
            let waver: f64 = waves.iter().map(|(wave, height, phase)| height * (wave * angle + phase).sin()).sum();
            let distance = radius_m * (1.0 + waver + chance.between(-0.012, 0.012));
            Spot { x: middle.x + distance * angle.cos(), y: middle.y + distance * angle.sin() }
        })
        .collect();
    ring.extend(ring.first().copied());
    ring
}
