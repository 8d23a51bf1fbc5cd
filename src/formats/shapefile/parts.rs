//! The files of one shapefile, from a folder or an archive.

use std::path::{Path, PathBuf};

use crate::formats::archive::{self, Entry};
use crate::formats::error::file_name;
use crate::formats::{ReadError, ReadOptions, foreign, load, stem};

/// The bytes of a shapefile's parts.
#[derive(Debug, Default)]
pub(in crate::formats) struct Parts {
    /// The files' common name.
    pub(in crate::formats) name: String,
    pub(in crate::formats) shp: Vec<u8>,
    pub(in crate::formats) shx: Option<Vec<u8>>,
    pub(in crate::formats) dbf: Option<Vec<u8>>,
    pub(in crate::formats) prj: Option<Vec<u8>>,
    pub(in crate::formats) cpg: Option<Vec<u8>>,
}

impl Parts {
    /// A `.shp` alone, as an upload may be.
    pub(in crate::formats) fn alone(name: &str, shp: Vec<u8>) -> Self {
        Self { name: stem(name).into(), shp, ..Self::default() }
    }

    fn put(&mut self, ending: &str, bytes: Vec<u8>) {
        match ending {
            "shp" => self.shp = bytes,
            "shx" => self.shx = Some(bytes),
            "dbf" => self.dbf = Some(bytes),
            "prj" => self.prj = Some(bytes),
            "cpg" => self.cpg = Some(bytes),
            _ => {}
        }
    }
}

/// The parts beside a `.shp`, whatever the case of their endings.
pub(in crate::formats) fn beside(shp: &Path, options: &ReadOptions<'_>) -> Result<Parts, ReadError> {
    let max_bytes = options.limits.max_bytes;
    let name = file_name(shp);
    let mut parts = Parts::alone(&name, load(shp, max_bytes)?);
    let folder = match shp.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut left = max_bytes.saturating_sub(parts.shp.len() as u64);
    for path in files(folder)? {
        let other = file_name(&path);
        let ending = ending(&other);
        if ending != "shp" && is_part(&ending) && stem(&other).eq_ignore_ascii_case(stem(&name)) {
            let bytes = load(&path, left)?;
            left -= bytes.len() as u64;
            parts.put(&ending, bytes);
        }
    }
    Ok(parts)
}

/// The `.shp` of a folder that holds exactly one (or the one named by the layer option).
pub(in crate::formats) fn in_folder(folder: &Path, options: &ReadOptions<'_>) -> Result<PathBuf, ReadError> {
    let paths: Vec<PathBuf> = files(folder)?.into_iter().filter(|path| ending(&file_name(path)) == "shp").collect();
    let names: Vec<String> = paths.iter().map(|path| file_name(path)).collect();
    let nth = which(&file_name(folder), "it is a folder and holds no .shp", &names, options)?;
    Ok(paths[nth].clone())
}

/// The parts within an archive that holds exactly one shapefile (or the one named by the layer option), in any folder.
pub(in crate::formats) fn in_zip(name: &str, bytes: &[u8], options: &ReadOptions<'_>) -> Result<Parts, ReadError> {
    if bytes.is_empty()
        && let Some(fault) = foreign::by_beginning(name, bytes)
    {
        return Err(fault);
    }
    let mut archive = archive::open(name, bytes, &options.limits)?;
    let entries: Vec<Entry> = archive.entries().to_vec();
    let shapes: Vec<&Entry> = entries.iter().filter(|entry| ending(&entry.path) == "shp").collect();
    if shapes.is_empty() && entries.iter().any(|entry| ending(&entry.path) == "zip") {
        return Err(ReadError::Structure {
            name: name.into(),
            place: "archive".into(),
            reason: "it holds another archive, which is not opened".into(),
            remedy: "unpack it once and send the inner one".into(),
        });
    }
    let names: Vec<String> = shapes.iter().map(|entry| entry.path.clone()).collect();
    let chosen = shapes[which(name, "it holds no .shp", &names, options)?];
    let mut parts = Parts { name: stem(&chosen.path).into(), ..Parts::default() };
    let of = |path: &str| path.rsplit_once('.').map_or(path, |(before, _)| before).to_lowercase();
    for entry in entries.iter().filter(|entry| of(&entry.path) == of(&chosen.path)) {
        let ending = ending(&entry.path);
        if is_part(&ending) {
            parts.put(&ending, archive.inflate(entry)?);
        }
    }
    Ok(parts)
}

/// `none`: what to say where there is none.
fn which(name: &str, none: &str, shapefiles: &[String], options: &ReadOptions<'_>) -> Result<usize, ReadError> {
    if shapefiles.is_empty() {
        return Err(ReadError::Structure {
            name: name.into(),
            place: "contents".into(),
            reason: none.into(),
            remedy: "send a shapefile with its parts, or the inner file by itself".into(),
        });
    }
    let found = match options.layer {
        Some(layer) => shapefiles.iter().position(|path| stem(path).eq_ignore_ascii_case(stem(layer))),
        None => (shapefiles.len() == 1).then_some(0),
    };
    found.ok_or_else(|| ReadError::WhichLayer {
        name: name.into(),
        asked: options.layer.map(str::to_owned),
        layers: shapefiles.iter().map(|path| stem(path).to_owned()).collect(),
    })
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let listed = std::fs::read_dir(folder).map_err(|e| ReadError::io(folder, &e))?;
    let mut paths: Vec<PathBuf> =
        listed.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file()).collect();
    paths.sort();
    Ok(paths)
}

fn is_part(ending: &str) -> bool {
    matches!(ending, "shp" | "shx" | "dbf" | "prj" | "cpg")
}

fn ending(path: &str) -> String {
    path.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_ascii_lowercase())
}
