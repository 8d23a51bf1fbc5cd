//! File-level faults. A fault of one row is a [`super::Refusal`] in the table instead.

use std::fmt;
use std::path::Path;

/// Why a whole file could not be read. Shown, it names the place and the remedy.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The ending names no format that is read.
    UnknownFormat { name: String },
    /// A kind of file that is known and not read.
    Foreign { name: String, what: String, remedy: &'static str },
    /// The operating system refused.
    Io { name: String, reason: String },
    /// Over one of the [`super::Limits`].
    TooLarge { name: String, what: &'static str, limit: u64 },
    /// Text in UTF-16 or UTF-32 where UTF-8 is needed.
    Utf16 { name: String },
    /// Bytes that are no UTF-8.
    NotUtf8 { name: String, line: usize, column: usize },
    /// The encoding asked for is none we know.
    UnknownEncoding { asked: String },
    /// Broken JSON or CSV.
    Syntax { name: String, line: usize, column: usize, reason: String },
    /// Well-formed, but not what the format wants at that place.
    Structure { name: String, place: String, reason: String, remedy: String },
    /// Binary content that is not what the ending promises, or is cut off.
    Corrupt { name: String, place: String, reason: String },
    /// Several layers, or none by that name.
    WhichLayer { name: String, asked: Option<String>, layers: Vec<String> },
    /// A column the options name is not there, or none can be recognised.
    WhichColumn { name: String, wanted: String, columns: Vec<String> },
}

impl ReadError {
    /// Stable, for translation.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownFormat { .. } => "unknown_format",
            Self::Foreign { .. } => "foreign_format",
            Self::Io { .. } => "io",
            Self::TooLarge { .. } => "too_large",
            Self::Utf16 { .. } => "utf16",
            Self::NotUtf8 { .. } => "not_utf8",
            Self::UnknownEncoding { .. } => "unknown_encoding",
            Self::Syntax { .. } => "syntax",
            Self::Structure { .. } => "structure",
            Self::Corrupt { .. } => "corrupt",
            Self::WhichLayer { .. } => "which_layer",
            Self::WhichColumn { .. } => "which_column",
        }
    }

    /// What is wrong, and where.
    pub fn message(&self) -> String {
        match self {
            Self::UnknownFormat { name } => format!("{name}: no format is read under this ending"),
            Self::Foreign { name, what, .. } => format!("{name}: this is {what}, a format we do not read yet"),
            Self::Io { name, reason } => format!("{name}: {reason}"),
            Self::TooLarge { name, what, limit } => format!("{name}: more than {limit} {what}"),
            Self::Utf16 { name } => format!("{name}: the text is UTF-16"),
            Self::NotUtf8 { name, line, column } => {
                format!("{name}, line {line}, byte {column}: the text is not UTF-8")
            }
            Self::UnknownEncoding { asked } => format!("no text encoding is called {asked:?}"),
            Self::Syntax { name, line, column, reason } => format!("{name}, line {line}, column {column}: {reason}"),
            Self::Structure { name, place, reason, .. } | Self::Corrupt { name, place, reason } => {
                format!("{name}, {place}: {reason}")
            }
            Self::WhichLayer { name, asked: Some(asked), layers } => {
                format!("{name}: no layer is called {asked:?}; there are: {}", listed(layers))
            }
            Self::WhichLayer { name, asked: None, layers } if layers.is_empty() => format!("{name}: it holds no layer"),
            Self::WhichLayer { name, asked: None, layers } => {
                format!("{name}: it holds several layers: {}", listed(layers))
            }
            Self::WhichColumn { name, wanted, columns } => {
                format!("{name}, first line: no column for {wanted}; there are: {}", listed(columns))
            }
        }
    }

    /// What the sender can do.
    pub fn remedy(&self) -> String {
        match self {
            Self::UnknownFormat { .. } => {
                "send .geojson, .json, .geojsonl, .gpkg, .csv, .shp with its parts beside it, or a .zip of a shapefile"
                    .into()
            }
            Self::Foreign { remedy, .. } => (*remedy).into(),
            Self::Io { .. } => "check that the file is there and may be read".into(),
            Self::TooLarge { .. } => "split the file".into(),
            Self::Utf16 { .. } => "save the file as UTF-8".into(),
            Self::NotUtf8 { .. } => "save the file as UTF-8, or say which it is with --encoding NAME".into(),
            Self::UnknownEncoding { .. } => {
                "say utf-8, tcvn3, windows-1258, windows-1252 or another WHATWG name".into()
            }
            Self::Syntax { .. } => {
                "write the file again from the program it came from, or correct it at that place".into()
            }
            Self::Structure { remedy, .. } => remedy.clone(),
            Self::Corrupt { .. } => "the file may be cut off or damaged: export it again".into(),
            Self::WhichLayer { layers, .. } if layers.is_empty() => {
                "export a layer with a geometry column into it".into()
            }
            Self::WhichLayer { .. } => "name the layer with --layer NAME".into(),
            Self::WhichColumn { .. } => {
                "name the columns of the position: --map lon=COLUMN --map lat=COLUMN, --map east=COLUMN --map north=COLUMN, or --map wkt=COLUMN".into()
            }
        }
    }

    /// An operating system error on a path, which is named by its last part only: uploads lie in places nobody need know.
    pub(super) fn io(path: &Path, error: &std::io::Error) -> Self {
        Self::Io { name: file_name(path), reason: error.to_string() }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.message(), self.remedy())
    }
}

impl std::error::Error for ReadError {}

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("{path}: {reason}")]
    Io { path: String, reason: String },
    /// The format cannot hold this value or geometry.
    #[error("row {row}, {field}: {reason}")]
    Unfit { row: u64, field: String, reason: String },
    /// The format cannot hold this layer at all.
    #[error("{reason}; {remedy}")]
    Layer { reason: String, remedy: &'static str },
}

impl WriteError {
    pub(super) fn io(path: &Path, error: &impl fmt::Display) -> Self {
        Self::Io { path: path.display().to_string(), reason: error.to_string() }
    }
}

/// The last part of a path.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Names in one line, the first twelve of many.
fn listed(names: &[String]) -> String {
    let mut line = names.iter().take(12).map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
    if names.len() > 12 {
        line.push_str(" …");
    }
    line
}
