//! What a field of a concept is: its name, its kind, whether it must be there.
//!
//! The tables of fields are the one source for import mapping, export columns, item properties and the API's schema.

use super::{Day, Text};
use std::fmt;

/// One field of a concept.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
    /// One line on what it means, in English.
    pub en: &'static str,
    /// The same in Vietnamese.
    pub vi: &'static str,
}

/// What values a field takes.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Text,
    /// One of a closed list of words.
    Choice(&'static [&'static str]),
    /// A whole number, both ends included.
    Integer {
        min: i64,
        max: i64,
    },
    /// A number, both ends included.
    Number {
        min: f64,
        max: f64,
    },
    Date,
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Text(Text),
    Integer(i64),
    Number(f64),
    Date(Day),
}

/// The value of a field as it stands in an item, borrowed from there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Seen<'a> {
    Null,
    Text(&'a str),
    Integer(i64),
    Number(f64),
    Date(Day),
}

/// A field whose value cannot stand.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct FieldFault {
    pub field: &'static str,
    /// A stable word for programs: `missing`, `not_a_date`, `not_a_number`, `out_of_range`, `unknown_value`, `order`.
    pub code: &'static str,
    pub problem: String,
    pub remedy: String,
}

impl Field {
    pub const fn text(name: &'static str, required: bool, en: &'static str, vi: &'static str) -> Self {
        Field { name, kind: Kind::Text, required, en, vi }
    }

    pub const fn date(name: &'static str, required: bool, en: &'static str, vi: &'static str) -> Self {
        Field { name, kind: Kind::Date, required, en, vi }
    }

    /// Reads what a file or a request wrote for this field. Blank text counts as no value.
    pub fn read(&self, raw: &str) -> Result<Value, FieldFault> {
        let text = raw.trim();
        if text.is_empty() {
            return Ok(Value::Null);
        }
        match self.kind {
            Kind::Text => Ok(Value::Text(text.into())),
            Kind::Choice(words) => words
                .iter()
                .find(|word| word.eq_ignore_ascii_case(text))
                .map(|word| Value::Text((*word).into()))
                .ok_or_else(|| self.unknown_word(text, words)),
            Kind::Integer { min, max } => {
                if is_grouped(text) {
                    return Err(self.one_or_thousand(text));
                }
                let number = whole_number(text).ok_or_else(|| self.not_a_number(text))?;
                if (min..=max).contains(&number) {
                    Ok(Value::Integer(number))
                } else {
                    Err(self.out_of_range(text, &min, &max))
                }
            }
            Kind::Number { min, max } => {
                let number = decimal_number(text).ok_or_else(|| self.not_a_number(text))?;
                if (min..=max).contains(&number) {
                    Ok(Value::Number(number))
                } else {
                    Err(self.out_of_range(text, &min, &max))
                }
            }
            Kind::Date => text.parse().map(Value::Date).map_err(|fault: super::day::NotADay| FieldFault {
                field: self.name,
                code: "not_a_date",
                problem: fault.to_string(),
                remedy: format!("correct the date, or set it for all rows with --set {}=2019-06-15", self.name),
            }),
        }
    }

    pub fn missing(&self) -> FieldFault {
        FieldFault {
            field: self.name,
            code: "missing",
            problem: "no value, and it must have one".into(),
            remedy: format!(
                "name the file's column with --map {0}=COLUMN, or give one value for all rows with --set {0}=VALUE",
                self.name
            ),
        }
    }

    fn unknown_word(&self, text: &str, words: &[&str]) -> FieldFault {
        FieldFault {
            field: self.name,
            code: "unknown_value",
            problem: format!("\"{}\" is none of {}", clip(text), words.join(", ")),
            remedy: format!("translate it with --values {}:{}=OURS", self.name, clip(text)),
        }
    }

    fn not_a_number(&self, text: &str) -> FieldFault {
        FieldFault {
            field: self.name,
            code: "not_a_number",
            problem: match self.kind {
                Kind::Integer { .. } => format!("\"{}\" is not a whole number", clip(text)),
                _ => format!("\"{}\" is not a number", clip(text)),
            },
            remedy: match self.kind {
                Kind::Integer { .. } => "write digits only".into(),
                _ => "write digits only, with a point or a comma for decimals".into(),
            },
        }
    }

    fn one_or_thousand(&self, text: &str) -> FieldFault {
        FieldFault {
            field: self.name,
            code: "not_a_number",
            problem: format!(
                "\"{0}\" is {1} where a point or comma parts thousands, and not where it parts decimals",
                clip(text),
                clip(&text.replace(['.', ','], ""))
            ),
            remedy: "write whole numbers with digits only".into(),
        }
    }

    fn out_of_range(&self, text: &str, min: &dyn fmt::Display, max: &dyn fmt::Display) -> FieldFault {
        FieldFault {
            field: self.name,
            code: "out_of_range",
            problem: format!("{} is not between {min} and {max}", clip(text)),
            remedy: "correct the value or leave it empty".into(),
        }
    }
}

impl Value {
    pub fn as_text(&self) -> Option<&Text> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    pub fn as_number(&self) -> Option<f64> {
        match self {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub fn as_day(&self) -> Option<Day> {
        match self {
            Value::Date(day) => Some(*day),
            _ => None,
        }
    }

    pub fn of_integer(number: Option<i64>) -> Self {
        number.map_or(Value::Null, Value::Integer)
    }

    pub fn of_number(number: Option<f64>) -> Self {
        number.map_or(Value::Null, Value::Number)
    }
}

impl<'a> Seen<'a> {
    pub fn of_text(text: Option<&'a Text>) -> Self {
        text.map_or(Seen::Null, |text| Seen::Text(text))
    }

    pub fn of_word(word: Option<&'static str>) -> Self {
        word.map_or(Seen::Null, Seen::Text)
    }

    pub fn of_integer(number: Option<impl Into<i64>>) -> Self {
        number.map_or(Seen::Null, |number| Seen::Integer(number.into()))
    }

    pub fn of_number(number: Option<f64>) -> Self {
        number.map_or(Seen::Null, Seen::Number)
    }

    pub fn of_day(day: Option<Day>) -> Self {
        day.map_or(Seen::Null, Seen::Date)
    }
}

impl From<Seen<'_>> for Value {
    fn from(seen: Seen) -> Self {
        match seen {
            Seen::Null => Value::Null,
            Seen::Text(text) => Value::Text(text.into()),
            Seen::Integer(number) => Value::Integer(number),
            Seen::Number(number) => Value::Number(number),
            Seen::Date(day) => Value::Date(day),
        }
    }
}

impl PartialEq<Value> for Seen<'_> {
    fn eq(&self, value: &Value) -> bool {
        match (self, value) {
            (Seen::Null, Value::Null) => true,
            (Seen::Text(one), Value::Text(other)) => **one == **other,
            (Seen::Integer(one), Value::Integer(other)) => one == other,
            (Seen::Number(one), Value::Number(other)) => one == other,
            (Seen::Date(one), Value::Date(other)) => one == other,
            _ => false,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => Ok(()),
            Value::Text(text) => f.write_str(text),
            Value::Integer(number) => write!(f, "{number}"),
            Value::Number(number) => write!(f, "{number}"),
            Value::Date(day) => write!(f, "{day}"),
        }
    }
}

fn clip(text: &str) -> String {
    text.chars().take(40).collect()
}

/// `12`, and `12.0` as spreadsheets write whole numbers.
fn whole_number(text: &str) -> Option<i64> {
    text.parse().ok().or_else(|| {
        let number = decimal_number(text)?;
        (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
    })
}

/// `1.000` and `12,000`: thousands in one country, decimals in the next.
fn is_grouped(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.split_once(['.', ',']).is_some_and(|(whole, part)| {
        (1..=3).contains(&whole.len())
            && part.len() == 3
            && format!("{whole}{part}").bytes().all(|b| b.is_ascii_digit())
    })
}

/// A decimal number with a point, or with a comma where there is no point.
fn decimal_number(text: &str) -> Option<f64> {
    let number: f64 = if text.contains('.') { text.parse().ok()? } else { text.replacen(',', ".", 1).parse().ok()? };
    number.is_finite().then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEPTH: Field =
        Field { name: "depth_m", kind: Kind::Number { min: 0.0, max: 50.0 }, required: false, en: "", vi: "" };

    #[test]
    fn numbers_are_read_with_point_or_comma_and_kept_in_range() {
        assert_eq!(DEPTH.read("0,7"), Ok(Value::Number(0.7)));
        assert_eq!(DEPTH.read(" 1.25 "), Ok(Value::Number(1.25)));
        assert_eq!(DEPTH.read(""), Ok(Value::Null));
        assert_eq!(DEPTH.read("-1").unwrap_err().code, "out_of_range");
        assert_eq!(DEPTH.read("NaN").unwrap_err().code, "not_a_number");
    }

    #[test]
    fn a_whole_number_in_groups_of_three_is_never_guessed() {
        let count = Field { kind: Kind::Integer { min: 0, max: 10_000 }, name: "fibre_count", ..DEPTH };
        for text in ["24", "24.0", "24,0", "24.00"] {
            assert_eq!(count.read(text), Ok(Value::Integer(24)), "{text}");
        }
        for text in ["1.000", "1,000", "12.000", "1.000.000"] {
            assert_eq!(count.read(text).unwrap_err().code, "not_a_number", "{text}");
        }
        assert!(count.read("1.000").unwrap_err().problem.contains("\"1.000\" is 1000 where"));
        assert_eq!(DEPTH.read("1.000"), Ok(Value::Number(1.0)), "a depth may have millimetres");
    }
}
