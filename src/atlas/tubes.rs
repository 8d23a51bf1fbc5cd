//! Free and used tubes of a conduit.

use super::{Atlas, Bounds, Placed};
use crate::model::{Cable, Collection, Day, Item};
use std::collections::HashMap;
use std::sync::Arc;

/// What is known of a conduit's tubes on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tubes {
    pub all: Option<i64>,
    pub used: i64,
}

impl Tubes {
    /// `None` where it is not known how many tubes there are.
    pub fn free(self) -> Option<i64> {
        self.all.map(|all| (all - self.used).max(0))
    }
}

/// A cable that names a conduit lies in it only if their boxes are no farther apart than this: codes repeat between
/// owners.
const NAMED_WITHIN_M: f64 = 50.0;

impl Atlas {
    /// The conduit's own count of used tubes, else the cables that name it on that day, one tube each.
    pub fn tubes(&self, placed: &Placed, at: Day) -> Option<Tubes> {
        match &placed.item {
            Item::Conduit(_) => self.tubes_of(&[placed], at).pop(),
            _ => None,
        }
    }

    /// The tubes of many conduits, in their order; what is no conduit has none. The cables around them are looked
    /// through once, not once for each.
    pub fn tubes_of(&self, conduits: &[&Placed], at: Day) -> Vec<Tubes> {
        let mut found = vec![Tubes { all: None, used: 0 }; conduits.len()];
        let mut uncounted: HashMap<&str, Vec<(usize, Bounds)>> = HashMap::new();
        for (index, placed) in conduits.iter().enumerate() {
            if let Item::Conduit(conduit) = &placed.item {
                found[index] = Tubes { all: conduit.tubes, used: conduit.tubes_used.unwrap_or(0) };
                if conduit.tubes_used.is_none() {
                    let around = placed.bounds.widened(NAMED_WITHIN_M);
                    uncounted.entry(&conduit.code).or_default().push((index, around));
                }
            }
        }
        if uncounted.is_empty() {
            return found;
        }
        let window = Bounds::of(uncounted.values().flatten().flat_map(|(_, around)| [around.min, around.max]));
        for cable in self.cables().touching(window) {
            if let Item::Cable(Cable { conduit: Some(code), .. }) = &cable.item
                && let Some(named) = uncounted.get(&**code)
                && cable.item.is_valid_at(at)
            {
                for (index, _) in named.iter().filter(|(_, around)| around.touches(&cable.bounds)) {
                    found[*index].used += 1;
                }
            }
        }
        found
    }

    /// The conduits that a cable in that box may mean by a code.
    pub(super) fn conduits_named<'a>(&'a self, code: &'a str, cable: Bounds) -> impl Iterator<Item = &'a Arc<Placed>> {
        // A little farther than the count looks: the widening of a box depends on its latitude.
        self.layer(Collection::Conduits)
            .touching(cable.widened(1.2 * NAMED_WITHIN_M))
            .filter(move |placed| &**placed.item.code() == code)
    }
}
