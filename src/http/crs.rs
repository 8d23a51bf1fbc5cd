//! The coordinate systems that features are told and asked in (OGC API Features Part 2).

use super::parameters::Parameters;
use crate::atlas::{Bounds, Window};
use crate::crs::{Grid, from_mercator, to_mercator};
use crate::geometry::Coord;
use crate::model::City;
use geo_types::{LineString, Polygon};

const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
const EPSG: &str = "http://www.opengis.net/def/crs/EPSG/0/";

/// A coordinate system of the wire. Axis order is the authority's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireCrs {
    /// Lon, lat.
    Crs84,
    /// EPSG:4326: lat, lon.
    LatLon,
    /// EPSG:3857.
    WebMercator,
    /// The city's grid, east, north.
    CityGrid(u32),
}

/// Sides of a box in another system are bent in lon/lat: each is followed by so many steps.
const STEPS_A_SIDE: u32 = 16;

impl WireCrs {
    /// All of a city, the default one first.
    pub fn all(city: &City) -> Vec<WireCrs> {
        let grid = city.grid_epsg().filter(|epsg| ![4326, 3857].contains(epsg)).map(WireCrs::CityGrid);
        [WireCrs::Crs84, WireCrs::LatLon, WireCrs::WebMercator].into_iter().chain(grid).collect()
    }

    pub fn uri(self) -> String {
        match self {
            WireCrs::Crs84 => CRS84.to_owned(),
            WireCrs::LatLon => format!("{EPSG}4326"),
            WireCrs::WebMercator => format!("{EPSG}3857"),
            WireCrs::CityGrid(epsg) => format!("{EPSG}{epsg}"),
        }
    }

    /// A short word for entity tags; empty for the default.
    pub fn flavour(self) -> String {
        match self {
            WireCrs::Crs84 => String::new(),
            WireCrs::LatLon => "4326".into(),
            WireCrs::WebMercator => "3857".into(),
            WireCrs::CityGrid(epsg) => epsg.to_string(),
        }
    }

    /// Reads a URI, a safe CURIE (`[EPSG:4326]`) or `EPSG:4326`.
    pub fn of_text(text: &str, city: &City) -> Option<Self> {
        let plain = text.trim().trim_start_matches('[').trim_end_matches(']');
        let matches = |crs: &WireCrs| {
            let uri = crs.uri();
            let short = uri.strip_prefix(EPSG).map(|code| format!("EPSG:{code}"));
            uri == plain
                || uri.strip_prefix("http://") == plain.strip_prefix("https://")
                || short.is_some_and(|short| short.eq_ignore_ascii_case(plain))
                || (*crs == WireCrs::Crs84 && plain.eq_ignore_ascii_case("OGC:CRS84"))
        };
        WireCrs::all(city).into_iter().find(matches)
    }

    /// Takes a `crs` or `bbox-crs` parameter.
    pub fn take(parameters: &mut Parameters, name: &'static str, city: &City) -> WireCrs {
        let Some(text) = parameters.take(name) else { return WireCrs::Crs84 };
        WireCrs::of_text(&text, city).unwrap_or_else(|| {
            let known: Vec<String> = WireCrs::all(city).into_iter().map(WireCrs::uri).collect();
            let message = format!("{name}: \"{text}\" is none of {}", known.join(", "));
            parameters.refuse(name, "unknown_crs", message);
            WireCrs::Crs84
        })
    }

    /// Coordinates as they are written, in the authority's axis order.
    pub fn of_lonlat(self, place: Coord, grid: &Grid) -> Coord {
        match self {
            WireCrs::Crs84 => place,
            WireCrs::LatLon => Coord { x: place.y, y: place.x },
            WireCrs::WebMercator => to_mercator(place),
            WireCrs::CityGrid(_) => grid.project(place),
        }
    }

    /// Decimals that are written: a tenth of a millimetre.
    pub fn decimals(self) -> u32 {
        match self {
            WireCrs::Crs84 | WireCrs::LatLon => 9,
            WireCrs::WebMercator | WireCrs::CityGrid(_) => 4,
        }
    }

    fn to_lonlat(self, place: Coord, grid: &Grid) -> Coord {
        match self {
            WireCrs::Crs84 => place,
            WireCrs::LatLon => Coord { x: place.y, y: place.x },
            WireCrs::WebMercator => from_mercator(place),
            WireCrs::CityGrid(_) => grid.unproject(place),
        }
    }

    /// The window of a `bbox` in this system: lower and upper corner in the axis order of the system.
    pub fn window(self, lower: Coord, upper: Coord, grid: &Grid) -> Option<Window> {
        if matches!(self, WireCrs::Crs84 | WireCrs::LatLon) {
            let (min, max) = (self.to_lonlat(lower, grid), self.to_lonlat(upper, grid));
            if min.y > max.y {
                return None;
            }
            if min.x <= max.x {
                return Some(Window::Boxes(vec![Bounds { min, max }]));
            }
            let west = Bounds { min: Coord { x: -180.0, y: min.y }, max };
            let east = Bounds { min, max: Coord { x: 180.0, y: max.y } };
            return Some(Window::Boxes(vec![west, east]));
        }
        if lower.x > upper.x || lower.y > upper.y {
            return None;
        }
        let corners = [lower, Coord { x: upper.x, y: lower.y }, upper, Coord { x: lower.x, y: upper.y }];
        let mut ring: Vec<Coord> = Vec::with_capacity(4 * STEPS_A_SIDE as usize + 1);
        for (corner, next) in corners.iter().zip(corners.iter().cycle().skip(1)) {
            for step in 0..STEPS_A_SIDE {
                let t = f64::from(step) / f64::from(STEPS_A_SIDE);
                let at = Coord { x: corner.x + (next.x - corner.x) * t, y: corner.y + (next.y - corner.y) * t };
                ring.push(self.to_lonlat(at, grid));
            }
        }
        if ring.iter().any(|place| !(place.x.is_finite() && place.y.is_finite())) {
            return None;
        }
        Some(Window::Area(Polygon::new(LineString(ring), Vec::new())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_known_by_uri_curie_and_short_name() {
        let city = crate::app::hai_phong().unwrap().city;
        for text in ["http://www.opengis.net/def/crs/EPSG/0/9210", "[EPSG:9210]", "epsg:9210"] {
            assert_eq!(WireCrs::of_text(text, &city), Some(WireCrs::CityGrid(9210)), "{text}");
        }
        assert_eq!(WireCrs::of_text(CRS84, &city), Some(WireCrs::Crs84));
        assert_eq!(WireCrs::of_text("EPSG:9209", &city), None);
    }
}
