//! The `.shp` and `.shx` of one kind of geometry.

use geo::orient::{Direction, Orient as _};
use geo_types::{Coord, Geometry};

use crate::formats::WriteError;
use crate::formats::out::OutRow;

/// The shape type of a file (ESRI Shapefile Technical Description, table 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Null = 0,
    Point = 1,
    PolyLine = 3,
    Polygon = 5,
    MultiPoint = 8,
}

impl Kind {
    fn of(geometry: &Geometry<f64>) -> Option<Self> {
        match geometry {
            Geometry::Point(_) => Some(Self::Point),
            Geometry::MultiPoint(_) => Some(Self::MultiPoint),
            Geometry::Line(_) | Geometry::LineString(_) | Geometry::MultiLineString(_) => Some(Self::PolyLine),
            Geometry::Polygon(_) | Geometry::MultiPolygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => {
                Some(Self::Polygon)
            }
            Geometry::GeometryCollection(_) => None,
        }
    }
}

/// The smallest box around positions.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    min: Coord<f64>,
    max: Coord<f64>,
}

impl Bounds {
    const NONE: Self = Self {
        min: Coord { x: f64::INFINITY, y: f64::INFINITY },
        max: Coord { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY },
    };

    fn add(&mut self, at: Coord<f64>) {
        self.min = Coord { x: self.min.x.min(at.x), y: self.min.y.min(at.y) };
        self.max = Coord { x: self.max.x.max(at.x), y: self.max.y.max(at.y) };
    }

    /// Zeros for none, as other programs write.
    fn numbers(self) -> [f64; 4] {
        if self.min.x > self.max.x { [0.0; 4] } else { [self.min.x, self.min.y, self.max.x, self.max.y] }
    }
}

/// Records in the making.
pub(super) struct Shapes {
    kind: Kind,
    shp: Vec<u8>,
    shx: Vec<u8>,
    bounds: Bounds,
    count: i32,
}

const HEADER: usize = 100;

impl Shapes {
    /// The one kind all rows have; points and multi points together are multi points.
    pub(super) fn of(rows: &[OutRow<'_>]) -> Result<Self, WriteError> {
        let mut kind = Kind::Null;
        for row in rows {
            let Some(geometry) = row.geometry else { continue };
            let own = Kind::of(geometry);
            kind = match (kind, own) {
                (Kind::Null, Some(own)) => own,
                (kind, Some(own)) if kind == own => kind,
                (Kind::Point | Kind::MultiPoint, Some(Kind::Point | Kind::MultiPoint)) => Kind::MultiPoint,
                _ => {
                    return Err(WriteError::Layer {
                        reason: format!("row {} is of another kind of geometry, and a shapefile holds one", row.id),
                        remedy: "export a GeoPackage or GeoJSON, or one kind at a time",
                    });
                }
            };
        }
        Ok(Self { kind, shp: vec![0; HEADER], shx: vec![0; HEADER], bounds: Bounds::NONE, count: 0 })
    }

    pub(super) fn push(&mut self, geometry: Option<&Geometry<f64>>, row: i64) -> Result<(), WriteError> {
        let content = match geometry {
            None => (Kind::Null as i32).to_le_bytes().to_vec(),
            Some(geometry) => self.content(geometry),
        };
        self.count += 1;
        let too_large = || WriteError::Unfit {
            row: u64::try_from(row).unwrap_or_default(),
            field: "geometry".into(),
            reason: "the shapefile grows over 4 GB".into(),
        };
        let offset = i32::try_from(self.shp.len() / 2).map_err(|_| too_large())?;
        let words = i32::try_from(content.len() / 2).map_err(|_| too_large())?;
        for number in [offset, words] {
            self.shx.extend(number.to_be_bytes());
        }
        for number in [self.count, words] {
            self.shp.extend(number.to_be_bytes());
        }
        self.shp.extend(content);
        Ok(())
    }

    fn content(&mut self, geometry: &Geometry<f64>) -> Vec<u8> {
        let parts = parts(geometry);
        let positions: Vec<Coord<f64>> = parts.iter().flatten().copied().collect();
        let mut own = Bounds::NONE;
        for at in &positions {
            own.add(*at);
            self.bounds.add(*at);
        }
        let mut content = (self.kind as i32).to_le_bytes().to_vec();
        if self.kind != Kind::Point {
            content.extend(own.numbers().iter().flat_map(|number| number.to_le_bytes()));
            if self.kind != Kind::MultiPoint {
                content.extend(words(parts.len()).to_le_bytes());
            }
            content.extend(words(positions.len()).to_le_bytes());
            if self.kind != Kind::MultiPoint {
                let mut first = 0_i32;
                for part in &parts {
                    content.extend(first.to_le_bytes());
                    first += words(part.len());
                }
            }
        }
        for at in positions {
            content.extend(at.x.to_le_bytes());
            content.extend(at.y.to_le_bytes());
        }
        content
    }

    /// The bytes of both files.
    pub(super) fn finish(mut self) -> (Vec<u8>, Vec<u8>) {
        for file in [&mut self.shp, &mut self.shx] {
            let words = words(file.len() / 2);
            file[0..4].copy_from_slice(&9994_i32.to_be_bytes());
            file[24..28].copy_from_slice(&words.to_be_bytes());
            file[28..32].copy_from_slice(&1000_i32.to_le_bytes());
            file[32..36].copy_from_slice(&(self.kind as i32).to_le_bytes());
            for (nth, number) in self.bounds.numbers().iter().enumerate() {
                file[36 + nth * 8..44 + nth * 8].copy_from_slice(&number.to_le_bytes());
            }
        }
        (self.shp, self.shx)
    }
}

/// The parts of a record: lines, or rings with the outer ones clockwise as this format wants them.
fn parts(geometry: &Geometry<f64>) -> Vec<Vec<Coord<f64>>> {
    let rings = |polygon: &geo_types::Polygon<f64>| {
        let turned = polygon.orient(Direction::Reversed);
        std::iter::once(turned.exterior()).chain(turned.interiors()).map(|ring| ring.0.clone()).collect::<Vec<_>>()
    };
    match geometry {
        Geometry::Point(point) => vec![vec![point.0]],
        Geometry::MultiPoint(points) => vec![points.iter().map(|point| point.0).collect()],
        Geometry::Line(line) => vec![vec![line.start, line.end]],
        Geometry::LineString(line) => vec![line.0.clone()],
        Geometry::MultiLineString(lines) => lines.iter().map(|line| line.0.clone()).collect(),
        Geometry::Polygon(polygon) => rings(polygon),
        Geometry::MultiPolygon(polygons) => polygons.iter().flat_map(rings).collect(),
        Geometry::Rect(rect) => rings(&rect.to_polygon()),
        Geometry::Triangle(triangle) => rings(&triangle.to_polygon()),
        Geometry::GeometryCollection(_) => Vec::new(),
    }
}

/// A count as the format writes it; the writer's size limit keeps it in range.
fn words(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
