//! The paths that change something, and the past.

use super::{answer, in_path, in_query, named};
use crate::model::{Collection, Placement};
use serde_json::{Value, json};

const JSON: &str = "application/json";
const GEO_JSON: &str = "application/geo+json";
const MERGE_PATCH: &str = "application/merge-patch+json";

/// (path, method, operation)
pub fn operations() -> Vec<(String, &'static str, Value)> {
    let mut all = Vec::new();
    for collection in Collection::ALL {
        features(collection, &mut all);
    }
    acts(&mut all);
    all
}

fn features(collection: Collection, all: &mut Vec<(String, &'static str, Value)>) {
    let name = collection.word();
    let items = format!("/collections/{name}/items");
    let item = format!("{items}/{{featureId}}");
    let schema = || json!({ "$ref": format!("#/components/schemas/{name}Feature") });
    let told = |description: &str| answer(description, GEO_JSON, schema());
    let id = || in_path("featureId", "The feature's id.", json!({ "type": "integer" }));
    let mut put = |path: &str, method, operation| all.push((path.to_owned(), method, operation));
    put(
        &items,
        "post",
        writing(
            &format!("create_{name}_item"),
            &format!("Creates one of {name}"),
            vec![key(), content_crs(), from()],
            Some((GEO_JSON, schema())),
            ("201", told("The feature as it is kept; Location is its address, ETag its version.")),
        ),
    );
    put(
        &item,
        "put",
        writing(
            &format!("replace_{name}_item"),
            "Puts a whole feature in its place; a field that is not sent is emptied",
            vec![id(), if_match(), content_crs(), from()],
            Some((GEO_JSON, schema())),
            ("200", told("The feature as it is now.")),
        ),
    );
    put(
        &item,
        "patch",
        writing(
            &format!("update_{name}_item"),
            "Changes the members that are sent (RFC 7396); null empties a field",
            vec![id(), if_match(), content_crs(), from()],
            Some((MERGE_PATCH, json!({ "type": "object" }))),
            ("200", told("The feature as it is now.")),
        ),
    );
    put(
        &item,
        "delete",
        writing(
            &format!("delete_{name}_item"),
            "Deletes it; its history stays",
            vec![id(), if_match(), from()],
            None,
            ("204", json!({ "description": "It is gone." })),
        ),
    );
    let mut history = super::operation(
        "features",
        &format!("get_{name}_item_history"),
        "Who did what to it and when, newest first, with what was before and after",
        vec![
            id(),
            in_query(
                "limit",
                "At most so many.",
                json!({ "type": "integer", "minimum": 1, "maximum": 1000, "default": 100 }),
            ),
            in_query("before", "Only what was done before this revision.", json!({ "type": "integer" })),
            in_query(
                "geometry",
                "With both geometries of each change of place.",
                json!({ "type": "boolean", "default": false }),
            ),
            super::form(&["json", "geojson"]),
        ],
        answer("What was done to it.", JSON, named("History")),
    );
    history["responses"]["404"] = json!({ "$ref": "#/components/responses/Problem" });
    put(&format!("{item}/history"), "get", history);
    put(
        &format!("{item}/restore"),
        "post",
        writing(
            &format!("restore_{name}_item"),
            "Puts it back as it was at a revision, as a new change; also one that was deleted (then without If-Match)",
            vec![id(), if_match_unless_gone(), key(), from()],
            Some((JSON, named("Restore"))),
            ("200", told("The feature as it is now.")),
        ),
    );
}

fn acts(all: &mut Vec<(String, &'static str, Value)>) {
    let id = || in_path("featureId", "The feature's id.", json!({ "type": "integer" }));
    let mut put = |path: &str, operation| all.push((path.to_owned(), "post", operation));
    put(
        "/collections/cables/items/{featureId}/underground",
        writing(
            "goUnderground",
            "An overhead cable goes underground: it ends, and its successor begins, in one change",
            vec![id(), if_match(), key(), from()],
            Some((JSON, named("Underground"))),
            ("201", answer("Both cables; Location and ETag are the successor's.", JSON, named("WentUnderground"))),
        ),
    );
    put(
        "/collections/zones/items/{featureId}/verify",
        writing(
            "verifyZone",
            "Signs a zone as done; refused with the list of what is still overhead",
            vec![id(), if_match(), key(), from()],
            Some((JSON, named("Verify"))),
            ("200", answer("The zone as it is now.", GEO_JSON, json!({ "$ref": "#/components/schemas/zonesFeature" }))),
        ),
    );
    let mut import = writing(
        "importFile",
        "A register file into the store, or with dry_run what it would do",
        import_parameters(),
        None,
        ("200", answer("The report; of a dry run with the rows for drawing.", JSON, named("ImportReport"))),
    );
    let any_file = json!({ "type": "string", "format": "binary" });
    import["requestBody"] = json!({ "required": true, "content": {
        "application/geo+json": { "schema": { "type": "object" } },
        "application/octet-stream": { "schema": any_file },
        "multipart/form-data": { "schema": { "type": "object", "properties": { "file": any_file } } }
    } });
    import["responses"]["422"] = answer(
        "Refused rows stopped it: the same report. Or the key stands for another request.",
        JSON,
        named("ImportReport"),
    );
    put("/import", import);
    put(
        "/undo",
        writing(
            "undo",
            "Puts the rows of a revision back as they were, as one change",
            vec![key(), from()],
            Some((JSON, named("Restore"))),
            ("200", answer("The revision that undid it.", JSON, named("Undone"))),
        ),
    );
}

/// An operation that changes something: it needs the token.
fn writing(
    id: &str,
    summary: &str,
    parameters: Vec<Value>,
    body: Option<(&str, Value)>,
    (status, told): (&str, Value),
) -> Value {
    let mut operation = json!({
        "tags": ["writing"],
        "operationId": id,
        "summary": summary,
        "parameters": parameters,
        "security": [{ "token": [] }],
        "responses": {
            status: told,
            "400": { "$ref": "#/components/responses/Problem" },
            "401": { "$ref": "#/components/responses/Problem" },
            "403": { "$ref": "#/components/responses/Problem" },
            "404": { "$ref": "#/components/responses/Problem" },
            "409": { "$ref": "#/components/responses/Problem" },
            "default": { "$ref": "#/components/responses/Problem" }
        }
    });
    let has =
        |name: &str| operation["parameters"].as_array().is_some_and(|all| all.iter().any(|it| it["name"] == name));
    let (is_kept, is_held) = (has("Idempotency-Key"), has("If-Match"));
    let problem = || json!({ "$ref": "#/components/responses/Problem" });
    if is_held {
        operation["responses"]["412"] = problem();
        operation["responses"]["428"] = problem();
    }
    if is_kept {
        operation["responses"]["422"] = problem();
    }
    if let Some((kind, schema)) = body {
        operation["requestBody"] = json!({ "required": true, "content": { kind: { "schema": schema } } });
    }
    operation
}

/// The options of the command line, with `_` for `-`.
fn import_parameters() -> Vec<Value> {
    let text = || json!({ "type": "string" });
    let switch = || json!({ "type": "boolean", "default": false });
    let many = |name: &str, description: &str| {
        json!({
            "name": name, "in": "query", "required": false, "description": description,
            "schema": { "type": "array", "items": { "type": "string" } }, "style": "form", "explode": true
        })
    };
    let mut collection = in_query("as", "What the rows are.", json!({ "type": "string", "enum": Collection::WORDS }));
    collection["required"] = Value::Bool(true);
    vec![
        collection,
        in_query("dry_run", "Tell what would happen and change nothing.", switch()),
        in_query("name", "The file's name: its ending tells the format.", text()),
        in_query("crs", "The file's coordinate system, such as EPSG:9210; stronger than what the file says.", text()),
        in_query("encoding", "The text encoding, such as tcvn3; stronger than what the file says.", text()),
        in_query("layer", "The layer of a file that has several.", text()),
        many("map", "ours=theirs: a field comes from the file's column."),
        many("set", "ours=value: a field has the same value in all rows."),
        many("values", "field:theirs=ours: what the file's code means."),
        in_query("code_prefix", "Numbers the rows of a file without codes.", text()),
        in_query("repair", "Close rings and make areas valid.", switch()),
        in_query("skip_refused", "Import the rest when rows are refused.", switch()),
        in_query(
            "retire_missing",
            "End on this day what the file's operators had and the file no longer has.",
            super::date(),
        ),
        key(),
        from(),
    ]
}

fn in_header(name: &str, required: bool, description: &str) -> Value {
    json!({
        "name": name, "in": "header", "required": required, "description": description, "schema": { "type": "string" }
    })
}

fn if_match() -> Value {
    in_header(
        "If-Match",
        true,
        "The ETag of the version that is meant (of any encoding or coordinate system), or * for whichever there is.",
    )
}

fn if_match_unless_gone() -> Value {
    in_header("If-Match", false, "The ETag of the version that is there; left out where the feature is deleted.")
}

fn key() -> Value {
    in_header(
        "Idempotency-Key",
        false,
        "A key of your own: the same request under it is done once and answered with the same bytes for 7 days.",
    )
}

fn from() -> Value {
    in_header("From", false, "Who writes, for the change log, percent-encoded where it is not ASCII; kept as told.")
}

fn content_crs() -> Value {
    in_header(
        "Content-Crs",
        false,
        "The coordinate system of the body, one of the collection's list (default: lon/lat).",
    )
}

pub fn schemas() -> Vec<(&'static str, Value)> {
    let text = || json!({ "type": "string" });
    let revision = || json!({ "type": "integer" });
    vec![
        ("ImportReport", import_report()),
        ("Restore", json!({ "type": "object", "required": ["revision"], "properties": { "revision": revision() } })),
        (
            "Undone",
            json!({ "type": "object", "required": ["revision", "undone"], "properties": { "revision": revision(), "undone": revision() } }),
        ),
        (
            "Underground",
            json!({
                "type": "object", "required": ["on", "placement"], "additionalProperties": false,
                "properties": {
                    "on": super::date(),
                    "placement": { "type": "string", "enum": underground() },
                    "conduit": { "type": "string", "nullable": true, "description": "Code of the conduit; only with placement duct." },
                    "code": { "type": "string", "nullable": true, "description": "The successor's code (default: the old one with -U behind it)." },
                    "geometry": { "allOf": [named("Geometry")], "nullable": true, "description": "The successor's route, lon/lat (default: that of the old cable)." }
                }
            }),
        ),
        (
            "WentUnderground",
            json!({
                "type": "object", "required": ["revision", "retired", "successor"],
                "properties": {
                    "revision": revision(),
                    "retired": { "$ref": "#/components/schemas/cablesFeature" },
                    "successor": { "$ref": "#/components/schemas/cablesFeature" }
                }
            }),
        ),
        (
            "Verify",
            json!({
                "type": "object", "required": ["on", "by"], "additionalProperties": false,
                "properties": { "on": super::date(), "by": text(), "note": { "type": "string", "nullable": true } }
            }),
        ),
        (
            "History",
            json!({
                "type": "object", "required": ["collection", "id", "revision", "versions"],
                "properties": {
                    "collection": text(), "id": revision(), "revision": revision(), "next": text(),
                    "versions": { "type": "array", "items": {
                        "type": "object", "required": ["revision", "at", "who", "act", "what", "changes"],
                        "properties": {
                            "revision": revision(), "at": { "type": "string", "format": "date-time" }, "who": text(),
                            "act": { "type": "object" },
                            "what": { "type": "string", "enum": ["created", "changed", "deleted", "touched"] },
                            "changes": { "type": "array", "items": { "type": "object", "properties": { "field": text(), "before": {}, "after": {} } } },
                            "geometry": { "type": "object" }
                        }
                    } }
                }
            }),
        ),
    ]
}

fn import_report() -> Value {
    let (text, whole, any) = (json!({ "type": "string" }), json!({ "type": "integer" }), json!({ "type": "object" }));
    let list = |of: &Value| json!({ "type": "array", "items": of });
    let fault = json!({
        "type": "object", "required": ["code", "message", "remedy"],
        "properties": {
            "row": whole, "code": text, "message": text, "remedy": text, "path": text,
            "lon": { "type": "number" }, "lat": { "type": "number" }
        }
    });
    json!({
        "type": "object",
        "required": ["file", "collection", "crs", "read", "created", "updated", "unchanged", "retired", "refused", "applied"],
        "properties": {
            "file": text, "layer": text, "collection": text, "crs": text, "encoding": text,
            "read": whole, "created": whole, "updated": whole, "unchanged": whole, "retired": whole, "refused": whole,
            "refusals": list(&fault), "notes": list(&any), "warnings": list(&any), "repairs": any,
            "columns": list(&json!({ "type": "object", "properties": { "name": text, "samples": list(&text) } })),
            "mapping": any, "unused_columns": list(&text), "replaced_by_set": any, "new_operators": list(&text),
            "missing": list(&any), "retiring": list(&any),
            "dry_run": { "type": "boolean" }, "applied": { "type": "boolean" }, "revision": whole,
            "drawn": { "type": "object", "description": "A FeatureCollection of rows as they would be kept (a dry run only)." }
        }
    })
}

fn underground() -> Vec<&'static str> {
    let is_underground =
        |word: &&'static str| Placement::of_word(word).is_some_and(|placement| !placement.is_overhead());
    Placement::WORDS.iter().copied().filter(is_underground).collect()
}
