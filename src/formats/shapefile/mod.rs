//! Shapefiles: the `.shp` for geometry, `.dbf` for the table, `.prj` for the CRS, `.cpg` for the text encoding. Only the
//! `.shp` must be there. Both binary files are read by this room itself, because their counts and lengths lie in uploads and
//! the text of a `.dbf` must be seen as bytes before its encoding is known.

mod bytes;
mod cells;
mod dbf;
mod parts;
mod rings;
mod shp;
mod write;

use super::builder::Builder;
use super::shape::Shape;
use super::text::{Declared, Evidence};
use super::{FileCrs, Format, ReadError, ReadOptions, Table, foreign, text};
use dbf::Dbf;
pub(super) use parts::{Parts, beside, in_folder, in_zip};
use shp::{Index, Record};
pub(super) use write::write;

/// The longest `.prj` that is read, in bytes: a compound WKT2 definition has a few thousand.
const LONGEST_PRJ: usize = 1 << 16;

/// Reads a shapefile from its parts.
pub(super) fn read(parts: &Parts, options: &ReadOptions<'_>) -> Result<Table, ReadError> {
    let mut builder = Builder::new(Format::Shapefile, &parts.name, &options.limits);
    builder.set_crs(crs(parts));
    let corrupt = |part: &str, place: &str, reason: String| ReadError::Corrupt {
        name: format!("{}.{part}", parts.name),
        place: place.into(),
        reason,
    };
    if let Some(fault) = foreign::by_beginning(&format!("{}.shp", parts.name), &parts.shp[..parts.shp.len().min(512)]) {
        return Err(fault);
    }
    shp::check_header(&parts.shp).map_err(|reason| corrupt("shp", "header", reason))?;
    let dbf = if let Some(bytes) = &parts.dbf {
        Some(Dbf::open(bytes).map_err(|reason| corrupt("dbf", "header", reason))?)
    } else {
        builder.note("no_dbf", None, || "there is no .dbf: the rows have no fields".into());
        None
    };
    let charset = match &dbf {
        Some(dbf) => {
            let mut evidence = Evidence::default();
            dbf.text(&mut evidence);
            let cpg = parts.cpg.as_deref().map(String::from_utf8_lossy);
            let declared = Declared { asked: options.encoding, cpg: cpg.as_deref(), ldid: Some(dbf.ldid) };
            let choice = text::choose(&evidence, declared)?;
            if let Some(remark) = choice.remark {
                builder.note("encoding", None, || remark);
            }
            builder.set_encoding(choice.encoding);
            builder.header(dbf.names(choice.charset));
            Some((dbf, choice.charset))
        }
        None => None,
    };
    let index = Index::of(&parts.shp, parts.shx.as_deref(), options.limits.max_rows);
    if index.is_shx_ignored {
        builder.note("shx_ignored", None, || "the .shx does not fit the .shp and was not used".into());
    }
    let rows = index.offsets.len().max(charset.as_ref().map_or(0, |(dbf, _)| dbf.rows));
    if let Some((dbf, _)) = &charset {
        say_counts(dbf, index.offsets.len(), &mut builder);
    }
    for at in 0..rows {
        let number = at as u64 + 1;
        if charset.as_ref().is_some_and(|(dbf, _)| dbf.is_deleted(at)) {
            builder.note("deleted_rows", Some(number), || "rows marked as deleted in the .dbf were left out".into());
            continue;
        }
        let mut flaws = Vec::new();
        let values = match &charset {
            Some((dbf, charset)) => dbf.row(at, *charset, number, &mut flaws, &mut builder),
            None => Vec::new(),
        };
        let shape = match index.offsets.get(at) {
            Some(offset) => Record::at(&parts.shp, *offset).and_then(Record::shape),
            None => Ok(Shape::default()),
        };
        match shape {
            Ok(mut shape) => {
                say_rings(&shape, number, &mut builder);
                shape.flaws.extend(flaws);
                builder.shaped_row(number, shape, values)?;
            }
            Err(bad) => builder.unreadable_shape(number, bad, "geometry".into(), "", values)?,
        }
    }
    if let Some(left) = index.cut_off {
        builder.note("cut_off", None, || format!("the .shp ends in the middle of a record ({left} bytes left over)"));
    }
    Ok(builder.finish())
}

fn say_counts(dbf: &Dbf<'_>, shapes: usize, builder: &mut Builder) {
    if dbf.declared != dbf.rows as u64 {
        let (declared, rows) = (dbf.declared, dbf.rows);
        builder.note("dbf_count", None, || format!("the .dbf says it has {declared} rows and has {rows}"));
    }
    if dbf.rows != shapes {
        let rows = dbf.rows;
        builder.note("rows_unequal", None, || format!("{shapes} geometries in the .shp, {rows} rows in the .dbf"));
    }
}

fn say_rings(shape: &Shape, number: u64, builder: &mut Builder) {
    if shape.rings_reordered {
        builder.note("ring_order", Some(number), || {
            "rings are not in shapefile order (outer clockwise); which are holes was found from what lies within what".into()
        });
    }
}

fn crs(parts: &Parts) -> FileCrs {
    let Some(prj) = &parts.prj else {
        return FileCrs::Unknown;
    };
    let head = &prj[..prj.len().min(LONGEST_PRJ)];
    let wkt = String::from_utf8_lossy(head);
    let wkt = wkt.trim_start_matches('\u{feff}').trim_matches(|c: char| c.is_whitespace() || c == '\0');
    if wkt.is_empty() { FileCrs::Unknown } else { FileCrs::Wkt(wkt.to_owned()) }
}
