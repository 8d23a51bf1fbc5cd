//! Where a zone lies: polygons with holes, or a street's corridor, in metres.

use crate::line;
use crate::plane::Spot;

#[derive(Clone, Debug)]
pub enum Shape {
    /// Polygons, each its outer ring and its holes.
    Polygons(Vec<Vec<Vec<Spot>>>),
    /// A centre line and how far to either side it reaches.
    Corridor { line: Vec<Spot>, half_m: f64 },
}

#[derive(Clone, Debug)]
pub struct Area {
    pub shape: Shape,
    low: Spot,
    high: Spot,
}

impl Area {
    pub fn new(shape: Shape) -> Self {
        let spots: Vec<Spot> = match &shape {
            Shape::Polygons(polygons) => polygons.iter().flatten().flatten().copied().collect(),
            Shape::Corridor { line, half_m } => line
                .iter()
                .flat_map(|s| [Spot { x: s.x - half_m, y: s.y - half_m }, Spot { x: s.x + half_m, y: s.y + half_m }])
                .collect(),
        };
        let fold = |pick: fn(f64, f64) -> f64, start: f64| {
            spots.iter().fold(Spot { x: start, y: start }, |a, b| Spot { x: pick(a.x, b.x), y: pick(a.y, b.y) })
        };
        Area { low: fold(f64::min, f64::INFINITY), high: fold(f64::max, f64::NEG_INFINITY), shape }
    }

    pub fn bounds(&self) -> (Spot, Spot) {
        (self.low, self.high)
    }

    pub fn middle(&self) -> Spot {
        self.low.toward(self.high, 0.5)
    }

    /// Whether the place is in the area or no more than `margin_m` outside it.
    pub fn reaches(&self, spot: Spot, margin_m: f64) -> bool {
        let near = spot.x >= self.low.x - margin_m
            && spot.x <= self.high.x + margin_m
            && spot.y >= self.low.y - margin_m
            && spot.y <= self.high.y + margin_m;
        near && match &self.shape {
            Shape::Corridor { line, half_m } => line::distance_m(line, spot) <= half_m + margin_m,
            Shape::Polygons(polygons) => {
                polygons.iter().any(|rings| inside(rings, spot))
                    || (margin_m > 0.0
                        && polygons.iter().flatten().any(|ring| line::distance_m(ring, spot) <= margin_m))
            }
        }
    }

    /// Whether the place is inside and at least `margin_m` from the border.
    pub fn holds(&self, spot: Spot, margin_m: f64) -> bool {
        self.reaches(spot, 0.0)
            && match &self.shape {
                Shape::Corridor { .. } => true,
                Shape::Polygons(polygons) => {
                    polygons.iter().flatten().all(|ring| line::distance_m(ring, spot) >= margin_m)
                }
            }
    }
}

/// Even-odd over all rings, so holes fall out by themselves.
fn inside(rings: &[Vec<Spot>], spot: Spot) -> bool {
    let mut odd = false;
    for pair in rings.iter().flat_map(|ring| ring.windows(2)) {
        let (a, b) = (pair[0], pair[1]);
        if (a.y > spot.y) != (b.y > spot.y) && spot.x < (b.x - a.x) * (spot.y - a.y) / (b.y - a.y) + a.x {
            odd = !odd;
        }
    }
    odd
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hole_is_outside() {
        let square = |half: f64| {
            [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)]
                .map(|(x, y)| Spot { x, y })
                .to_vec()
        };
        let area = Area::new(Shape::Polygons(vec![vec![square(100.0), square(20.0)]]));
        assert!(!area.reaches(Spot { x: 0.0, y: 0.0 }, 0.0));
        assert!(area.reaches(Spot { x: 0.0, y: 0.0 }, 20.0));
        assert!(area.holds(Spot { x: 60.0, y: 0.0 }, 30.0) && !area.holds(Spot { x: 60.0, y: 0.0 }, 41.0));
    }
}
