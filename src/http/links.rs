//! Links between answers; every `href` is absolute.

use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Link {
    pub href: String,
    pub rel: &'static str,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<&'static str>,
}

impl Link {
    pub fn new(href: String, rel: &'static str, kind: &'static str, title: &'static str) -> Self {
        Link { href, rel, kind: Some(kind), title: Some(title) }
    }
}
