//! Where a row lies: its geometry in lon/lat, checked against the city and against what its collection may be.

use super::remedy::{no_crs, outside, remedy_for, told};
use super::report::{Repairs, RowRefusal};
use crate::atlas::Atlas;
use crate::crs::{Source, Transform};
use crate::formats::{FileCrs, Flaw, Row, Table};
use crate::geometry::Coord;
use crate::model::feature::round_coord;
use crate::model::{Collection, Geometry};
use geo::{CoordsIter, MapCoords};

/// Coordinates farther than this outside the city's box are a mistake, kilometres.
pub(super) const NEAR_KM: f64 = 50.0;

/// WGS 84 under another name moves a place by less, degrees.
const SAME_DEG: f64 = 1e-11;

/// How the file's coordinates become lon/lat.
#[derive(Debug)]
pub(in crate::app) struct Placing<'a> {
    pub(super) atlas: &'a Atlas,
    pub(super) transform: Transform,
    pub(super) collection: Collection,
    pub(super) repair: bool,
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

    /// Whether the file's numbers are others than the store's lon/lat.
    pub(super) fn is_of_another_system(&self) -> bool {
        let [west, south, east, north] = self.atlas.city.bounds;
        let middle = Coord { x: f64::midpoint(west, east), y: f64::midpoint(south, north) };
        let stays = |at: Coord| (at.x - middle.x).abs().max((at.y - middle.y).abs()) < SAME_DEG;
        !self.transform.to_lonlat(middle).is_ok_and(stays)
    }

    pub(in crate::app) fn crs_name(&self) -> &str {
        &self.transform.name
    }

    /// `width_m`: of a street whose centre line becomes a corridor.
    /// Refused with every fault of the shape that there is.
    pub(in crate::app) fn place(&self, row: &Row, width_m: Option<f64>) -> Result<Places, Vec<RowRefusal>> {
        let refuse = |code: &'static str, message: String, remedy: &str| {
            vec![RowRefusal::of_geometry(row.number, code, message, remedy)]
        };
        if let Some((refusal, _)) = row.unreadable() {
            return Err(vec![refusal.into()]);
        }
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
                Flaw::TextDamaged { .. } | Flaw::Unreadable { .. } => None,
            })
            .collect();
        if !open.is_empty() && !self.repair {
            return Err(refuse(
                "ring_not_closed",
                format!("a ring does not end where it begins: {}", open.join(", ")),
                "close it, or import with --repair",
            ));
        }
        let lonlat = self.to_lonlat(raw, row.number).map_err(|refusal| vec![*refusal])?;
        let mut places = self.shape(lonlat, width_m, row.number)?;
        places.repairs.rings_closed += open.len() as u64;
        places.repairs.listed.extend(open.iter().map(|path| (row.number, format!("ring closed: {path}"))));
        Ok(places)
    }

    fn to_lonlat(
        &self,
        raw: &geo_types::Geometry<f64>,
        number: u64,
    ) -> Result<geo_types::Geometry<f64>, Box<RowRefusal>> {
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
}
