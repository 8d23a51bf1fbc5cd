//! The description as a page: plain HTML, no script, nothing from another host.

use serde_json::Value;
use std::fmt::Write;

const STYLE: &str = "
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h2 { margin-top: 2.5rem } details { border-top: 1px solid #8886; padding: .6rem 0 }
summary { cursor: pointer } code { font: 13px ui-monospace, monospace }
.method { display: inline-block; min-width: 3.2rem; font-weight: 600; color: #0f766e } .post { color: #c2410c }
table { border-collapse: collapse; margin: .5rem 0 } td, th { text-align: left; padding: .2rem .8rem .2rem 0; vertical-align: top }
pre { background: #8881; padding: .8rem; overflow: auto; border-radius: 4px }
";

/// The page of an OpenAPI document.
pub fn render(document: &Value) -> String {
    let mut html = String::new();
    let info = &document["info"];
    let title = escaped(text(&info["title"]));
    // Writing to memory does not fail.
    let mut put = |words: std::fmt::Arguments| {
        let _ = html.write_fmt(words);
    };
    put(format_args!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
    ));
    put(format_args!("<title>{title} API</title><style>{STYLE}</style><h1>{title}</h1>"));
    put(format_args!("<p>{}</p>", escaped(text(&info["description"]))));
    put(format_args!(
        "<p>Version {}. <a href=\"api\">The document (OpenAPI 3.0)</a> · <a href=\"./\">the map</a></p>",
        escaped(text(&info["version"]))
    ));
    for tag in document["tags"].as_array().into_iter().flatten() {
        let name = text(&tag["name"]);
        put(format_args!("<h2>{}</h2>", escaped(text(&tag["description"]))));
        for (path, methods) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in methods.as_object().into_iter().flatten() {
                if operation["tags"].as_array().is_some_and(|tags| tags.iter().any(|of| of == name)) {
                    put(format_args!("{}", one(path, method, operation)));
                }
            }
        }
    }
    html
}

fn one(path: &str, method: &str, operation: &Value) -> String {
    let mut html = String::new();
    let mut put = |words: std::fmt::Arguments| {
        let _ = html.write_fmt(words);
    };
    put(format_args!(
        "<details><summary><span class=\"method {method}\">{}</span> <code>{}</code> {}</summary>",
        method.to_uppercase(),
        escaped(path),
        escaped(text(&operation["summary"]))
    ));
    let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !parameters.is_empty() {
        put(format_args!("<table><tr><th>parameter<th>in<th>value<th>what it does"));
        for parameter in parameters {
            put(format_args!(
                "<tr><td><code>{}</code><td>{}<td><code>{}</code><td>{}",
                escaped(text(&parameter["name"])),
                escaped(text(&parameter["in"])),
                escaped(&kind(&parameter["schema"])),
                escaped(text(&parameter["description"]))
            ));
        }
        put(format_args!("</table>"));
    }
    for (status, answer) in operation["responses"].as_object().into_iter().flatten() {
        let kinds: Vec<&str> =
            answer["content"].as_object().into_iter().flatten().map(|(kind, _)| kind.as_str()).collect();
        if let Some(description) = answer["description"].as_str() {
            put(format_args!(
                "<p><code>{status}</code> {} <code>{}</code></p>",
                escaped(description),
                kinds.join(", ")
            ));
        }
    }
    put(format_args!("</details>"));
    html
}

fn kind(schema: &Value) -> String {
    match schema["enum"].as_array() {
        Some(words) => words.iter().map(text).collect::<Vec<_>>().join(" | "),
        None => schema["format"].as_str().unwrap_or_else(|| text(&schema["type"])).to_owned(),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
