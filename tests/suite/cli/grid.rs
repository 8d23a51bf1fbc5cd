//! `ngamhoa init`: a grid in which a city's metres would be none is refused before there is a store.

use super::{done, run, told};
use std::path::Path;

fn init(at: &Path, grid: &str) -> (i32, String) {
    let output = run(at, &["init", "--name", "Hải Phòng", "--box", "106.40,20.12,107.74,21.03", "--grid", grid]);
    (output.status.code().unwrap(), told(&output))
}

#[test]
fn a_grid_must_be_planar_in_metres_and_fit_the_box() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    for (grid, reason) in [
        ("EPSG:4326", "a planar grid in metres is needed"),
        ("EPSG:3857", "Web Mercator"),
        ("EPSG:2263", "a planar grid in metres is needed"),
        ("EPSG:32733", "the city's box lies elsewhere"),
    ] {
        let (code, said) = init(at, grid);
        assert!(code == 2 && said.contains(reason) && said.contains(grid), "{grid}: {code} {said}");
        assert!(!at.join("city.gpkg").exists(), "{grid}");
    }
    assert_eq!(init(at, "EPSG:5899").0, 0);
}

#[test]
fn a_city_file_that_contradicts_itself_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let city = include_str!("../../../geodata/cities/hai_phong.toml");
    std::fs::write(at.join("city.toml"), city.replace("EPSG:9210", "EPSG:9209")).unwrap();
    let output = run(at, &["init", "--city", "city.toml"]);
    let said = told(&output);
    assert!(output.status.code() == Some(2) && said.contains("grid_proj4 is not EPSG:9209"), "{said}");
    std::fs::write(at.join("city.toml"), city).unwrap();
    done(at, &["init", "--city", "city.toml"]);
}
