//! The query parameters of a request: each taken once, every fault collected, and what nobody takes refused.

use super::problem::{Fault, Problem};
use crate::model::Day;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// Parameters that are not taken yet, and the faults of those that were.
#[derive(Debug)]
pub struct Parameters {
    pairs: Vec<(String, String)>,
    faults: Vec<Fault>,
}

/// Asks for an answer from this revision or a later one; taken at the door, for every route.
pub const MIN_REVISION: &str = "min_revision";

impl Parameters {
    pub fn of(query: Option<&str>) -> Self {
        let mut parameters = Self::with_min_revision(query);
        parameters.pairs.retain(|(name, _)| name != MIN_REVISION);
        parameters
    }

    pub fn with_min_revision(query: Option<&str>) -> Self {
        let mut faults = Vec::new();
        let pairs = serde_urlencoded::from_str(query.unwrap_or("")).unwrap_or_else(|error| {
            faults.push(Fault::at("query", "bad_query", format!("the query cannot be read: {error}")));
            Vec::new()
        });
        Parameters { pairs, faults }
    }

    /// The value of a parameter; given twice it is a fault. An empty value counts as none given.
    pub fn take(&mut self, name: &'static str) -> Option<String> {
        let first = self.pairs.iter().position(|(key, _)| key == name)?;
        let (_, value) = self.pairs.remove(first);
        let left = self.pairs.len();
        self.pairs.retain(|(key, _)| key != name);
        let more = left - self.pairs.len();
        if more > 0 {
            self.refuse(name, "repeated", format!("{name} is given {} times", more + 1));
        }
        Some(value).filter(|value| !value.is_empty())
    }

    pub fn refuse(&mut self, name: impl Into<String>, code: &'static str, message: impl Into<String>) {
        self.faults.push(Fault::at(name, code, message));
    }

    pub fn read<T: FromStr<Err: Display>>(&mut self, name: &'static str, code: &'static str) -> Option<T> {
        let text = self.take(name)?;
        match text.trim().parse() {
            Ok(value) => Some(value),
            Err(error) => {
                // The library's words for a number ("invalid digit found in string") help nobody.
                let reason =
                    if code == "not_a_number" { format!("\"{text}\" is not a number") } else { error.to_string() };
                self.refuse(name, code, format!("{name}: {reason}"));
                None
            }
        }
    }

    pub fn day(&mut self, name: &'static str) -> Option<Day> {
        self.read(name, "not_a_date")
    }

    /// A number in a range, both ends included.
    pub fn number(&mut self, name: &'static str, range: RangeInclusive<f64>) -> Option<f64> {
        let number: f64 = self.read(name, "not_a_number")?;
        if range.contains(&number) {
            return Some(number);
        }
        self.refuse(
            name,
            "out_of_range",
            format!("{name}: {number} is not between {} and {}", range.start(), range.end()),
        );
        None
    }

    /// A whole number from `least` up; larger ones than `most` count as `most`.
    pub fn count(&mut self, name: &'static str, least: usize, most: usize) -> Option<usize> {
        let text = self.take(name)?;
        let Ok(number) = text.trim().parse::<u64>() else {
            self.refuse(name, "not_a_number", format!("{name}: \"{text}\" is not a whole number from {least} up"));
            return None;
        };
        if number < least as u64 {
            self.refuse(name, "out_of_range", format!("{name}: {number} is less than {least}"));
            return None;
        }
        Some(usize::try_from(number).unwrap_or(most).min(most))
    }

    pub fn word<T>(&mut self, name: &'static str, of_word: impl Fn(&str) -> Option<T>, words: &[&str]) -> Option<T> {
        let text = self.take(name)?;
        let found = of_word(&text);
        if found.is_none() {
            self.refuse(name, "unknown_value", format!("{name}: \"{text}\" is none of {}", words.join(", ")));
        }
        found
    }

    /// A parameter that must be there.
    pub fn wanted<T>(&mut self, name: &'static str, value: Option<T>) -> Option<T> {
        if value.is_none() && !self.faults.iter().any(|fault| fault.path.as_deref() == Some(name)) {
            self.refuse(name, "missing", format!("{name} is missing"));
        }
        value
    }

    /// Every value of some parameters that may be repeated, in the order in which they were given.
    pub fn take_all(&mut self, names: &[&str]) -> Vec<(String, String)> {
        let (mine, others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.pairs).into_iter().partition(|(key, _)| names.contains(&key.as_str()));
        self.pairs = others;
        mine
    }

    /// `true` or `false`; false where it is not given.
    pub fn switch(&mut self, name: &'static str) -> bool {
        let of_word = |word: &str| match word {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        };
        self.word(name, of_word, &["true", "false"]).unwrap_or(false)
    }

    /// What is left, for parameters whose names are data; they count as taken.
    pub fn rest(&mut self) -> Vec<(String, String)> {
        std::mem::take(&mut self.pairs)
    }

    /// Ends the reading: faults, and parameters that nobody took, refuse the request.
    pub fn done(mut self) -> Result<(), Problem> {
        for (name, _) in std::mem::take(&mut self.pairs) {
            self.refuse(name.clone(), "unknown_parameter", format!("there is no parameter \"{name}\" here"));
        }
        self.sound()
    }

    /// Faults refuse the request; what nobody took is left to others.
    pub fn sound(self) -> Result<(), Problem> {
        if self.faults.is_empty() { Ok(()) } else { Err(Problem::of_faults("bad_parameter", self.faults)) }
    }
}
