//! Signatures only, until the kernel lands: whoever lands it replaces this whole file.
#![allow(unused, clippy::all, clippy::pedantic)]
pub use geo_types::{LineString, MultiPolygon, Polygon};
pub type Coord = geo_types::Coord<f64>;
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    pub segment: u32,
    pub t: f64,
}
#[derive(Debug)]
pub struct Measured {
    coords: Box<[Coord]>,
}
impl Measured {
    pub fn new(c: Vec<Coord>) -> Self {
        todo!()
    }
    pub fn coords(&self) -> &[Coord] {
        &self.coords
    }
    pub fn length_m(&self) -> f64 {
        0.0
    }
    pub fn at_m(&self, p: Position) -> f64 {
        0.0
    }
    pub fn position_of_m(&self, m: f64) -> Position {
        todo!()
    }
    pub fn point(&self, p: Position) -> Coord {
        todo!()
    }
    pub fn slice(&self, a: Position, b: Position) -> Vec<Coord> {
        todo!()
    }
    pub fn slice_m(&self, a: f64, b: f64) -> Vec<Coord> {
        todo!()
    }
}
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    pub from_m: f64,
    pub to_m: f64,
}
pub mod stretch {
    use super::*;
    pub fn union(v: Vec<Stretch>) -> Vec<Stretch> {
        v
    }
    pub fn total_m(v: &[Stretch]) -> f64 {
        0.0
    }
    pub fn complement(v: &[Stretch], l: f64) -> Vec<Stretch> {
        vec![]
    }
}
#[derive(Debug)]
pub struct PreparedArea;
impl PreparedArea {
    pub fn new(a: &MultiPolygon<f64>) -> Self {
        PreparedArea
    }
    pub fn contains(&self, c: Coord) -> bool {
        false
    }
    pub fn cut(&self, m: &Measured) -> Vec<Stretch> {
        vec![]
    }
}
#[derive(Debug)]
pub struct PlanarLine {
    pub points: Box<[Coord]>,
}
impl PlanarLine {
    pub fn new(c: &[Coord], f: impl Fn(Coord) -> Coord) -> Self {
        todo!()
    }
}
pub mod overlap {
    use super::*;
    pub enum Shape<'a> {
        Line(&'a PlanarLine),
        Point(Coord),
        Area(&'a MultiPolygon<f64>),
    }
    #[derive(Clone, Debug)]
    pub struct Along {
        pub from_m: f64,
        pub to_m: f64,
        pub length_m: f64,
        pub offset_m: f64,
        pub from: Position,
        pub to: Position,
    }
    pub fn within(l: &PlanarLine, m: &Measured, s: Shape, w: f64, min: f64) -> Vec<Along> {
        vec![]
    }
}
pub mod crossing {
    use super::*;
    pub fn crossings(a: &Measured, b: &PlanarLine, c: &Measured, d: &PlanarLine) -> Vec<Crossing> {
        vec![]
    }
}
#[derive(Clone, Debug)]
pub struct Crossing {
    pub at_m: f64,
    pub point: Coord,
    pub angle_deg: f64,
}
pub mod clearance {
    use super::*;
    pub fn point_to_line_m(p: Coord, l: &[Coord]) -> f64 {
        0.0
    }
}
pub mod coverage {
    use super::*;
    pub struct Coverage {
        pub area_m2: f64,
        pub covered_m2: f64,
        pub uncovered: MultiPolygon<f64>,
    }
    pub fn coverage(z: &MultiPolygon<f64>, l: &[&[Coord]], w: f64) -> Coverage {
        todo!()
    }
}
pub mod corridor {
    use super::*;
    pub fn corridor(p: &[Coord], w: f64) -> MultiPolygon<f64> {
        todo!()
    }
}
pub mod validity {
    use super::*;
    #[derive(Debug, thiserror::Error)]
    #[error("x")]
    pub struct Fault;
    impl Fault {
        pub fn code(&self) -> &'static str {
            ""
        }
        pub fn place(&self) -> Option<Coord> {
            None
        }
    }
    #[derive(Default)]
    pub struct Normalised {
        pub ring_order_changed: usize,
        pub repeated_vertices_removed: usize,
    }
    pub fn join_parts(v: Vec<Vec<Coord>>) -> Vec<Vec<Coord>> {
        v
    }
    pub fn normalise_line(v: Vec<Coord>) -> (Vec<Coord>, Normalised) {
        todo!()
    }
    pub fn normalise_area(v: MultiPolygon<f64>) -> (MultiPolygon<f64>, Normalised) {
        todo!()
    }
    pub fn check_line(v: &[Coord]) -> Vec<Fault> {
        vec![]
    }
    pub fn check_area(v: &MultiPolygon<f64>) -> Vec<Fault> {
        vec![]
    }
    pub fn repair_area(v: MultiPolygon<f64>) -> Result<(MultiPolygon<f64>, ()), Fault> {
        todo!()
    }
}
