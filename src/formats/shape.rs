//! A geometry on its way from a file into a row, and the demands every format makes of it: a line has two positions, a ring
//! four. Anything beyond (crossings, holes outside) is judged elsewhere.

use geo_types::{Coord, Geometry, LineString};

use super::Flaw;

/// A geometry and what was lost or put right while reading it.
#[derive(Debug, Default)]
pub(super) struct Shape {
    /// `None` where there is none, or an empty one.
    pub(super) geometry: Option<Geometry<f64>>,
    pub(super) flaws: Vec<Flaw>,
    /// It had heights or measures.
    pub(super) has_extra: bool,
    /// Which rings are holes was found from what lies within what, against the directions they run in.
    pub(super) rings_reordered: bool,
}

/// Why a geometry was not read: one row's refusal in the making.
#[derive(Debug)]
pub(super) struct Bad {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) remedy: &'static str,
}

impl Bad {
    pub(super) fn new(code: &'static str, message: impl Into<String>, remedy: &'static str) -> Self {
        Self { code, message: message.into(), remedy }
    }

    /// Binary content that is not what it says it is.
    pub(super) fn damaged(message: impl Into<String>) -> Self {
        Self::new("geometry_damaged", message, "export the file again")
    }

    pub(super) fn not_finite() -> Self {
        Self::new("coordinate_value", "a position that is no number", "correct or remove this row")
    }

    pub(super) fn collection() -> Self {
        Self::new(
            "geometry_collection",
            "a GeometryCollection: one row is one point, line or area",
            "write each part as a row of its own",
        )
    }

    pub(super) fn curve(name: &str) -> Self {
        Self::new(
            "curve",
            format!("a {name}: arcs are not read"),
            "convert curves to straight segments (in QGIS: Segmentize by maximum distance) and export again",
        )
    }

    pub(super) fn surface(name: &str) -> Self {
        Self::new(
            "surface",
            format!("a {name}: a body in space, of which no line or area can be taken"),
            "export its footprint as a polygon",
        )
    }
}

/// A line of a file. `which` names it within its geometry, for example `part 3`, or is empty.
pub(super) fn line(positions: Vec<Coord<f64>>, which: &str) -> Result<LineString<f64>, Bad> {
    if positions.len() < 2 {
        let message = format!("{}a line with {} position", named(which), positions.len());
        return Err(Bad::new("line_short", message, "a line has two or more positions"));
    }
    Ok(LineString(positions))
}

/// A ring of a file, closed if it was not; then that is said in `flaws`. Three positions that are not closed still are an area.
pub(super) fn ring(mut positions: Vec<Coord<f64>>, which: &str, flaws: &mut Vec<Flaw>) -> Result<Vec<Coord<f64>>, Bad> {
    let is_closed = positions.first() == positions.last();
    if positions.len() < if is_closed { 4 } else { 3 } {
        let message = format!("{}a ring with {} positions", named(which), positions.len());
        let remedy = "a ring has four or more positions, the last equal to the first";
        return Err(Bad::new("ring_short", message, remedy));
    }
    if !is_closed {
        flaws.push(Flaw::RingNotClosed { path: which.to_owned() });
        positions.push(positions[0]);
    }
    Ok(positions)
}

fn named(which: &str) -> String {
    if which.is_empty() { String::new() } else { format!("{which} is ") }
}
