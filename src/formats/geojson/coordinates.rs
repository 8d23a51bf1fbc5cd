//! Nested lists of numbers become geometry; a fault knows its path.

use geo_types::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};

use super::cursor::{Cursor, Kind};
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

/// The geometry of a type's `coordinates`, which stand at `path` and read `found`.
pub(super) fn shape(kind: &str, found: &str, path: &str) -> Result<Shape, Bad> {
    let mut reading = Reading { at: Cursor::new(found), path, has_extra: false, flaws: Vec::new() };
    let geometry = reading.geometry(kind).map_err(|mut bad| {
        path.clone_into(&mut bad.base);
        bad
    })?;
    Ok(Shape { geometry, flaws: reading.flaws, has_extra: reading.has_extra, ..Shape::default() })
}

struct Reading<'a> {
    at: Cursor<'a>,
    path: &'a str,
    has_extra: bool,
    flaws: Vec<Flaw>,
}

impl Reading<'_> {
    /// `None` for an empty list, which RFC 7946 section 3.1 lets stand for no geometry.
    fn geometry(&mut self, kind: &str) -> Result<Option<Geometry<f64>>, Bad> {
        Ok(match kind {
            "Point" => Some(Geometry::Point(Point(self.position()?))),
            "MultiPoint" => some(self.positions()?)
                .map(|places| Geometry::MultiPoint(MultiPoint(places.into_iter().map(Point).collect()))),
            "LineString" => some(self.positions()?).map(line).transpose()?.map(Geometry::LineString),
            "MultiLineString" => some(self.each("lines", |reading, _| line(reading.positions()?))?)
                .map(|lines| Geometry::MultiLineString(MultiLineString(lines))),
            "Polygon" => some(self.rings(None)?).and_then(polygon).map(Geometry::Polygon),
            _ => some(self.each("polygons", |reading, nth| {
                polygon(reading.rings(Some(nth))?).ok_or_else(|| {
                    Bad::here("polygon_empty", "a polygon without rings", "remove it, or give it an outer ring")
                })
            })?)
            .map(|polygons| Geometry::MultiPolygon(MultiPolygon(polygons))),
        })
    }

    fn position(&mut self) -> Result<Coord<f64>, Bad> {
        if self.at.kind() != Kind::List {
            return Err(Bad::here(
                "coordinates_depth",
                format!(
                    "{} where a position [lon, lat] must be: a level of brackets is missing",
                    self.at.kind().in_words()
                ),
                "nest the coordinates as the geometry's type asks",
            ));
        }
        self.at.open();
        let mut numbers = [0.0; 2];
        let mut count = 0;
        while self.at.next() {
            if matches!(self.at.kind(), Kind::List | Kind::Object) {
                return Err(Bad::here(
                    "coordinates_depth",
                    format!("{} where a number must be: a level of brackets too many", self.at.kind().in_words()),
                    "nest the coordinates as the geometry's type asks",
                ));
            }
            match numbers.get_mut(count) {
                Some(number) => *number = self.number().map_err(|bad| bad.under(count))?,
                // A height may be null in files of some programs; it is dropped either way.
                None if self.at.kind() == Kind::Text => {
                    return Err(not_a_number(Kind::Text).under(count));
                }
                None => {
                    self.at.word();
                    self.has_extra = true;
                }
            }
            count += 1;
        }
        if count < 2 {
            let message = format!("a position with {count} numbers");
            return Err(Bad::here("position_short", message, "a position is [lon, lat]"));
        }
        Ok(Coord { x: numbers[0], y: numbers[1] })
    }

    fn number(&mut self) -> Result<f64, Bad> {
        match self.at.kind() {
            Kind::Number => match self.at.word().parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(number),
                _ => Err(Bad::here("coordinate_value", "a number too large to be one", "write a coordinate")),
            },
            other => Err(not_a_number(other)),
        }
    }

    fn positions(&mut self) -> Result<Vec<Coord<f64>>, Bad> {
        self.each("positions", |reading, _| reading.position())
    }

    fn rings(&mut self, within: Option<usize>) -> Result<Vec<LineString<f64>>, Bad> {
        self.each("rings", |reading, nth| {
            let positions = reading.positions()?;
            reading.ring(positions, within, nth)
        })
    }

    fn ring(&mut self, positions: Vec<Coord<f64>>, within: Option<usize>, nth: usize) -> Result<LineString<f64>, Bad> {
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
            let ring = within.map_or_else(|| format!("[{nth}]"), |polygon| format!("[{polygon}][{nth}]"));
            self.flaws.push(Flaw::RingNotClosed { path: format!("{}{ring}", self.path) });
        }
        Ok(LineString(positions))
    }

    fn each<T>(&mut self, what: &str, mut read: impl FnMut(&mut Self, usize) -> Result<T, Bad>) -> Result<Vec<T>, Bad> {
        if self.at.kind() != Kind::List {
            return Err(Bad::here(
                "coordinates_depth",
                format!("{} where a list of {what} must be: a level of brackets is missing", self.at.kind().in_words()),
                "nest the coordinates as the geometry's type asks",
            ));
        }
        self.at.open();
        let mut members = Vec::new();
        while self.at.next() {
            let nth = members.len();
            members.push(read(self, nth).map_err(|bad| bad.under(nth))?);
        }
        Ok(members)
    }
}

fn not_a_number(found: Kind) -> Bad {
    let message = format!("{} where a number must be", found.in_words());
    Bad::here("coordinate_value", message, "write the number without quotes")
}

fn some<T>(members: Vec<T>) -> Option<Vec<T>> {
    if members.is_empty() { None } else { Some(members) }
}

fn line(positions: Vec<Coord<f64>>) -> Result<LineString<f64>, Bad> {
    if positions.len() < 2 {
        let message = format!("a line with {} position", positions.len());
        return Err(Bad::here("line_short", message, "a line has two or more positions"));
    }
    Ok(LineString(positions))
}

/// The first ring is the outer one.
fn polygon(mut rings: Vec<LineString<f64>>) -> Option<Polygon<f64>> {
    if rings.is_empty() {
        return None;
    }
    let outer = rings.remove(0);
    Some(Polygon::new(outer, rings))
}
