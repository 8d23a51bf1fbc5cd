//! A feature put in its place: the shapes that reading needs, computed once.

use super::contribution::Contribution;
use super::written::Written;
use crate::crs::{Grid, world_of_lonlat};
use crate::geometry::{Coord, Measured, PlanarArea, PlanarLine, PreparedArea};
use crate::model::{Feature, Geometry, Item, Revision};
use geo::{InteriorPoint, Intersects};
use geo_types::{LineString, MultiPolygon, Polygon, Rect};
use std::sync::Arc;

/// A feature with its shapes and, for a cable, its metres in each zone.
#[derive(Clone, Debug)]
pub struct Placed {
    pub id: i64,
    /// The revision that last wrote it.
    pub revision: Revision,
    pub item: Item,
    pub shape: Arc<Shape>,
    pub bounds: Bounds,
    /// Of a cable: the zones it touches; empty for anything else.
    pub contributions: Arc<[Contribution]>,
}

/// A box in lon/lat degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    pub min: Coord,
    pub max: Coord,
}

/// A place in the planes that answers are computed in.
#[derive(Debug)]
pub enum Shape {
    Line(Line),
    Point {
        place: Coord,
        planar: Coord,
        world: [u32; 2],
    },
    /// Boxed: a line, of which there are a hundred times as many, would take its room.
    Area(Box<Area>),
}

/// An area in the planes that answers are computed in.
#[derive(Debug)]
pub struct Area {
    /// Lon/lat.
    pub area: MultiPolygon<f64>,
    pub prepared: PreparedArea,
    pub planar: PlanarArea,
    /// A place inside, lon/lat.
    pub label: Coord,
    pub world: WorldArea,
}

/// The rings of a part, closed, the exterior one first.
pub type WorldRings = Vec<Box<[[u32; 2]]>>;

/// An area in the tiles' world.
#[derive(Debug)]
pub struct WorldArea {
    parts: Box<[WorldRings]>,
}

#[derive(Debug)]
pub struct Line {
    /// Lon/lat with geodesic lengths.
    pub measured: Measured,
    /// Grid metres.
    pub planar: PlanarLine,
    /// The vertices in the tiles' world, see [`world_of_lonlat`].
    pub world: Box<[[u32; 2]]>,
    /// Its lon/lat places as text, once they were told.
    pub written: Written,
}

impl Bounds {
    pub fn of(places: impl IntoIterator<Item = Coord>) -> Self {
        let nothing = Bounds {
            min: Coord { x: f64::INFINITY, y: f64::INFINITY },
            max: Coord { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY },
        };
        places.into_iter().fold(nothing, |bounds, place| Bounds {
            min: Coord { x: bounds.min.x.min(place.x), y: bounds.min.y.min(place.y) },
            max: Coord { x: bounds.max.x.max(place.x), y: bounds.max.y.max(place.y) },
        })
    }

    /// Around a lon/lat geometry.
    pub fn of_geometry(geometry: &Geometry) -> Self {
        match geometry {
            Geometry::Line(line) => Self::of(line.0.iter().copied()),
            Geometry::Point(point) => Self::of([point.0]),
            Geometry::Area(area) => Self::of(area.iter().flat_map(|part| part.exterior().0.iter().copied())),
        }
    }

    /// The least box around others.
    pub fn around(boxes: impl IntoIterator<Item = Bounds>) -> Self {
        Self::of(boxes.into_iter().flat_map(|bounds| [bounds.min, bounds.max]))
    }

    pub fn touches(&self, other: &Bounds) -> bool {
        self.min.x <= other.max.x && other.min.x <= self.max.x && self.min.y <= other.max.y && other.min.y <= self.max.y
    }

    pub fn contains(&self, place: Coord) -> bool {
        (self.min.x..=self.max.x).contains(&place.x) && (self.min.y..=self.max.y).contains(&place.y)
    }

    pub fn encloses(&self, other: &Bounds) -> bool {
        self.contains(other.min) && self.contains(other.max)
    }

    /// Widened by metres on the ground, generously.
    #[must_use]
    pub fn widened(&self, metres: f64) -> Self {
        let lat = metres / 110_000.0;
        let farthest = self.min.y.abs().max(self.max.y.abs()).min(89.0);
        let lon = lat / farthest.to_radians().cos();
        Bounds {
            min: Coord { x: self.min.x - lon, y: self.min.y - lat },
            max: Coord { x: self.max.x + lon, y: self.max.y + lat },
        }
    }
}

impl Placed {
    /// Puts a feature in its place. A cable's contributions are added by the caller, who knows the zones.
    pub fn new(feature: Feature, revision: Revision, grid: &Grid) -> Self {
        let Feature { id, item, geometry } = feature;
        let bounds = Bounds::of_geometry(&geometry);
        let shape = match geometry {
            Geometry::Line(line) => Shape::Line(Line::new(line.0, grid)),
            Geometry::Point(point) => {
                let place = point.0;
                Shape::Point { place, planar: grid.project(place), world: world_of_lonlat(place) }
            }
            Geometry::Area(area) => {
                let label = area.interior_point().map_or(
                    Coord {
                        x: f64::midpoint(bounds.min.x, bounds.max.x),
                        y: f64::midpoint(bounds.min.y, bounds.max.y),
                    },
                    Into::into,
                );
                let (prepared, world) = (PreparedArea::new(&area), WorldArea::of(&area));
                let planar = PlanarArea::new(&area, |place| grid.project(place));
                Shape::Area(Box::new(Area { area, prepared, planar, label, world }))
            }
        };
        Placed { id, revision, item, shape: Arc::new(shape), bounds, contributions: Arc::from([]) }
    }

    /// The geometry as the store and the wire have it.
    pub fn geometry(&self) -> Geometry {
        match &*self.shape {
            Shape::Line(line) => Geometry::Line(LineString(line.measured.coords().to_vec())),
            Shape::Point { place, .. } => Geometry::Point((*place).into()),
            Shape::Area(of) => Geometry::Area(of.area.clone()),
        }
    }

    pub fn feature(&self) -> Feature {
        Feature { id: self.id, item: self.item.clone(), geometry: self.geometry() }
    }

    /// Whether the geometry itself, not only its box, touches a lon/lat box.
    pub fn touches(&self, bounds: &Bounds) -> bool {
        if !self.bounds.touches(bounds) {
            return false;
        }
        if bounds.encloses(&self.bounds) {
            return true;
        }
        let window = Rect::new(bounds.min, bounds.max);
        match &*self.shape {
            Shape::Point { .. } => true,
            Shape::Line(line) => {
                line.measured.coords().windows(2).any(|pair| geo::Line::new(pair[0], pair[1]).intersects(&window))
            }
            Shape::Area(of) => of.area.intersects(&window),
        }
    }

    pub fn line(&self) -> Option<&Line> {
        match &*self.shape {
            Shape::Line(line) => Some(line),
            _ => None,
        }
    }

    pub fn area(&self) -> Option<(&MultiPolygon<f64>, &PreparedArea)> {
        match &*self.shape {
            Shape::Area(of) => Some((&of.area, &of.prepared)),
            _ => None,
        }
    }
}

impl WorldArea {
    fn of(area: &MultiPolygon<f64>) -> Self {
        let ring = |ring: &LineString<f64>| ring.0.iter().map(|place| world_of_lonlat(*place)).collect();
        let rings = |part: &Polygon<f64>| std::iter::once(part.exterior()).chain(part.interiors()).map(ring).collect();
        WorldArea { parts: area.iter().map(rings).collect() }
    }

    pub fn parts(&self) -> &[WorldRings] {
        &self.parts
    }
}

impl Line {
    pub fn new(coords: Vec<Coord>, grid: &Grid) -> Self {
        let planar = PlanarLine::new(&coords, |place| grid.project(place));
        let world = coords.iter().map(|place| world_of_lonlat(*place)).collect();
        Line { measured: Measured::new(coords), planar, world, written: Written::default() }
    }
}
