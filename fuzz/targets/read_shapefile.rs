//! The parts of a shapefile, each of any bytes, as they come in an archive.

#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use ngamhoa::formats::{Limits, ReadOptions, read_bytes};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

#[derive(Arbitrary, Debug)]
struct Parts<'a> {
    dbf: Option<&'a [u8]>,
    cpg: Option<&'a [u8]>,
    prj: Option<&'a [u8]>,
    shp: &'a [u8],
}

fuzz_target!(|parts: Parts| {
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    let files = [("a.shp", Some(parts.shp)), ("a.dbf", parts.dbf), ("a.cpg", parts.cpg), ("a.prj", parts.prj)];
    for (name, bytes) in files {
        if let Some(bytes) = bytes {
            let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
            packed.start_file(name, stored).expect("memory takes it");
            packed.write_all(bytes).expect("memory takes it");
        }
    }
    let packed = packed.finish().expect("memory takes it").into_inner();
    let limits = Limits { max_rows: 5_000, max_cells: 200_000, ..Limits::default() };
    match read_bytes("a.zip", &packed, &ReadOptions { limits, ..ReadOptions::default() }) {
        Ok(table) => assert!(table.rows.iter().all(|row| row.values.len() == table.fields.len())),
        Err(fault) => assert!(!fault.message().is_empty() && !fault.remedy().is_empty()),
    }
});
