//! A cable of the demo as it is written; its life is told in `lives`.

use crate::dates::Day;
use crate::plane::{Plane, Spot};
use crate::sources::Sources;
use crate::write::Feature;

#[derive(Clone, Debug)]
pub struct Cable {
    pub code: String,
    pub firm: usize,
    pub placement: &'static str,
    pub status: &'static str,
    pub from: Day,
    pub to: Option<Day>,
    pub disused_from: Option<Day>,
    pub medium: &'static str,
    pub fibre_count: Option<u32>,
    /// Place in the list of conduits.
    pub conduit: Option<usize>,
    pub replaces: Option<String>,
    pub line: Vec<Spot>,
}

impl Cable {
    pub fn feature(&self, sources: &Sources, plane: &Plane, conduit: Option<&str>) -> String {
        Feature::new()
            .text("code", &self.code)
            .text("operator", &sources.firms[self.firm].code)
            .text("placement", self.placement)
            .text("status", self.status)
            .some_day("valid_from", Some(self.from))
            .some_day("valid_to", self.to)
            .some_day("disused_from", self.disused_from)
            .text("medium", self.medium)
            .some_number("fibre_count", self.fibre_count.map(f64::from))
            .some_text("conduit", conduit)
            .some_text("replaces", self.replaces.as_deref())
            .line(plane, &self.line)
    }
}

/// Numbers each firm's cables in the order they are told.
pub struct Codes(Vec<u32>);

impl Codes {
    pub fn new(firms: usize) -> Self {
        Codes(vec![0; firms])
    }

    pub fn next(&mut self, sources: &Sources, firm: usize) -> String {
        self.0[firm] += 1;
        format!("{}-{:05}", sources.firms[firm].code, self.0[firm])
    }
}
