//! Metres round the city's middle, for placing things; never for measuring.

/// A place in metres east and north of the plane's middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    pub x: f64,
    pub y: f64,
}

/// A flat map of the city: true to a few in ten thousand over its 60 km, which is enough for made-up lines.
#[derive(Clone, Copy, Debug)]
pub struct Plane {
    lon: f64,
    lat: f64,
    lon_metres: f64,
    lat_metres: f64,
}

impl Plane {
    /// Metres in a degree at a latitude are the usual series for WGS 84.
    pub fn at(lon: f64, lat: f64) -> Self {
        let phi = lat.to_radians();
        Plane {
            lon,
            lat,
            lon_metres: 111_412.88 * phi.cos() - 93.50 * (3.0 * phi).cos(),
            lat_metres: 111_132.95 - 559.85 * (2.0 * phi).cos() + 1.175 * (4.0 * phi).cos(),
        }
    }

    pub fn spot(&self, lonlat: [f64; 2]) -> Spot {
        Spot { x: (lonlat[0] - self.lon) * self.lon_metres, y: (lonlat[1] - self.lat) * self.lat_metres }
    }

    /// Back to degrees, rounded to 1e-7 (a centimetre: the places are made up, more digits would only be bytes).
    pub fn lonlat(&self, spot: Spot) -> [f64; 2] {
        [round(self.lon + spot.x / self.lon_metres), round(self.lat + spot.y / self.lat_metres)]
    }
}

fn round(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

impl Spot {
    pub fn distance(self, other: Spot) -> f64 {
        (other.x - self.x).hypot(other.y - self.y)
    }

    /// The place a share of the way to another.
    pub fn toward(self, other: Spot, share: f64) -> Spot {
        Spot { x: self.x + (other.x - self.x) * share, y: self.y + (other.y - self.y) * share }
    }

    pub fn distance_to_edge(self, from: Spot, to: Spot) -> f64 {
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let square = dx * dx + dy * dy;
        if square == 0.0 {
            return self.distance(from);
        }
        let share = (((self.x - from.x) * dx + (self.y - from.y) * dy) / square).clamp(0.0, 1.0);
        self.distance(from.toward(to, share))
    }
}
