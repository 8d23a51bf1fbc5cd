//! Another PROJ on the machine, of QGIS or of PostGIS, does no harm: coordinate systems come from inside the program.

use super::{ngamhoa, told};

#[test]
fn the_database_of_another_proj_is_not_taken() {
    let (theirs, ours) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(theirs.path().join("proj.db"), b"another PROJ's").unwrap();
    let output = ngamhoa(ours.path()).arg("init").env("PROJ_DATA", theirs.path()).output().unwrap();
    assert!(output.status.success(), "{}", told(&output));
}

#[test]
fn beginning_anew_keeps_the_arguments_and_the_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let output = ngamhoa(folder.path()).args(["init", "--grid", "EPSG:0 0"]).env_remove("PROJ_DATA").output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    assert!(told(&output).contains("--grid") || told(&output).contains("EPSG:0 0"), "{}", told(&output));
}

/// What is wrong is said once, by us.
#[test]
fn an_unknown_coordinate_system_is_told_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let output = ngamhoa(folder.path())
        .args(["init", "--name", "X", "--box", "106,20,107,21", "--grid", "EPSG:1"])
        .output()
        .unwrap();
    assert_eq!((output.status.code(), told(&output).lines().count()), (Some(2), 1), "{}", told(&output));
}
