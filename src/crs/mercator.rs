//! Web Mercator (EPSG:3857), in closed form.

use geo_types::Coord;

const RADIUS_M: f64 = 6_378_137.0;
/// Half the width of the Web Mercator world, metres.
const HALF_M: f64 = std::f64::consts::PI * RADIUS_M;
/// The latitude at which the square world ends.
const MAX_LAT: f64 = 85.051_128_779_806_59;

/// Lon/lat degrees to Web Mercator metres.
pub fn to_mercator(place: Coord<f64>) -> Coord<f64> {
    let lat = place.y.clamp(-MAX_LAT, MAX_LAT).to_radians();
    Coord { x: place.x.to_radians() * RADIUS_M, y: lat.tan().asinh() * RADIUS_M }
}

/// Web Mercator metres to lon/lat degrees.
pub fn from_mercator(place: Coord<f64>) -> Coord<f64> {
    Coord { x: (place.x / RADIUS_M).to_degrees(), y: (place.y / RADIUS_M).sinh().atan().to_degrees() }
}

/// Web Mercator metres of the whole world's square, as (half width).
pub fn mercator_world() -> f64 {
    HALF_M
}

/// Lon/lat degrees to the square world cut in 2^32 steps a side, x to the east and y to the south: one step is under
/// a centimetre, and a tile's grid is a shift away.
pub fn world_of_lonlat(place: Coord<f64>) -> [u32; 2] {
    let at = to_mercator(place);
    let step = |metres: f64| ((metres / (2.0 * HALF_M) + 0.5) * 4_294_967_296.0).clamp(0.0, 4_294_967_295.0) as u32;
    [step(at.x), step(-at.y)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_mercator_agrees_with_proj() {
        // cs2cs EPSG:4326 EPSG:3857, PROJ 9.5: 20.85611 106.6875
        let at = to_mercator(Coord { x: 106.6875, y: 20.85611 });
        assert!((at.x - 11_876_398.166_6).abs() < 0.01, "{}", at.x);
        let back = from_mercator(at);
        assert!((back.x - 106.6875).abs() < 1e-11 && (back.y - 20.85611).abs() < 1e-11);
    }

    #[test]
    fn the_middle_of_the_world_is_the_middle_step() {
        assert_eq!(world_of_lonlat(Coord { x: 0.0, y: 0.0 }), [1 << 31, 1 << 31]);
    }
}
