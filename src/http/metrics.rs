//! `GET /healthz`, `/readyz` and `/metrics`.

use super::answer::Answer;
use super::asked::Asked;
use super::problem::Problem;
use super::service::Service;
use crate::app::Freshness;
use crate::model::{Collection, Revision};
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use serde::Serialize;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Answers by the first digit of their status.
#[derive(Debug, Default)]
pub struct Counters([AtomicU64; 6]);

impl Counters {
    pub fn count(&self, status: StatusCode) {
        if let Some(counter) = self.0.get(usize::from(status.as_u16() / 100)) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }
}

pub async fn healthz() -> &'static str {
    "ok\n"
}

#[derive(Serialize)]
struct Ready {
    status: &'static str,
    revision: Revision,
    /// The store cannot be reached: what is read is as it was at the revision.
    stale: bool,
    /// When the store last answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    stale_since: Option<String>,
}

/// The service listens only once its world is in memory, so whoever gets an answer may ask on: also while it is stale. 503 when
/// it is about to end: who chooses between instances asks another one from then on.
pub async fn readyz(State(service): State<Arc<Service>>, asked: Asked) -> Result<Response<Body>, Problem> {
    let revision = service.atlas().revision;
    let ending = service.ending.load(Ordering::Relaxed);
    let body = match service.app.freshness() {
        _ if ending => Ready { status: "ending", revision, stale: service.app.is_stale(), stale_since: None },
        Freshness::Fresh => Ready { status: "ready", revision, stale: false, stale_since: None },
        Freshness::Stale { since } => {
            Ready { status: "stale", revision, stale: true, stale_since: Some(since.to_string()) }
        }
    };
    let status = if ending { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    Ok(Answer::json(&body)?.status(status).at(revision).cached("no-store").respond(&asked))
}

pub async fn metrics(State(service): State<Arc<Service>>, asked: Asked) -> Response<Body> {
    let (atlas, times) = (service.atlas(), service.app.start_times);
    let mut text = String::new();
    // Writing to memory does not fail.
    let mut line = |words: std::fmt::Arguments| {
        let _ = writeln!(text, "{words}");
    };
    line(format_args!(
        "# HELP ngamhoa_revision The last revision that is answered from.\n# TYPE ngamhoa_revision gauge"
    ));
    line(format_args!("ngamhoa_revision {}", atlas.revision));
    line(format_args!("# HELP ngamhoa_stale Whether the store cannot be reached (1).\n# TYPE ngamhoa_stale gauge"));
    line(format_args!("ngamhoa_stale {}", u8::from(service.app.is_stale())));
    line(format_args!("# HELP ngamhoa_features Features in memory.\n# TYPE ngamhoa_features gauge"));
    for collection in Collection::ALL {
        let (word, rows) = (collection.word(), atlas.layer(collection).len());
        line(format_args!("ngamhoa_features{{collection=\"{word}\"}} {rows}"));
    }
    line(format_args!(
        "# HELP ngamhoa_start_seconds Seconds of starting, by step.\n# TYPE ngamhoa_start_seconds gauge"
    ));
    let steps = [("read", times.read), ("project", times.project), ("index", times.index), ("zones", times.zones)];
    for (step, took) in steps {
        line(format_args!("ngamhoa_start_seconds{{step=\"{step}\"}} {:.6}", took.as_secs_f64()));
    }
    line(format_args!(
        "# HELP ngamhoa_tile_cache_bytes Bytes of finished tiles.\n# TYPE ngamhoa_tile_cache_bytes gauge"
    ));
    line(format_args!("ngamhoa_tile_cache_bytes {}", service.tiles.kept_bytes()));
    line(format_args!(
        "# HELP ngamhoa_answers_total Answers by class of status.\n# TYPE ngamhoa_answers_total counter"
    ));
    for (class, counter) in service.counters.0.iter().enumerate().skip(1) {
        line(format_args!("ngamhoa_answers_total{{class=\"{class}xx\"}} {}", counter.load(Ordering::Relaxed)));
    }
    Answer::new("text/plain; version=0.0.4", text).cached("no-store").respond(&asked)
}
