//! The outermost JSON value, in one pass over the text: the features go to the rows while they come.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::feature::{self, Place};
use crate::formats::builder::Builder;
use crate::formats::{ReadError, text};

/// What stands at the outermost level, without the features.
#[derive(Debug, Default)]
pub(super) struct Top {
    pub(super) kind: Option<serde_json::Value>,
    pub(super) crs: Option<serde_json::Value>,
    pub(super) features: Features,
    /// The first few member names.
    pub(super) keys: Vec<String>,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Features {
    #[default]
    Missing,
    Read,
    /// Something else than a list, in words.
    Other(&'static str),
}

/// Reads the outermost value and hands the features of a collection to `builder`.
pub(super) fn read(name: &str, text: &str, builder: &mut Builder) -> Result<Top, ReadError> {
    let mut stopped = None;
    let mut source = serde_json::Deserializer::from_str(text);
    let visited = source.deserialize_any(TopVisitor { name, builder, stopped: &mut stopped });
    let ended = visited.and_then(|top| source.end().map(|()| top));
    ended.map_err(|fault| stopped.unwrap_or_else(|| syntax(name, text, &fault)))
}

/// A JSON fault with its place.
fn syntax(name: &str, text: &str, fault: &serde_json::Error) -> ReadError {
    ReadError::Syntax { name: name.into(), line: fault.line(), column: fault.column(), reason: broken(text, fault) }
}

/// What is broken, in words. Programs that write `NaN` believe that it is JSON.
pub(super) fn broken(text: &str, fault: &serde_json::Error) -> String {
    let line = text.lines().nth(fault.line().saturating_sub(1)).unwrap_or_default();
    // The place told is that of the first letter, or of the one that no longer fits (`Na`, `Inf`).
    let at = fault.column().saturating_sub(1).min(line.len());
    let bytes = line.as_bytes();
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'-';
    let from = at - bytes[..at].iter().rev().take_while(|byte| is_letter(byte)).count();
    let word: String =
        bytes[from..].iter().take_while(|byte| is_letter(byte)).take(12).map(|byte| *byte as char).collect();
    if matches!(word.trim_start_matches('-'), "NaN" | "nan" | "Infinity" | "inf" | "Inf") {
        return format!("{word} is no JSON number; write null, or leave the value out");
    }
    format!("broken JSON, {}", reason(fault))
}

/// The fault's own words, without the place that serde adds.
fn reason(fault: &serde_json::Error) -> String {
    let words = fault.to_string();
    match words.rfind(" at line ") {
        Some(at) => words[..at].to_owned(),
        None => words,
    }
}

struct TopVisitor<'a> {
    name: &'a str,
    builder: &'a mut Builder,
    /// Why the pass was broken off, where the reason is not the JSON.
    stopped: &'a mut Option<ReadError>,
}

impl TopVisitor<'_> {
    fn stop<E: de::Error>(&mut self, found: &str) -> E {
        *self.stopped = Some(ReadError::Structure {
            name: self.name.into(),
            place: "top level".into(),
            reason: format!("the file is {found}, not a GeoJSON object"),
            remedy: "send a FeatureCollection: {\"type\": \"FeatureCollection\", \"features\": [ … ]}".into(),
        });
        E::custom("stopped")
    }
}

impl<'de> Visitor<'de> for TopVisitor<'_> {
    type Value = Top;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a GeoJSON object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Top, A::Error> {
        let mut top = Top::default();
        while let Some(key) = members.next_key::<String>()? {
            match key.as_str() {
                "type" => top.kind = Some(small(members.next_value::<&RawValue>()?)),
                "crs" => top.crs = Some(small(members.next_value::<&RawValue>()?)),
                // A second list is read too: nothing a file holds is dropped in silence.
                "features" => {
                    top.features = members.next_value_seed(FeaturesSeed { top: &mut self, at: 0 })?;
                }
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
            if top.keys.len() < 8 {
                top.keys.push(key.chars().take(40).collect());
            }
        }
        Ok(top)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, _: A) -> Result<Top, A::Error> {
        Err(self.stop("a list"))
    }

    fn visit_str<E: de::Error>(mut self, _: &str) -> Result<Top, E> {
        Err(self.stop("a text"))
    }

    fn visit_unit<E: de::Error>(mut self) -> Result<Top, E> {
        Err(self.stop("null"))
    }

    fn visit_bool<E: de::Error>(mut self, _: bool) -> Result<Top, E> {
        Err(self.stop("true or false"))
    }

    fn visit_i64<E: de::Error>(mut self, _: i64) -> Result<Top, E> {
        Err(self.stop("a number"))
    }

    fn visit_u64<E: de::Error>(mut self, _: u64) -> Result<Top, E> {
        Err(self.stop("a number"))
    }

    fn visit_f64<E: de::Error>(mut self, _: f64) -> Result<Top, E> {
        Err(self.stop("a number"))
    }
}

/// A member that should be small (`type`, `crs`); a deeply nested or broken one counts as null.
pub(super) fn small(raw: &RawValue) -> serde_json::Value {
    if text::depth_over(raw.get(), 16).is_some() {
        return serde_json::Value::Null;
    }
    serde_json::from_str(raw.get()).unwrap_or_default()
}

struct FeaturesSeed<'t, 'a> {
    top: &'t mut TopVisitor<'a>,
    at: u64,
}

impl<'de> DeserializeSeed<'de> for FeaturesSeed<'_, '_> {
    type Value = Features;

    fn deserialize<D: serde::Deserializer<'de>>(self, source: D) -> Result<Features, D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for FeaturesSeed<'_, '_> {
    type Value = Features;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<Features, A::Error> {
        while let Some(raw) = list.next_element::<&RawValue>()? {
            if let Err(stop) = feature::read_raw(raw.get(), Place::in_collection(self.at), self.top.builder) {
                *self.top.stopped = Some(stop);
                return Err(de::Error::custom("stopped"));
            }
            self.at += 1;
        }
        Ok(Features::Read)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Features, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Features::Other("an object"))
    }

    fn visit_str<E: de::Error>(self, _: &str) -> Result<Features, E> {
        Ok(Features::Other("a text"))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Features, E> {
        Ok(Features::Other("null"))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Features, E> {
        Ok(Features::Other("true or false"))
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Features, E> {
        Ok(Features::Other("a number"))
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Features, E> {
        Ok(Features::Other("a number"))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Features, E> {
        Ok(Features::Other("a number"))
    }
}
