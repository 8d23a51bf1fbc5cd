//! What a rule looks at: the plan's lines, put in their places, and the world around them.

use crate::atlas::{Atlas, ProbeLine};
use crate::model::{Day, Placement};

/// One line of a plan.
#[derive(Debug)]
pub struct PlanLine {
    /// Its place among the plan's lines: names may be the same.
    pub number: usize,
    /// What the file calls it: its code or name, else its row number.
    pub feature: String,
    /// `None` where the file says a word that is no placement: nothing is assumed for it.
    pub placement: Option<Placement>,
    /// The word of the file, where it says one.
    pub placement_said: Option<String>,
    /// Code of the existing conduit that it says it lies in.
    pub conduit: Option<String>,
    pub probe: ProbeLine,
}

#[derive(Debug)]
pub struct Case<'a> {
    pub lines: &'a [PlanLine],
    pub atlas: &'a Atlas,
    pub today: Day,
}
