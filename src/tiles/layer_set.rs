//! Which layers a tile holds.

use crate::model::Collection;

/// A set of the four layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LayerSet(u8);

impl LayerSet {
    /// What the viewer draws.
    pub const ALL: LayerSet = LayerSet(0b1111);

    pub fn only(collection: Collection) -> Self {
        LayerSet(1 << collection as u8)
    }

    pub fn holds(self, collection: Collection) -> bool {
        self.0 & (1 << collection as u8) != 0
    }
}
