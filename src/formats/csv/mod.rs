//! CSV: a header line, and the place in columns of lon and lat, of east and north, or of well-known text.
//!
//! Cells stay text, whatever they look like: `007` is a code before it is a number, and `12,5` is a number only where a
//! comma is a decimal point. [`decimal`] reads such a number when it is known to be one.

mod columns;
mod dialect;
mod number;
mod read;
mod write;

pub use number::decimal;
pub(super) use read::read;
pub(super) use write::write;

/// Whether a spreadsheet would run the text as a formula, were it not for apostrophes before it (or for none).
fn is_formula_behind_apostrophes(words: &str) -> bool {
    words.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}
