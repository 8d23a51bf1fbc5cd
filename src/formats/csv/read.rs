//! The rows of a CSV file.

use geo_types::{Coord, Geometry, Point};

use super::columns::{self, Pair, Place};
use super::dialect::{self, Dialect};
use super::number::decimal;
use crate::formats::builder::Builder;
use crate::formats::shape::{Bad, Shape};
use crate::formats::text::{self, Charset, Declared, Evidence};
use crate::formats::{
    Encoding, FileCrs, Flaw, Format, KnownBy, ReadError, ReadOptions, Refusal, Table, Value, stem, wkt,
};

pub(in crate::formats) fn read(name: &str, bytes: &[u8], options: &ReadOptions<'_>) -> Result<Table, ReadError> {
    let mut builder = Builder::new(Format::Csv, stem(name), &options.limits);
    let text = decode(name, bytes, options, &mut builder)?;
    let dialect = Dialect::of(&text);
    dialect::check_quotes(name, dialect)?;
    let mut records = records(name, dialect, options)?;
    if records.is_empty() {
        return Err(ReadError::Structure {
            name: name.into(),
            place: "first line".into(),
            reason: "the file is empty".into(),
            remedy: "send a table whose first line names the columns".into(),
        });
    }
    let header = header(&records.remove(0));
    let chosen =
        columns::choose(name, &options.csv, &header, &records).map_err(|fault| no_names(name, &header, fault))?;
    if let Some(remark) = chosen.remark {
        builder.note("geometry_columns", None, || remark);
    }
    let used: &[usize] = match chosen.place {
        Place::Wkt(at) => &[at],
        Place::LonLat { lon, lat } => &[lon, lat],
        Place::EastNorth { east, north } => &[east, north],
    };
    let kept: Vec<usize> = (0..header.len()).filter(|at| !used.contains(at)).collect();
    if kept.len() > options.limits.max_fields {
        return Err(ReadError::TooLarge {
            name: name.into(),
            what: "columns",
            limit: options.limits.max_fields as u64,
        });
    }
    builder.header(kept.iter().map(|at| header[*at].clone()));
    let mut crs = Crs::of(chosen.place, &header);
    let mut lines = Lines { body: dialect.body.as_bytes(), at: 0, line: dialect.lines_before + 1 };
    for record in &records {
        let number = lines.of(record);
        if record.len() > header.len() {
            let message = format!("{} cells under {} columns", record.len(), header.len());
            builder.refuse(Refusal {
                row: Some(number),
                code: "too_many_cells",
                message,
                remedy: "put a cell that holds the separator into quotes".into(),
                path: None,
            })?;
            continue;
        }
        if record.len() < header.len() {
            builder.note("short_row", Some(number), || {
                "rows with fewer cells than columns; the missing ones are empty".into()
            });
        }
        let mut flaws = Vec::new();
        let cells = kept.iter().map(|at| cell(record.get(*at).unwrap_or_default(), &header[*at], &mut flaws));
        let values = cells.collect();
        let told = crs.meet_column(record).map_err(|bad| ("crs".to_owned(), bad));
        match told.and_then(|()| shape(record, chosen.place, &header, options.limits.max_depth, &mut crs)) {
            Ok(mut shape) => {
                shape.flaws.extend(flaws);
                builder.shaped_row(number, shape, values)?;
            }
            Err((path, bad)) => {
                builder.unreadable_shape(number, bad, path, &written(record, chosen.place), values)?;
            }
        }
    }
    if crs.is_by_name_only {
        builder.note("assumed_wgs84", None, || "longitude and latitude were taken as WGS 84".into());
    }
    builder.set_crs(crs.known.unwrap_or(FileCrs::Unknown));
    Ok(builder.finish())
}

/// The text in NFC, its encoding told from its bytes where there is no byte order mark.
fn decode(name: &str, bytes: &[u8], options: &ReadOptions<'_>, builder: &mut Builder) -> Result<String, ReadError> {
    if text::is_utf16(bytes) {
        return Err(ReadError::Utf16 { name: name.into() });
    }
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        builder.set_encoding(Encoding { name: Charset::Utf8.name().into(), known_by: KnownBy::Bom });
        return Ok(Charset::Utf8.decode(rest).text);
    }
    let mut evidence = Evidence::default();
    bytes.split(|byte| *byte == b'\n').for_each(|line| evidence.add(line));
    let declared = Declared { asked: options.encoding, ..Declared::default() };
    let choice = text::choose(&evidence, declared)?;
    if let Some(remark) = choice.remark {
        builder.note("encoding", None, || remark);
    }
    builder.set_encoding(choice.encoding);
    Ok(choice.charset.decode(bytes).text)
}

/// All records but empty ones, the header first.
fn records(name: &str, dialect: Dialect<'_>, options: &ReadOptions<'_>) -> Result<Vec<csv::StringRecord>, ReadError> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(dialect.delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(dialect.body.as_bytes());
    let mut records = Vec::new();
    let mut cells = 0;
    for record in reader.records() {
        let record = record.map_err(|fault| ReadError::Syntax {
            name: name.into(),
            line: fault.position().map_or(0, |at| at.line() as usize),
            column: 1,
            reason: fault.to_string(),
        })?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        cells += record.len() as u64;
        let limits = &options.limits;
        let too_large = |what, limit| ReadError::TooLarge { name: name.into(), what, limit };
        if records.len() as u64 > limits.max_rows {
            return Err(too_large("rows", limits.max_rows));
        }
        if cells > limits.max_cells {
            return Err(too_large("cells (rows times columns)", limits.max_cells));
        }
        records.push(record);
    }
    Ok(records)
}

fn header(record: &csv::StringRecord) -> Vec<String> {
    record
        .iter()
        .enumerate()
        .map(|(at, name)| match name.trim() {
            "" => format!("column_{}", at + 1),
            name => name.to_owned(),
        })
        .collect()
}

fn cell(text: &str, column: &str, flaws: &mut Vec<Flaw>) -> Value {
    let text = text.trim();
    if text.is_empty() {
        return Value::Null;
    }
    if text.contains(char::REPLACEMENT_CHARACTER) {
        flaws.push(Flaw::TextDamaged { field: column.to_owned() });
    }
    let shown = text.strip_prefix('\'').filter(|rest| super::is_formula_behind_apostrophes(rest));
    Value::Text(shown.unwrap_or(text).to_owned())
}

/// A first line of numbers names no columns: the file begins with its data.
fn no_names(name: &str, header: &[String], fault: ReadError) -> ReadError {
    if !header.iter().any(|cell| decimal(cell).is_some()) {
        return fault;
    }
    ReadError::Structure {
        name: name.into(),
        place: "first line".into(),
        reason: "it holds numbers where the names of the columns must be".into(),
        remedy: "put a line with the names before the data, for example code;lon;lat".into(),
    }
}

/// The lines that records begin on. The reader counts the second half of a CR LF with the next record, so they are counted
/// here.
struct Lines<'a> {
    body: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, record: &csv::StringRecord) -> u64 {
        let mut start = record.position().map_or(0, |position| position.byte() as usize);
        while self.body.get(start).is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
            start += 1;
        }
        while self.at < start {
            let is_end = match self.body.get(self.at) {
                Some(b'\n') => true,
                Some(b'\r') => self.body.get(self.at + 1) != Some(&b'\n'),
                _ => false,
            };
            self.line += u64::from(is_end);
            self.at += 1;
        }
        self.line
    }
}

/// The CRS the rows add up to.
struct Crs {
    known: Option<FileCrs>,
    /// A column `crs` that says `EPSG:n`, as the tables have that we write.
    column: Option<usize>,
    /// Degrees, and nothing says on which datum.
    is_by_name_only: bool,
}

impl Crs {
    fn of(place: Place, header: &[String]) -> Self {
        match place {
            Place::LonLat { .. } => Self { known: Some(FileCrs::Wgs84), column: None, is_by_name_only: true },
            Place::EastNorth { .. } | Place::Wkt(_) => {
                let column = header.iter().position(|name| name.eq_ignore_ascii_case("crs"));
                Self { known: None, column, is_by_name_only: false }
            }
        }
    }

    /// What the row's `crs` cell says; a cell that says something else than `EPSG:n` says nothing.
    fn meet_column(&mut self, record: &csv::StringRecord) -> Result<(), Bad> {
        let cell = self.column.and_then(|column| record.get(column)).unwrap_or_default().trim();
        let is_epsg = cell.get(..5).is_some_and(|head| head.eq_ignore_ascii_case("EPSG:"));
        match cell.get(5..).filter(|_| is_epsg).and_then(|code| code.parse().ok()) {
            Some(code) => self.meet(code),
            None => Ok(()),
        }
    }

    /// The SRID of a row of EWKT must be that of the others.
    fn meet(&mut self, srid: u32) -> Result<(), Bad> {
        let said = if srid == 4326 { FileCrs::Wgs84 } else { FileCrs::Epsg(srid) };
        match &self.known {
            None => self.known = Some(said),
            Some(known) if *known == said => {}
            Some(_) => {
                let message = format!("EPSG:{srid}, where rows before have another");
                return Err(Bad::new("srid_differs", message, "write one file for each CRS"));
            }
        }
        Ok(())
    }
}

fn shape(
    record: &csv::StringRecord,
    place: Place,
    header: &[String],
    max_depth: usize,
    crs: &mut Crs,
) -> Result<Shape, (String, Bad)> {
    let at = |column: usize| record.get(column).unwrap_or_default().trim();
    match place {
        Place::Wkt(column) => {
            let in_column = |bad| (header[column].clone(), bad);
            if at(column).is_empty() {
                return Ok(Shape::default());
            }
            let (shape, srid) = wkt::read(at(column), max_depth).map_err(in_column)?;
            // SRID=0 says "unknown".
            if let Some(srid) = srid.filter(|srid| *srid != 0) {
                crs.meet(srid).map_err(in_column)?;
            }
            Ok(shape)
        }
        Place::LonLat { lon: x, lat: y } | Place::EastNorth { east: x, north: y } => {
            if at(x).is_empty() && at(y).is_empty() {
                return Ok(Shape::default());
            }
            let number = |column: usize| {
                decimal(at(column)).ok_or_else(|| {
                    let written: String = at(column).chars().take(40).collect();
                    let message = if written.is_empty() {
                        "one of the two coordinates is missing".to_owned()
                    } else {
                        format!("{written:?} is not readable as a number")
                    };
                    let remedy = "write the number without thousands separators or units, for example 2309582.736";
                    (header[column].clone(), Bad::new("coordinate_value", message, remedy))
                })
            };
            let (x_value, y_value) = (number(x)?, number(y)?);
            // East and north by now: where they fit only the other way round, somebody swapped two cells.
            if matches!(pair_of(place, x_value, y_value), Pair::XNorth | Pair::XLat) {
                let message = format!("{x_value} as east and {y_value} as north: they fit only the other way round");
                return Err((
                    header[x].clone(),
                    Bad::new("axes_swapped", message, "swap the two cells, or the columns' names"),
                ));
            }
            let geometry = Some(Geometry::Point(Point(Coord { x: x_value, y: y_value })));
            Ok(Shape { geometry, ..Shape::default() })
        }
    }
}

/// What a record says of its place, in the form of well-known text, in which it can be corrected and read again.
fn written(record: &csv::StringRecord, place: Place) -> String {
    let at = |column: usize| record.get(column).unwrap_or_default().trim();
    match place {
        Place::Wkt(column) => at(column).to_owned(),
        Place::LonLat { lon: x, lat: y } | Place::EastNorth { east: x, north: y } => {
            let told = |column| decimal(at(column)).map_or_else(|| at(column).to_owned(), |number| number.to_string());
            format!("POINT ({} {})", told(x), told(y))
        }
    }
}

/// How a pair reads, where its columns promise metres or degrees.
fn pair_of(place: Place, x: f64, y: f64) -> Pair {
    match (place, columns::pair(x, y)) {
        (Place::EastNorth { .. }, Pair::XNorth) => Pair::XNorth,
        (Place::LonLat { .. }, Pair::XLat) => Pair::XLat,
        _ => Pair::Open,
    }
}
