//! Faults, each with its place.

use crate::geometry::Coord;
use std::fmt;
use thiserror::Error;

/// A ring of an area, counted from 0: the outer ring of a part, or one of its holes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RingName {
    pub part: usize,
    pub hole: Option<usize>,
}

/// What is wrong with a geometry. Places are in its own coordinates.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum Fault {
    #[error("{}coordinate {} is not a number: {}", in_ring(*.ring), .index + 1, Shown(*.at))]
    NotFinite { ring: Option<RingName>, index: usize, at: Coord },
    #[error("the line has no length")]
    NoLength { at: Option<Coord> },
    #[error("there is no area")]
    Empty,
    #[error("{ring} has {count} different corners, an area needs three")]
    TooFewCorners { ring: RingName, at: Option<Coord>, count: usize },
    /// Edges are counted from 0.
    #[error("{ring} crosses itself at {}: edges {} and {}", Shown(*.at), .edges.0 + 1, .edges.1 + 1)]
    SelfCrossing { ring: RingName, at: Coord, edges: (usize, usize) },
    #[error("{ring} touches itself at {}: edges {} and {}", Shown(*.at), .edges.0 + 1, .edges.1 + 1)]
    SelfTouch { ring: RingName, at: Coord, edges: (usize, usize) },
    #[error("{ring} runs back over itself at {}: edges {} and {}", Shown(*.at), .edges.0 + 1, .edges.1 + 1)]
    SelfOverlap { ring: RingName, at: Coord, edges: (usize, usize) },
    #[error("{ring} crosses {other} at {}", Shown(*.at))]
    RingsCross { ring: RingName, other: RingName, at: Coord },
    #[error("{ring} runs along {other} at {}", Shown(*.at))]
    RingsShareEdge { ring: RingName, other: RingName, at: Coord },
    #[error("{ring} lies outside its outer ring at {}", Shown(*.at))]
    HoleOutside { ring: RingName, at: Coord },
    #[error("{ring} lies inside another hole at {}", Shown(*.at))]
    HoleInHole { ring: RingName, at: Coord },
    #[error("{ring} lies inside another part at {}", Shown(*.at))]
    PartInPart { ring: RingName, at: Coord },
    #[error("rings cut part {} in two at {}", .part + 1, Shown(*.at))]
    PartSplit { part: usize, at: Coord },
    /// Checking would take too long.
    #[error("the area is too intricate: {edges} edges, many of them beside each other near {}", Shown(*.at))]
    TooIntricate { edges: usize, at: Coord },
    #[error("the area cannot be made valid: {why}")]
    BeyondRepair { why: String },
}

impl Fault {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Fault::NotFinite { .. } => "not_finite",
            Fault::NoLength { .. } => "no_length",
            Fault::Empty => "empty_area",
            Fault::TooFewCorners { .. } => "too_few_corners",
            Fault::SelfCrossing { .. } | Fault::SelfTouch { .. } | Fault::SelfOverlap { .. } => "self_intersection",
            Fault::RingsCross { .. } | Fault::RingsShareEdge { .. } => "rings_intersect",
            Fault::HoleOutside { .. } => "hole_outside",
            Fault::HoleInHole { .. } => "hole_in_hole",
            Fault::PartInPart { .. } => "part_in_part",
            Fault::PartSplit { .. } => "part_split",
            Fault::TooIntricate { .. } => "too_intricate",
            Fault::BeyondRepair { .. } => "beyond_repair",
        }
    }

    /// Where it is, when that is a place.
    pub fn place(&self) -> Option<Coord> {
        let place = match self {
            Fault::Empty | Fault::NotFinite { .. } | Fault::BeyondRepair { .. } => None,
            Fault::NoLength { at } | Fault::TooFewCorners { at, .. } => *at,
            Fault::SelfCrossing { at, .. }
            | Fault::SelfTouch { at, .. }
            | Fault::SelfOverlap { at, .. }
            | Fault::RingsCross { at, .. }
            | Fault::RingsShareEdge { at, .. }
            | Fault::HoleOutside { at, .. }
            | Fault::HoleInHole { at, .. }
            | Fault::PartInPart { at, .. }
            | Fault::PartSplit { at, .. }
            | Fault::TooIntricate { at, .. } => Some(*at),
        };
        place.filter(|at| at.x.is_finite() && at.y.is_finite())
    }
}

impl fmt::Display for RingName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.hole {
            None => write!(f, "the outer ring of part {}", self.part + 1),
            Some(hole) => write!(f, "hole {} of part {}", hole + 1, self.part + 1),
        }
    }
}

fn in_ring(ring: Option<RingName>) -> String {
    ring.map_or_else(String::new, |ring| format!("in {ring}, "))
}

struct Shown(Coord);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nine digits are what coordinates are rounded to; trailing zeros say nothing.
        let short = |number: f64| format!("{number:.9}").trim_end_matches('0').trim_end_matches('.').to_owned();
        write!(f, "({}, {})", short(self.0.x), short(self.0.y))
    }
}
