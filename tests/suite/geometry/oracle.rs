//! Reads what `tests/oracle` made.

use geo_types::{LineString, MultiPolygon, Polygon};
use ngamhoa::crs::Grid;
use ngamhoa::geometry::{Coord, PlanarLine};
use serde_json::Value;
use std::path::Path;
use std::sync::OnceLock;

/// One case: what was given and what is expected, by name.
pub struct Case(Value);

/// The cases of a file in `tests/data`.
pub fn cases(file: &str) -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(file);
    let mut all: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let cases: Vec<Value> = serde_json::from_value(all["cases"].take()).unwrap();
    assert!(!cases.is_empty());
    cases.into_iter().map(Case).collect()
}

impl Case {
    pub fn name(&self) -> &str {
        self.0["name"].as_str().unwrap()
    }

    pub fn has(&self, key: &str) -> bool {
        self.0.get(key).is_some()
    }

    pub fn get(&self, key: &str) -> &Value {
        assert!(self.has(key), "{}: no {key}", self.name());
        &self.0[key]
    }

    pub fn number(&self, key: &str) -> f64 {
        self.get(key).as_f64().unwrap()
    }

    pub fn line(&self, key: &str) -> Vec<Coord> {
        line(self.get(key))
    }

    pub fn area(&self, key: &str) -> MultiPolygon<f64> {
        area(self.get(key))
    }

    /// Rows of numbers.
    pub fn rows(&self, key: &str) -> Vec<Vec<f64>> {
        let row = |row: &Value| row.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect();
        self.get(key).as_array().unwrap().iter().map(row).collect()
    }
}

pub fn place(value: &Value) -> Coord {
    Coord { x: value[0].as_f64().unwrap(), y: value[1].as_f64().unwrap() }
}

pub fn line(value: &Value) -> Vec<Coord> {
    value.as_array().unwrap().iter().map(place).collect()
}

pub fn area(value: &Value) -> MultiPolygon<f64> {
    let part = |part: &Value| {
        let mut rings = part.as_array().unwrap().iter().map(|ring| LineString(line(ring)));
        Polygon::new(rings.next().unwrap(), rings.collect())
    };
    value.as_array().unwrap().iter().map(part).collect()
}

pub fn grid() -> &'static Grid {
    static GRID: OnceLock<Grid> = OnceLock::new();
    GRID.get_or_init(|| Grid::new(9210, [106.40, 20.12, 107.74, 21.03]).unwrap())
}

pub fn planar_line(coords: &[Coord]) -> PlanarLine {
    PlanarLine::new(coords, |place| grid().project(place))
}

pub fn planar_area(area: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let ring = |ring: &LineString<f64>| LineString(planar_line(&ring.0).points.to_vec());
    area.iter().map(|part| Polygon::new(ring(part.exterior()), part.interiors().iter().map(ring).collect())).collect()
}

/// Within 1e-6 of the expected value, or a millimetre.
pub fn near_m(found_m: f64, expected_m: f64) -> bool {
    (found_m - expected_m).abs() <= (1e-6 * expected_m.abs()).max(1e-3)
}

/// All faults of a file at once, so that one run shows every case that is wrong.
pub fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{} wrong:\n{}", faults.len(), faults.join("\n"));
}
