//! Zip archives of uploads: nothing is written to disk, names are only compared, and what comes out is counted while it
//! comes, whatever the archive says of itself.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::{Limits, ReadError};

/// Below this an archive's ratio is not looked at: a `.dbf` of blanks packs to a thousandth.
const SMALL_BYTES: u64 = 16 << 20;

/// One file of an archive.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    nth: usize,
    /// Its path within, with `/`.
    pub(super) path: String,
}

/// An opened archive.
pub(super) struct Archive<'a> {
    name: String,
    zip: ZipArchive<Cursor<&'a [u8]>>,
    entries: Vec<Entry>,
    /// How many more bytes may come out.
    left: u64,
    limit: u64,
}

/// Opens an archive and lists its files, without the folders and the shadow files that macOS adds.
pub(super) fn open<'a>(name: &str, bytes: &'a [u8], limits: &Limits) -> Result<Archive<'a>, ReadError> {
    let corrupt = |reason: String| ReadError::Corrupt { name: name.into(), place: "archive".into(), reason };
    if entries_declared(bytes).is_some_and(|entries| entries > limits.max_zip_entries) {
        return Err(ReadError::TooLarge {
            name: name.into(),
            what: "files in the archive",
            limit: limits.max_zip_entries as u64,
        });
    }
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| corrupt(e.to_string()))?;
    if zip.len() > limits.max_zip_entries {
        return Err(ReadError::TooLarge {
            name: name.into(),
            what: "files in the archive",
            limit: limits.max_zip_entries as u64,
        });
    }
    let mut entries = Vec::new();
    for nth in 0..zip.len() {
        let file = zip.by_index_raw(nth).map_err(|e| corrupt(e.to_string()))?;
        let path = file.name().map_err(|e| corrupt(e.to_string()))?.replace('\\', "/");
        let last = path.rsplit('/').next().unwrap_or_default();
        if file.is_dir() || file.is_symlink() || last.starts_with("._") || path.starts_with("__MACOSX/") {
            continue;
        }
        entries.push(Entry { nth, path });
    }
    let by_ratio = (bytes.len() as u64).saturating_mul(limits.max_zip_ratio).max(SMALL_BYTES);
    let limit = limits.max_zip_bytes.min(by_ratio);
    Ok(Archive { name: name.into(), zip, entries, left: limit, limit })
}

impl Archive<'_> {
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The bytes of one file.
    pub(super) fn inflate(&mut self, entry: &Entry) -> Result<Vec<u8>, ReadError> {
        let corrupt =
            |reason: String| ReadError::Corrupt { name: self.name.clone(), place: entry.path.clone(), reason };
        let file = self.zip.by_index(entry.nth).map_err(|e| corrupt(e.to_string()))?;
        let mut bytes = Vec::new();
        file.take(self.left + 1).read_to_end(&mut bytes).map_err(|e| corrupt(e.to_string()))?;
        let got = bytes.len() as u64;
        if got > self.left {
            return Err(ReadError::TooLarge { name: self.name.clone(), what: "bytes unpacked", limit: self.limit });
        }
        self.left -= got;
        Ok(bytes)
    }
}

/// How many files the end of the archive says there are, read before the list is: a list of millions would fill memory.
fn entries_declared(bytes: &[u8]) -> Option<usize> {
    let tail = &bytes[bytes.len().saturating_sub(66_000)..];
    let end = tail.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let count = tail.get(end + 10..end + 12)?;
    Some(usize::from(u16::from_le_bytes([count[0], count[1]])))
}
