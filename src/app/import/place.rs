//! Where a row lies: its geometry in lon/lat, checked against the city and against what its collection may be.

use super::report::{Repairs, RowRefusal};
use crate::atlas::Atlas;
use crate::crs::{Source, Transform, fitting_grids};
use crate::formats::{FileCrs, Flaw, Row, Table};
use crate::geometry::{Coord, PlanarLine, corridor, validity};
use crate::model::feature::round_coord;
use crate::model::{City, Collection, Geometry};
use geo::{CoordsIter, MapCoords};
use geo_types::{LineString, MultiPolygon, Polygon};

/// Coordinates farther than this outside the city's box are a mistake, kilometres.
const NEAR_KM: f64 = 50.0;

/// How the file's coordinates become lon/lat.
#[derive(Debug)]
pub(in crate::app) struct Placing<'a> {
    atlas: &'a Atlas,
    transform: Transform,
    collection: Collection,
    repair: bool,
    /// Coordinates far outside the city are refused.
    near_only: bool,
}

/// The places of one row: usually one, more where a line's parts do not join.
#[derive(Debug, Default)]
pub(in crate::app) struct Places {
    pub geometries: Vec<Geometry>,
    pub repairs: Repairs,
}

impl<'a> Placing<'a> {
    /// `crs`: stronger than what the file says. Without either the file is refused, naming the grids that would fit.
    pub(in crate::app) fn new(
        atlas: &'a Atlas,
        table: &Table,
        crs: Option<u32>,
        collection: Collection,
        repair: bool,
    ) -> Result<Self, crate::app::AppError> {
        let source = match (crs, &table.crs) {
            (Some(code), _) => Source::Epsg(code),
            (None, FileCrs::Wgs84) => Source::Epsg(4326),
            (None, FileCrs::Epsg(code)) => Source::Epsg(*code),
            (None, FileCrs::Wkt(wkt)) => Source::Wkt(wkt.clone()),
            // Without a single place there is nothing to ask a coordinate system for.
            (None, FileCrs::Unknown) if table.rows.iter().all(|row| row.geometry.is_none()) => Source::Epsg(4326),
            (None, FileCrs::Unknown) => return Err(no_crs(&atlas.city, table)),
        };
        Ok(Placing { atlas, transform: Transform::of(&source)?, collection, repair, near_only: true })
    }

    /// The same for a plan: what lies outside the city is for the rules to say.
    pub(in crate::app) fn anywhere(
        atlas: &'a Atlas,
        table: &Table,
        crs: Option<u32>,
        collection: Collection,
    ) -> Result<Self, crate::app::AppError> {
        Ok(Placing { near_only: false, ..Self::new(atlas, table, crs, collection, false)? })
    }

    pub(in crate::app) fn crs_name(&self) -> &str {
        &self.transform.name
    }

    /// `width_m`: of a street whose centre line becomes a corridor.
    pub(in crate::app) fn place(&self, row: &Row, width_m: Option<f64>) -> Result<Places, RowRefusal> {
        let refuse = |code: &'static str, message: String, remedy: &str| RowRefusal {
            row: Some(row.number),
            code,
            message,
            remedy: remedy.into(),
            path: Some("geometry".into()),
            lon: None,
            lat: None,
        };
        let Some(raw) = &row.geometry else {
            return Err(refuse("no_geometry", "the row has no geometry".into(), "draw it, or remove the row"));
        };
        if let Some(bad) = raw.coords_iter().find(|place| !(place.x.is_finite() && place.y.is_finite())) {
            return Err(refuse(
                "not_finite",
                format!("a coordinate is not a number: ({}, {})", told(bad.x), told(bad.y)),
                "correct the coordinate",
            ));
        }
        let open: Vec<&str> = row
            .flaws
            .iter()
            .filter_map(|flaw| match flaw {
                Flaw::RingNotClosed { path } => Some(path.as_str()),
                Flaw::TextDamaged { .. } => None,
            })
            .collect();
        if !open.is_empty() && !self.repair {
            return Err(refuse(
                "ring_not_closed",
                format!("a ring does not end where it begins: {}", open.join(", ")),
                "close it, or import with --repair",
            ));
        }
        let lonlat = self.to_lonlat(raw, row.number)?;
        let mut places = self.shape(lonlat, width_m, row.number)?;
        places.repairs.rings_closed += open.len() as u64;
        places.repairs.listed.extend(open.iter().map(|path| (row.number, format!("ring closed: {path}"))));
        Ok(places)
    }

    fn to_lonlat(&self, raw: &geo_types::Geometry<f64>, number: u64) -> Result<geo_types::Geometry<f64>, RowRefusal> {
        raw.try_map_coords(|place| {
            let moved = self
                .transform
                .to_lonlat(place)
                .map_err(|error| outside(number, error.to_string(), "check the coordinate, or --crs".into()))?;
            let on_globe = moved.x.abs() <= 180.0 && moved.y.abs() <= 90.0;
            if self.atlas.city.is_near(moved, NEAR_KM) || (!self.near_only && on_globe) {
                return Ok(round_coord(moved));
            }
            let remedy = remedy_for(place, &self.atlas.city, &self.transform);
            let (x, y) = (told(place.x), told(place.y));
            let message = format!("({x}, {y}) lies outside {} by more than {NEAR_KM:.0} km", self.atlas.city.name);
            let mut refusal = outside(number, message, remedy);
            if on_globe {
                (refusal.lon, refusal.lat) = (Some(moved.x), Some(moved.y));
            }
            Err(refusal)
        })
    }

    fn shape(
        &self,
        geometry: geo_types::Geometry<f64>,
        width_m: Option<f64>,
        number: u64,
    ) -> Result<Places, RowRefusal> {
        use geo_types::Geometry as G;
        match (self.collection, geometry) {
            (Collection::Cables | Collection::Conduits, geometry) => match lines_of(geometry) {
                Ok(parts) => self.lines(parts, number),
                Err(kind) => Err(wrong_kind(number, self.collection, kind)),
            },
            (Collection::Structures, G::Point(point)) => {
                Ok(Places { geometries: vec![Geometry::Point(point)], ..Places::default() })
            }
            (Collection::Structures, G::MultiPoint(points)) if points.0.len() == 1 => {
                Ok(Places { geometries: points.0.into_iter().map(Geometry::Point).collect(), ..Places::default() })
            }
            (Collection::Zones, G::Polygon(polygon)) => self.area(MultiPolygon(vec![polygon]), number),
            (Collection::Zones, G::MultiPolygon(area)) => self.area(area, number),
            (Collection::Zones, geometry @ (G::LineString(_) | G::MultiLineString(_) | G::Line(_))) => match width_m {
                Some(width_m) => self.corridor(geometry, width_m, number),
                None => Err(RowRefusal {
                    row: Some(number),
                    code: "no_width",
                    message: "a zone drawn as a line needs a width".into(),
                    remedy: "name the column with --map width_m=COLUMN, or give one with --set width_m=20".into(),
                    path: Some("width_m".into()),
                    lon: None,
                    lat: None,
                }),
            },
            (collection, other) => Err(wrong_kind(number, collection, kind_of(&other))),
        }
    }

    fn lines(&self, parts: Vec<Vec<Coord>>, number: u64) -> Result<Places, RowRefusal> {
        let mut places = Places::default();
        for part in validity::join_parts(parts) {
            let (coords, normalised) = validity::normalise_line(part);
            places.repairs.repeated_vertices += normalised.repeated_vertices_removed as u64;
            if let Some(fault) = validity::check_line(&coords).into_iter().next() {
                return Err(fault_refusal(number, &fault, "draw the line again"));
            }
            places.geometries.push(Geometry::Line(LineString(coords)));
        }
        if places.geometries.is_empty() {
            return Err(RowRefusal {
                row: Some(number),
                code: "no_length",
                message: "the line has no length".into(),
                remedy: "draw the line again, or remove the row".into(),
                path: Some("geometry".into()),
                lon: None,
                lat: None,
            });
        }
        Ok(places)
    }

    fn area(&self, area: MultiPolygon<f64>, number: u64) -> Result<Places, RowRefusal> {
        let (area, normalised) = validity::normalise_area(area);
        let mut repairs = Repairs {
            ring_order: u64::from(normalised.ring_order_changed > 0),
            repeated_vertices: normalised.repeated_vertices_removed as u64,
            ..Repairs::default()
        };
        let faults = validity::check_area(&area);
        let area = match faults.first() {
            None => area,
            Some(fault) if !self.repair => {
                return Err(fault_refusal(number, fault, "correct the ring, or import with --repair"));
            }
            Some(fault) => {
                let repaired = validity::repair_area(area).map_err(|hopeless| {
                    fault_refusal(number, &hopeless, "the ring cannot be repaired: draw it again")
                })?;
                repairs.made_valid += 1;
                repairs.listed.push((number, fault.to_string()));
                repaired.0
            }
        };
        Ok(Places { geometries: vec![Geometry::Area(round_area(&area))], repairs })
    }

    /// A corridor polygon: the centre line widened in grid metres.
    fn corridor(&self, geometry: geo_types::Geometry<f64>, width_m: f64, number: u64) -> Result<Places, RowRefusal> {
        let parts = lines_of(geometry).map_err(|kind| wrong_kind(number, self.collection, kind))?;
        let grid = &self.atlas.grid;
        let mut corridors = Vec::new();
        for part in validity::join_parts(parts) {
            let (coords, _) = validity::normalise_line(part);
            if let Some(fault) = validity::check_line(&coords).into_iter().next() {
                return Err(fault_refusal(number, &fault, "draw the centre line again"));
            }
            let planar = PlanarLine::new(&coords, |place| grid.project(place));
            corridors.extend(corridor::corridor(&planar.points, width_m).0);
        }
        let ring = |ring: &LineString<f64>| {
            ring.0.iter().map(|place| round_coord(grid.unproject(*place))).collect::<LineString<f64>>()
        };
        let area: MultiPolygon<f64> = geo::unary_union(&corridors)
            .iter()
            .map(|part| Polygon::new(ring(part.exterior()), part.interiors().iter().map(ring).collect()))
            .collect();
        // Our own drawing and not the file's: where rounding folds a hair's breadth of it over, that is put right unasked.
        let (area, _) = validity::normalise_area(area);
        let area = if validity::check_area(&area).is_empty() {
            area
        } else {
            let (sound, _) = validity::repair_area(area).map_err(|hopeless| {
                fault_refusal(number, &hopeless, "no corridor can be drawn: draw the street as an area")
            })?;
            sound
        };
        self.area(area, number)
    }
}

fn round_area(area: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    area.map_coords(round_coord)
}

fn lines_of(geometry: geo_types::Geometry<f64>) -> Result<Vec<Vec<Coord>>, &'static str> {
    use geo_types::Geometry as G;
    match geometry {
        G::LineString(line) => Ok(vec![line.0]),
        G::Line(line) => Ok(vec![vec![line.start, line.end]]),
        G::MultiLineString(lines) => Ok(lines.0.into_iter().map(|line| line.0).collect()),
        other => Err(kind_of(&other)),
    }
}

fn kind_of(geometry: &geo_types::Geometry<f64>) -> &'static str {
    use geo_types::Geometry as G;
    match geometry {
        G::Point(_) => "Point",
        G::Line(_) | G::LineString(_) => "LineString",
        G::Polygon(_) | G::Rect(_) | G::Triangle(_) => "Polygon",
        G::MultiPoint(_) => "MultiPoint",
        G::MultiLineString(_) => "MultiLineString",
        G::MultiPolygon(_) => "MultiPolygon",
        G::GeometryCollection(_) => "GeometryCollection",
    }
}

fn wrong_kind(number: u64, collection: Collection, kind: &str) -> RowRefusal {
    let wanted = match collection {
        Collection::Cables | Collection::Conduits => "lines",
        Collection::Structures => "points",
        Collection::Zones => "areas, or centre lines with a width",
    };
    RowRefusal {
        row: Some(number),
        code: "wrong_geometry",
        message: format!("a {kind}, but {} are {wanted}", collection.word()),
        remedy: "import the row under another collection, or remove it".into(),
        path: Some("geometry".into()),
        lon: None,
        lat: None,
    }
}

fn fault_refusal(number: u64, fault: &validity::Fault, remedy: &str) -> RowRefusal {
    let at = fault.place();
    RowRefusal {
        row: Some(number),
        code: fault.code(),
        message: fault.to_string(),
        remedy: remedy.into(),
        path: Some("geometry".into()),
        lon: at.map(|at| at.x),
        lat: at.map(|at| at.y),
    }
}

/// A coordinate as people read it, also one of three hundred digits.
fn told(number: f64) -> String {
    if number.abs() < 1e12 { number.to_string() } else { format!("{number:e}") }
}

fn outside(number: u64, message: String, remedy: String) -> RowRefusal {
    RowRefusal {
        row: Some(number),
        code: "outside_city",
        message,
        remedy,
        path: Some("geometry".into()),
        lon: None,
        lat: None,
    }
}

/// What may have gone wrong with a coordinate far outside the city.
fn remedy_for(place: Coord, city: &City, transform: &Transform) -> String {
    let swapped = Coord { x: place.y, y: place.x };
    if transform.to_lonlat(swapped).is_ok_and(|moved| city.is_near(moved, NEAR_KM)) {
        return "swapped axes? With x and y exchanged it lies in the city".into();
    }
    if let Some(told) = grids_that_fit(place, city) {
        return told;
    }
    "check --crs, or the store: another city needs a store of its own (ngamhoa init)".into()
}

/// Names the VN-2000 grids in which planar numbers would lie in the city, also with x and y exchanged.
fn grids_that_fit(place: Coord, city: &City) -> Option<String> {
    if place.x.abs() <= 360.0 && place.y.abs() <= 360.0 {
        return None;
    }
    let told = |grids: Vec<crate::crs::Vn2000Grid>| {
        let names: Vec<String> =
            grids.iter().take(3).map(|grid| format!("--crs EPSG:{} ({})", grid.epsg, grid.name)).collect();
        names.join(" or ")
    };
    let straight = fitting_grids(place, city.bounds, city.grid_epsg());
    if !straight.is_empty() {
        return Some(format!("the numbers fit {}", told(straight)));
    }
    let swapped = fitting_grids(Coord { x: place.y, y: place.x }, city.bounds, city.grid_epsg());
    (!swapped.is_empty()).then(|| format!("swapped axes? With x and y exchanged the numbers fit {}", told(swapped)))
}

fn no_crs(city: &City, table: &Table) -> crate::app::AppError {
    let first = table.rows.iter().find_map(|row| row.geometry.as_ref()?.coords_iter().next());
    let fitting = first.and_then(|place| {
        if city.is_near(place, NEAR_KM) {
            return Some("the numbers fit --crs EPSG:4326 (lon/lat)".to_owned());
        }
        grids_that_fit(place, city)
    });
    crate::app::AppError::request(
        "no_crs",
        "the file does not say which coordinate system it is in",
        fitting.unwrap_or_else(|| "say it with --crs EPSG:n (or add the .prj)".into()),
    )
}
