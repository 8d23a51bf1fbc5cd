//! What makes a coordinate system a city's planar grid: projected, in metres, and true to length where the city lies. And
//! the same grid as a short PROJ string, for a page that has no PROJ.

use super::transform::{CrsError, Source, Transform};
use super::vn2000::VN2000_GRIDS;
use crate::geometry::Measured;
use geo_types::Coord;

/// Lengths in the grid may differ so much from those on the ground. A UTM zone's edge is at a thousandth.
const MOST_DISTORTION: f64 = 0.01;
/// A city may reach so far beyond the area for which its grid is meant, degrees: provinces are merged.
const BESIDE_DEG: f64 = 1.0;
/// A PROJ string that differs more from the grid is not that grid, metres.
const SAME_M: f64 = 0.01;
/// A city's own PROJ string may come with another transformation of the datum, metres.
const NEARLY_SAME_M: f64 = 1.0;
/// EPSG:6960 from VN-2000 to WGS 84. That transformation is a coordinate frame rotation; `+towgs84` wants the position
/// vector, so its three rotations change sign here.
const VN2000_TO_WGS84: &str = "-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278";
/// Semi-major axis and inverse flattening → the name in PROJ, of the ellipsoids that the page knows.
const ELLIPSOIDS: [(f64, f64, &str); 3] =
    [(6_378_137.0, 298.257_223_563, "WGS84"), (6_378_137.0, 298.257_222_101, "GRS80"), (6_378_245.0, 298.3, "krass")];

/// Why a coordinate system is no planar grid for a city.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum GridFault {
    #[error(transparent)]
    Unknown(#[from] CrsError),
    #[error("grid: EPSG:{0} is in degrees or no plane: a planar grid in metres is needed, such as EPSG:9210")]
    NotProjected(u32),
    #[error("grid: EPSG:{epsg} is in {unit}: a planar grid in metres is needed, such as EPSG:9210")]
    NotMetres { epsg: u32, unit: String },
    #[error("grid: EPSG:{0} is Web Mercator, for pictures only: choose the city's survey grid or its UTM zone")]
    WebMercator(u32),
    #[error("grid: EPSG:{epsg} is meant for {area}, and the city's box lies elsewhere: choose the grid of that place")]
    Elsewhere { epsg: u32, area: String },
    #[error("grid: EPSG:{epsg} does not fit the city's box: a metre there measures {scale:.3} m in it")]
    Distorted { epsg: u32, scale: f64 },
    #[error(
        "grid_proj4 is not {grid}: they lie {off_m:.0} m apart in the middle of the city; correct one, or leave grid_proj4 out"
    )]
    Contradiction { grid: String, off_m: f64 },
}

/// Whether an EPSG system can be the planar grid of a city in the box.
pub fn check_grid(epsg: u32, bounds: [f64; 4]) -> Result<(), GridFault> {
    if matches!(epsg, 3857 | 3785 | 900_913) {
        return Err(GridFault::WebMercator(epsg));
    }
    let grid = Transform::of(&Source::Epsg(epsg))?;
    // What cannot be written as a plain definition is compound, geocentric or in degrees.
    let wkt = grid.wkt().unwrap_or_default();
    if !wkt.starts_with("PROJCS[") {
        return Err(GridFault::NotProjected(epsg));
    }
    let (unit, metres) = linear_unit(&wkt).unwrap_or_else(|| ("an unknown unit".to_owned(), f64::NAN));
    if (metres - 1.0).abs() > 1e-12 || metres.is_nan() {
        return Err(GridFault::NotMetres { epsg, unit });
    }
    if let Some((area, name)) = grid.area_of_use()
        && !meets(area, bounds)
    {
        return Err(GridFault::Elsewhere { epsg, area: name });
    }
    for place in looked_at(bounds) {
        for scale in scales(&grid, place)? {
            if (scale - 1.0).abs() > MOST_DISTORTION || scale.is_nan() {
                return Err(GridFault::Distorted { epsg, scale });
            }
        }
    }
    Ok(())
}

/// Whether a PROJ string is the grid that it stands beside.
pub fn check_proj4(proj4: &str, epsg: u32, bounds: [f64; 4]) -> Result<(), GridFault> {
    let grid = Transform::of(&Source::Epsg(epsg))?;
    let own = Transform::of(&Source::Wkt(proj4.to_owned()))?;
    let off_m = apart_m(&grid, &own, middle(bounds));
    if off_m < NEARLY_SAME_M { Ok(()) } else { Err(GridFault::Contradiction { grid: grid.name, off_m }) }
}

/// The grid as a PROJ string that says the same within a centimetre all over the box. Only transverse Mercators are told,
/// which all grids of VN-2000 and of UTM are, and only where the datum needs no table: for others there is none.
pub fn page_proj4(epsg: u32, bounds: [f64; 4]) -> Option<String> {
    let grid = Transform::of(&Source::Epsg(epsg)).ok()?;
    let proj4 = plain_proj4(&grid.wkt().ok()?, VN2000_GRIDS.iter().any(|known| known.epsg == epsg))?;
    let told = Transform::of(&Source::Wkt(proj4.clone())).ok()?;
    let is_same = looked_at(bounds).into_iter().all(|place| apart_m(&grid, &told, place) < SAME_M);
    is_same.then_some(proj4)
}

fn plain_proj4(wkt: &str, is_vn2000: bool) -> Option<String> {
    if !wkt.contains("PROJECTION[\"Transverse_Mercator\"]") {
        return None;
    }
    let parameter = |name: &str| number_after(wkt, &format!("PARAMETER[\"{name}\","));
    let spheroid = &wkt[wkt.find("SPHEROID[")?..];
    let mut figures = spheroid.split(',').skip(1).map(|text| text.trim().trim_end_matches(']').parse::<f64>());
    let (axis, flattening) = (figures.next()?.ok()?, figures.next()?.ok()?);
    let (.., ellipsoid) =
        ELLIPSOIDS.into_iter().find(|(a, f, _)| (a - axis).abs() < 1e-3 && (f - flattening).abs() < 1e-8)?;
    let shift = if is_vn2000 { VN2000_TO_WGS84 } else { "0,0,0" };
    Some(format!(
        "+proj=tmerc +lat_0={} +lon_0={} +k={} +x_0={} +y_0={} +ellps={ellipsoid} +towgs84={shift} +units=m +no_defs +type=crs",
        parameter("latitude_of_origin")?,
        parameter("central_meridian")?,
        parameter("scale_factor")?,
        parameter("false_easting")?,
        parameter("false_northing")?,
    ))
}

fn number_after(wkt: &str, head: &str) -> Option<f64> {
    let rest = &wkt[wkt.find(head)? + head.len()..];
    rest[..rest.find(']')?].trim().parse().ok()
}

/// Name and metres of the unit that stands behind the projection.
fn linear_unit(wkt: &str) -> Option<(String, f64)> {
    let plane = &wkt[wkt.find("PROJECTION[")?..];
    let unit = &plane[plane.find("UNIT[\"")? + 6..];
    let (name, rest) = unit.split_once('"')?;
    let figure = rest.trim_start_matches(',').split([',', ']']).next()?;
    Some((name.to_owned(), figure.trim().parse().ok()?))
}

fn middle([min_lon, min_lat, max_lon, max_lat]: [f64; 4]) -> Coord<f64> {
    Coord { x: f64::midpoint(min_lon, max_lon), y: f64::midpoint(min_lat, max_lat) }
}

/// The middle of the box and its corners.
fn looked_at(bounds: [f64; 4]) -> [Coord<f64>; 5] {
    let [min_lon, min_lat, max_lon, max_lat] = bounds;
    let corner = |x, y| Coord { x, y };
    [
        middle(bounds),
        corner(min_lon, min_lat),
        corner(max_lon, min_lat),
        corner(max_lon, max_lat),
        corner(min_lon, max_lat),
    ]
}

/// Whether an area of use (west, south, east, north; west of the date line it may end east of it) comes near the box.
fn meets([west, south, east, north]: [f64; 4], [min_lon, min_lat, max_lon, max_lat]: [f64; 4]) -> bool {
    let beside = |from: f64, to: f64| max_lon >= from - BESIDE_DEG && min_lon <= to + BESIDE_DEG;
    let along = if west <= east { beside(west, east) } else { beside(west, 180.0) || beside(-180.0, east) };
    along && max_lat >= south - BESIDE_DEG && min_lat <= north + BESIDE_DEG
}

/// Metres in the grid for a metre on the ground, to the north and to the east of a place.
fn scales(grid: &Transform, place: Coord<f64>) -> Result<[f64; 2], CrsError> {
    let step = 0.01;
    let from = Coord { x: place.x, y: place.y.clamp(-89.0, 89.0 - step) };
    let there = grid.from_lonlat(from)?;
    let scale = |to: Coord<f64>| {
        let at = grid.from_lonlat(to)?;
        Ok((at.x - there.x).hypot(at.y - there.y) / Measured::new(vec![from, to]).length_m())
    };
    Ok([scale(Coord { y: from.y + step, ..from })?, scale(Coord { x: from.x + step, ..from })?])
}

fn apart_m(one: &Transform, other: &Transform, place: Coord<f64>) -> f64 {
    match (one.from_lonlat(place), other.from_lonlat(place)) {
        (Ok(a), Ok(b)) => (a.x - b.x).hypot(a.y - b.y),
        _ => f64::INFINITY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HAI_PHONG: [f64; 4] = [106.40, 20.12, 107.74, 21.03];

    #[test]
    fn only_a_projected_system_in_metres_that_fits_the_place_is_a_grid() {
        for epsg in [9210, 9209, 5899, 3405, 32648] {
            assert_eq!(check_grid(epsg, HAI_PHONG), Ok(()), "EPSG:{epsg}");
        }
        assert_eq!(check_grid(4326, HAI_PHONG), Err(GridFault::NotProjected(4326)));
        assert_eq!(check_grid(4756, HAI_PHONG), Err(GridFault::NotProjected(4756)));
        assert_eq!(check_grid(3857, HAI_PHONG), Err(GridFault::WebMercator(3857)));
        let feet = check_grid(2263, HAI_PHONG).unwrap_err();
        assert!(matches!(&feet, GridFault::NotMetres { unit, .. } if unit.contains("foot")), "{feet}");
        assert!(matches!(check_grid(32733, HAI_PHONG), Err(GridFault::Elsewhere { .. })));
        // An equidistant cylindrical map of the world: in metres, meant for everywhere, and wrong at 20 degrees north.
        assert!(matches!(check_grid(4087, HAI_PHONG), Err(GridFault::Distorted { .. })));
        assert!(matches!(check_grid(1, HAI_PHONG), Err(GridFault::Unknown(_))));
    }

    #[test]
    fn a_grid_is_told_to_the_page_where_it_can_be_said_in_a_line() {
        for grid in VN2000_GRIDS {
            let proj4 = page_proj4(grid.epsg, HAI_PHONG).unwrap_or_else(|| panic!("EPSG:{}", grid.epsg));
            assert!(proj4.contains("+towgs84=-191.9"), "{proj4}");
            assert_eq!(check_proj4(&proj4, grid.epsg, HAI_PHONG), Ok(()));
        }
        let nairobi = [36.6, -1.5, 37.1, -1.1];
        assert!(page_proj4(32737, nairobi).is_some_and(|proj4| proj4.contains("+y_0=10000000")));
        // Arc 1960 lies 300 m from WGS 84, and a line that leaves that out would be wrong by as much.
        assert_eq!(page_proj4(21037, nairobi), None);
        assert_eq!(page_proj4(3857, HAI_PHONG), None);
    }

    #[test]
    fn a_proj_string_of_another_grid_or_without_its_datum_shift_is_a_contradiction() {
        let other = page_proj4(9209, HAI_PHONG).unwrap();
        assert!(matches!(check_proj4(&other, 9210, HAI_PHONG), Err(GridFault::Contradiction { .. })));
        let unshifted = "+proj=tmerc +lat_0=0 +lon_0=105.75 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=0,0,0 +units=m +no_defs +type=crs";
        let fault = check_proj4(unshifted, 9210, HAI_PHONG).unwrap_err();
        assert!(matches!(fault, GridFault::Contradiction { off_m, .. } if (200.0..250.0).contains(&off_m)), "{fault}");
        assert!(check_proj4("+proj=nonsense", 9210, HAI_PHONG).is_err());
    }
}
