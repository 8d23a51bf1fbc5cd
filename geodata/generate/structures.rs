//! Poles along the streets, chambers on the conduits, cabinets and building entries.

use crate::conduits::Conduit;
use crate::dates::{Day, history_end, parse};
use crate::line;
use crate::plane::{Plane, Spot};
use crate::prng::Chance;
use crate::sections::{Section, Street};
use crate::sources::Sources;
use crate::story::day_at;
use crate::works::Works;
use crate::write::Feature;

pub struct Structure {
    pub code: String,
    pub owner: String,
    pub kind: &'static str,
    pub from: Day,
    pub to: Option<Day>,
    pub height_m: Option<f64>,
    pub spot: Spot,
}

/// Metres from pole to pole on main streets and on side streets.
const POLE_STEP_M: [f64; 2] = [35.0, 52.0];
/// The power company owns most poles that telecom cable hangs on.
const POWER_COMPANY: &str = "PCHP";

impl Structure {
    pub fn feature(&self, plane: &Plane) -> String {
        Feature::new()
            .text("code", &self.code)
            .text("owner", &self.owner)
            .text("kind", self.kind)
            .text("status", "functional")
            .some_day("valid_from", Some(self.from))
            .some_day("valid_to", self.to)
            .some_number("height_m", self.height_m)
            .point(plane, self.spot)
    }
}

/// Numbers the structures of one kind.
struct Numbers([u32; 5]);

impl Numbers {
    fn next(&mut self, kind: usize) -> String {
        self.0[kind] += 1;
        format!("{}-{:05}", ["COT", "BE", "HG", "TU", "DN"][kind], self.0[kind])
    }
}

pub fn build(
    sources: &Sources,
    streets: &[Street],
    sections: &[Section],
    works: &[Works],
    conduits: &[Conduit],
) -> Result<Vec<Structure>, String> {
    let mut out = Vec::new();
    let mut numbers = Numbers([0; 5]);
    let built = (parse("2002-01-01")?, parse("2012-12-31")?);
    for (at, section) in sections.iter().enumerate() {
        let street = &streets[section.street];
        let works = &works[at];
        if works.greenfield.is_none() {
            poles(sources, street, section, works, built, &mut numbers, &mut out);
        }
        let mut chance = Chance::of(&[section.seed, 0x7B]);
        if chance.happens(0.3)
            && let Some((spot, across)) = line::along(&section.line, 20.0)
        {
            let by = street.width_m / 2.0 + 0.8;
            out.push(Structure {
                code: numbers.next(3),
                owner: sources.firms[usize::from(chance.happens(0.35))].code.clone(),
                kind: "cabinet",
                from: works.greenfield.unwrap_or_else(|| day_at(built, chance.unit())).min(history_end()),
                to: None,
                height_m: Some(1.4),
                spot: Spot { x: spot.x - across.y * by, y: spot.y + across.x * by },
            });
        }
    }
    for (at, conduit) in conduits.iter().enumerate() {
        chambers(sources, streets, sections, conduits.get(at + 1), conduit, &mut numbers, &mut out);
    }
    Ok(out)
}

fn poles(
    sources: &Sources,
    street: &Street,
    section: &Section,
    works: &Works,
    built: (Day, Day),
    numbers: &mut Numbers,
    out: &mut Vec<Structure>,
) {
    let mut chance = Chance::of(&[street.seed, 0x70]);
    // One street's poles were set in one go by one owner.
    let is_power = chance.happens(0.62);
    let from = day_at(built, chance.unit());
    let owner = if is_power { POWER_COMPANY } else { sources.firms[0].code.as_str() };
    let one_side = chance.happens(0.5);
    let mut chance = Chance::of(&[section.seed, 0x71]);
    let down = sources.stories[section.story].poles_down.or_else(|| {
        // Telecom poles go half a year after the cable; the power company's stay for its own wires.
        works.moved.filter(|_| !is_power && chance.happens(0.6)).map(|day| day + chance.whole(90, 260))
    });
    let to = down.filter(|day| *day <= history_end() && (!is_power || works.is_clear));
    let length = line::length_m(&section.line);
    let count = (length / POLE_STEP_M[usize::from(!street.is_main)]).round().max(1.0);
    for number in 0..count as u32 {
        let at_m = length * (f64::from(number) + 0.5) / count;
        let Some((spot, across)) = line::along(&section.line, at_m + chance.between(-2.0, 2.0)) else { continue };
        let sides: &[f64] = match (street.is_main && street.reach >= 1.0, one_side) {
            (true, _) => &[1.0, -1.0],
            (false, true) => &[1.0],
            (false, false) => &[-1.0],
        };
        for side in sides {
            let by = side * (street.width_m / 2.0 - 0.3);
            out.push(Structure {
                code: numbers.next(0),
                owner: owner.to_owned(),
                kind: "pole",
                from,
                to,
                height_m: Some(if street.is_main { 10.0 } else { 8.5 }),
                spot: Spot { x: spot.x - across.y * by, y: spot.y + across.x * by },
            });
        }
    }
}

/// A chamber at the conduit's start, at its end where none follows, and where drops leave it.
fn chambers(
    sources: &Sources,
    streets: &[Street],
    sections: &[Section],
    next: Option<&Conduit>,
    conduit: &Conduit,
    numbers: &mut Numbers,
    out: &mut Vec<Structure>,
) {
    if conduit.status != "functional" {
        return;
    }
    let section = &sections[conduit.section];
    let street = &streets[section.street];
    let mut chance = Chance::of(&[section.seed, conduit.aside_m.to_bits(), 0x72]);
    let owner = &sources.firms[conduit.owner].code;
    let length = line::length_m(&conduit.line);
    let mut push = |kind: usize, at_m: f64, outward_m: f64, from: Day| {
        if let Some((spot, across)) = line::along(&conduit.line, at_m) {
            let by = outward_m * conduit.aside_m.signum();
            out.push(Structure {
                code: numbers.next(kind),
                owner: owner.clone(),
                kind: ["pole", "manhole", "handhole", "cabinet", "building_entry"][kind],
                from,
                to: None,
                height_m: None,
                spot: Spot { x: spot.x - across.y * by, y: spot.y + across.x * by },
            });
        }
    };
    let chamber = if street.is_main { 1 } else { 2 };
    push(chamber, 0.0, 0.0, conduit.from);
    if next.is_none_or(|next| sections[next.section].street != section.street) {
        push(chamber, length, 0.0, conduit.from);
    }
    for _ in 0..chance.whole(0, 1) {
        let from = (conduit.from + chance.whole(20, 300)).min(history_end());
        push(4, chance.between(0.15, 0.85) * length, 4.5, from);
    }
}
