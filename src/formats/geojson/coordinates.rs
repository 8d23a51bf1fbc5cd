//! Nested lists of numbers become geometry; a fault knows its path.

use geo_types::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};
use serde_json::Value as Json;

use super::kind_of;
use crate::formats::Flaw;
use crate::formats::shape::Shape;

/// Why a geometry was not read. The indices are gathered while the call stack unwinds, so the good case pays nothing.
#[derive(Debug)]
pub(super) struct Bad {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) remedy: &'static str,
    base: String,
    /// Innermost first.
    indices: Vec<usize>,
}

impl Bad {
    pub(super) fn new(code: &'static str, base: &str, message: impl Into<String>, remedy: &'static str) -> Self {
        Self { code, message: message.into(), remedy, base: base.into(), indices: Vec::new() }
    }

    /// For example `geometry.coordinates[0][3]`.
    pub(super) fn path(&self) -> String {
        use std::fmt::Write as _;
        let mut path = self.base.clone();
        for index in self.indices.iter().rev() {
            let _ = write!(path, "[{index}]");
        }
        path
    }

    fn here(code: &'static str, message: impl Into<String>, remedy: &'static str) -> Self {
        Self::new(code, "", message, remedy)
    }

    fn under(mut self, index: usize) -> Self {
        self.indices.push(index);
        self
    }
}

/// The geometry of a type's `coordinates`, which stand at `path`.
pub(super) fn shape(kind: &str, found: &Json, path: &str) -> Result<Shape, Bad> {
    let mut reading = Reading { path, has_extra: false, flaws: Vec::new() };
    let geometry = reading.geometry(kind, found).map_err(|mut bad| {
        path.clone_into(&mut bad.base);
        bad
    })?;
    Ok(Shape { geometry, flaws: reading.flaws, has_extra: reading.has_extra, ..Shape::default() })
}

struct Reading<'a> {
    path: &'a str,
    has_extra: bool,
    flaws: Vec<Flaw>,
}

impl Reading<'_> {
    /// `None` for an empty list, which RFC 7946 section 3.1 lets stand for no geometry.
    fn geometry(&mut self, kind: &str, found: &Json) -> Result<Option<Geometry<f64>>, Bad> {
        if kind != "Point" && found.as_array().is_some_and(Vec::is_empty) {
            return Ok(None);
        }
        Ok(Some(match kind {
            "Point" => Geometry::Point(Point(self.position(found)?)),
            "MultiPoint" => Geometry::MultiPoint(MultiPoint(self.positions(found)?.into_iter().map(Point).collect())),
            "LineString" => Geometry::LineString(self.line(found)?),
            "MultiLineString" => {
                Geometry::MultiLineString(MultiLineString(self.each(found, "lines", |r, _, part| r.line(part))?))
            }
            "Polygon" => Geometry::Polygon(self.polygon(found, None)?),
            _ => Geometry::MultiPolygon(MultiPolygon(
                self.each(found, "polygons", |r, at, part| r.polygon(part, Some(at)))?,
            )),
        }))
    }

    fn position(&mut self, found: &Json) -> Result<Coord<f64>, Bad> {
        let Json::Array(numbers) = found else {
            return Err(Bad::here(
                "coordinates_depth",
                format!("{} where a position [lon, lat] must be: a level of brackets is missing", kind_of(found)),
                "nest the coordinates as the geometry's type asks",
            ));
        };
        if numbers.first().is_some_and(Json::is_array) {
            return Err(Bad::here(
                "coordinates_depth",
                "a list of positions where one position must be: a level of brackets too many",
                "nest the coordinates as the geometry's type asks",
            ));
        }
        let [x, y, rest @ ..] = numbers.as_slice() else {
            return Err(Bad::here(
                "position_short",
                format!("a position with {} numbers", numbers.len()),
                "a position is [lon, lat]",
            ));
        };
        self.has_extra |= !rest.is_empty();
        let number = |at: usize, value: &Json| match value {
            Json::Number(number) => match number.as_f64() {
                Some(finite) if finite.is_finite() => Ok(finite),
                _ => Err(Bad::here("coordinate_value", "not a finite number", "write a number").under(at)),
            },
            Json::Array(_) => Err(Bad::here(
                "coordinates_depth",
                "a list where a number must be: a level of brackets too many",
                "nest the coordinates as the geometry's type asks",
            )),
            other => Err(Bad::here(
                "coordinate_value",
                format!("{} where a number must be", kind_of(other)),
                "write the number without quotes",
            )
            .under(at)),
        };
        Ok(Coord { x: number(0, x)?, y: number(1, y)? })
    }

    fn positions(&mut self, found: &Json) -> Result<Vec<Coord<f64>>, Bad> {
        // A list whose first member is a number is a position where a list of positions must be.
        self.each(found, "positions", |reading, _, position| reading.position(position))
    }

    fn line(&mut self, found: &Json) -> Result<LineString<f64>, Bad> {
        let positions = self.positions(found)?;
        if positions.len() < 2 {
            let message = format!("a line with {} position", positions.len());
            return Err(Bad::here("line_short", message, "a line has two or more positions"));
        }
        Ok(LineString(positions))
    }

    fn polygon(&mut self, found: &Json, within: Option<usize>) -> Result<Polygon<f64>, Bad> {
        let mut rings = self.each(found, "rings", |reading, at, ring| reading.ring(ring, within, at))?;
        if rings.is_empty() {
            return Err(Bad::here("polygon_empty", "a polygon without rings", "remove it, or give it an outer ring"));
        }
        let outer = rings.remove(0);
        Ok(Polygon::new(outer, rings))
    }

    fn ring(&mut self, found: &Json, within: Option<usize>, at: usize) -> Result<LineString<f64>, Bad> {
        let positions = self.positions(found)?;
        let is_closed = positions.first() == positions.last();
        // Four with the closing one (RFC 7946 section 3.1.6); an open ring of three still is an area.
        if positions.len() < if is_closed { 4 } else { 3 } {
            return Err(Bad::here(
                "ring_short",
                format!("a ring with {} positions", positions.len()),
                "a ring has four or more positions, the last equal to the first",
            ));
        }
        if !is_closed {
            let ring = within.map_or_else(|| format!("[{at}]"), |polygon| format!("[{polygon}][{at}]"));
            self.flaws.push(Flaw::RingNotClosed { path: format!("{}{ring}", self.path) });
        }
        Ok(LineString(positions))
    }

    fn each<T>(
        &mut self,
        found: &Json,
        what: &str,
        mut read: impl FnMut(&mut Self, usize, &Json) -> Result<T, Bad>,
    ) -> Result<Vec<T>, Bad> {
        let Json::Array(members) = found else {
            return Err(Bad::here(
                "coordinates_depth",
                format!("{} where a list of {what} must be: a level of brackets is missing", kind_of(found)),
                "nest the coordinates as the geometry's type asks",
            ));
        };
        let mut read_members = Vec::with_capacity(members.len());
        for (at, member) in members.iter().enumerate() {
            read_members.push(read(self, at, member).map_err(|bad| bad.under(at))?);
        }
        Ok(read_members)
    }
}
