//! Assets by the beginning of their codes, as people type them.

use super::{Atlas, Placed};
use crate::model::Collection;
use std::sync::Arc;

const LAYERS: [Collection; 3] = [Collection::Cables, Collection::Conduits, Collection::Structures];

impl Atlas {
    /// Cables, conduits and structures whose code begins so, whatever the case of its Latin letters: at most `count` of
    /// each, those that are called exactly so first.
    pub fn codes(&self, begins: &str, count: usize) -> Vec<Arc<Placed>> {
        LAYERS.into_iter().flat_map(|layer| self.codes_in(layer, begins, count)).collect()
    }

    fn codes_in(&self, layer: Collection, begins: &str, count: usize) -> Vec<Arc<Placed>> {
        let (mut exact, mut longer) = (Vec::new(), Vec::new());
        for placed in self.layer(layer).iter() {
            let code = placed.item.code().as_bytes();
            let is_begun = code.get(..begins.len()).is_some_and(|head| head.eq_ignore_ascii_case(begins.as_bytes()));
            if is_begun && code.len() == begins.len() {
                exact.push(placed.clone());
            } else if is_begun && longer.len() < count {
                longer.push(placed.clone());
            }
            if exact.len() == count {
                break;
            }
        }
        exact.extend(longer);
        exact.truncate(count);
        exact
    }
}
