//! The firms whose cable hangs in the demo, and where each is strong.

use crate::sources::{Firm, Sources};

/// Which firms are in a street, strongest first. `reach` says how busy the street is: 1 a main street, less a lane.
pub fn in_street(sources: &Sources, reach: f64, seed: u64) -> Vec<(usize, &Firm)> {
    let mut chance = crate::prng::Chance::of(&[seed, 0xF1]);
    let mut present: Vec<(usize, &Firm)> = Vec::new();
    for (at, firm) in sources.firms.iter().enumerate() {
        if chance.happens(firm.presence * reach) {
            present.push((at, firm));
        }
    }
    if present.is_empty() {
        // A street with nobody in it would be no street of the register: the largest firm serves it.
        present.extend(sources.firms.first().map(|firm| (0, firm)));
    }
    present
}
