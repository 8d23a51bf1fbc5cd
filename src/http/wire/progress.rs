//! `GET /progress`.

use crate::atlas::{Atlas, OperatorMetres, Progress, ZoneProgress};
use crate::model::progress::Metres;
use crate::model::{Day, Item, Revision, Zone};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Debug, Serialize)]
pub struct ProgressBody<'a> {
    pub at: Day,
    pub revision: Revision,
    /// The figures are made from made-up data.
    illustrative: bool,
    total: TotalBody<'a>,
    outside: OutsideBody,
    zones_by_status: BTreeMap<&'static str, usize>,
    zones: Vec<ZoneBody<'a>>,
}

#[derive(Debug, Serialize)]
struct TotalBody<'a> {
    underground_m: f64,
    overhead_m: f64,
    share: Option<f64>,
    by_operator: Vec<OperatorBody<'a>>,
}

#[derive(Debug, Serialize)]
struct OutsideBody {
    underground_m: f64,
    overhead_m: f64,
}

#[derive(Debug, Serialize)]
struct ZoneBody<'a> {
    id: i64,
    code: &'a str,
    name: &'a str,
    name_en: Option<&'a str>,
    kind: &'static str,
    target_share: f64,
    deadline: Option<Day>,
    removal_deadline: Option<Day>,
    status: &'static str,
    underground_m: f64,
    overhead_m: f64,
    share: Option<f64>,
    by_operator: Vec<OperatorBody<'a>>,
}

#[derive(Debug, Serialize)]
pub struct OperatorBody<'a> {
    operator: &'a str,
    underground_m: f64,
    overhead_m: f64,
}

/// Micrometres as metres to the millimetre: what the sums are worth.
pub fn metres(um: i64) -> f64 {
    (um as f64 / 1e3).round() / 1e3
}

impl<'a> ProgressBody<'a> {
    pub fn new(atlas: &Atlas, at: Day, progress: &'a Progress) -> Self {
        let Metres { underground_um, overhead_um } = progress.total;
        ProgressBody {
            at,
            revision: atlas.revision,
            illustrative: atlas.city.illustrative,
            total: TotalBody {
                underground_m: metres(underground_um),
                overhead_m: metres(overhead_um),
                share: progress.total.share(),
                by_operator: progress.by_operator.iter().map(OperatorBody::new).collect(),
            },
            outside: OutsideBody {
                underground_m: metres(progress.outside.underground_um),
                overhead_m: metres(progress.outside.overhead_um),
            },
            zones_by_status: progress.zones_by_status.iter().map(|(status, count)| (status.word(), *count)).collect(),
            zones: progress.zones.iter().filter_map(ZoneBody::new).collect(),
        }
    }
}

impl<'a> ZoneBody<'a> {
    fn new(progress: &'a ZoneProgress) -> Option<Self> {
        let Item::Zone(zone) = &progress.placed.item else { return None };
        let Zone { code, name, name_en, kind, target_share, deadline, removal_deadline, .. } = zone;
        Some(ZoneBody {
            id: progress.placed.id,
            code,
            name,
            name_en: name_en.as_deref(),
            kind: kind.word(),
            target_share: *target_share,
            deadline: *deadline,
            removal_deadline: *removal_deadline,
            status: progress.status.word(),
            underground_m: metres(progress.metres.underground_um),
            overhead_m: metres(progress.metres.overhead_um),
            share: progress.metres.share(),
            by_operator: progress.by_operator.iter().map(OperatorBody::new).collect(),
        })
    }
}

impl<'a> OperatorBody<'a> {
    pub fn new(of: &'a OperatorMetres) -> Self {
        OperatorBody {
            operator: &of.operator,
            underground_m: metres(of.metres.underground_um),
            overhead_m: metres(of.metres.overhead_um),
        }
    }
}
