//! What shape a row has: lines, points, areas and corridors, normalised, checked, and repaired if asked.

use super::place::{Places, Placing};
use super::report::{Repairs, RowRefusal};
use crate::geometry::{Coord, PlanarLine, corridor, validity};
use crate::model::feature::round_coord;
use crate::model::{Collection, Geometry};
use geo::MapCoords;
use geo_types::{LineString, MultiPolygon, Polygon};

impl Placing<'_> {
    pub(super) fn shape(
        &self,
        geometry: geo_types::Geometry<f64>,
        width_m: Option<f64>,
        number: u64,
    ) -> Result<Places, Vec<RowRefusal>> {
        use geo_types::Geometry as G;
        match (self.collection, geometry) {
            (Collection::Cables | Collection::Conduits, geometry) => match lines_of(geometry) {
                Ok(parts) => Self::lines(parts, number),
                Err(kind) => Err(vec![wrong_kind(number, self.collection, kind)]),
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
                None => Err(vec![RowRefusal {
                    path: Some("width_m".into()),
                    ..RowRefusal::of_geometry(
                        number,
                        "no_width",
                        "a zone drawn as a line needs a width",
                        "name the column with --map width_m=COLUMN, or give one with --set width_m=20",
                    )
                }]),
            },
            (collection, other) => Err(vec![wrong_kind(number, collection, kind_of(&other))]),
        }
    }

    fn lines(parts: Vec<Vec<Coord>>, number: u64) -> Result<Places, Vec<RowRefusal>> {
        let mut places = Places::default();
        for part in validity::join_parts(parts) {
            let (coords, normalised) = validity::normalise_line(part);
            places.repairs.repeated_vertices += normalised.repeated_vertices_removed as u64;
            let faults = validity::check_line(&coords);
            if !faults.is_empty() {
                return Err(fault_refusals(number, &faults, "draw the line again"));
            }
            places.geometries.push(Geometry::Line(LineString(coords)));
        }
        if places.geometries.is_empty() {
            return Err(vec![RowRefusal::of_geometry(
                number,
                "no_length",
                "the line has no length",
                "draw the line again, or remove the row",
            )]);
        }
        Ok(places)
    }

    fn area(&self, area: MultiPolygon<f64>, number: u64) -> Result<Places, Vec<RowRefusal>> {
        let (area, normalised) = validity::normalise_area(area);
        let mut repairs = Repairs {
            ring_order: u64::from(normalised.ring_order_changed > 0),
            repeated_vertices: normalised.repeated_vertices_removed as u64,
            ..Repairs::default()
        };
        let faults = validity::check_area(&area);
        let area = match faults.first() {
            None => area,
            Some(_) if !self.repair => {
                return Err(fault_refusals(number, &faults, "correct the ring, or import with --repair"));
            }
            Some(fault) => {
                let repaired = validity::repair_area(area).map_err(|hopeless| {
                    fault_refusals(number, &[hopeless], "the ring cannot be repaired: draw it again")
                })?;
                repairs.made_valid += 1;
                repairs.listed.push((number, fault.to_string()));
                repaired.0
            }
        };
        Ok(Places { geometries: vec![Geometry::Area(round_area(&area))], repairs })
    }

    /// A corridor polygon: the centre line widened in grid metres.
    fn corridor(
        &self,
        geometry: geo_types::Geometry<f64>,
        width_m: f64,
        number: u64,
    ) -> Result<Places, Vec<RowRefusal>> {
        let parts = lines_of(geometry).map_err(|kind| vec![wrong_kind(number, self.collection, kind)])?;
        let grid = &self.atlas.grid;
        let mut corridors = Vec::new();
        for part in validity::join_parts(parts) {
            let (coords, _) = validity::normalise_line(part);
            let faults = validity::check_line(&coords);
            if !faults.is_empty() {
                return Err(fault_refusals(number, &faults, "draw the centre line again"));
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
                fault_refusals(number, &[hopeless], "no corridor can be drawn: draw the street as an area")
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
    RowRefusal::of_geometry(
        number,
        "wrong_geometry",
        format!("a {kind}, but {} are {wanted}", collection.word()),
        "import the row under another collection, or remove it",
    )
}

fn fault_refusals(number: u64, faults: &[validity::Fault], remedy: &str) -> Vec<RowRefusal> {
    let told = faults.iter().map(|fault| {
        let at = fault.place();
        let refusal = RowRefusal::of_geometry(number, fault.code(), fault.to_string(), remedy);
        RowRefusal { lon: at.map(|at| at.x), lat: at.map(|at| at.y), ..refusal }
    });
    told.collect()
}
