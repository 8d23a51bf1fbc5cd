//! `POST /import`: the report of the command line, and the rows for drawing.

use crate::app::import::{ImportReport, Outcome, Sketched};
use crate::model::Item;
use crate::model::cable::Status;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct ImportBody<'a> {
    #[serde(flatten)]
    report: &'a ImportReport,
    /// Of a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    drawn: Option<Drawn<'a>>,
}

/// A GeoJSON collection of rows as they would be kept.
#[derive(Debug, Serialize)]
struct Drawn<'a> {
    r#type: &'static str,
    features: Vec<DrawnRow<'a>>,
    /// How many more there are.
    left_off: u64,
}

#[derive(Debug, Serialize)]
struct DrawnRow<'a> {
    r#type: &'static str,
    geometry: geojson::Geometry,
    properties: DrawnFacts<'a>,
}

#[derive(Debug, Serialize)]
struct DrawnFacts<'a> {
    /// None of what the file no longer has.
    row: Option<u64>,
    outcome: Outcome,
    code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    operator: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    placement: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
}

impl<'a> ImportBody<'a> {
    pub fn new(report: &'a ImportReport) -> Self {
        let drawn = report.dry_run.then(|| Drawn {
            r#type: "FeatureCollection",
            features: report.sketch.rows.iter().map(DrawnRow::new).collect(),
            left_off: report.sketch.left_off,
        });
        ImportBody { report, drawn }
    }
}

impl<'a> DrawnRow<'a> {
    fn new(row: &'a Sketched) -> Self {
        let placement = match &row.item {
            Item::Cable(cable) => Some(cable.placement.word()),
            _ => None,
        };
        DrawnRow {
            r#type: "Feature",
            geometry: geojson::Geometry::from(&row.geometry.to_geo()),
            properties: DrawnFacts {
                row: row.row,
                outcome: row.outcome,
                code: row.item.code(),
                operator: row.item.holder().map(|holder| &**holder),
                placement,
                status: row.item.status().map(Status::word),
            },
        }
    }
}
