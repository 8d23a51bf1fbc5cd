//! Which columns carry the place. Vietnamese survey tables write X for north and Y for east, so X and Y are told apart by
//! their values, not by their names.

use unicode_normalization::UnicodeNormalization;

use super::number::decimal;
use crate::formats::{CsvGeometry, ReadError, wkt};

/// Rows looked at to tell X from Y.
const SAMPLE_ROWS: usize = 1_000;

const WKT_NAMES: [&str; 8] = ["wkt", "wktgeom", "geomwkt", "geometry", "geom", "thegeom", "shape", "wkbgeometry"];
const LON_NAMES: [&str; 7] = ["lon", "lng", "long", "longitude", "kinhdo", "xlon", "londd"];
const LAT_NAMES: [&str; 5] = ["lat", "latitude", "vido", "ylat", "latdd"];
const EAST_NAMES: [&str; 5] = ["east", "easting", "e", "dong", "toadodong"];
const NORTH_NAMES: [&str; 5] = ["north", "northing", "n", "bac", "toadobac"];
const X_NAMES: [&str; 5] = ["x", "toadox", "xcoord", "coordx", "xvn2000"];
const Y_NAMES: [&str; 5] = ["y", "toadoy", "ycoord", "coordy", "yvn2000"];

/// Where the place stands, by column number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Wkt(usize),
    LonLat { lon: usize, lat: usize },
    EastNorth { east: usize, north: usize },
}

/// The columns and, where they were recognised, the words for it.
#[derive(Debug)]
pub(super) struct Chosen {
    pub(super) place: Place,
    pub(super) remark: Option<String>,
}

/// Finds the columns that `wanted` names, or recognises them.
pub(super) fn choose(
    name: &str,
    wanted: &CsvGeometry,
    header: &[String],
    rows: &[csv::StringRecord],
) -> Result<Chosen, ReadError> {
    let named = |column: &str| {
        find(header, column).ok_or_else(|| ReadError::WhichColumn {
            name: name.into(),
            wanted: format!("{column:?}"),
            columns: header.to_vec(),
        })
    };
    let place = match wanted {
        CsvGeometry::Auto => {
            return recognise(header, rows).ok_or_else(|| ReadError::WhichColumn {
                name: name.into(),
                wanted: "the position".into(),
                columns: header.to_vec(),
            });
        }
        CsvGeometry::Wkt { column } => Place::Wkt(named(column)?),
        CsvGeometry::LonLat { lon, lat } => Place::LonLat { lon: named(lon)?, lat: named(lat)? },
        CsvGeometry::EastNorth { east, north } => Place::EastNorth { east: named(east)?, north: named(north)? },
    };
    Ok(Chosen { place, remark: None })
}

/// By exact name, else whatever its case and accents.
fn find(header: &[String], column: &str) -> Option<usize> {
    let plain = plain(column);
    header
        .iter()
        .position(|known| known == column)
        .or_else(|| header.iter().position(|known| known.eq_ignore_ascii_case(column)))
        .or_else(|| header.iter().position(|known| !plain.is_empty() && self::plain(known) == plain))
}

/// A column's name without case, accents, signs and a unit in brackets: `Tọa độ X (m)` is `toadox`.
fn plain(name: &str) -> String {
    let without_unit = name.split(['(', '[']).next().unwrap_or(name);
    without_unit
        .nfd()
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'đ' { 'd' } else { c })
        .filter(char::is_ascii_alphanumeric)
        .collect()
}

fn recognise(header: &[String], rows: &[csv::StringRecord]) -> Option<Chosen> {
    let plain: Vec<String> = header.iter().map(|name| plain(name)).collect();
    let one_of = |names: &[&str]| plain.iter().position(|name| names.contains(&name.as_str()));
    let wkt = plain.iter().enumerate().find(|(at, name)| {
        let first = rows.iter().filter_map(|row| row.get(*at)).find(|cell| !cell.trim().is_empty());
        WKT_NAMES.contains(&name.as_str()) && first.is_none_or(wkt::looks_like_it)
    });
    if let Some((at, _)) = wkt {
        return Some(Chosen {
            place: Place::Wkt(at),
            remark: Some(format!("geometry from column {:?}, as WKT", header[at])),
        });
    }
    if let (Some(lon), Some(lat)) = (one_of(&LON_NAMES), one_of(&LAT_NAMES)) {
        let remark = format!("lon from column {:?}, lat from {:?}", header[lon], header[lat]);
        return Some(Chosen { place: Place::LonLat { lon, lat }, remark: Some(remark) });
    }
    if let (Some(east), Some(north)) = (one_of(&EAST_NAMES), one_of(&NORTH_NAMES)) {
        let remark = format!("east from column {:?}, north from {:?}", header[east], header[north]);
        return Some(Chosen { place: Place::EastNorth { east, north }, remark: Some(remark) });
    }
    let (x, y) = (one_of(&X_NAMES)?, one_of(&Y_NAMES)?);
    Some(x_and_y(header, x, y, rows))
}

/// What a pair of numbers called X and Y can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pair {
    /// X is the northing of a Vietnamese grid (8° to 24° N: 900 to 2,700 km), Y its easting.
    XNorth,
    XEast,
    /// Degrees within Vietnam, X being the latitude.
    XLat,
    XLon,
    Open,
}

/// Within Vietnam the two can be told apart from their size: northings are above 900,000 m and eastings below, latitudes
/// below 24° and longitudes above 102°.
pub(super) fn pair(x: f64, y: f64) -> Pair {
    let is_northing = |v: f64| (850_000.0..2_700_000.0).contains(&v);
    let is_easting = |v: f64| (100_000.0..850_000.0).contains(&v);
    let is_lat = |v: f64| (5.0..25.0).contains(&v);
    let is_lon = |v: f64| (100.0..120.0).contains(&v);
    match () {
        () if is_northing(x) && is_easting(y) => Pair::XNorth,
        () if is_easting(x) && is_northing(y) => Pair::XEast,
        () if is_lat(x) && is_lon(y) => Pair::XLat,
        () if is_lon(x) && is_lat(y) => Pair::XLon,
        () => Pair::Open,
    }
}

fn x_and_y(header: &[String], x: usize, y: usize, rows: &[csv::StringRecord]) -> Chosen {
    let mut counts = [0_usize; 5];
    let mut in_degrees = true;
    for row in rows.iter().take(SAMPLE_ROWS) {
        if let (Some(a), Some(b)) = (row.get(x).and_then(decimal), row.get(y).and_then(decimal)) {
            counts[pair(a, b) as usize] += 1;
            in_degrees &= a.abs() <= 180.0 && b.abs() <= 180.0;
        }
    }
    let of = |pair: Pair| counts[pair as usize];
    let (x_name, y_name) = (&header[x], &header[y]);
    let (place, remark) = if of(Pair::XNorth) > of(Pair::XEast) {
        let said =
            format!("column {x_name:?} was taken as north and {y_name:?} as east, as Vietnamese surveys write them");
        (Place::EastNorth { east: y, north: x }, said)
    } else if of(Pair::XLat) > of(Pair::XLon) {
        let said = format!("column {x_name:?} was taken as latitude and {y_name:?} as longitude, from their values");
        (Place::LonLat { lon: y, lat: x }, said)
    } else if of(Pair::XLon) > 0 || (in_degrees && counts.iter().sum::<usize>() > 0) {
        (
            Place::LonLat { lon: x, lat: y },
            format!("column {x_name:?} was taken as longitude and {y_name:?} as latitude"),
        )
    } else {
        (Place::EastNorth { east: x, north: y }, format!("column {x_name:?} was taken as east and {y_name:?} as north"))
    };
    Chosen { place, remark: Some(remark) }
}
