//! Conduits under made-up streets, and the cables in and over them.

use super::{Size, place, plane};
use crate::line;
use crate::plane::{Plane, Spot};
use crate::prng::Chance;
use crate::write::Feature;
use std::io::Write;

/// Every cable has this many vertices.
const VERTICES: u32 = 20;
const FIRMS: [&str; 10] =
    ["VNPT", "VIETTEL", "FPT", "VTVCAB", "MOBIFONE", "SCTV", "CMC", "VIETNAMOBILE", "SPT", "INDOCHINA"];

pub fn write(size: Size, cables: &mut impl Write, conduits: &mut impl Write) -> std::io::Result<()> {
    let plane = plane();
    let mut written = 0_u64;
    for number in 0..size.conduits {
        // Each conduit gets its share of the cables, to the last one.
        let until = u64::from(size.cables) * u64::from(number + 1) / u64::from(size.conduits);
        let mut chance = Chance::of(&[0xBE, u64::from(number)]);
        let street = street(&mut chance);
        let mut used = 0;
        while written < until {
            used += u32::from(cable(&plane, &street, number, written, &mut chance, cables)?);
            written += 1;
        }
        let owner = FIRMS[number as usize % 3];
        let feature = Feature::new()
            .text("code", &format!("C-{number:06}"))
            .text("owner", owner)
            .text("status", "functional")
            .some_day("valid_from", Some(chance.whole(16_436, 19_000)))
            .number("tubes", f64::from(used + 2))
            .number("tubes_used", f64::from(used))
            .number("tube_diameter_mm", 110.0)
            .line(&plane, &line::aside(&street, 4.0));
        writeln!(conduits, "{feature}")?;
    }
    Ok(())
}

/// A street of 250 to 550 m that follows the bearing of its quarter and bends a little.
fn street(chance: &mut Chance) -> Vec<Spot> {
    let middle = place(chance);
    let quarter = (middle.x / 1_800.0).floor() * 0.37 + (middle.y / 1_800.0).floor() * 0.61;
    let across = if chance.happens(0.5) { std::f64::consts::FRAC_PI_2 } else { 0.0 };
    let mut bearing = quarter.sin() * 0.7 + across;
    let step = chance.between(250.0, 550.0) / f64::from(VERTICES - 1);
    let bend = chance.between(-0.02, 0.02);
    let mut spot = middle;
    (0..VERTICES)
        .map(|_| {
            let here = spot;
            bearing += bend;
            spot = Spot { x: spot.x + step * bearing.cos(), y: spot.y + step * bearing.sin() };
            here
        })
        .collect()
}

/// Writes one cable and says whether it takes a tube. Every second cable is the successor of the one before it.
fn cable(
    plane: &Plane,
    street: &[Spot],
    conduit: u32,
    number: u64,
    chance: &mut Chance,
    out: &mut impl Write,
) -> std::io::Result<bool> {
    let firm = FIRMS[(number / 2) as usize % FIRMS.len()];
    // The pair's day depends on the pair alone, so both halves agree wherever they are written.
    let mut pair = Chance::of(&[0xBF, number / 2]);
    let (from, moved, is_moved) = (pair.whole(16_436, 19_000), pair.whole(19_100, 20_750), pair.happens(0.7));
    let is_new = number % 2 == 1;
    let feature = Feature::new().text("code", &format!("{firm}-{number:07}")).text("operator", firm);
    let feature = match (is_new, is_moved) {
        (true, true) => {
            feature.text("placement", "duct").text("status", "functional").some_day("valid_from", Some(moved))
        }
        (true, false) => {
            feature.text("placement", "facade").text("status", "functional").some_day("valid_from", Some(from))
        }
        (false, _) => feature
            .text("placement", "aerial")
            .text("status", "functional")
            .some_day("valid_from", Some(from))
            .some_day("valid_to", is_moved.then_some(moved)),
    };
    let feature = feature.text("medium", "fibre").number("fibre_count", 24.0);
    let feature = if is_new && is_moved {
        let old = format!("{firm}-{:07}", number - 1);
        feature.text("conduit", &format!("C-{conduit:06}")).text("replaces", &old)
    } else {
        feature
    };
    let aside_m = if is_new && is_moved { 4.0 + chance.between(-0.4, 0.4) } else { chance.between(-9.0, 9.0) };
    writeln!(out, "{}", feature.line(plane, &line::aside(street, aside_m)))?;
    Ok(is_new && is_moved)
}
