//! The ledger: running sums of metres by zone, operator, class and day, so that any date is a look-up.
//!
//! Metres are whole micrometres: sums are exact, so adding and taking away a cable leaves no trace, and two ledgers
//! that saw the same cables in another order are equal.

use super::events::{Counted, Event, Key};
use super::layer::Layer;
use super::placed::Placed;
use crate::model::progress::Metres;
use crate::model::zone::ZoneKind;
use crate::model::{Class, Day, Item, Text};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Sums over a set of places: one running sum per operator and class, in their order, none empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Account {
    /// Shared with the account before a change, but for what changed.
    series: Vec<(u16, Class, Arc<RunningSum>)>,
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
        sum.days.shrink_to_fit();
        sum.sums_um.shrink_to_fit();
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
            .map(|events| (events[0].operator, events[0].class, Arc::new(RunningSum::of_sorted(events))))
            .filter(|(_, _, sum)| !sum.days.is_empty())
            .collect();
        Account { series }
    }

    fn add(&mut self, event: Event) {
        let key = (event.operator, event.class);
        let at = self.series.partition_point(|(operator, class, _)| (*operator, *class) < key);
        if self.series.get(at).is_none_or(|(operator, class, _)| (*operator, *class) != key) {
            self.series.insert(at, (event.operator, event.class, Arc::default()));
        }
        Arc::make_mut(&mut self.series[at].2).add(event.day, event.delta_um);
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
        for placed in cables.iter_together() {
            if let Item::Cable(cable) = &placed.item {
                operators.number(&cable.operator);
            }
        }
        let rows: Vec<&Arc<Placed>> = cables.iter_together().collect();
        let numbers = &operators.numbers;
        let mut accounts = gathered(&rows, |placed, tell| {
            if let Some(counted) = Counted::of(placed, numbers) {
                counted.in_network_and_unions(zones, tell);
            }
        });
        for turn in 0..TURNS {
            accounts.extend(gathered(&rows, |placed, tell| {
                if let Some(counted) = Counted::of(placed, numbers) {
                    counted.in_zones(|zone| zone.rem_euclid(TURNS) == turn, tell);
                }
            }));
        }
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
                let Some(counted) = Counted::of(placed, &operators.numbers) else { continue };
                let mut tell = |key, event: Event| {
                    let account = match key {
                        Key::Network => &mut next.network,
                        Key::Union(kind) => next.unions.entry(kind).or_default(),
                        Key::Zone(zone) => zones.entry(zone).or_default(),
                    };
                    Arc::make_mut(account).add(Event { delta_um: event.delta_um * sign, ..event });
                };
                counted.in_network_and_unions(layer, &mut tell);
                counted.in_zones(|_| true, &mut tell);
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

/// The zones are counted in so many turns: the events of all of them at once take more memory than what comes of them.
const TURNS: i64 = 4;

/// The accounts of all events that are told of each row.
fn gathered(
    rows: &[&Arc<Placed>],
    each: impl Fn(&Placed, &mut dyn FnMut(Key, Event)) + Sync,
) -> Vec<(Key, Arc<Account>)> {
    let events: HashMap<Key, Vec<Event>> = rows
        .par_chunks(4096)
        .map(|chunk| {
            let mut events: HashMap<Key, Vec<Event>> = HashMap::new();
            for placed in chunk {
                each(placed, &mut |key, event| events.entry(key).or_default().push(event));
            }
            events
        })
        .reduce(HashMap::new, |mut all, some| {
            for (key, mut events) in some {
                all.entry(key).or_default().append(&mut events);
            }
            all
        });
    events.into_par_iter().map(|(key, events)| (key, Arc::new(Account::of_events(events)))).collect()
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
