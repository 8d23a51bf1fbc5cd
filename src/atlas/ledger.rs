//! The ledger: running sums of metres by zone, operator, class and day, so that any date is a look-up.
//!
//! Metres are whole micrometres: sums are exact, so adding and taking away a cable leaves no trace, and two ledgers
//! that saw the same cables in another order are equal.

use super::contribution::{Part, micrometres};
use super::layer::Layer;
use super::placed::Placed;
use crate::geometry::stretch;
use crate::model::progress::Metres;
use crate::model::zone::ZoneKind;
use crate::model::{Class, Day, Item, Text, Zone};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Sums over a set of places: one running sum per operator and class, in their order, none empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Account {
    series: Vec<(u16, Class, RunningSum)>,
}

/// Metres in force from each day on, until the next. Only days on which they change are kept, so that what is equal is
/// written equally, and a cable that went leaves no day behind.
#[derive(Clone, Debug, Default, PartialEq)]
struct RunningSum {
    days: Vec<Day>,
    sums_um: Vec<i64>,
}

#[derive(Clone, Debug, Default)]
pub struct Ledger {
    operators: Arc<Operators>,
    zones: Arc<HashMap<i64, Arc<Account>>>,
    /// Over the union of the zones of a kind; `None`: of all kinds.
    unions: BTreeMap<Option<ZoneKind>, Arc<Account>>,
    /// Everything, wherever it lies.
    network: Arc<Account>,
}

#[derive(Clone, Debug, Default)]
struct Operators {
    names: Vec<Text>,
    numbers: HashMap<Text, u16>,
}

/// From a day on, so many micrometres more (or fewer).
#[derive(Clone, Copy, Debug)]
struct Event {
    operator: u16,
    class: Class,
    day: Day,
    delta_um: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key {
    Network,
    Union(Option<ZoneKind>),
    Zone(i64),
}

impl RunningSum {
    fn of_sorted(events: &[Event]) -> Self {
        let mut sum = RunningSum::default();
        let mut total = 0;
        for event in events {
            total += event.delta_um;
            if sum.days.last() == Some(&event.day) {
                sum.days.pop();
                sum.sums_um.pop();
            }
            if sum.sums_um.last().copied().unwrap_or(0) != total {
                sum.days.push(event.day);
                sum.sums_um.push(total);
            }
        }
        sum
    }

    fn add(&mut self, day: Day, delta_um: i64) {
        let at = self.days.partition_point(|known| *known < day);
        let before_um = if at == 0 { 0 } else { self.sums_um[at - 1] };
        if self.days.get(at) != Some(&day) {
            self.days.insert(at, day);
            self.sums_um.insert(at, before_um);
        }
        for sum in &mut self.sums_um[at..] {
            *sum += delta_um;
        }
        if self.sums_um[at] == before_um {
            self.days.remove(at);
            self.sums_um.remove(at);
        }
    }

    fn at(&self, day: Day) -> i64 {
        match self.days.partition_point(|known| *known <= day) {
            0 => 0,
            after => self.sums_um[after - 1],
        }
    }
}

impl Account {
    fn of_events(mut events: Vec<Event>) -> Self {
        events.sort_unstable_by_key(|event| (event.operator, event.class, event.day));
        let series = events
            .chunk_by(|a, b| (a.operator, a.class) == (b.operator, b.class))
            .map(|events| (events[0].operator, events[0].class, RunningSum::of_sorted(events)))
            .filter(|(_, _, sum)| !sum.days.is_empty())
            .collect();
        Account { series }
    }

    fn add(&mut self, event: Event) {
        let key = (event.operator, event.class);
        let at = self.series.partition_point(|(operator, class, _)| (*operator, *class) < key);
        if self.series.get(at).is_none_or(|(operator, class, _)| (*operator, *class) != key) {
            self.series.insert(at, (event.operator, event.class, RunningSum::default()));
        }
        self.series[at].2.add(event.day, event.delta_um);
        if self.series[at].2.days.is_empty() {
            self.series.remove(at);
        }
    }

    fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    pub fn at(&self, day: Day) -> Metres {
        let mut metres = Metres::default();
        for (_, class, sum) in &self.series {
            metres.add(*class, sum.at(day));
        }
        metres
    }

    /// Metres by the operator's number.
    fn by_operator(&self, day: Day) -> BTreeMap<u16, Metres> {
        let mut by: BTreeMap<u16, Metres> = BTreeMap::new();
        for (operator, class, sum) in &self.series {
            by.entry(*operator).or_default().add(*class, sum.at(day));
        }
        by
    }

    /// The first day on which anything is counted.
    pub fn first_day(&self) -> Option<Day> {
        self.series.iter().filter_map(|(_, _, sum)| sum.days.first()).min().copied()
    }
}

impl Ledger {
    /// Counts all cables from nothing.
    pub(super) fn build(cables: &Layer, zones: &Layer) -> Self {
        let mut operators = Operators::default();
        for placed in cables.iter() {
            if let Item::Cable(cable) = &placed.item {
                operators.number(&cable.operator);
            }
        }
        let rows: Vec<&Arc<Placed>> = cables.iter().collect();
        let gathered: HashMap<Key, Vec<Event>> = rows
            .par_chunks(4096)
            .map(|chunk| {
                let mut events: HashMap<Key, Vec<Event>> = HashMap::new();
                for placed in chunk {
                    each_event(placed, zones, &operators, |key, event| events.entry(key).or_default().push(event));
                }
                events
            })
            .reduce(HashMap::new, |mut all, some| {
                for (key, mut events) in some {
                    all.entry(key).or_default().append(&mut events);
                }
                all
            });
        let accounts: Vec<(Key, Arc<Account>)> =
            gathered.into_par_iter().map(|(key, events)| (key, Arc::new(Account::of_events(events)))).collect();
        let mut ledger = Ledger { operators: Arc::new(operators), ..Ledger::default() };
        let mut by_zone = HashMap::with_capacity(accounts.len());
        for (key, account) in accounts {
            match key {
                Key::Network => ledger.network = account,
                Key::Union(kind) => {
                    ledger.unions.insert(kind, account);
                }
                Key::Zone(zone) => {
                    by_zone.insert(zone, account);
                }
            }
        }
        ledger.zones = Arc::new(by_zone);
        ledger
    }

    /// The ledger after some cables were taken away (as they were, with the zones as they were) and some added.
    pub(super) fn updated(&self, gone: (&[Arc<Placed>], &Layer), come: (&[Arc<Placed>], &Layer)) -> Self {
        let mut operators = Operators::clone(&self.operators);
        for placed in come.0 {
            if let Item::Cable(cable) = &placed.item {
                operators.number(&cable.operator);
            }
        }
        let mut next = self.clone();
        let mut zones = HashMap::clone(&self.zones);
        for (sign, (cables, layer)) in [(-1, gone), (1, come)] {
            for placed in cables {
                each_event(placed, layer, &operators, |key, event| {
                    let account = match key {
                        Key::Network => &mut next.network,
                        Key::Union(kind) => next.unions.entry(kind).or_default(),
                        Key::Zone(zone) => zones.entry(zone).or_default(),
                    };
                    Arc::make_mut(account).add(Event { delta_um: event.delta_um * sign, ..event });
                });
            }
        }
        zones.retain(|_, account| !account.is_empty());
        next.unions.retain(|_, account| !account.is_empty());
        next.zones = Arc::new(zones);
        next.operators = Arc::new(operators);
        next
    }

    pub fn zone(&self, id: i64) -> Option<&Account> {
        self.zones.get(&id).map(|account| &**account)
    }

    /// Over the union of the zones of a kind, or of all.
    pub fn union(&self, kind: Option<ZoneKind>) -> Option<&Account> {
        self.unions.get(&kind).map(|account| &**account)
    }

    pub fn network(&self) -> &Account {
        &self.network
    }

    /// Metres by operator on a day, by name, those without any left out.
    pub fn by_operator(&self, account: &Account, day: Day) -> Vec<(Text, Metres)> {
        let mut by: Vec<(Text, Metres)> = account
            .by_operator(day)
            .into_iter()
            .filter(|(_, metres)| *metres != Metres::default())
            .filter_map(|(number, metres)| Some((self.operators.names.get(usize::from(number))?.clone(), metres)))
            .collect();
        by.sort_by(|a, b| a.0.cmp(&b.0));
        by
    }
}

impl Operators {
    fn number(&mut self, name: &Text) -> u16 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        // A city has dozens of operators; past 65,535 names the last one collects the rest.
        let number = u16::try_from(self.names.len()).unwrap_or(u16::MAX);
        self.names.push(name.clone());
        self.numbers.insert(name.clone(), number);
        number
    }
}

/// Tells every event of one cable: in the network, in each zone, in the union of the zones by kind.
fn each_event(placed: &Placed, zones: &Layer, operators: &Operators, mut tell: impl FnMut(Key, Event)) {
    let (Item::Cable(cable), Some(line)) = (&placed.item, placed.line()) else { return };
    let Some((class, from, to)) = cable.counted() else { return };
    let Some(operator) = operators.numbers.get(&cable.operator).copied() else { return };
    let length_m = line.measured.length_m();
    let mut span = |key: Key, from: Day, to: Day, length_um: i64| {
        if length_um == 0 || from >= to {
            return;
        }
        tell(key, Event { operator, class, day: from, delta_um: length_um });
        if to < Day::MAX {
            tell(key, Event { operator, class, day: to, delta_um: -length_um });
        }
    };
    span(Key::Network, from, to, micrometres(length_m));
    if placed.contributions.is_empty() {
        return;
    }
    let mut parts: Vec<(&Zone, &Part)> = Vec::with_capacity(placed.contributions.len());
    for contribution in placed.contributions.iter() {
        span(Key::Zone(contribution.zone), from, to, contribution.part.length_um(length_m));
        if let Some(Item::Zone(zone)) = zones.get(contribution.zone).map(|zone| &zone.item) {
            parts.push((zone, &contribution.part));
        }
    }
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
            span(Key::Union(kind), pair[0], pair[1], union_um(valid, length_m));
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
