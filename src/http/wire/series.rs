//! `GET /progress/series` and `GET /zones/{id}/progress`: columns over the steps.

use super::progress::metres;
use crate::atlas::{Series, ZoneSeries};
use crate::model::progress::Metres;
use crate::model::{Day, Revision, Text};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Debug, Default, Serialize)]
pub struct ColumnsBody {
    underground_m: Vec<f64>,
    overhead_m: Vec<f64>,
}

#[derive(Debug, Serialize)]
pub struct SeriesBody<'a> {
    revision: Revision,
    at: &'a [Day],
    total: TotalColumns<'a>,
    zones: Vec<ZoneColumns<'a>>,
}

#[derive(Debug, Serialize)]
struct TotalColumns<'a> {
    #[serde(flatten)]
    metres: ColumnsBody,
    by_operator: BTreeMap<&'a str, ColumnsBody>,
}

/// `null` at the steps at which it is no zone.
#[derive(Debug, Serialize)]
struct ZoneColumns<'a> {
    id: i64,
    code: &'a str,
    underground_m: Vec<Option<f64>>,
    overhead_m: Vec<Option<f64>>,
    status: Vec<Option<&'static str>>,
}

#[derive(Debug, Serialize)]
pub struct ZoneSeriesBody<'a> {
    zone: i64,
    revision: Revision,
    series: Vec<StepBody>,
    by_operator: BTreeMap<&'a str, ColumnsBody>,
}

#[derive(Debug, Serialize)]
struct StepBody {
    at: Day,
    underground_m: f64,
    overhead_m: f64,
    share: Option<f64>,
    /// `null` while it is no zone.
    status: Option<&'static str>,
}

impl ColumnsBody {
    fn new(steps: &[Metres]) -> Self {
        ColumnsBody {
            underground_m: steps.iter().map(|step| metres(step.underground_um)).collect(),
            overhead_m: steps.iter().map(|step| metres(step.overhead_um)).collect(),
        }
    }
}

fn by_operator(of: &BTreeMap<Text, Vec<Metres>>) -> BTreeMap<&str, ColumnsBody> {
    of.iter().map(|(operator, steps)| (&**operator, ColumnsBody::new(steps))).collect()
}

impl<'a> SeriesBody<'a> {
    pub fn new(revision: Revision, series: &'a Series) -> Self {
        SeriesBody {
            revision,
            at: &series.at,
            total: TotalColumns {
                metres: ColumnsBody::new(&series.total),
                by_operator: by_operator(&series.by_operator),
            },
            zones: series.zones.iter().map(ZoneColumns::new).collect(),
        }
    }
}

impl<'a> ZoneColumns<'a> {
    fn new(zone: &'a ZoneSeries) -> Self {
        let metres_of = |um: fn(&Metres) -> i64| {
            zone.steps.iter().map(|step| step.as_ref().map(|(of, _)| metres(um(of)))).collect()
        };
        ZoneColumns {
            id: zone.placed.id,
            code: zone.placed.item.code(),
            underground_m: metres_of(|of| of.underground_um),
            overhead_m: metres_of(|of| of.overhead_um),
            status: zone.steps.iter().map(|step| step.as_ref().map(|(_, status)| status.word())).collect(),
        }
    }
}

impl<'a> ZoneSeriesBody<'a> {
    pub fn new(revision: Revision, at: &[Day], zone: &ZoneSeries, operators: &'a BTreeMap<Text, Vec<Metres>>) -> Self {
        let step = |(at, step): (&Day, &Option<(Metres, crate::model::ZoneStatus)>)| {
            let of = step.map_or_else(Metres::default, |(of, _)| of);
            StepBody {
                at: *at,
                underground_m: metres(of.underground_um),
                overhead_m: metres(of.overhead_um),
                share: of.share(),
                status: step.map(|(_, status)| status.word()),
            }
        };
        ZoneSeriesBody {
            zone: zone.placed.id,
            revision,
            series: at.iter().zip(&zone.steps).map(step).collect(),
            by_operator: by_operator(operators),
        }
    }
}
