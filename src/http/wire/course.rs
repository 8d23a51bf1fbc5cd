//! The course of an asked line as text, written once: along a busy street a hundred stretches of it are told, most of them
//! nearly all of it.

use super::super::geojson::place;
use crate::geometry::{Coord, Measured, Position};

#[derive(Debug)]
pub struct Course<'a> {
    line: &'a Measured,
    /// Of each vertex a comma and the place; nothing of one that lies where the one before it does.
    text: Vec<u8>,
    /// Where the text of each vertex begins, and the end.
    begins: Vec<usize>,
}

impl<'a> Course<'a> {
    /// `line`: lon/lat.
    pub fn new(line: &'a Measured) -> Self {
        let (mut text, mut begins) = (Vec::with_capacity(line.coords().len() * 28), vec![0]);
        let mut last = None;
        for at in line.coords() {
            if last != Some(at) {
                text.push(b',');
                place(&mut text, *at);
            }
            begins.push(text.len());
            last = Some(at);
        }
        Course { line, text, begins }
    }

    /// A part of it as a geometry: the places that [`Measured::slice`] tells.
    pub fn write_part(&self, out: &mut Vec<u8>, from: Position, to: Position) {
        out.extend_from_slice(b"{\"type\":\"LineString\",\"coordinates\":[");
        let coords = self.line.coords();
        if !coords.is_empty() {
            let (start, end) = (self.line.point(from), self.line.point(to));
            match self.vertex(from.segment as usize) {
                [_, text @ ..] if from.t <= 0.0 => out.extend_from_slice(text),
                _ => place(out, start),
            }
            let (first, behind) = (from.segment as usize + 1, (to.segment as usize + 1).min(coords.len()));
            let inner = coords.get(first..behind).unwrap_or(&[]);
            let repeated = inner.iter().take_while(|at| **at == start).count();
            let mut last = start;
            if let (Some(from), Some(to), Some(of_inner)) = (
                self.begins.get(first + repeated),
                self.begins.get(behind),
                inner.get(repeated..).and_then(<[Coord]>::last),
            ) {
                out.extend_from_slice(&self.text[*from..*to]);
                last = *of_inner;
            }
            match self.vertex(to.segment as usize + 1) {
                _ if end == last => {}
                text @ [_, ..] if to.t >= 1.0 => out.extend_from_slice(text),
                _ => {
                    out.push(b',');
                    place(out, end);
                }
            }
        }
        out.extend_from_slice(b"]}");
    }

    /// The text of a vertex: a comma and the place, or nothing where that stands already.
    fn vertex(&self, vertex: usize) -> &[u8] {
        match (self.begins.get(vertex), self.begins.get(vertex + 1)) {
            (Some(from), Some(to)) => &self.text[*from..*to],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Vertices on a coarse net, so that many lie where others do.
        #[test]
        fn a_part_is_told_as_its_places_are(
            places in prop::collection::vec((0..3, 0..2), 0..7), segments in (0..8_u32, 0..8_u32), shares in (0..5, 0..5),
        ) {
            let places = places.into_iter().map(|(x, y)| Coord { x: 106.5 + f64::from(x) / 64.0, y: 20.5 + f64::from(y) / 64.0 });
            let line = Measured::new(places.collect());
            let at = |segment, quarters| Position { segment, t: f64::from(quarters) / 4.0 };
            let (from, to) = (at(segments.0, shares.0), at(segments.1, shares.1));
            let mut told = Vec::new();
            Course::new(&line).write_part(&mut told, from, to);
            let told: serde_json::Value = serde_json::from_slice(&told).unwrap();
            let slice: Vec<[f64; 2]> = line.slice(from, to).into_iter().map(|at| [at.x, at.y]).collect();
            prop_assert_eq!(told, serde_json::json!({ "type": "LineString", "coordinates": slice }));
        }
    }
}
