//! A feature: an item of one of the four collections, with its identity and its place.

use super::cable::words;
use super::field::{Field, FieldFault, Seen, Value};
use super::{Cable, Conduit, Day, Structure, Text, Zone};
use geo_types::{Coord, LineString, MultiPolygon, Point};
use std::collections::BTreeSet;

/// The four collections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Collection {
    Cables,
    Conduits,
    Structures,
    Zones,
}

words!(Collection { Cables = "cables", Conduits = "conduits", Structures = "structures", Zones = "zones" });

/// What a feature is.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    Cable(Cable),
    Conduit(Conduit),
    Structure(Structure),
    Zone(Zone),
}

/// Where a feature is, in lon/lat degrees on WGS 84, rounded to 1e-9.
#[derive(Clone, Debug, PartialEq)]
pub enum Geometry {
    Line(LineString<f64>),
    Point(Point<f64>),
    Area(MultiPolygon<f64>),
}

/// An item with its identity and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    /// An integer per collection, never reused.
    pub id: i64,
    pub item: Item,
    pub geometry: Geometry,
}

impl Collection {
    pub const ALL: [Collection; 4] =
        [Collection::Cables, Collection::Conduits, Collection::Structures, Collection::Zones];

    pub fn fields(self) -> &'static [Field] {
        match self {
            Collection::Cables => Cable::FIELDS,
            Collection::Conduits => Conduit::FIELDS,
            Collection::Structures => Structure::FIELDS,
            Collection::Zones => Zone::FIELDS,
        }
    }

    pub fn field(self, name: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.name == name)
    }
}

impl Item {
    pub fn collection(&self) -> Collection {
        match self {
            Item::Cable(_) => Collection::Cables,
            Item::Conduit(_) => Collection::Conduits,
            Item::Structure(_) => Collection::Structures,
            Item::Zone(_) => Collection::Zones,
        }
    }

    /// Builds an item from values in the order of the collection's fields.
    pub fn of_values(collection: Collection, values: &[Value]) -> Result<Self, Vec<FieldFault>> {
        match collection {
            Collection::Cables => Cable::of_values(values).map(Item::Cable),
            Collection::Conduits => Conduit::of_values(values).map(Item::Conduit),
            Collection::Structures => Structure::of_values(values).map(Item::Structure),
            Collection::Zones => Zone::of_values(values).map(Item::Zone),
        }
    }

    /// The values in the order of the collection's fields.
    pub fn values(&self) -> Vec<Value> {
        let mut values = Vec::with_capacity(self.collection().fields().len());
        self.look(|seen| values.extend(seen.iter().map(|seen| Value::from(*seen))));
        values
    }

    /// Shows the values in the order of the collection's fields, without copying them.
    pub fn look<T>(&self, see: impl FnOnce(&[Seen]) -> T) -> T {
        match self {
            Item::Cable(cable) => see(&cable.seen()),
            Item::Conduit(conduit) => see(&conduit.seen()),
            Item::Structure(structure) => see(&structure.seen()),
            Item::Zone(zone) => see(&zone.seen()),
        }
    }

    pub fn code(&self) -> &Text {
        match self {
            Item::Cable(cable) => &cable.code,
            Item::Conduit(conduit) => &conduit.code,
            Item::Structure(structure) => &structure.code,
            Item::Zone(zone) => &zone.code,
        }
    }

    /// The operator or owner whose code it is; a zone has none.
    pub fn holder(&self) -> Option<&Text> {
        match self {
            Item::Cable(cable) => Some(&cable.operator),
            Item::Conduit(conduit) => Some(&conduit.owner),
            Item::Structure(structure) => Some(&structure.owner),
            Item::Zone(_) => None,
        }
    }

    /// A few firms hold a hundred thousand assets: makes the holder's name one with the same among the known ones, so that it is kept
    /// once and is at hand when it is read.
    pub fn share_holder(&mut self, known: &mut BTreeSet<Text>) {
        let holder = match self {
            Item::Cable(cable) => &mut cable.operator,
            Item::Conduit(conduit) => &mut conduit.owner,
            Item::Structure(structure) => &mut structure.owner,
            Item::Zone(_) => return,
        };
        match known.get(&**holder) {
            Some(same) => *holder = same.clone(),
            None => {
                known.insert(holder.clone());
            }
        }
    }

    pub fn status(&self) -> Option<super::cable::Status> {
        match self {
            Item::Cable(cable) => Some(cable.status),
            Item::Conduit(conduit) => Some(conduit.status),
            Item::Structure(structure) => Some(structure.status),
            Item::Zone(_) => None,
        }
    }

    pub fn valid_from(&self) -> Day {
        match self {
            Item::Cable(cable) => cable.valid_from,
            Item::Conduit(conduit) => conduit.valid_from,
            Item::Structure(structure) => structure.valid_from,
            Item::Zone(zone) => zone.valid_from,
        }
    }

    pub fn valid_to(&self) -> Option<Day> {
        match self {
            Item::Cable(cable) => cable.valid_to,
            Item::Conduit(conduit) => conduit.valid_to,
            Item::Structure(structure) => structure.valid_to,
            Item::Zone(zone) => zone.valid_to,
        }
    }

    /// The same, gone from a day on. Refused where it was not there before that day.
    pub fn ended(&self, on: Day) -> Result<Item, FieldFault> {
        if on <= self.valid_from() {
            return Err(FieldFault {
                field: "valid_to",
                code: "order",
                problem: format!("{} is there only since {}, which is not before {on}", self.code(), self.valid_from()),
                remedy: "end it on a later day".into(),
            });
        }
        let mut item = self.clone();
        let valid_to = match &mut item {
            Item::Cable(cable) => &mut cable.valid_to,
            Item::Conduit(conduit) => &mut conduit.valid_to,
            Item::Structure(structure) => &mut structure.valid_to,
            Item::Zone(zone) => &mut zone.valid_to,
        };
        *valid_to = Some(on);
        Ok(item)
    }

    /// Whether it is there on that day: from inclusive, to exclusive.
    pub fn is_valid_at(&self, day: Day) -> bool {
        self.valid_from() <= day && self.valid_to().is_none_or(|to| day < to)
    }
}

impl Geometry {
    /// The same as the geometry library's closed set.
    pub fn to_geo(&self) -> geo_types::Geometry<f64> {
        match self {
            Geometry::Line(line) => geo_types::Geometry::LineString(line.clone()),
            Geometry::Point(point) => geo_types::Geometry::Point(*point),
            Geometry::Area(area) => geo_types::Geometry::MultiPolygon(area.clone()),
        }
    }

    pub fn of_geo(geometry: geo_types::Geometry<f64>) -> Option<Self> {
        match geometry {
            geo_types::Geometry::LineString(line) => Some(Geometry::Line(line)),
            geo_types::Geometry::Point(point) => Some(Geometry::Point(point)),
            geo_types::Geometry::Polygon(polygon) => Some(Geometry::Area(MultiPolygon(vec![polygon]))),
            geo_types::Geometry::MultiPolygon(area) => Some(Geometry::Area(area)),
            _ => None,
        }
    }
}

/// Coordinates are kept at a billionth of a degree, a tenth of a millimetre on the ground.
pub fn round_degree(degree: f64) -> f64 {
    (degree * 1e9).round() / 1e9
}

pub fn round_coord(place: Coord<f64>) -> Coord<f64> {
    Coord { x: round_degree(place.x), y: round_degree(place.y) }
}
