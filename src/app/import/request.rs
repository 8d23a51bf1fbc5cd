//! What an import is asked to do.

use crate::app::AppError;
use crate::formats::{CsvGeometry, Format, Limits, ReadOptions, Table};
use crate::model::{Collection, Day, Field, Kind};
use std::str::FromStr;

/// What may stand for a value that the field does not take.
fn remedy(field: &Field) -> String {
    match field.kind {
        Kind::Choice(_) => "write one of these words".into(),
        Kind::Date => "write a date as 2019-06-15".into(),
        Kind::Integer { min, max } => format!("write a whole number from {min} to {max}"),
        Kind::Number { min, max } => format!("write a number from {min} to {max}"),
        Kind::Text => "write a text".into(),
    }
}

#[derive(Clone, Debug)]
pub struct ImportRequest {
    pub collection: Collection,
    /// `EPSG:n`, stronger than what the file says of itself.
    pub crs: Option<u32>,
    /// In the order given: the last one for a field wins.
    pub assignments: Vec<Assignment>,
    pub values: Vec<ValueRule>,
    pub code_prefix: Option<String>,
    /// Close rings and make areas valid; listed in the report.
    pub repair: bool,
    /// Import the rest when rows are refused.
    pub skip_refused: bool,
    pub dry_run: bool,
    /// The layer of a file that has several.
    pub layer: Option<String>,
    /// The text encoding, stronger than what the file says.
    pub encoding: Option<String>,
    /// What the file's operators had and the file no longer has ends on this day.
    pub retire_missing: Option<Day>,
    /// So many of the rows are kept in the report with their places, for drawing.
    pub draw: usize,
    /// Who imports.
    pub actor: String,
}

/// Where a field's value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assignment {
    /// `--map ours=theirs`: from the file's column.
    Map { ours: String, theirs: String },
    /// `--set ours=value`: the same for all rows.
    Set { ours: String, value: String },
}

/// `--values field:theirs=ours`: what the file's code means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueRule {
    pub field: String,
    pub theirs: String,
    pub ours: String,
}

impl Assignment {
    /// Reads `ours=theirs` of a mapping.
    pub fn map(text: &str) -> Result<Self, String> {
        let (ours, theirs) = halves(text).ok_or_else(|| format!("map {text}: wants ours=theirs"))?;
        Ok(Assignment::Map { ours, theirs })
    }

    /// Reads `ours=value` of a fixed value.
    pub fn set(text: &str) -> Result<Self, String> {
        let (ours, value) = halves(text).ok_or_else(|| format!("set {text}: wants ours=value"))?;
        Ok(Assignment::Set { ours, value })
    }

    pub fn ours(&self) -> &str {
        match self {
            Assignment::Map { ours, .. } | Assignment::Set { ours, .. } => ours,
        }
    }
}

fn halves(text: &str) -> Option<(String, String)> {
    let (ours, right) = text.split_once('=')?;
    Some((ours.trim().to_lowercase(), right.to_owned()))
}

impl FromStr for ValueRule {
    type Err = String;

    /// Reads `field:theirs=ours`.
    fn from_str(text: &str) -> Result<Self, String> {
        let shape = || "wants field:theirs=ours, such as status:operational=functional".to_owned();
        let (field, rest) = text.split_once(':').ok_or_else(shape)?;
        let (theirs, ours) = rest.rsplit_once('=').ok_or_else(shape)?;
        Ok(ValueRule { field: field.trim().to_lowercase(), theirs: theirs.into(), ours: ours.into() })
    }
}

/// Names that `--map` takes beside the fields: they say where the place is.
pub const PLACE_NAMES: [&str; 5] = ["lon", "lat", "east", "north", "wkt"];

impl ImportRequest {
    pub fn new(collection: Collection) -> Self {
        ImportRequest {
            collection,
            crs: None,
            assignments: Vec::new(),
            values: Vec::new(),
            code_prefix: None,
            repair: false,
            skip_refused: false,
            dry_run: false,
            layer: None,
            encoding: None,
            retire_missing: None,
            draw: 0,
            actor: "unknown".into(),
        }
    }

    /// Refuses names that are no fields, before a file is opened.
    pub fn check(&self) -> Result<(), AppError> {
        if self.retire_missing.is_some() && self.collection == Collection::Zones {
            return Err(AppError::request(
                "retire_zones",
                "zones belong to no operator whose register the file could be",
                "leave --retire-missing out, and end a zone with its valid_to",
            ));
        }
        if self.retire_missing.is_some() && self.code_prefix.is_some() {
            return Err(AppError::request(
                "retire_numbered",
                "a row numbered by --code-prefix has no code of its own: with one row less in the file, other rows would seem to be missing",
                "leave one of --retire-missing and --code-prefix out",
            ));
        }
        let known = |name: &str| self.collection.field(name).is_some() || (PLACE_NAMES.contains(&name));
        for assignment in &self.assignments {
            let ours = assignment.ours();
            if !known(ours) || (matches!(assignment, Assignment::Set { .. }) && PLACE_NAMES.contains(&ours)) {
                return Err(self.no_field(ours));
            }
        }
        for rule in &self.values {
            if self.collection.field(&rule.field).is_none() {
                return Err(self.no_field(&rule.field));
            }
        }
        for assignment in &self.assignments {
            if let Assignment::Set { ours, value } = assignment
                && let Some(field) = self.collection.field(ours)
            {
                field.read(value).map_err(|fault| {
                    AppError::request("bad_set", format!("--set {ours}={value}: {}", fault.problem), remedy(field))
                })?;
            }
        }
        for rule in &self.values {
            if let Some(field) = self.collection.field(&rule.field) {
                field.read(&rule.ours).map_err(|fault| {
                    let given = format!("--values {}:{}={}", rule.field, rule.theirs, rule.ours);
                    AppError::request("bad_values", format!("{given}: {}", fault.problem), remedy(field))
                })?;
            }
        }
        self.check_pairs()
    }

    /// Half a place is none.
    fn check_pairs(&self) -> Result<(), AppError> {
        for (one, other) in [("lon", "lat"), ("lat", "lon"), ("east", "north"), ("north", "east")] {
            if self.place_column(one).is_some() && self.place_column(other).is_none() {
                return Err(AppError::request(
                    "half_a_place",
                    format!("--map {one}= says half of the place"),
                    format!("say the other half with --map {other}=COLUMN"),
                ));
            }
        }
        Ok(())
    }

    /// Refuses what the request says of columns that this kind of file does not have.
    pub(super) fn check_table(&self, table: &Table) -> Result<(), AppError> {
        let place = PLACE_NAMES.into_iter().find(|name| self.place_column(name).is_some());
        match place {
            Some(name) if table.format != Format::Csv => Err(AppError::request(
                "place_of_a_table",
                format!("--map {name}= names a column for the place, but this file brings its own geometry"),
                "leave it out: columns for the place are for CSV tables",
            )),
            _ => Ok(()),
        }
    }

    fn no_field(&self, name: &str) -> AppError {
        let names: Vec<&str> = self.collection.fields().iter().map(|field| field.name).collect();
        AppError::request(
            "unknown_field",
            format!("{} have no field \"{name}\"", self.collection.word()),
            format!("the fields are: {} (and for the place: {})", names.join(", "), PLACE_NAMES.join(", ")),
        )
    }

    /// The column that `--map` names for a place name, the last one winning.
    fn place_column(&self, name: &str) -> Option<String> {
        self.assignments.iter().rev().find_map(|assignment| match assignment {
            Assignment::Map { ours, theirs } if ours == name => Some(theirs.clone()),
            _ => None,
        })
    }

    pub(in crate::app) fn read_options(&self) -> ReadOptions<'_> {
        let column = |name: &str| self.place_column(name);
        let csv = match (column("wkt"), column("lon").zip(column("lat")), column("east").zip(column("north"))) {
            (Some(column), _, _) => CsvGeometry::Wkt { column },
            (None, Some((lon, lat)), _) => CsvGeometry::LonLat { lon, lat },
            (None, None, Some((east, north))) => CsvGeometry::EastNorth { east, north },
            (None, None, None) => CsvGeometry::Auto,
        };
        ReadOptions { csv, layer: self.layer.as_deref(), encoding: self.encoding.as_deref(), limits: Limits::default() }
    }
}
