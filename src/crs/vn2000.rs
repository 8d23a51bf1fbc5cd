//! The grids of VN-2000, recognised by their numbers: files often carry one grid's name and another's parameters.

use super::transform::{Source, Transform};
use geo_types::Coord;

/// A projected grid of VN-2000 as EPSG lists it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Vn2000Grid {
    pub epsg: u32,
    pub name: &'static str,
    pub central_meridian: f64,
    pub scale: f64,
}

const fn tm3(epsg: u32, name: &'static str, central_meridian: f64) -> Vn2000Grid {
    Vn2000Grid { epsg, name, central_meridian, scale: 0.9999 }
}

const fn utm(epsg: u32, name: &'static str, central_meridian: f64) -> Vn2000Grid {
    Vn2000Grid { epsg, name, central_meridian, scale: 0.9996 }
}

/// Source: EPSG dataset v11, names and parameters.
pub const VN2000_GRIDS: [Vn2000Grid; 20] = [
    utm(3405, "VN-2000 / UTM zone 48N", 105.0),
    utm(3406, "VN-2000 / UTM zone 49N", 111.0),
    tm3(5896, "VN-2000 / TM-3 zone 481", 102.0),
    tm3(5897, "VN-2000 / TM-3 zone 482", 105.0),
    tm3(5898, "VN-2000 / TM-3 zone 491", 108.0),
    tm3(5899, "VN-2000 / TM-3 107-45", 107.75),
    tm3(9205, "VN-2000 / TM-3 103-00", 103.0),
    tm3(9206, "VN-2000 / TM-3 104-00", 104.0),
    tm3(9207, "VN-2000 / TM-3 104-30", 104.5),
    tm3(9208, "VN-2000 / TM-3 104-45", 104.75),
    tm3(9209, "VN-2000 / TM-3 105-30", 105.5),
    tm3(9210, "VN-2000 / TM-3 105-45", 105.75),
    tm3(9211, "VN-2000 / TM-3 106-00", 106.0),
    tm3(9212, "VN-2000 / TM-3 106-15", 106.25),
    tm3(9213, "VN-2000 / TM-3 106-30", 106.5),
    tm3(9214, "VN-2000 / TM-3 107-00", 107.0),
    tm3(9215, "VN-2000 / TM-3 107-15", 107.25),
    tm3(9216, "VN-2000 / TM-3 107-30", 107.5),
    tm3(9217, "VN-2000 / TM-3 108-15", 108.25),
    tm3(9218, "VN-2000 / TM-3 108-30", 108.5),
];

/// The VN-2000 grid that a WKT definition describes by its parameters, if its datum is VN-2000.
pub fn grid_of_wkt(wkt: &str) -> Option<Vn2000Grid> {
    let folded: String = wkt.chars().filter(|c| c.is_ascii_alphanumeric() || ".,[]\"-".contains(*c)).collect();
    let folded = folded.to_ascii_lowercase().replace('-', "");
    if !folded.contains("vn2000") || !folded.contains("projcs") && !folded.contains("projcrs") {
        return None;
    }
    let meridian = parameter(&folded, &["centralmeridian", "longitudeofnaturalorigin", "longitudeoforigin"])?;
    let scale = parameter(&folded, &["scalefactor", "scalefactoratnaturalorigin"])?;
    let easting = parameter(&folded, &["falseeasting"])?;
    let northing = parameter(&folded, &["falsenorthing"]).unwrap_or(0.0);
    if (easting - 500_000.0).abs() > 1e-6 || northing.abs() > 1e-6 {
        return None;
    }
    VN2000_GRIDS
        .into_iter()
        .find(|grid| (grid.central_meridian - meridian).abs() < 1e-6 && (grid.scale - scale).abs() < 1e-9)
}

/// The number of the first of the named parameters in a folded definition: `parameter["name",number`.
fn parameter(folded: &str, names: &[&str]) -> Option<f64> {
    names.iter().find_map(|name| {
        let quoted = format!("\"{name}\",");
        let start = folded.find(&quoted)? + quoted.len();
        let rest = &folded[start..];
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
        rest[..end].parse().ok()
    })
}

/// The VN-2000 grids in which a planar place would lie within the given lon/lat box: the city's own first, then the best
/// centred.
pub fn fitting_grids(place: Coord<f64>, bounds: [f64; 4], own: Option<u32>) -> Vec<Vn2000Grid> {
    let [min_lon, min_lat, max_lon, max_lat] = bounds;
    let middle = f64::midpoint(min_lon, max_lon);
    let mut fitting: Vec<Vn2000Grid> = VN2000_GRIDS
        .into_iter()
        .filter(|grid| {
            Transform::of(&Source::Epsg(grid.epsg))
                .and_then(|transform| transform.to_lonlat(place))
                .is_ok_and(|at| (min_lon..=max_lon).contains(&at.x) && (min_lat..=max_lat).contains(&at.y))
        })
        .collect();
    fitting.sort_by(|a, b| {
        let off = |grid: &Vn2000Grid| {
            if Some(grid.epsg) == own { -1.0 } else { (grid.central_meridian - middle).abs() }
        };
        off(a).total_cmp(&off(b))
    });
    fitting
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_is_known_by_its_parameters_and_not_by_its_name() {
        let wkt = r#"PROJCS["VN_2000_UTM_Zone_48N",GEOGCS["VN-2000",DATUM["Vietnam_2000"]],PROJECTION["Transverse_Mercator"],
            PARAMETER["central_meridian",105.5],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0]]"#;
        assert_eq!(grid_of_wkt(wkt).map(|grid| grid.epsg), Some(9209));
        assert_eq!(grid_of_wkt("GEOGCS[\"WGS 84\"]"), None);
    }

    #[test]
    fn metres_of_an_unknown_grid_find_the_grid_that_fits() {
        let hai_phong = [106.40, 20.12, 107.74, 21.03];
        let fitting = fitting_grids(Coord { x: 597_362.766_6, y: 2_307_308.521 }, hai_phong, Some(9210));
        assert_eq!(fitting[0].epsg, 9210, "{fitting:?}");
    }
}
