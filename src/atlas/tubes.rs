//! Free and used tubes of a conduit.

use super::{Atlas, Placed};
use crate::model::{Day, Item};

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

impl Atlas {
    /// The conduit's own count of used tubes, else the cables that name it on that day, one tube each.
    pub fn tubes(&self, placed: &Placed, at: Day) -> Option<Tubes> {
        let Item::Conduit(conduit) = &placed.item else { return None };
        let used = conduit.tubes_used.unwrap_or_else(|| {
            self.cables()
                .touching(placed.bounds.widened(50.0))
                .filter(|cable| {
                    matches!(&cable.item, Item::Cable(cable) if cable.conduit.as_ref() == Some(&conduit.code))
                        && cable.item.is_valid_at(at)
                })
                .count() as i64
        });
        Some(Tubes { all: conduit.tubes, used })
    }
}
