//! One feature as one line of GeoJSON. It must never know what the feature means.

use crate::plane::{Plane, Spot};
use std::fmt::Write as _;

/// The properties of one feature, in the order they were said.
pub struct Feature {
    text: String,
    empty: bool,
}

impl Feature {
    pub fn new() -> Self {
        Feature { text: String::from(r#"{"type":"Feature","properties":{"#), empty: true }
    }

    fn key(&mut self, name: &str) {
        let comma = if self.empty { "" } else { "," };
        self.empty = false;
        // Writing to a String cannot fail.
        let _ = write!(self.text, "{comma}\"{name}\":");
    }

    pub fn text(mut self, name: &str, value: &str) -> Self {
        self.key(name);
        self.text.push_str(&serde_json::Value::from(value).to_string());
        self
    }

    pub fn number(mut self, name: &str, value: f64) -> Self {
        self.key(name);
        let _ = write!(self.text, "{value}");
        self
    }

    pub fn some_text(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    pub fn some_number(self, name: &str, value: Option<f64>) -> Self {
        match value {
            Some(value) => self.number(name, value),
            None => self,
        }
    }

    pub fn some_day(self, name: &str, value: Option<i32>) -> Self {
        match value {
            Some(day) => self.text(name, &crate::dates::write(day)),
            None => self,
        }
    }

    pub fn line(mut self, plane: &Plane, line: &[Spot]) -> String {
        self.text.push_str(r#"},"geometry":{"type":"LineString","coordinates":["#);
        self.spots(plane, line);
        self.text.push_str("]}}");
        self.text
    }

    pub fn point(mut self, plane: &Plane, spot: Spot) -> String {
        self.text.push_str(r#"},"geometry":{"type":"Point","coordinates":"#);
        self.spots(plane, &[spot]);
        self.text.push_str("}}");
        self.text
    }

    /// The first ring is the outer one; each ring ends where it began.
    pub fn polygon(mut self, plane: &Plane, rings: &[Vec<Spot>]) -> String {
        self.text.push_str(r#"},"geometry":{"type":"Polygon","coordinates":["#);
        for (at, ring) in rings.iter().enumerate() {
            self.text.push_str(if at == 0 { "[" } else { ",[" });
            self.spots(plane, ring);
            self.text.push(']');
        }
        self.text.push_str("]}}");
        self.text
    }

    fn spots(&mut self, plane: &Plane, spots: &[Spot]) {
        for (at, spot) in spots.iter().enumerate() {
            let [lon, lat] = plane.lonlat(*spot);
            let comma = if at == 0 { "" } else { "," };
            let _ = write!(self.text, "{comma}[{lon},{lat}]");
        }
    }
}

/// A whole collection from features already written.
pub fn collection(features: &[String]) -> String {
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", features.join(",\n"))
}
