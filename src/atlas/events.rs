//! What a cable changes in the ledger: from a day on, so many micrometres more or fewer somewhere.

use super::contribution::{Part, micrometres};
use super::layer::Layer;
use super::placed::Placed;
use crate::geometry::stretch;
use crate::model::zone::ZoneKind;
use crate::model::{Class, Day, Item, Text, Zone};
use std::collections::HashMap;

/// From a day on, so many micrometres more (or fewer).
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    pub operator: u16,
    pub class: Class,
    pub day: Day,
    pub delta_um: i64,
}

/// Where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Network,
    Union(Option<ZoneKind>),
    Zone(i64),
}

/// A cable that counts, with what all of its events share.
pub(super) struct Counted<'a> {
    placed: &'a Placed,
    operator: u16,
    class: Class,
    from: Day,
    to: Day,
    length_m: f64,
}

impl<'a> Counted<'a> {
    pub fn of(placed: &'a Placed, operators: &HashMap<Text, u16>) -> Option<Self> {
        let (Item::Cable(cable), Some(line)) = (&placed.item, placed.line()) else { return None };
        let (class, from, to) = cable.counted()?;
        let operator = operators.get(&cable.operator).copied()?;
        Some(Counted { placed, operator, class, from, to, length_m: line.measured.length_m() })
    }

    fn span(&self, key: Key, from: Day, to: Day, length_um: i64, tell: &mut dyn FnMut(Key, Event)) {
        if length_um == 0 || from >= to {
            return;
        }
        let event = Event { operator: self.operator, class: self.class, day: from, delta_um: length_um };
        tell(key, event);
        if to < Day::MAX {
            tell(key, Event { day: to, delta_um: -length_um, ..event });
        }
    }

    /// Tells the events in each of the wanted zones.
    pub fn in_zones(&self, wanted: impl Fn(i64) -> bool, tell: &mut dyn FnMut(Key, Event)) {
        for contribution in self.placed.contributions.iter().filter(|contribution| wanted(contribution.zone)) {
            let length_um = contribution.part.length_um(self.length_m);
            self.span(Key::Zone(contribution.zone), self.from, self.to, length_um, tell);
        }
    }

    /// Tells the events in the whole network, and in the union of the zones by kind.
    pub fn in_network_and_unions(&self, zones: &Layer, tell: &mut dyn FnMut(Key, Event)) {
        let (from, to) = (self.from, self.to);
        self.span(Key::Network, from, to, micrometres(self.length_m), tell);
        if self.placed.contributions.is_empty() {
            return;
        }
        let part = |contribution: &'a super::Contribution| match &zones.get(contribution.zone)?.item {
            Item::Zone(zone) => Some((zone, &contribution.part)),
            _ => None,
        };
        let parts: Vec<(&Zone, &Part)> = self.placed.contributions.iter().filter_map(part).collect();
        let mut kinds: Vec<Option<ZoneKind>> = parts.iter().map(|(zone, _)| Some(zone.kind)).collect();
        kinds.push(None);
        kinds.sort_unstable();
        kinds.dedup();
        for kind in kinds {
            let of_kind: Vec<(&Zone, &Part)> =
                parts.iter().filter(|(zone, _)| kind.is_none_or(|kind| zone.kind == kind)).copied().collect();
            // The set of valid zones changes only where a zone begins or ends.
            let mut days: Vec<Day> = of_kind
                .iter()
                .flat_map(|(zone, _)| [zone.valid_from, zone.valid_to.unwrap_or(Day::MAX)])
                .filter(|day| from < *day && *day < to)
                .chain([from, to])
                .collect();
            days.sort_unstable();
            days.dedup();
            for pair in days.windows(2) {
                let valid = of_kind.iter().filter(|(zone, _)| zone.is_valid_at(pair[0])).map(|(_, part)| *part);
                self.span(Key::Union(kind), pair[0], pair[1], union_um(valid, self.length_m), tell);
            }
        }
    }
}

/// Micrometres of the union of parts of one cable.
fn union_um<'a>(parts: impl Iterator<Item = &'a Part>, length_m: f64) -> i64 {
    let mut stretches = Vec::new();
    for part in parts {
        match part {
            Part::Whole => return micrometres(length_m),
            Part::Stretches(some) => stretches.extend_from_slice(some),
        }
    }
    micrometres(stretch::total_m(&stretch::union(stretches)))
}
