//! `GET /zones/{id}/cables`.

use super::progress::metres;
use crate::atlas::ZoneCable;
use crate::model::{Day, Item, Revision};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct ZoneCablesBody<'a> {
    zone: i64,
    revision: Revision,
    cables: Vec<CableBody<'a>>,
}

#[derive(Debug, Serialize)]
struct CableBody<'a> {
    id: i64,
    code: &'a str,
    operator: &'a str,
    placement: &'static str,
    status: &'static str,
    valid_from: Day,
    valid_to: Option<Day>,
    disused_from: Option<Day>,
    in_zone_m: f64,
}

impl<'a> ZoneCablesBody<'a> {
    pub fn new(zone: i64, revision: Revision, cables: &'a [ZoneCable]) -> Self {
        ZoneCablesBody { zone, revision, cables: cables.iter().filter_map(CableBody::new).collect() }
    }
}

impl<'a> CableBody<'a> {
    fn new(of: &'a ZoneCable) -> Option<Self> {
        let Item::Cable(cable) = &of.placed.item else { return None };
        Some(CableBody {
            id: of.placed.id,
            code: &cable.code,
            operator: &cable.operator,
            placement: cable.placement.word(),
            status: cable.status.word(),
            valid_from: cable.valid_from,
            valid_to: cable.valid_to,
            disused_from: cable.disused_from,
            in_zone_m: metres(of.in_zone_um),
        })
    }
}
