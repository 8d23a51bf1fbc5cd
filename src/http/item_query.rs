//! What a request for items asks for.

use super::crs::WireCrs;
use super::landing::json_only;
use super::parameters::Parameters;
use super::problem::Problem;
use crate::atlas::{Atlas, Selection, Start};
use crate::geometry::Coord;
use crate::model::{City, Collection, Day, Revision};

#[derive(Debug)]
pub struct ItemQuery {
    pub selection: Selection,
    pub paging: Paging,
    pub crs: WireCrs,
    /// As the collection was then.
    pub revision: Option<Revision>,
}

#[derive(Clone, Copy, Debug)]
pub struct Paging {
    pub start: Start,
    pub limit: usize,
}

const DEFAULT_LIMIT: usize = 10;
/// Larger limits count as this one.
pub const MOST: usize = 10_000;

/// Pages of more features take long to write.
const LONG_PAGE: usize = 1_000;
/// So many features are passed over, or a box so wide looked through, in a few milliseconds.
const LONG_OFFSET: usize = 10_000;
const WIDE_DEG: f64 = 0.05;

impl ItemQuery {
    /// Whether it may take tens of milliseconds: much is told, or looked through.
    pub fn is_long(&self) -> bool {
        let looks_through_much = match &self.selection.window {
            Some(window) => window.is_wider_than(WIDE_DEG),
            None => !self.selection.is_everything(),
        };
        let passes_over_much = matches!(self.paging.start, Start::Offset(skip) if skip > LONG_OFFSET);
        looks_through_much || passes_over_much || self.paging.limit > LONG_PAGE
    }

    pub fn read(mut parameters: Parameters, collection: Collection, atlas: &Atlas) -> Result<Self, Problem> {
        json_only(&mut parameters);
        let crs = WireCrs::take(&mut parameters, "crs", &atlas.city);
        let mut selection = Selection::default();
        window(&mut parameters, atlas, &mut selection);
        if let Some(text) = parameters.take("datetime") {
            match days(&text, &atlas.city) {
                Ok(days) => selection.days = Some(days),
                Err(message) => parameters.refuse("datetime", "bad_datetime", message),
            }
        }
        let limit = parameters.count("limit", 1, MOST).unwrap_or(DEFAULT_LIMIT);
        let offset = parameters.count("offset", 0, usize::MAX);
        let after = parameters.read::<i64>("after", "not_a_number");
        let start = after.map_or(Start::Offset(offset.unwrap_or(0)), Start::After);
        for name in ["filter", "filter-lang", "filter-crs"] {
            if parameters.take(name).is_some() {
                let message = "CQL2 filters are not served yet: use bbox, datetime and property=value";
                parameters.refuse(name, "no_filter", message);
            }
        }
        let revision = parameters.read::<i64>("revision", "not_a_number").map(Revision);
        equal(&mut parameters, collection, &mut selection);
        parameters.done()?;
        Ok(ItemQuery { selection, paging: Paging { start, limit }, crs, revision })
    }
}

/// `property=value` for every field of the collection.
fn equal(parameters: &mut Parameters, collection: Collection, selection: &mut Selection) {
    for (name, text) in parameters.rest() {
        let Some(index) = collection.fields().iter().position(|field| field.name == name) else {
            let names: Vec<&str> = collection.fields().iter().map(|field| field.name).collect();
            let message = format!("there is no parameter and no property \"{name}\"; properties: {}", names.join(", "));
            parameters.refuse(name, "unknown_parameter", message);
            continue;
        };
        match collection.fields()[index].read(&text) {
            Ok(value) => selection.equal.push((index, value)),
            Err(fault) => parameters.refuse(name, fault.code, fault.to_string()),
        }
    }
}

fn window(parameters: &mut Parameters, atlas: &Atlas, selection: &mut Selection) {
    let crs = WireCrs::take(parameters, "bbox-crs", &atlas.city);
    let Some(text) = parameters.take("bbox") else { return };
    let numbers: Result<Vec<f64>, _> = text.split(',').map(|number| number.trim().parse::<f64>()).collect();
    let corners = match numbers.as_deref() {
        Ok(numbers) if numbers.iter().any(|number| !number.is_finite()) => None,
        Ok([x, y, to_x, to_y] | [x, y, _, to_x, to_y, _]) => {
            Some((Coord { x: *x, y: *y }, Coord { x: *to_x, y: *to_y }))
        }
        _ => None,
    };
    selection.window = corners.and_then(|(lower, upper)| crs.window(lower, upper, &atlas.grid));
    if selection.window.is_none() {
        let message =
            format!("bbox: \"{text}\" is not lower corner, upper corner: four numbers (or six), smaller first");
        parameters.refuse("bbox", "bad_bbox", message);
    }
}

/// An instant or an interval (RFC 3339, `..` or nothing for an open end) as the days it covers in the city.
fn days(text: &str, city: &City) -> Result<(Day, Day), String> {
    let (first, last) = match text.split_once('/') {
        None => {
            let day = day(text, city)?;
            (day, day)
        }
        Some((first, last)) => {
            let end = |text: &str, open: Day| match text {
                "" | ".." => Ok(open),
                _ => day(text, city),
            };
            (end(first, Day::MIN)?, end(last, Day::MAX)?)
        }
    };
    if last < first { Err(format!("datetime: {text} ends before it begins")) } else { Ok((first, last)) }
}

fn day(text: &str, city: &City) -> Result<Day, String> {
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        let zone = jiff::tz::TimeZone::get(&city.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
        return Ok(Day::of_date(instant.to_zoned_datetime(zone).date()));
    }
    text.parse::<Day>().map_err(|fault| format!("datetime: {fault}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn times_are_days_in_the_city() {
        let city = crate::app::hai_phong().unwrap().city;
        let day = |text: &str| text.parse::<Day>().unwrap();
        assert_eq!(days("2019-06-15", &city), Ok((day("2019-06-15"), day("2019-06-15"))));
        // Hai Phong is seven hours ahead of Greenwich.
        assert_eq!(days("2019-06-15T18:30:00Z", &city), Ok((day("2019-06-16"), day("2019-06-16"))));
        assert_eq!(days("../2019-06-15", &city), Ok((Day::MIN, day("2019-06-15"))));
        assert_eq!(days("2019-06-15/", &city), Ok((day("2019-06-15"), Day::MAX)));
        assert!(days("2020-01-01/2019-01-01", &city).is_err());
        assert!(days("yesterday", &city).is_err());
    }

    /// What is not described must be refused (OGC API Features, `query-param-unknown`), and what is described must be taken.
    #[test]
    fn every_parameter_that_is_described_is_taken() {
        let city = crate::app::hai_phong().unwrap().city;
        let atlas = Atlas::build(Arc::new(city), None, Revision(0), Vec::new(), |_| ()).unwrap();
        let api = crate::http::openapi::describe("http://localhost", "Hai Phong");
        for collection in Collection::ALL {
            let described = &api["paths"][format!("/collections/{}/items", collection.word())]["get"]["parameters"];
            let described = described.as_array().unwrap();
            for name in ["f", "bbox", "bbox-crs", "crs", "datetime", "limit", "offset", "after"] {
                assert!(described.iter().any(|parameter| parameter["name"] == name), "{name} is not described");
            }
            let pairs: Vec<(&str, String)> =
                described.iter().map(|it| (it["name"].as_str().unwrap(), sample(it))).collect();
            let query = serde_urlencoded::to_string(&pairs).unwrap();
            ItemQuery::read(Parameters::of(Some(&query)), collection, &atlas).unwrap();
            let query = format!("{query}&unheard_of=1");
            assert!(ItemQuery::read(Parameters::of(Some(&query)), collection, &atlas).is_err());
        }
    }

    /// A value that a parameter's schema allows.
    fn sample(parameter: &serde_json::Value) -> String {
        let schema = &parameter["schema"];
        let text = match (parameter["name"].as_str(), schema["type"].as_str(), schema["format"].as_str()) {
            (_, Some("array"), _) => "20.8,106.6,20.9,106.7",
            (Some("datetime"), ..) | (.., Some("date")) => "2020-01-01",
            (.., Some("uri")) => "http://www.opengis.net/def/crs/EPSG/0/4326",
            (_, Some("integer" | "number"), _) => return schema.get("minimum").map_or("1".into(), ToString::to_string),
            _ => schema["enum"][0].as_str().unwrap_or("x"),
        };
        text.to_owned()
    }
}
