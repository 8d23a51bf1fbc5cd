//! How a CSV file is cut into cells.

use crate::formats::ReadError;

/// The separators that are tried, in this order where they are equally likely.
const DELIMITERS: [u8; 4] = *b";\t,|";
/// Lines looked at.
const SAMPLE_LINES: usize = 50;

/// The body of a file and its separator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect<'a> {
    pub(super) body: &'a str,
    pub(super) delimiter: u8,
    /// Lines before the body: the `sep=;` that Excel writes and reads.
    pub(super) lines_before: u64,
}

impl<'a> Dialect<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        if let Some(said) = first.trim_end().strip_prefix("sep=")
            && let [delimiter] = said.as_bytes()
        {
            return Self { body: rest, delimiter: *delimiter, lines_before: 1 };
        }
        Self { body: text, delimiter: sniff(text), lines_before: 0 }
    }
}

/// The separator that cuts the header into most cells and the following lines into as many.
fn sniff(text: &str) -> u8 {
    let lines = lines(text);
    let mut best = (b',', 0.0);
    for delimiter in DELIMITERS {
        let counts: Vec<usize> = lines.iter().map(|line| outside_quotes(line, delimiter)).collect();
        let Some(header) = counts.first().copied().filter(|count| *count > 0) else {
            continue;
        };
        let alike = counts.iter().filter(|count| **count == header).count() as f64 / counts.len() as f64;
        // How alike the lines are counts for most: a comma in a few cells must not beat a semicolon in all.
        let score = alike * alike * (header as f64).sqrt();
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    best.0
}

/// The first lines, an end of line within quotes not counted as one.
fn lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let (mut from, mut quoted) = (0, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                if !text[from..at].trim().is_empty() {
                    lines.push(&text[from..at]);
                }
                from = at + 1;
                if lines.len() == SAMPLE_LINES {
                    return lines;
                }
            }
            _ => {}
        }
    }
    if !text[from..].trim().is_empty() {
        lines.push(&text[from..]);
    }
    lines
}

fn outside_quotes(line: &str, delimiter: u8) -> usize {
    let mut quoted = false;
    let mut count = 0;
    for byte in line.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            byte if byte == delimiter && !quoted => count += 1,
            _ => {}
        }
    }
    count
}

/// Refuses a text whose last quoted cell is never closed: everything behind that quote would become one cell and its rows
/// would be lost in silence.
pub(super) fn check_quotes(name: &str, dialect: Dialect<'_>) -> Result<(), ReadError> {
    let mut opened = None;
    let mut line = dialect.lines_before as usize + 1;
    let mut column = 0;
    let mut at_start = true;
    let mut bytes = dialect.body.bytes().peekable();
    while let Some(byte) = bytes.next() {
        column += 1;
        let was_start = std::mem::replace(&mut at_start, false);
        match (byte, opened) {
            (b'"', None) if was_start => opened = Some((line, column)),
            (b'"', Some(_)) if bytes.peek() == Some(&b'"') => {
                bytes.next();
                column += 1;
            }
            (b'"', Some(_)) => opened = None,
            (byte, None) if byte == dialect.delimiter => at_start = true,
            _ => {}
        }
        if byte == b'\n' {
            line += 1;
            column = 0;
            at_start = opened.is_none();
        }
    }
    match opened {
        None => Ok(()),
        Some((line, column)) => Err(ReadError::Syntax {
            name: name.into(),
            line,
            column,
            reason: "a quote is opened here and never closed".into(),
        }),
    }
}
