//! The JSON body of a request.

use super::problem::{Fault, Problem};
use crate::geometry::Coord;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use bytes::Bytes;
use serde::de::DeserializeOwned;

/// The bytes of a body. One that does not arrive, or is too long, is a problem like any other.
#[derive(Debug)]
pub struct Payload(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Payload {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        Bytes::from_request(request, state).await.map(Payload).map_err(|refused| {
            let code = if refused.status() == StatusCode::PAYLOAD_TOO_LARGE { "too_large" } else { "unreadable_body" };
            Problem::new(refused.status(), code, format!("the body did not arrive: {refused}"))
        })
    }
}

/// Reads a body into a wire type; what cannot be read is told with its line and column.
pub fn read<T: DeserializeOwned>(bytes: &Bytes) -> Result<T, Problem> {
    serde_json::from_slice(bytes).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        let fault = Fault::at(place, "bad_json", error.to_string());
        Problem::of_faults("bad_body", vec![fault])
    })
}

/// A number of a body that must lie in a range.
pub fn in_range(faults: &mut Vec<Fault>, path: &'static str, number: f64, range: std::ops::RangeInclusive<f64>) -> f64 {
    if !range.contains(&number) {
        let message = format!("{path}: {number} is not between {} and {}", range.start(), range.end());
        faults.push(Fault::at(path, "out_of_range", message));
    }
    number
}

/// Lon/lat places of a body: finite and on the globe.
pub fn on_the_globe(faults: &mut Vec<Fault>, path: &str, places: impl IntoIterator<Item = Coord>) {
    for (index, place) in places.into_iter().enumerate() {
        let sound = (-180.0..=180.0).contains(&place.x) && (-90.0..=90.0).contains(&place.y);
        if !sound {
            let message = format!(
                "{path}: place {index} ({}, {}) is no lon, lat in degrees: swapped axes, or metres?",
                place.x, place.y
            );
            faults.push(Fault::at(format!("{path}/{index}"), "not_lonlat", message));
            return;
        }
    }
}
