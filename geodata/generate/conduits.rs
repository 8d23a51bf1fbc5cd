//! Conduits: one or two banks a section, owned by the firm that built them, with tubes left free.

use crate::dates::Day;
use crate::line;
use crate::plane::{Plane, Spot};
use crate::prng::Chance;
use crate::sections::{Section, Street};
use crate::sources::Sources;
use crate::works::Works;
use crate::write::Feature;

pub struct Conduit {
    pub code: String,
    pub owner: usize,
    pub section: usize,
    pub status: &'static str,
    pub from: Day,
    /// Metres to the left of the centre line.
    pub aside_m: f64,
    /// Cables lying in it now; a cable that died in its tube still takes it up.
    pub used: u32,
    pub line: Vec<Spot>,
}

/// A street this wide has a bank under either footway.
const TWO_BANKS_FROM_M: f64 = 14.0;

pub fn build(sources: &Sources, streets: &[Street], sections: &[Section], works: &[Works]) -> Vec<Conduit> {
    let mut conduits: Vec<Conduit> = Vec::new();
    let mut numbers = vec![0_u32; sources.firms.len()];
    for (at, section) in sections.iter().enumerate() {
        let Some((from, status)) = works[at].conduit() else { continue };
        let street = &streets[section.street];
        let mut chance = Chance::of(&[section.seed, 0xC0]);
        let owner = owner(sources, street);
        let sides: &[f64] = if street.width_m >= TWO_BANKS_FROM_M { &[1.0, -1.0] } else { &[1.0] };
        for side in sides {
            numbers[owner] += 1;
            let aside_m = side * (street.width_m / 2.0 - 1.8);
            conduits.push(Conduit {
                code: format!("C-{}-{:05}", sources.firms[owner].code, numbers[owner]),
                owner,
                section: at,
                status,
                from: from + if *side < 0.0 { chance.whole(0, 12) } else { 0 },
                aside_m,
                used: 0,
                line: line::aside(&line::dense(&section.line, 60.0), aside_m),
            });
        }
    }
    conduits
}

/// One firm builds a whole street.
fn owner(sources: &Sources, street: &Street) -> usize {
    let mut left = Chance::of(&[street.seed, 0x0E]).unit();
    for (at, firm) in sources.firms.iter().enumerate() {
        left -= firm.owns_conduits;
        if left < 0.0 {
            return at;
        }
    }
    0
}

impl Conduit {
    pub fn feature(&self, sources: &Sources, plane: &Plane, seed: u64) -> String {
        let mut chance = Chance::of(&[seed, self.aside_m.to_bits(), 0xC1]);
        // Bank sizes are those of TCVN 8700:2011, table 1; at least one tube stays free.
        let sizes = [2_u32, 3, 4, 6, 8, 9, 12];
        let spare = chance.whole(1, 3) as u32;
        let tubes = sizes.into_iter().find(|size| *size >= self.used + spare).unwrap_or(16);
        let depth = chance.happens(0.88).then(|| (chance.between(0.52, 0.95) * 100.0).round() / 100.0);
        Feature::new()
            .text("code", &self.code)
            .text("owner", &sources.firms[self.owner].code)
            .text("status", self.status)
            .some_day("valid_from", Some(self.from))
            .number("tubes", f64::from(tubes))
            .number("tubes_used", f64::from(self.used))
            .number("tube_diameter_mm", if chance.happens(0.7) { 110.0 } else { 56.0 })
            .some_number("depth_m", depth)
            .line(plane, &self.line)
    }
}
