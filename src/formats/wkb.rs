//! Well-known binary in, as GeoPackages carry it: ISO and EWKB, both byte orders, Z and M dropped. Counts are compared with
//! the bytes that are left before they are believed. Read here and not by a library, because an open ring and a curve must
//! be told apart from damage.

use geo_types::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};

use super::Flaw;
use super::shape::{self, Bad, Shape};

/// Reads one geometry. Bytes behind it are left alone, as other programs do.
pub(super) fn read(bytes: &[u8]) -> Result<Shape, Bad> {
    let mut reading = Reading { bytes, at: 0, has_extra: false, flaws: Vec::new() };
    let geometry = reading.geometry()?;
    Ok(Shape { geometry, flaws: reading.flaws, has_extra: reading.has_extra, ..Shape::default() })
}

/// The types 8 to 14.
const CURVES: [&str; 7] =
    ["CircularString", "CompoundCurve", "CurvePolygon", "MultiCurve", "MultiSurface", "Curve", "Surface"];

struct Reading<'a> {
    bytes: &'a [u8],
    at: usize,
    has_extra: bool,
    flaws: Vec<Flaw>,
}

/// The head of a geometry or of one of its parts.
#[derive(Clone, Copy)]
struct Head {
    kind: u32,
    is_little: bool,
    /// Numbers a position has: 2, 3 or 4.
    numbers: usize,
}

impl Reading<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], Bad> {
        let end = self.at.checked_add(N).ok_or_else(cut)?;
        let taken = self.bytes.get(self.at..end).and_then(|bytes| bytes.try_into().ok()).ok_or_else(cut)?;
        self.at = end;
        Ok(taken)
    }

    fn u32(&mut self, is_little: bool) -> Result<u32, Bad> {
        let bytes = self.take()?;
        Ok(if is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    fn f64(&mut self, is_little: bool) -> Result<f64, Bad> {
        let bytes = self.take()?;
        Ok(if is_little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) })
    }

    /// A count of things that are at least `least` bytes each.
    fn count(&mut self, is_little: bool, least: usize) -> Result<usize, Bad> {
        let count = self.u32(is_little)? as usize;
        if count.saturating_mul(least) > self.bytes.len() - self.at { Err(cut()) } else { Ok(count) }
    }

    fn head(&mut self) -> Result<Head, Bad> {
        let is_little = match self.take::<1>()? {
            [0] => false,
            [1] => true,
            [other] => {
                let message = format!("{other} is no byte order");
                return Err(Bad::damaged(message));
            }
        };
        let code = self.u32(is_little)?;
        // EWKB says Z, M and SRID in the upper bits, ISO says Z and M in the thousands.
        if code & 0x2000_0000 != 0 {
            self.u32(is_little)?;
        }
        let (code, z, m) = (code & 0x0FFF_FFFF, code & 0x8000_0000 != 0, code & 0x4000_0000 != 0);
        let (z, m) = match code / 1000 {
            1 => (true, m),
            2 => (z, true),
            3 => (true, true),
            _ => (z, m),
        };
        self.has_extra |= z || m;
        Ok(Head { kind: code % 1000, is_little, numbers: 2 + usize::from(z) + usize::from(m) })
    }

    fn geometry(&mut self) -> Result<Option<Geometry<f64>>, Bad> {
        let head = self.head()?;
        Ok(match head.kind {
            1 => self.point(head)?.map(Geometry::Point),
            2 => self.line(head, "")?.map(Geometry::LineString),
            3 => self.polygon(head, "")?.map(Geometry::Polygon),
            4 => {
                let points = self.members(head, 1, |reading, part, _| reading.point(part))?;
                (!points.is_empty()).then_some(Geometry::MultiPoint(MultiPoint(points)))
            }
            5 => {
                let lines =
                    self.members(head, 2, |reading, part, at| reading.line(part, &format!("part {}", at + 1)))?;
                (!lines.is_empty()).then_some(Geometry::MultiLineString(MultiLineString(lines)))
            }
            6 => {
                let polygons =
                    self.members(head, 3, |reading, part, at| reading.polygon(part, &format!("polygon {} ", at + 1)))?;
                (!polygons.is_empty()).then_some(Geometry::MultiPolygon(MultiPolygon(polygons)))
            }
            7 => return Err(Bad::collection()),
            8..=14 => return Err(Bad::curve(CURVES[head.kind as usize - 8])),
            15..=17 => return Err(Bad::surface("polyhedron, TIN or triangle")),
            other => return Err(Bad::damaged(format!("{other} is the number of no geometry type"))),
        })
    }

    /// The parts of a multi geometry, which each have a head of their own; empty parts are left out.
    fn members<T>(
        &mut self,
        head: Head,
        kind: u32,
        mut read: impl FnMut(&mut Self, Head, usize) -> Result<Option<T>, Bad>,
    ) -> Result<Vec<T>, Bad> {
        let count = self.count(head.is_little, 9)?;
        let mut members = Vec::new();
        for at in 0..count {
            let part = self.head()?;
            if part.kind != kind {
                // Curves within a multi geometry have types of their own, so this is damage.
                return Err(Bad::damaged(format!("part {} is of type {}, not {kind}", at + 1, part.kind)));
            }
            members.extend(read(self, part, at)?);
        }
        Ok(members)
    }

    fn numbers(&mut self, head: Head) -> Result<Coord<f64>, Bad> {
        let (x, y) = (self.f64(head.is_little)?, self.f64(head.is_little)?);
        for _ in 2..head.numbers {
            self.f64(head.is_little)?;
        }
        Ok(Coord { x, y })
    }

    fn position(&mut self, head: Head) -> Result<Coord<f64>, Bad> {
        let place = self.numbers(head)?;
        if place.x.is_finite() && place.y.is_finite() { Ok(place) } else { Err(Bad::not_finite()) }
    }

    /// An empty point has NaN for both numbers.
    fn point(&mut self, head: Head) -> Result<Option<Point<f64>>, Bad> {
        let start = self.at;
        let place = self.numbers(head)?;
        if place.x.is_nan() && place.y.is_nan() {
            return Ok(None);
        }
        self.at = start;
        self.position(head).map(|place| Some(Point(place)))
    }

    fn positions(&mut self, head: Head) -> Result<Vec<Coord<f64>>, Bad> {
        let count = self.count(head.is_little, head.numbers * 8)?;
        (0..count).map(|_| self.position(head)).collect()
    }

    /// `None` for a line without positions.
    fn line(&mut self, head: Head, which: &str) -> Result<Option<LineString<f64>>, Bad> {
        let positions = self.positions(head)?;
        if positions.is_empty() { Ok(None) } else { shape::line(positions, which).map(Some) }
    }

    fn polygon(&mut self, head: Head, within: &str) -> Result<Option<Polygon<f64>>, Bad> {
        let count = self.count(head.is_little, 4)?;
        let mut rings = Vec::new();
        for at in 0..count {
            let positions = self.positions(head)?;
            let which = format!("{within}ring {}", at + 1);
            rings.push(LineString(shape::ring(positions, &which, &mut self.flaws)?));
        }
        if rings.is_empty() {
            return Ok(None);
        }
        let outer = rings.remove(0);
        Ok(Some(Polygon::new(outer, rings)))
    }
}

fn cut() -> Bad {
    Bad::damaged("the geometry ends too early")
}
