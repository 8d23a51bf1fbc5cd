//! Distances and areas on the WGS 84 ellipsoid.

use super::Coord;
use geo::{Distance, Geodesic};
use geo_types::{LineString, Point, Polygon};

/// WGS 84: the equatorial radius, metres.
const EQUATOR_RADIUS_M: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_223_563;
/// The first eccentricity squared.
const E2: f64 = FLATTENING * (2.0 - FLATTENING);

/// Up to these differences and latitudes the series below is nearer to the truth than to Karney's last digits.
const SHORT_DEG: f64 = 0.01;
const SHORT_UP_TO_LAT_DEG: f64 = 75.0;

/// Length of the geodesic between two lon/lat places, metres on WGS 84. Not a number when a coordinate is not.
///
/// Short pairs go through a series (see [`short_m`]), the others through Karney's algorithm (C. F. F. Karney, Algorithms
/// for geodesics, J. Geodesy 87, 2013) as `geo` has it.
pub fn distance_m(a: Coord, b: Coord) -> f64 {
    let (dlon, dlat) = (b.x - a.x, b.y - a.y);
    let middle_lat = f64::midpoint(a.y, b.y);
    if dlon.abs() <= SHORT_DEG && dlat.abs() <= SHORT_DEG && middle_lat.abs() <= SHORT_UP_TO_LAT_DEG {
        return short_m(dlon.to_radians(), dlat.to_radians(), middle_lat.to_radians());
    }
    Geodesic.distance(Point(a), Point(b))
}

/// The geodesic's length by its expansion about the middle of the two places.
///
/// The least energy of a path from `m - d/2` to `m + d/2` in a metric `g` is, the odd orders cancelling,
///
/// ```text
/// s² = g(d,d) + ∂²g(d,d)(d,d)/24 - g(a,a)/12 + O(d⁶),   aᵏ = Γᵏᵢⱼ dⁱ dʲ
/// ```
///
/// which for an ellipsoid of revolution, `g = M²dφ² + P²dλ²`, with the radius of the meridian's curvature
/// `M = a(1-e²)/W³`, that of the parallel `P = a cos φ/W`, `W² = 1 - e² sin² φ` and so `P' = -M sin φ`, becomes the sum
/// below. Left out are terms of relative size (s/R)⁴: 10⁻¹⁵ for a kilometre.
fn short_m(dlon: f64, dlat: f64, lat: f64) -> f64 {
    let (sin, cos) = lat.sin_cos();
    let w2 = 1.0 - E2 * sin * sin;
    let w = w2.sqrt();
    let meridian = EQUATOR_RADIUS_M * (1.0 - E2) / (w2 * w);
    let parallel = EQUATOR_RADIUS_M * cos / w;
    // M' exactly, (M²)'' to the first order of e²: the next would be felt in the 14th digit.
    let meridian_slope = 3.0 * meridian * E2 * sin * cos / w2;
    let meridian2_bend = 6.0 * E2 * meridian * meridian * (cos * cos - sin * sin);

    let (dlon2, dlat2) = (dlon * dlon, dlat * dlat);
    let north2 = meridian * meridian * dlat2;
    let east2 = parallel * parallel * dlon2;
    let mixed = parallel * (meridian * cos + meridian_slope * sin) + 3.0 * meridian * meridian * sin * sin;
    let turned = meridian_slope * dlat2 + parallel * sin * dlon2;
    let fourth = meridian2_bend * dlat2 * dlat2 / 24.0 - (dlat2 * dlon2 * mixed + turned * turned) / 12.0;
    (north2 + east2 + fourth).sqrt()
}

/// Area of a lon/lat polygon on WGS 84, square metres, its edges straight in lon/lat. Ring order does not matter; holes
/// are taken out.
pub fn area_m2(polygon: &Polygon<f64>) -> f64 {
    let holes: f64 = polygon.interiors().iter().map(ring_m2).sum();
    (ring_m2(polygon.exterior()) - holes).max(0.0)
}

/// Green's theorem: the area is the integral of the area below latitude φ (per radian of longitude) around the ring.
fn ring_m2(ring: &LineString<f64>) -> f64 {
    let Some(first) = ring.0.first() else { return 0.0 };
    // Seen from a latitude of the ring the sums stay small and keep their digits.
    let base = below_m2(first.y.to_radians());
    ring.lines()
        .map(|edge| {
            let (from, to) = (edge.start.y.to_radians(), edge.end.y.to_radians());
            (edge.end.x - edge.start.x).to_radians() * (mean_below_m2(from, to) - base)
        })
        .sum::<f64>()
        .abs()
}

/// Mean of [`below_m2`] over latitudes from `from` to `to` by Gauss and Legendre's five points, pieces of 5° at most.
fn mean_below_m2(from: f64, to: f64) -> f64 {
    const NODES: [(f64, f64); 5] = [
        (-0.906_179_845_938_664, 0.236_926_885_056_189_08),
        (-0.538_469_310_105_683_1, 0.478_628_670_499_366_47),
        (0.0, 0.568_888_888_888_888_9),
        (0.538_469_310_105_683_1, 0.478_628_670_499_366_47),
        (0.906_179_845_938_664, 0.236_926_885_056_189_08),
    ];
    const PIECE: f64 = 0.09;
    let pieces = ((to - from).abs() / PIECE).ceil().clamp(1.0, 64.0);
    let half = (to - from) / pieces / 2.0;
    let piece_mean = |piece: usize| {
        let middle = from + (2.0 * piece as f64 + 1.0) * half;
        NODES.iter().map(|(node, weight)| weight * below_m2(middle + node * half)).sum::<f64>() / 2.0
    };
    (0..pieces as usize).map(piece_mean).sum::<f64>() / pieces
}

/// Area between the equator and a latitude, per radian of longitude (J. P. Snyder, Map Projections: A Working Manual,
/// 1987, equation 3-12, times half the square of the equatorial radius).
fn below_m2(lat: f64) -> f64 {
    let sin = lat.sin();
    let e = E2.sqrt();
    let q = (1.0 - E2) * (sin / (1.0 - E2 * sin * sin) + (e * sin).atanh() / e);
    EQUATOR_RADIUS_M * EQUATOR_RADIUS_M * q / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::polygon;
    use proptest::prelude::*;

    /// GeographicLib's own words for short lines: 15 nanometres.
    const KARNEY_ERROR_M: f64 = 15e-9;

    proptest! {
        #[test]
        fn the_series_agrees_with_karney(
            lon in -170.0..170.0, lat in -74.9..74.9_f64, dlon in -0.01..0.01, dlat in -0.01..0.01_f64, scale in 1e-4..1.0_f64,
        ) {
            let a = Coord { x: lon, y: lat };
            let b = Coord { x: lon + dlon * scale, y: (lat + dlat * scale).clamp(-75.0, 75.0) };
            let karney = Geodesic.distance(Point(a), Point(b));
            let off = (distance_m(a, b) - karney).abs();
            prop_assert!(off <= 1e-9 * karney + KARNEY_ERROR_M, "{a:?} {b:?}: {karney} is {off} off");
        }
    }

    #[test]
    fn the_series_leaves_less_than_a_part_in_ten_to_the_eleventh() {
        // Where the series is at its worst: long, far from the equator.
        for lat in [0.0, 20.85, 45.0, 60.0, 74.9] {
            for (dlon, dlat) in [(0.01, 0.01), (0.01, 0.0), (0.0, 0.01), (0.01, -0.003)] {
                let (a, b) = (Coord { x: 106.0, y: lat }, Coord { x: 106.0 + dlon, y: lat + dlat });
                let karney = Geodesic.distance(Point(a), Point(b));
                assert!((distance_m(a, b) / karney - 1.0).abs() < 5e-11, "{lat} {dlon} {dlat}");
            }
        }
    }

    #[test]
    fn an_octant_has_an_eighth_of_the_ellipsoid() {
        // Moritz, Geodetic Reference System: the ellipsoid's surface is 510 065 621.7 km² (WGS 84, GeographicLib).
        let octant = polygon![(x: 0.0, y: 0.0), (x: 90.0, y: 0.0), (x: 90.0, y: 90.0), (x: 0.0, y: 90.0)];
        assert!((area_m2(&octant) * 8.0 / 510_065_621_724_088.4 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_is_not_a_number_stays_so() {
        assert!(distance_m(Coord { x: f64::NAN, y: 0.0 }, Coord { x: 0.0, y: 0.0 }).is_nan());
    }
}
