//! `POST /check`, and `ngamhoa check --json`.

use super::course::Course;
use super::line::{ByHand, line_geometry, millimetres, write_crossing, write_stretch};
use crate::app::check::{CheckReport, CheckedLine, PassedZone, Shareable};
use crate::app::import::{Repairs, RowRefusal};
use crate::geometry::Measured;
use crate::model::{Day, Placement, Revision};
use crate::rules::{Finding, RULES};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct CheckBody<'a> {
    revision: Revision,
    at: Day,
    crs: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'a str>,
    lines: Vec<LineBody<'a>>,
    zones: Vec<ZoneBody<'a>>,
    shareable: Vec<ShareableBody<'a>>,
    along: Vec<ByHand>,
    crossings: Vec<ByHand>,
    findings: Vec<FindingBody<'a>>,
    /// Rows of the file that could not be read as lines.
    refused: &'a [RowRefusal],
    repairs: &'a Repairs,
}

#[derive(Debug, Serialize)]
struct LineBody<'a> {
    feature: &'a str,
    length_m: f64,
    /// `null` where the file says a word that is none.
    placement: Option<&'static str>,
    /// The file did not say the placement.
    placement_assumed: bool,
    geometry: geojson::Geometry,
}

#[derive(Debug, Serialize)]
struct ZoneBody<'a> {
    id: i64,
    code: &'a str,
    name: &'a str,
    length_m: f64,
    share_before: Option<f64>,
    share_after: Option<f64>,
}

#[derive(Debug, Serialize)]
struct ShareableBody<'a> {
    feature: &'a str,
    /// Code of the conduit.
    conduit: &'a str,
    id: i64,
    owner: Option<&'a str>,
    from_m: f64,
    to_m: f64,
    length_m: f64,
    offset_m: f64,
    /// `null` where nobody said how many tubes there are.
    tubes_free: Option<i64>,
    geometry: geojson::Geometry,
}

#[derive(Debug, Serialize)]
struct FindingBody<'a> {
    rule: &'static str,
    severity: &'static str,
    feature: &'a str,
    lon: f64,
    lat: f64,
    measured: f64,
    allowed: f64,
    clause: &'a str,
    message: Texts<'a>,
    todo: Texts<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    geometry: Option<geojson::Geometry>,
}

#[derive(Debug, Serialize)]
struct Texts<'a> {
    vi: &'a str,
    en: &'a str,
}

/// The plan's lines, so that stretches can be drawn. By number, for two lines may have one name.
type Lines = [Measured];

impl<'a> CheckBody<'a> {
    pub fn new(report: &'a CheckReport) -> Self {
        let lines: Vec<Measured> = report.lines.iter().map(|line| Measured::new(line.coords.clone())).collect();
        let courses: Vec<Course> = lines.iter().map(Course::new).collect();
        CheckBody {
            revision: report.revision,
            at: report.at,
            crs: &report.crs,
            encoding: report.encoding.as_deref(),
            lines: report.lines.iter().map(LineBody::new).collect(),
            zones: report.zones.iter().map(ZoneBody::new).collect(),
            shareable: report.shareable.iter().filter_map(|found| ShareableBody::new(report, found, &lines)).collect(),
            along: report
                .along
                .iter()
                .filter_map(|(line, stretch)| {
                    let course = courses.get(*line)?;
                    Some(ByHand::new(|out| write_stretch(out, Some(report.feature(*line)), stretch, course)))
                })
                .collect(),
            crossings: report
                .crossings
                .iter()
                .map(|(line, crossing)| ByHand::new(|out| write_crossing(out, Some(report.feature(*line)), crossing)))
                .collect(),
            findings: report.findings.iter().map(|finding| FindingBody::new(finding, &lines)).collect(),
            refused: &report.refused,
            repairs: &report.repairs,
        }
    }
}

impl<'a> LineBody<'a> {
    fn new(line: &'a CheckedLine) -> Self {
        LineBody {
            feature: &line.feature,
            length_m: millimetres(line.length_m),
            placement: line.placement.map(Placement::word),
            placement_assumed: line.placement_assumed,
            geometry: line_geometry(line.coords.clone()),
        }
    }
}

impl<'a> ZoneBody<'a> {
    fn new(zone: &'a PassedZone) -> Self {
        ZoneBody {
            id: zone.id,
            code: &zone.code,
            name: &zone.name,
            length_m: millimetres(zone.length_m),
            share_before: zone.share_before,
            share_after: zone.share_after,
        }
    }
}

impl<'a> ShareableBody<'a> {
    fn new(report: &'a CheckReport, found: &'a Shareable, lines: &Lines) -> Option<Self> {
        let (placed, along) = (&found.stretch.placed, &found.stretch.along);
        Some(ShareableBody {
            feature: report.feature(found.line),
            conduit: placed.item.code(),
            id: placed.id,
            owner: placed.item.holder().map(|owner| &**owner),
            from_m: millimetres(along.from_m),
            to_m: millimetres(along.to_m),
            length_m: millimetres(along.length_m),
            offset_m: millimetres(along.offset_m),
            tubes_free: found.tubes_free,
            geometry: line_geometry(lines.get(found.line)?.slice(along.from, along.to)),
        })
    }
}

impl<'a> FindingBody<'a> {
    fn new(finding: &'a Finding, lines: &Lines) -> Self {
        let place = crate::model::feature::round_coord(finding.place);
        let title = RULES.iter().find(|rule| rule.id == finding.rule);
        let part = lines.get(finding.line).map(|line| line.slice_m(finding.from_m, finding.to_m));
        FindingBody {
            rule: finding.rule,
            severity: finding.severity.word(),
            feature: &finding.feature,
            lon: place.x,
            lat: place.y,
            measured: millimetres(finding.measured),
            allowed: millimetres(finding.allowed),
            clause: &finding.clause,
            message: Texts {
                vi: title.map_or(finding.rule, |rule| rule.title_vi),
                en: title.map_or(finding.rule, |rule| rule.title_en),
            },
            todo: Texts { vi: &finding.todo_vi, en: &finding.todo_en },
            geometry: part.filter(|part| part.len() > 1).map(line_geometry),
        }
    }
}
