//! Nets of side streets inside zones: a bent lattice whose two families of streets meet in the same corners.

use crate::area::{Area, Shape};
use crate::line;
use crate::plane::Spot;
use crate::prng::Chance;
use crate::sources::{Fabric, Sources, ZoneSource};

/// A side street of the net.
pub struct SideStreet {
    pub fabric: usize,
    pub line: Vec<Spot>,
}

struct Net<'a> {
    sources: &'a Sources,
    at: usize,
    fabric: &'a Fabric,
    middle: Spot,
    cos: f64,
    sin: f64,
    phase: [f64; 4],
}

/// All side streets of the city, net by net.
pub fn side_streets(sources: &Sources) -> Vec<SideStreet> {
    let mut streets = Vec::new();
    for at in 0..sources.fabrics.len() {
        if let Some(net) = Net::new(sources, at) {
            net.lay(&mut streets);
        }
    }
    streets
}

fn zone_of<'a>(sources: &'a Sources, fabric: &Fabric) -> Option<&'a ZoneSource> {
    sources.zones.iter().find(|zone| zone.code == fabric.zone)
}

/// Whether the net may lie here, whatever other nets say.
fn claims(sources: &Sources, fabric: &Fabric, spot: Spot, margin_m: f64) -> bool {
    let near = fabric.round.is_none_or(|[lon, lat, metres]| sources.plane.spot([lon, lat]).distance(spot) <= metres);
    near && zone_of(sources, fabric).is_some_and(|zone| zone.area.holds(spot, margin_m))
}

impl<'a> Net<'a> {
    fn new(sources: &'a Sources, at: usize) -> Option<Self> {
        let fabric = sources.fabrics.get(at)?;
        let zone = zone_of(sources, fabric)?;
        let middle = fabric.round.map_or(zone.area.middle(), |[lon, lat, _]| sources.plane.spot([lon, lat]));
        let angle = fabric.angle_deg.to_radians();
        let mut chance = Chance::of(&[Chance::seed_of(&fabric.zone), at as u64]);
        let phase = [0; 4].map(|_| chance.between(0.0, std::f64::consts::TAU));
        Some(Net { sources, at, fabric, middle, cos: angle.cos(), sin: angle.sin(), phase })
    }

    /// The corner at lattice place (u, v), bent by slow waves so that both families bend alike.
    fn corner(&self, u: f64, v: f64) -> Spot {
        let (x, y) = (u * self.fabric.block_m[0], v * self.fabric.block_m[1]);
        let bend = self.fabric.bend_m;
        let dx = bend * ((y / 190.0 + self.phase[0]).sin() + 0.6 * (x / 330.0 + self.phase[1]).sin());
        let dy = bend * ((x / 210.0 + self.phase[2]).sin() + 0.6 * (y / 290.0 + self.phase[3]).sin());
        let (x, y) = (x + dx, y + dy);
        Spot { x: self.middle.x + x * self.cos - y * self.sin, y: self.middle.y + x * self.sin + y * self.cos }
    }

    fn is_free(&self, spot: Spot) -> bool {
        claims(self.sources, self.fabric, spot, 12.0)
            && !self.sources.fabrics[..self.at].iter().any(|earlier| claims(self.sources, earlier, spot, -1.0))
            && !self.sources.water.iter().any(|water| water.reaches(spot, 8.0))
    }

    /// Whether the edge would only double a named street.
    fn doubles(&self, from: Spot, to: Spot) -> bool {
        let middle = from.toward(to, 0.5);
        let step = from.distance(to).max(1.0);
        self.sources.streets.iter().any(|street| {
            street.line.windows(2).any(|pair| {
                let length = pair[0].distance(pair[1]).max(1.0);
                let across =
                    ((to.x - from.x) * (pair[1].y - pair[0].y) - (to.y - from.y) * (pair[1].x - pair[0].x)).abs();
                across / (step * length) < 0.5
                    && middle.distance_to_edge(pair[0], pair[1]) < street.width_m / 2.0 + 28.0
            })
        })
    }

    /// The edge of one block, with places between its corners, if a street runs there.
    fn edge(&self, family: usize, row: i32, at: i32) -> Option<Vec<Spot>> {
        let mut chance = Chance::of(&[self.at as u64, family as u64, row as u64, at as u64]);
        if !chance.happens(self.fabric.keep) {
            return None;
        }
        let places: Vec<Spot> = (0..=4)
            .map(|quarter| {
                let (row, at) = (f64::from(row), f64::from(at) + f64::from(quarter) / 4.0);
                if family == 0 { self.corner(at, row) } else { self.corner(row, at) }
            })
            .collect();
        let free = places.iter().all(|spot| self.is_free(*spot));
        (free && !self.doubles(places[0], places[4])).then_some(places)
    }

    fn lay(&self, streets: &mut Vec<SideStreet>) {
        let area = match (self.fabric.round, zone_of(self.sources, self.fabric)) {
            (Some([_, _, metres]), _) => Area::new(Shape::Corridor { line: vec![self.middle], half_m: metres }),
            (None, Some(zone)) => zone.area.clone(),
            (None, None) => return,
        };
        let (low, high) = area.bounds();
        let reach = low.distance(high) / 2.0 + 3.0 * self.fabric.bend_m;
        for family in 0..2 {
            let rows = (reach / self.fabric.block_m[1 - family]).ceil() as i32;
            let steps = (reach / self.fabric.block_m[family]).ceil() as i32;
            for row in -rows..=rows {
                let mut run: Vec<Spot> = Vec::new();
                for at in -steps..=steps {
                    match self.edge(family, row, at) {
                        Some(places) if run.is_empty() => run = places,
                        Some(places) => run.extend_from_slice(&places[1..]),
                        None => self.end(&mut run, streets),
                    }
                }
                self.end(&mut run, streets);
            }
        }
    }

    fn end(&self, run: &mut Vec<Spot>, streets: &mut Vec<SideStreet>) {
        let line = std::mem::take(run);
        if line::length_m(&line) >= 70.0 {
            streets.push(SideStreet { fabric: self.at, line });
        }
    }
}
