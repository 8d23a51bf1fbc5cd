//! The `.shp` and `.shx`: records and their geometry (ESRI Shapefile Technical Description, July 1998).

use geo_types::{Coord, Geometry, MultiLineString, MultiPoint, Point};

use super::bytes::{f64_le, i32_be, i32_le};
use super::rings;
use crate::formats::shape::{self, Bad, Shape};

const HEADER: usize = 100;
const RECORD_HEADER: usize = 8;
const FILE_CODE: i32 = 9994;

pub(super) fn check_header(shp: &[u8]) -> Result<(), String> {
    if i32_be(shp, 0) != Some(FILE_CODE) {
        return Err("it does not begin as a .shp does".into());
    }
    if shp.len() < HEADER {
        return Err(format!("{} bytes, less than the {HEADER} of its header", shp.len()));
    }
    Ok(())
}

/// Where the records begin.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) offsets: Vec<usize>,
    /// Bytes at the end that are no whole record header or record.
    pub(super) cut_off: Option<usize>,
    pub(super) is_shx_ignored: bool,
}

impl Index {
    /// From the `.shx` where it fits (records may lie in any order, with waste between them), else record after record.
    pub(super) fn of(shp: &[u8], shx: Option<&[u8]>, max_rows: u64) -> Self {
        let by_shx = shx.map(|shx| from_shx(shp, shx));
        if let Some(Some(offsets)) = by_shx {
            return Self { offsets, ..Self::default() };
        }
        let mut index = Self { is_shx_ignored: by_shx.is_some(), ..Self::default() };
        let mut at = HEADER;
        // One over the limit is enough for it to be noticed.
        while at < shp.len() && index.offsets.len() as u64 <= max_rows {
            index.offsets.push(at);
            let Some(next) = content_len(shp, at).and_then(|len| at.checked_add(RECORD_HEADER)?.checked_add(len))
            else {
                index.offsets.pop();
                index.cut_off = Some(shp.len() - at);
                break;
            };
            if next > shp.len() {
                // Kept in the index: its row is refused by number.
                index.cut_off = Some(shp.len() - at);
            }
            at = next;
        }
        index
    }
}

/// The offsets a `.shx` gives, if every one of them is the head of the record of that number.
fn from_shx(shp: &[u8], shx: &[u8]) -> Option<Vec<usize>> {
    if i32_be(shx, 0) != Some(FILE_CODE) || shx.len() < HEADER || !(shx.len() - HEADER).is_multiple_of(8) {
        return None;
    }
    let mut offsets = Vec::new();
    for (nth, entry) in shx[HEADER..].chunks_exact(8).enumerate() {
        let offset = usize::try_from(i32_be(entry, 0)?).ok()?.checked_mul(2)?;
        if offset < HEADER || usize::try_from(i32_be(shp, offset)?).ok()? != nth + 1 {
            return None;
        }
        offsets.push(offset);
    }
    Some(offsets)
}

fn content_len(shp: &[u8], at: usize) -> Option<usize> {
    usize::try_from(i32_be(shp, at.checked_add(4)?)?).ok()?.checked_mul(2)
}

/// The content of one record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    content: &'a [u8],
}

impl<'a> Record<'a> {
    /// The record whose header is at `offset`.
    pub(super) fn at(shp: &'a [u8], offset: usize) -> Result<Self, Bad> {
        let len = content_len(shp, offset).ok_or_else(|| Bad::damaged("the record has no length"))?;
        let start = offset.saturating_add(RECORD_HEADER);
        let content = start.checked_add(len).and_then(|end| shp.get(start..end)).ok_or_else(|| {
            Bad::damaged(format!(
                "the record says it has {len} bytes and the file ends after {}",
                shp.len().saturating_sub(start)
            ))
        })?;
        Ok(Self { content })
    }

    /// The geometry, heights and measures dropped.
    pub(super) fn shape(self) -> Result<Shape, Bad> {
        let kind = i32_le(self.content, 0).ok_or_else(|| Bad::damaged("the record is empty"))?;
        // 11 to 18 have Z and may have M, 21 to 28 have M.
        let has_extra = (11..30).contains(&kind);
        let shape = match kind {
            0 => return Ok(Shape::default()),
            1 | 11 | 21 => Shape { geometry: Some(Geometry::Point(Point(self.position(4)?))), ..Shape::default() },
            8 | 18 | 28 => self.multi_point()?,
            3 | 13 | 23 => self.lines()?,
            5 | 15 | 25 => self.polygons()?,
            31 => return Err(Bad::surface("MultiPatch")),
            other => return Err(Bad::damaged(format!("{other} is the number of no shape type"))),
        };
        Ok(Shape { has_extra, ..shape })
    }

    fn position(self, place: usize) -> Result<Coord<f64>, Bad> {
        let (x, y) = f64_le(self.content, place)
            .zip(f64_le(self.content, place + 8))
            .ok_or_else(|| Bad::damaged("the record ends within a position"))?;
        // Below -1e38 a number means "no data" in this format.
        if x.is_finite() && y.is_finite() && x > -1e38 && y > -1e38 {
            Ok(Coord { x, y })
        } else {
            Err(Bad::not_finite())
        }
    }

    /// A count, compared with the bytes that are left before it is believed.
    fn count(self, place: usize, what: &str) -> Result<usize, Bad> {
        let count = i32_le(self.content, place).ok_or_else(|| Bad::damaged("the record ends within its head"))?;
        let most = self.content.len() / 4;
        match usize::try_from(count) {
            Ok(count) if count <= most => Ok(count),
            _ => {
                Err(Bad::damaged(format!("the record says it has {count} {what} and has {} bytes", self.content.len())))
            }
        }
    }

    fn positions(self, start: usize, from: usize, to: usize) -> Result<Vec<Coord<f64>>, Bad> {
        (from..to).map(|nth| self.position(start + nth * 16)).collect()
    }

    fn multi_point(self) -> Result<Shape, Bad> {
        let points = self.count(36, "points")?;
        let points = self.positions(40, 0, points)?;
        let geometry =
            (!points.is_empty()).then(|| Geometry::MultiPoint(MultiPoint(points.into_iter().map(Point).collect())));
        Ok(Shape { geometry, ..Shape::default() })
    }

    /// The parts of a line or an area.
    fn parts(self) -> Result<Vec<Vec<Coord<f64>>>, Bad> {
        let parts = self.count(36, "parts")?;
        let points = self.count(40, "points")?;
        let start = 44 + parts * 4;
        if start + points * 16 > self.content.len() {
            return Err(Bad::damaged(format!(
                "the record says it has {points} points and has {} bytes",
                self.content.len()
            )));
        }
        let first = |nth: usize| match nth {
            nth if nth == parts => Some(points),
            nth => usize::try_from(i32_le(self.content, 44 + nth * 4)?).ok(),
        };
        let mut read = Vec::new();
        for nth in 0..parts {
            match (first(nth), first(nth + 1)) {
                (Some(from), Some(to)) if from <= to && to <= points => read.push(self.positions(start, from, to)?),
                _ => return Err(Bad::damaged(format!("part {} does not begin within the record", nth + 1))),
            }
        }
        Ok(read)
    }

    fn lines(self) -> Result<Shape, Bad> {
        let mut lines = Vec::new();
        for (nth, part) in self.parts()?.into_iter().enumerate() {
            lines.push(shape::line(part, &format!("part {}", nth + 1))?);
        }
        let geometry = match lines.len() {
            0 => None,
            1 => lines.pop().map(Geometry::LineString),
            _ => Some(Geometry::MultiLineString(MultiLineString(lines))),
        };
        Ok(Shape { geometry, ..Shape::default() })
    }

    fn polygons(self) -> Result<Shape, Bad> {
        let mut flaws = Vec::new();
        let mut parts = Vec::new();
        for (nth, part) in self.parts()?.into_iter().enumerate() {
            parts.push(shape::ring(part, &format!("part {}", nth + 1), &mut flaws)?);
        }
        let assembled = rings::assemble(parts)?;
        Ok(Shape {
            geometry: assembled.geometry,
            flaws,
            rings_reordered: assembled.is_against_the_order,
            ..Shape::default()
        })
    }
}
