//! The service asked through its router, over a small city whose figures were worked out elsewhere: geodesic lengths by
//! GeographicLib 2.1, grid metres by pyproj (EPSG:9210) and areas by shapely on those.

mod acts;
mod check;
mod concurrent;
mod features;
mod history;
mod import;
mod kept;
mod outage;
mod part4;
mod progress;
mod questions;
mod refusals;
mod server;
mod tiles;
mod waiting;
mod writes;

use crate::support::{TestStore, cable, conduit, noon, pole, put, square, zone};
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use ngamhoa::app::{App, Clock};
use ngamhoa::http::{Service, router};
use ngamhoa::model::zone::ZoneKind;
use ngamhoa::model::{Edit, Placement};
use std::sync::Arc;
use tower::ServiceExt;

/// Along 20.84 N from 106.68 E to 106.69 E; the zone's west border is at 106.685 E.
pub const STREET: [(f64, f64); 2] = [(106.680, 20.84), (106.690, 20.84)];
/// GeographicLib: the inverse problem between the ends.
pub const STREET_M: f64 = 1_040.807_973;
pub const HALF_M: f64 = 520.403_987;

pub const TOKEN: &str = "one-secret-of-the-city";

pub struct City {
    pub app: Arc<App>,
    router: axum::Router,
    store: TestStore,
}

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Reply {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.bytes)))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl City {
    /// An overhead cable that went underground in mid-2020, a conduit a metre north of it, a pole, and a zone over the
    /// eastern half of the street.
    pub async fn new() -> Self {
        City::with(TestStore::geopackage().await, None).await
    }

    /// The same, taking changes from whoever shows [`TOKEN`].
    pub async fn writable_on(store: TestStore) -> Self {
        City::with(store, Some(TOKEN)).await
    }

    async fn with(store: TestStore, token: Option<&str>) -> Self {
        let app = Arc::new(App::open(&store.url, Clock::Fixed(noon())).await.unwrap());
        let beside = [(106.680, 20.84001), (106.690, 20.84001)];
        let features = vec![
            cable(1, "A-1", Placement::Aerial, "2015-01-01", Some("2020-07-01"), &STREET),
            cable(2, "D-1", Placement::Duct, "2020-07-01", None, &STREET),
            conduit(1, "TC-1", &beside),
            pole(1, "P-1", 106.684, 20.8402),
            zone(1, "Z-1", ZoneKind::ResidentialArea, square(106.685, 20.835, 0.01)),
        ];
        app.commit(put(features), app.atlas().revision).await.unwrap();
        let service = Arc::new(Service::new(app.clone(), None, None).with_token(token));
        City { app, router: router(service), store }
    }

    /// The service started again on the same store, at another time.
    pub async fn restarted(&self, at: &str) -> Arc<Self> {
        let app = Arc::new(App::open(&self.store.url, Clock::Fixed(at.parse().unwrap())).await.unwrap());
        let service = Arc::new(Service::new(app.clone(), None, None).with_token(Some(TOKEN)));
        let store = TestStore::geopackage().await;
        Arc::new(City { app, router: router(service), store })
    }

    /// Many short cables, one below the other, ids from 10.
    pub async fn with_cables(count: i64) -> Self {
        let city = City::new().await;
        let cables = (0..count).map(|number| {
            let lat = 20.80 + number as f64 * 1e-5;
            cable(
                10 + number,
                &format!("N-{number}"),
                Placement::Facade,
                "2016-01-01",
                None,
                &[(106.70, lat), (106.701, lat)],
            )
        });
        city.commit(cables.map(Edit::Put).collect()).await;
        city
    }

    pub async fn commit(&self, edits: Vec<Edit>) {
        self.app.commit(crate::support::change(edits), self.app.atlas().revision).await.unwrap();
    }

    pub async fn ask(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Reply { status: parts.status, headers: parts.headers, bytes }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.get_with(path, &[]).await
    }

    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = Request::get(path).header("host", "127.0.0.1:8080");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    pub async fn json(&self, path: &str) -> serde_json::Value {
        let reply = self.get(path).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}: {}", String::from_utf8_lossy(&reply.bytes));
        reply.json()
    }

    /// A request that shows the token.
    pub async fn write(&self, method: &str, path: &str, headers: &[(&str, &str)], body: serde_json::Value) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header("host", "127.0.0.1:8080");
        request = request.header("authorization", format!("Bearer {TOKEN}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        self.ask(request.body(body).unwrap()).await
    }

    /// The strong tag of an item as it is now.
    pub async fn tag(&self, path: &str) -> String {
        self.get(path).await.header("etag").to_owned()
    }

    pub async fn post(&self, path: &str, body: serde_json::Value) -> Reply {
        self.ask(Request::post(path).header("host", "127.0.0.1:8080").body(Body::from(body.to_string())).unwrap()).await
    }
}

impl Reply {
    /// The codes of a problem's faults, in order.
    pub fn faults(&self) -> Vec<String> {
        let body = self.json();
        let faults = body["errors"].as_array().unwrap();
        faults.iter().map(|fault| fault["code"].as_str().unwrap().to_owned()).collect()
    }
}

pub fn near(found: &serde_json::Value, expected: f64, tolerance: f64) {
    let number = found.as_f64().unwrap_or_else(|| panic!("{found} is no number"));
    assert!((number - expected).abs() <= tolerance, "{number} is not {expected}");
}
