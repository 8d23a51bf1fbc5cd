//! The arrows between the rooms: a room may use only what stands to its right.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What each room may use. `cli → http → app → { rules, tiles } → atlas → crs → model → geometry`;
/// `store`, `formats` and `auth` hang under `app` and use `crs`, `model` and `geometry`.
const MAY_USE: [(&str, &[&str]); 11] = [
    ("geometry", &[]),
    ("model", &["geometry"]),
    ("crs", &["model", "geometry"]),
    ("atlas", &["crs", "model", "geometry"]),
    ("rules", &["atlas", "crs", "model", "geometry"]),
    ("tiles", &["atlas", "crs", "model", "geometry"]),
    ("store", &["crs", "model", "geometry"]),
    ("formats", &["crs", "model", "geometry"]),
    ("app", &["rules", "tiles", "atlas", "store", "formats", "crs", "model", "geometry"]),
    ("http", &["app", "rules", "tiles", "atlas", "store", "formats", "crs", "model", "geometry"]),
    ("cli", &["http", "app", "rules", "tiles", "atlas", "store", "formats", "crs", "model", "geometry"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The rooms that a source names: after `crate::`, also inside `use crate::{a::x, b::y}`.
fn rooms_named(source: &str) -> Vec<String> {
    let code: String = source.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n");
    let mut named = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with('$') || code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            let mut at_start = true;
            for c in group.chars() {
                match c {
                    '}' if depth == 0 => break,
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 0 => at_start = true,
                    c if c.is_whitespace() => {}
                    c if at_start && depth == 0 && (c.is_alphanumeric() || c == '_') => word.push(c),
                    _ if depth == 0 && at_start => {
                        named.push(std::mem::take(&mut word));
                        at_start = false;
                    }
                    _ => {}
                }
            }
            if !word.is_empty() {
                named.push(word);
            }
        } else {
            named.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    named
}

#[test]
fn no_room_uses_what_stands_to_its_left() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let allowed: BTreeMap<&str, &[&str]> = MAY_USE.into_iter().collect();
    let mut files = Vec::new();
    sources(&src, &mut files);
    let mut wrong = Vec::new();
    for file in &files {
        let inside = file.strip_prefix(&src).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let room = first.trim_end_matches(".rs");
        let Some(may_use) = allowed.get(room) else {
            assert!(["lib", "main"].contains(&room), "{} is in no room the test knows", inside.display());
            continue;
        };
        for named in rooms_named(&std::fs::read_to_string(file).unwrap()) {
            if allowed.contains_key(named.as_str()) && named != room && !may_use.contains(&named.as_str()) {
                wrong.push(format!("{} uses {named}", inside.display()));
            }
        }
    }
    assert!(files.len() > 30, "only {} files were looked at", files.len());
    assert!(wrong.is_empty(), "wrong arrows:\n{}", wrong.join("\n"));
}

#[test]
fn only_one_file_links_proj_and_only_the_store_and_the_reader_link_sqlx() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    for file in files {
        let inside = file.strip_prefix(&src).unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        if text.contains("proj::Proj") {
            assert_eq!(inside, "crs/transform.rs");
        }
        if text.contains("use sqlx") {
            assert!(inside.starts_with("store/") || inside.starts_with("formats/geopackage"), "{inside} speaks SQL");
        }
    }
}

#[test]
fn the_test_itself_sees_groups_and_paths() {
    let source = "use crate::{atlas::Atlas, crs::{Grid, X}, model};\nlet x = crate::store::Store; // crate::http";
    assert_eq!(rooms_named(source), ["atlas", "crs", "model", "store"]);
}
