//! What a cable contributes to each zone: the stretches of it that lie inside.

use super::layer::Layer;
use super::placed::Placed;
use crate::geometry::{Stretch, stretch};

/// The part of a cable that lies in a zone.
#[derive(Clone, Debug, PartialEq)]
pub struct Contribution {
    pub zone: i64,
    pub part: Part,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    Whole,
    /// Sorted, apart from each other.
    Stretches(Box<[Stretch]>),
}

impl Part {
    /// Metres of the part in whole micrometres. `length_m`: of the whole cable.
    pub fn length_um(&self, length_m: f64) -> i64 {
        match self {
            Part::Whole => micrometres(length_m),
            Part::Stretches(stretches) => micrometres(stretch::total_m(stretches)),
        }
    }
}

pub(super) fn micrometres(metres: f64) -> i64 {
    (metres * 1e6).round() as i64
}

/// What rounding can part of a cable and the border it runs along, and more, metres: boxes are widened by this, so that
/// the tree of boxes does not hide what the cut would find.
pub(super) const ROUNDING_M: f64 = 0.001;

/// The contributions of a cable to the zones of a layer, in order of zone id.
pub(super) fn contributions(cable: &Placed, zones: &Layer) -> Vec<Contribution> {
    let Some(line) = cable.line() else { return Vec::new() };
    let length_m = line.measured.length_m();
    let mut found: Vec<Contribution> = zones
        .touching(cable.bounds.widened(ROUNDING_M))
        .filter_map(|zone| {
            let (_, prepared) = zone.area()?;
            let stretches = prepared.cut(&line.measured);
            let part = match stretches.as_slice() {
                [] => return None,
                [only] if only.from_m <= 0.0 && only.to_m >= length_m => Part::Whole,
                _ => Part::Stretches(stretches.into_boxed_slice()),
            };
            Some(Contribution { zone: zone.id, part })
        })
        .collect();
    found.sort_by_key(|contribution| contribution.zone);
    found
}
