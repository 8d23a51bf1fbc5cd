//! Whatever the bytes of an upload: an answer, never a panic. The first byte chooses the format.

#![no_main]

use libfuzzer_sys::fuzz_target;
use ngamhoa::formats::{Limits, ReadOptions, read_bytes};

const NAMES: [&str; 5] = ["a.geojson", "a.geojsonl", "a.csv", "a.shp", "a.zip"];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let limits = Limits { max_rows: 5_000, max_cells: 200_000, max_zip_bytes: 1 << 22, ..Limits::default() };
    let options = ReadOptions { limits, ..ReadOptions::default() };
    match read_bytes(NAMES[usize::from(*first) % NAMES.len()], bytes, &options) {
        Ok(table) => assert!(table.rows.iter().all(|row| row.values.len() == table.fields.len())),
        Err(fault) => assert!(!fault.message().is_empty() && !fault.remedy().is_empty()),
    }
});
