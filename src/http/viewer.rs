//! The page: its HTML with the first figures in it, so that they need no request.

use super::answer::{Answer, Tag};
use super::asked::Asked;
use super::assets;
use super::problem::Problem;
use super::service::Service;
use super::wire::ProgressBody;
use crate::atlas::Atlas;
use crate::model::{City, Day, Item, Revision};
use axum::body::Body;
use axum::http::{Response, header};
use serde::Serialize;
use std::sync::Arc;

/// Where the page leaves room for its figures.
const BOOT: &str = r#"id="boot"></script>"#;

#[derive(Serialize)]
struct Boot<'a> {
    city: CityBody<'a>,
    today: Day,
    revision: Revision,
    /// Tells this store's tiles from those of another.
    store: &'a str,
    illustrative: bool,
    notes: &'a std::collections::BTreeMap<String, String>,
    operators: &'a std::collections::BTreeMap<String, String>,
    basemap: Option<&'a str>,
    progress: ProgressBody<'a>,
    deadlines: Vec<Due<'a>>,
}

#[derive(Serialize)]
struct CityBody<'a> {
    name: &'a str,
    name_en: Option<&'a str>,
    r#box: [f64; 4],
    /// Lon, lat, zoom.
    view: [f64; 3],
    grid: GridBody<'a>,
    languages: &'a [String],
    time_zone: &'a str,
}

#[derive(Serialize)]
struct GridBody<'a> {
    code: &'a str,
    proj4: &'a str,
}

#[derive(Serialize)]
struct Due<'a> {
    zone: i64,
    code: &'a str,
    name: &'a str,
    deadline: Option<Day>,
    removal_deadline: Option<Day>,
}

impl<'a> CityBody<'a> {
    fn new(city: &'a City, grid_proj4: &'a str) -> Self {
        let view = city.opening();
        CityBody {
            name: &city.name,
            name_en: city.name_en.as_deref(),
            r#box: city.bounds,
            view: [view.lon, view.lat, view.zoom],
            grid: GridBody { code: &city.grid, proj4: grid_proj4 },
            languages: &city.languages,
            time_zone: &city.time_zone,
        }
    }
}

/// The page as it is sent now.
pub fn page(service: &Arc<Service>, asked: &Asked) -> Result<Response<Body>, Problem> {
    let (atlas, today) = (service.atlas(), service.today());
    let tag = Tag::world(service, atlas.revision, Some(today)).flavoured("page");
    if let Some(known) = asked.not_modified(&tag, atlas.revision) {
        return Ok(known);
    }
    let html = assets::index()?.replacen(BOOT, &format!("id=\"boot\">{}</script>", boot(service, &atlas, today)?), 1);
    Ok(Answer::new("text/html; charset=utf-8", html)
        .at(atlas.revision)
        .tagged(tag)
        .header(header::CONTENT_SECURITY_POLICY, &content_policy(service.basemap.as_deref(), &service.basemap_hosts))
        .respond(asked))
}

fn boot(service: &Service, atlas: &Atlas, today: Day) -> Result<String, Problem> {
    let progress = atlas.progress(today, None);
    let deadlines = atlas.zones().iter().filter_map(|placed| {
        let Item::Zone(zone) = &placed.item else { return None };
        let (deadline, removal_deadline) = (zone.deadline, zone.removal_deadline);
        (deadline.is_some() || removal_deadline.is_some()).then_some(Due {
            zone: placed.id,
            code: &zone.code,
            name: &zone.name,
            deadline,
            removal_deadline,
        })
    });
    let boot = Boot {
        city: CityBody::new(&atlas.city, &service.grid_proj4),
        today,
        revision: atlas.revision,
        store: &service.identity,
        illustrative: atlas.city.illustrative,
        notes: &atlas.city.notes,
        operators: &atlas.city.operators,
        basemap: service.basemap.as_deref(),
        progress: ProgressBody::new(atlas, today, &progress),
        deadlines: deadlines.collect(),
    };
    // Inside a script element the only text that could end it is `</script`.
    serde_json::to_string(&boot).map(|text| text.replace('<', "\\u003c")).map_err(|error| Problem::internal(&error))
}

/// A host as a content policy names it, from its name or from any address on it; none where it is neither. Without a scheme
/// it is asked by https.
pub fn host_source(text: &str) -> Option<String> {
    let (scheme, rest) = text.trim().split_once("://").unwrap_or(("https", text.trim()));
    let host = rest.split(['/', '?', '#']).next()?;
    // `*.` stands for every host below a name; map services number theirs.
    let name = host.strip_prefix("*.").unwrap_or(host);
    let (name, port) = name.split_once(':').unwrap_or((name, "443"));
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    (is_name && port.parse::<u16>().is_ok() && matches!(scheme, "http" | "https")).then(|| format!("{scheme}://{host}"))
}

/// Nothing is asked of another host, but of those that a configured background map is made of.
fn content_policy(basemap: Option<&str>, more: &[String]) -> String {
    let hosts: String = basemap
        .and_then(host_source)
        .iter()
        .chain(basemap.and(Some(more)).into_iter().flatten())
        .fold(String::new(), |all, host| all + " " + host);
    format!(
        "default-src 'self'; img-src 'self' data: blob:{hosts}; connect-src 'self'{hosts}; worker-src 'self' blob:; \
         style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_read_from_its_name_or_an_address_and_from_nothing_that_would_change_the_policy() {
        for (text, host) in [
            ("https://tiles.example/style.json?key=1", "https://tiles.example"),
            (" fonts.example ", "https://fonts.example"),
            ("http://127.0.0.1:8080/{z}/{x}/{y}.png", "http://127.0.0.1:8080"),
            ("https://*.tiles.example", "https://*.tiles.example"),
        ] {
            assert_eq!(host_source(text).as_deref(), Some(host), "{text}");
        }
        for text in
            ["", "*", "*.", "https://", "data:x", "ftp://a.example", "a.example; script-src *", "'unsafe-inline'"]
        {
            assert_eq!(host_source(text), None, "{text}");
        }
    }

    #[test]
    fn the_page_may_ask_the_hosts_of_its_basemap_only_where_there_is_one() {
        let more = ["https://fonts.example".to_owned()];
        let policy = content_policy(Some("https://tiles.example/{z}/{x}/{y}.png"), &more);
        assert!(policy.contains("connect-src 'self' https://tiles.example https://fonts.example;"), "{policy}");
        assert!(policy.contains("img-src 'self' data: blob: https://tiles.example https://fonts.example;"), "{policy}");
        assert!(!content_policy(None, &more).contains("example"));
    }
}
