//! The paths of our own: progress, questions, tiles, the service.

use super::{answer, date, form, in_path, in_query, named, operation};
use crate::model::Collection;
use crate::model::cable::Status;
use crate::model::zone::ZoneKind;
use serde_json::{Map, Value, json};

const JSON: &str = "application/json";
const MVT: &str = "application/vnd.mapbox-vector-tile";

pub fn paths() -> Map<String, Value> {
    let mut paths = Map::new();
    progress(&mut paths);
    questions(&mut paths);
    tiles(&mut paths);
    for (path, id, summary, kind) in [
        ("/timeline", "getTimeline", "When each feature of the tiles is there, delta-coded", JSON),
        ("/zones/labels", "getLabels", "A place inside each zone for its name", JSON),
        ("/base.geojson", "getBase", "Water, land and streets for orientation", "application/geo+json"),
        ("/healthz", "getHealth", "Whether the process answers", "text/plain"),
        ("/readyz", "getReady", "Whether it is ready, at which revision, and whether the store is out of reach", JSON),
        ("/metrics", "getMetrics", "Figures for Prometheus", "text/plain"),
    ] {
        let schema = if kind == "text/plain" { json!({ "type": "string" }) } else { json!({ "type": "object" }) };
        put(&mut paths, path, "get", operation("service", id, summary, vec![], answer(summary, kind, schema)));
    }
    paths
}

fn put(paths: &mut Map<String, Value>, path: &str, method: &str, operation: Value) {
    paths.insert(path.to_owned(), json!({ method: operation }));
}

fn progress(paths: &mut Map<String, Value>) {
    let at = || in_query("at", "The day (default: today in the city).", date());
    let kind = || in_query("kind", "Only zones of this kind.", json!({ "type": "string", "enum": ZoneKind::WORDS }));
    let id = || in_path("id", "The zone's id.", json!({ "type": "integer" }));
    let steps = || {
        vec![
            in_query("from", "First day (default: when counting begins).", date()),
            in_query("to", "Last day (default: today).", date()),
            in_query("step", "Default: month.", json!({ "type": "string", "enum": ["month", "quarter", "year"] })),
        ]
    };
    let told = answer("Metres of every zone, of their union and of what lies in none.", JSON, named("Progress"));
    put(
        paths,
        "/progress",
        "get",
        operation("progress", "getProgress", "How far each zone is on a day", vec![at(), kind()], told),
    );
    let told = answer("Columns over the steps.", JSON, named("ProgressSeries"));
    let mut all = steps();
    all.push(kind());
    put(paths, "/progress/series", "get", operation("progress", "getSeries", "Every zone over time", all, told));
    let told = answer("One zone over time.", JSON, named("ZoneSeries"));
    let mut one = steps();
    one.insert(0, id());
    put(paths, "/zones/{id}/progress", "get", operation("progress", "getZoneSeries", "One zone over time", one, told));
    let told = answer("Longest first, adding up to the zone's figures.", JSON, named("ZoneCables"));
    let summary = "The cables counted in a zone";
    put(paths, "/zones/{id}/cables", "get", operation("progress", "getZoneCables", summary, vec![id(), at()], told));
}

fn questions(paths: &mut Map<String, Value>) {
    let body = |schema: &str| json!({ "required": true, "content": { JSON: { "schema": named(schema) } } });
    let mut ask = |path: &str, id: &str, summary: &str, request: Value, schema: &str, parameters: Vec<Value>| {
        let mut operation = operation("questions", id, summary, parameters, answer(summary, JSON, named(schema)));
        operation["requestBody"] = request;
        put(paths, path, "post", operation);
    };
    let summary = "What a line runs along and what it crosses";
    ask("/overlaps", "postOverlaps", summary, body("OverlapsRequest"), "Overlaps", vec![]);
    let summary = "How much of an area lies near a conduit";
    ask("/coverage", "postCoverage", summary, body("CoverageRequest"), "Coverage", vec![]);
    let any_file = json!({ "type": "string", "format": "binary" });
    let plan = json!({ "required": true, "content": {
        "application/geo+json": { "schema": { "type": "object" } },
        "application/octet-stream": { "schema": any_file },
        "multipart/form-data": { "schema": { "type": "object", "properties": { "file": any_file } } }
    } });
    let parameters = vec![
        in_query("name", "The file's name: its ending tells the format.", json!({ "type": "string" })),
        in_query("crs", "The file's coordinate system, such as EPSG:9210.", json!({ "type": "string" })),
    ];
    ask("/check", "postCheck", "A plan file against the rules; nothing is stored", plan, "Check", parameters);
    let codes = vec![
        json!({ "name": "begins", "in": "query", "required": true, "description": "The beginning of the code, whatever its case.", "schema": { "type": "string" } }),
        in_query(
            "limit",
            "So many of each layer.",
            json!({ "type": "integer", "minimum": 1, "maximum": 50, "default": 10 }),
        ),
    ];
    let found = answer("Those called exactly so first.", JSON, json!({ "type": "object" }));
    let summary = "Cables, conduits and structures by the beginning of their codes";
    put(paths, "/codes", "get", operation("questions", "getCodes", summary, codes, found));
    let nearest = vec![
        json!({ "name": "layer", "in": "query", "required": true, "schema": { "type": "string", "enum": Collection::WORDS } }),
        json!({ "name": "lon", "in": "query", "required": true, "schema": { "type": "number", "minimum": -180, "maximum": 180 } }),
        json!({ "name": "lat", "in": "query", "required": true, "schema": { "type": "number", "minimum": -90, "maximum": 90 } }),
        in_query("k", "So many.", json!({ "type": "integer", "minimum": 1, "maximum": 1000, "default": 10 })),
        in_query("max_m", "None farther than this, grid metres.", json!({ "type": "number", "minimum": 0 })),
        in_query("at", "Only what is there on that day (default: today).", date()),
    ];
    let found = answer("Nearest first, each with distance_m.", "application/geo+json", named("Nearest"));
    put(
        paths,
        "/nearest",
        "get",
        operation("questions", "getNearest", "The features nearest to a place", nearest, found),
    );
}

fn tiles(paths: &mut Map<String, Value>) {
    let number = |name: &str| in_path(name, "Number of the tile.", json!({ "type": "integer", "minimum": 0 }));
    let bytes = || answer("The tile.", MVT, json!({ "type": "string", "format": "binary" }));
    let mut tile = |path: &str, id: &str, summary: &str, names: &[&str]| {
        let parameters = names.iter().map(|name| match *name {
            "collectionId" => {
                in_path("collectionId", "The layer.", json!({ "type": "string", "enum": Collection::WORDS }))
            }
            "f" => form(&["mvt"]),
            name => number(name),
        });
        let mut operation = operation("tiles", id, summary, parameters.collect(), bytes());
        operation["responses"]["204"] = json!({ "description": "Nothing is in this tile." });
        put(paths, path, "get", operation);
    };
    tile("/tiles/{z}/{x}/{y}.mvt", "getTile", "All layers in one tile", &["z", "x", "y"]);
    let path = "/collections/{collectionId}/tiles/WebMercatorQuad/{z}/{y}/{x}";
    tile(path, "getCollectionTile", "One layer in a tile", &["collectionId", "z", "y", "x", "f"]);
}

/// The statuses that a question may be narrowed to.
pub fn statuses() -> Value {
    json!({ "type": "string", "enum": Status::WORDS })
}
