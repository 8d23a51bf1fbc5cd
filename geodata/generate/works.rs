//! When what happened in one section: its conduit built, its cable moved.

use crate::dates::{Day, history_end};
use crate::sections::Section;
use crate::story::{Story, day_at};

/// The works of one section; days after the history's end are plans.
#[derive(Clone, Copy, Debug)]
pub struct Works {
    pub duct: Option<Day>,
    pub moved: Option<Day>,
    /// The day the street was built with its ducts; then nothing ever hung here.
    pub greenfield: Option<Day>,
    pub is_clear: bool,
}

/// Days that a conduit is there before the first cable is drawn into it.
const DUCT_LEAD_DAYS: Day = 20;
/// Plans are told this far ahead.
pub const PLAN_AHEAD_DAYS: Day = 150;

impl Works {
    pub fn of(section: &Section, story: &Story) -> Self {
        if let Some(span) = story.greenfield {
            let day = day_at(span, section.turn);
            let duct = Some(day - 60).filter(|_| day <= history_end());
            return Works { duct, moved: None, greenfield: Some(day), is_clear: story.clear };
        }
        // The streets whose turn comes before the share are done, in the order of their turns.
        let at = |span: Option<(Day, Day)>, share: f64| {
            (share > 0.0 && (section.turn < share || share >= 1.0))
                .then(|| span.map(|span| day_at(span, section.turn / share)))
                .flatten()
        };
        let moved = at(story.moves, story.moved_share);
        let duct = at(story.ducts, story.duct_share).or(moved);
        let duct = match (duct, moved) {
            (Some(duct), Some(moved)) => Some(duct.min(moved - DUCT_LEAD_DAYS)),
            (duct, _) => duct,
        };
        Works { duct, moved, greenfield: None, is_clear: story.clear }
    }

    /// The conduit, if it is there or being built now.
    pub fn conduit(&self) -> Option<(Day, &'static str)> {
        let day = self.duct?;
        if day <= history_end() {
            Some((day, "functional"))
        } else if day <= history_end() + 75 {
            // Building takes a season, so what is finished soon has been begun.
            Some((history_end() - 40, "under_construction"))
        } else {
            None
        }
    }
}
