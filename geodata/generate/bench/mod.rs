//! The city for measuring speed. Written as it is made, so that a million cables need no more memory than a thousand.

mod network;
mod zones;

use crate::plane::{Plane, Spot};
use crate::prng::Chance;
use std::io::{BufWriter, Write};
use std::path::Path;

/// How large the city is to be.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub cables: u32,
    pub zones: u32,
    pub conduits: u32,
}

impl Size {
    pub fn new(cables: u32, zones: u32, conduits: u32) -> Result<Self, String> {
        if cables == 0 || zones == 0 || conduits == 0 {
            return Err("bench: at least one cable, one zone and one conduit".to_owned());
        }
        Ok(Size { cables, zones, conduits })
    }
}

/// The towns that the city is thickest in: share, middle and deviation in metres.
const TOWNS: [(f64, [f64; 2], f64); 8] = [
    (0.46, [106.6840, 20.8520], 2_300.0),
    (0.12, [106.7150, 20.8350], 2_600.0),
    (0.10, [106.6350, 20.8150], 2_200.0),
    (0.08, [106.6300, 20.8800], 2_400.0),
    (0.08, [106.7000, 20.9050], 2_600.0),
    (0.06, [106.7250, 20.7800], 2_800.0),
    (0.05, [106.7800, 20.8250], 2_000.0),
    (0.05, [106.5600, 20.8400], 3_000.0),
];
/// Where nothing lies outside, `[west, south, east, north]`: the mainland, within the city's box.
const REACH: [f64; 4] = [106.44, 20.62, 107.10, 20.99];

pub fn plane() -> Plane {
    Plane::at(106.68, 20.84)
}

/// A place in the city: thick in the towns, a little everywhere.
fn place(chance: &mut Chance) -> Spot {
    let plane = plane();
    loop {
        let mut left = chance.unit() * 1.06;
        let mut spot = None;
        for (share, middle, deviation_m) in TOWNS {
            left -= share;
            if left < 0.0 {
                let middle = plane.spot(middle);
                spot =
                    Some(Spot { x: middle.x + chance.bell() * deviation_m, y: middle.y + chance.bell() * deviation_m });
                break;
            }
        }
        let [west, south, east, north] = REACH;
        let spot = spot.unwrap_or_else(|| plane.spot([chance.between(west, east), chance.between(south, north)]));
        let [lon, lat] = plane.lonlat(spot);
        if (west..east).contains(&lon) && (south..north).contains(&lat) {
            return spot;
        }
    }
}

pub fn write(size: Size, out: &Path) -> std::io::Result<()> {
    let open = |name: &str| std::fs::File::create(out.join(name)).map(BufWriter::new);
    let (mut cables, mut conduits) = (open("cables.geojsonl")?, open("conduits.geojsonl")?);
    network::write(size, &mut cables, &mut conduits)?;
    cables.flush()?;
    conduits.flush()?;
    let mut zones = open("zones.geojson")?;
    zones::write(size, &mut zones)?;
    zones.flush()
}
