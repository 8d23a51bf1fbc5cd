//! The program itself, started as people start it.

mod check;
mod crash;
mod grid;
mod journey;
mod proj;
mod wrong;

use std::path::Path;
use std::process::{Command, Output};

pub fn ngamhoa(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ngamhoa"));
    command.current_dir(folder).env("NGAMHOA_STORE", folder.join("city.gpkg")).env_remove("NGAMHOA_LISTEN");
    command
}

pub fn run(folder: &Path, arguments: &[&str]) -> Output {
    ngamhoa(folder).args(arguments).output().unwrap()
}

pub fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Runs and expects success; gives what was printed.
pub fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{arguments:?}\n{}", told(&output));
    String::from_utf8(output.stdout).unwrap()
}

pub fn json(folder: &Path, arguments: &[&str]) -> serde_json::Value {
    let output = run(folder, arguments);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{}", told(&output)))
}

/// A GeoJSON file of cables, each a street of about 105 m to the east, one below the other.
pub fn cables_file(path: &Path, operator: &str, first: usize, count: usize, placement: &str) {
    let features: Vec<serde_json::Value> = (first..first + count)
        .map(|number| {
            let lat = 20.84 + number as f64 * 1e-6;
            serde_json::json!({
                "type": "Feature",
                "properties": {"code": format!("C{number}"), "operator": operator, "placement": placement,
                               "status": "functional", "valid_from": "2016-01-01"},
                "geometry": {"type": "LineString", "coordinates": [[106.680, lat], [106.681, lat]]}
            })
        })
        .collect();
    let text = serde_json::json!({"type": "FeatureCollection", "features": features}).to_string();
    std::fs::write(path, text).unwrap();
}

pub fn zones_file(path: &Path) {
    let text = serde_json::json!({"type": "FeatureCollection", "features": [{
        "type": "Feature",
        "properties": {"code": "Z1", "name": "Khu thử", "kind": "residential_area", "valid_from": "2015-01-01"},
        "geometry": {"type": "Polygon", "coordinates": [[[106.6805, 20.83], [106.69, 20.83], [106.69, 20.86], [106.6805, 20.86], [106.6805, 20.83]]]}
    }]});
    std::fs::write(path, text.to_string()).unwrap();
}
