//! A street's area from its centre line.

use super::{Coord, LineString, MultiPolygon};
use geo::Buffer;
use geo::algorithm::buffer::{BufferStyle, LineCap, LineJoin};

/// The angle of the arcs' chords at bends, radians: an arc loses a 2,400th of its sector, whatever its radius.
const CHORD: f64 = 0.05;

/// The corridor about a centre line (grid metres): half the width on each side, round at bends and flat at the ends, for
/// a street stops where its centre line stops. A line that closes has a bend there and no ends. Empty for a width that is
/// not positive and for a line of no length.
pub fn corridor(centre_line: &[Coord], width_m: f64) -> MultiPolygon<f64> {
    if !(width_m.is_finite() && width_m > 0.0) || centre_line.iter().any(|at| !(at.x.is_finite() && at.y.is_finite())) {
        return MultiPolygon(Vec::new());
    }
    let mut line = centre_line.to_vec();
    line.dedup();
    if line.len() < 2 {
        return MultiPolygon(Vec::new());
    }
    if line.first() == line.last() {
        // Once more along the first edge, so that the closing corner is a bend like the others.
        line.push(line[1]);
    }
    let style = BufferStyle::new(width_m / 2.0).line_cap(LineCap::Butt).line_join(LineJoin::Round(CHORD));
    LineString(line).buffer_with_style(style)
}
