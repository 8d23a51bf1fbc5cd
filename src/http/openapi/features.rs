//! The paths of OGC API Features.

use super::{answer, form, in_path, in_query, named, operation};
use crate::http::item_query::MOST;
use crate::model::{Collection, Field, Kind};
use serde_json::{Map, Value, json};

const JSON: &str = "application/json";
const GEO_JSON: &str = "application/geo+json";
/// Words of `f` where JSON is all there is.
const ONLY_JSON: [&str; 2] = ["json", "geojson"];

pub fn paths() -> Map<String, Value> {
    let mut paths = Map::new();
    let mut get = |path: &str, operation: Value| paths.insert(path.to_owned(), json!({ "get": operation }));
    let landing = answer("Links to everything, or the page for browsers.", JSON, named("Landing"));
    let forms = vec![form(&["json", "html"])];
    get("/", operation("features", "getLandingPage", "The landing page", forms, landing));
    let conformance = answer("The classes that are kept.", JSON, named("Conformance"));
    let forms = || vec![form(&ONLY_JSON)];
    get("/conformance", operation("features", "getConformance", "What the API conforms to", forms(), conformance));
    let all = answer("The four collections.", JSON, named("Collections"));
    get("/collections", operation("features", "getCollections", "The collections", forms(), all));
    for collection in Collection::ALL {
        let name = collection.word();
        let one = answer("The collection.", JSON, named("Collection"));
        get(
            &format!("/collections/{name}"),
            operation("features", &format!("get_{name}"), &format!("The collection {name}"), forms(), one),
        );
        let page =
            answer("A page of features.", GEO_JSON, json!({ "$ref": format!("#/components/schemas/{name}Page") }));
        get(
            &format!("/collections/{name}/items"),
            operation(
                "features",
                &format!("get_{name}_items"),
                &format!("Features of {name}"),
                page_parameters(collection),
                page,
            ),
        );
        let feature =
            answer("The feature.", GEO_JSON, json!({ "$ref": format!("#/components/schemas/{name}Feature") }));
        let id = in_path("featureId", "The feature's id.", json!({ "type": "integer" }));
        get(
            &format!("/collections/{name}/items/{{featureId}}"),
            operation(
                "features",
                &format!("get_{name}_item"),
                &format!("One of {name}"),
                vec![id, crs("crs"), revision(), form(&ONLY_JSON)],
                feature,
            ),
        );
    }
    paths
}

fn page_parameters(collection: Collection) -> Vec<Value> {
    let mut parameters = vec![
        in_query(
            "limit",
            "At most so many features.",
            json!({ "type": "integer", "minimum": 1, "maximum": MOST, "default": 10 }),
        ),
        in_query(
            "bbox",
            "Only features that touch this box: lower corner, upper corner.",
            json!({ "type": "array", "minItems": 4, "maxItems": 6, "items": { "type": "number" } }),
        ),
        in_query(
            "datetime",
            "Only features that are there at that time: an instant, or an interval (.. for an open end).",
            json!({ "type": "string" }),
        ),
        in_query(
            "offset",
            "So many features are passed over.",
            json!({ "type": "integer", "minimum": 0, "default": 0 }),
        ),
        in_query("after", "Only features with a larger id; next links use it.", json!({ "type": "integer" })),
        crs("crs"),
        crs("bbox-crs"),
        revision(),
        form(&ONLY_JSON),
    ];
    parameters.extend(collection.fields().iter().map(|field| in_query(field.name, field.en, schema_of(field))));
    parameters
}

fn crs(name: &str) -> Value {
    let description = match name {
        "crs" => "The coordinate system of the answer (a URI of the collection's list).",
        _ => "The coordinate system of bbox.",
    };
    in_query(name, description, json!({ "type": "string", "format": "uri" }))
}

fn revision() -> Value {
    in_query("revision", "As it was at this revision.", json!({ "type": "integer", "minimum": 0 }))
}

/// What values a field takes.
pub fn schema_of(field: &Field) -> Value {
    match field.kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Choice(words) => json!({ "type": "string", "enum": words }),
        Kind::Integer { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Kind::Number { min, max } => json!({ "type": "number", "minimum": min, "maximum": max }),
        Kind::Date => super::date(),
    }
}
