//! Assets by the beginning of their codes, as people type them.

use super::{Atlas, Placed};
use crate::model::Collection;
use rayon::prelude::*;
use std::cmp::Ordering;
use std::sync::Arc;

const LAYERS: [Collection; 3] = [Collection::Cables, Collection::Conduits, Collection::Structures];

impl Atlas {
    /// Cables, conduits and structures whose code begins so, whatever the case of its Latin letters: at most `count` of
    /// each, in order of their codes: those that are called exactly so first.
    pub fn codes(&self, begins: &str, count: usize) -> Vec<Arc<Placed>> {
        LAYERS.into_iter().flat_map(|layer| self.codes_in(layer, begins, count)).collect()
    }

    fn codes_in(&self, layer: Collection, begins: &str, count: usize) -> Vec<Arc<Placed>> {
        let mut found: Vec<&Arc<Placed>> = Vec::new();
        let layer = self.layer(layer);
        let (unchanged, changed) = layer.beginning(begins);
        found.extend(unchanged.take(count));
        found.extend(changed);
        found.sort_unstable_by(|one, other| in_order(one, other));
        found.into_iter().take(count).cloned().collect()
    }
}

/// The rows of a layer in order of their codes, whatever the case of Latin letters, then of their ids.
#[derive(Clone, Debug)]
pub(super) struct CodeOrder(Vec<u32>);

impl CodeOrder {
    pub fn of(rows: &[Arc<Placed>]) -> Self {
        let mut order: Vec<u32> = (0..rows.len() as u32).collect();
        order.par_sort_unstable_by(|one, other| in_order(&rows[*one as usize], &rows[*other as usize]));
        CodeOrder(order)
    }

    /// Those whose code begins so. `rows`: the same as before.
    pub fn beginning<'a>(&'a self, rows: &'a [Arc<Placed>], begins: &'a str) -> impl Iterator<Item = u32> + 'a {
        let code = |row: u32| rows[row as usize].item.code();
        let first = self.0.partition_point(|row| folded(code(*row)).lt(folded(begins)));
        self.0[first..].iter().copied().take_while(move |row| begins_so(code(*row), begins))
    }
}

pub(super) fn begins_so(code: &str, begins: &str) -> bool {
    code.as_bytes().get(..begins.len()).is_some_and(|head| head.eq_ignore_ascii_case(begins.as_bytes()))
}

fn in_order(one: &Placed, other: &Placed) -> Ordering {
    folded(one.item.code()).cmp(folded(other.item.code())).then(one.id.cmp(&other.id))
}

fn folded(code: &str) -> impl Iterator<Item = u8> {
    code.bytes().map(|byte| byte.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::super::layer::tests::pole_called;
    use super::*;
    use crate::atlas::Layer;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn told(layer: &Layer, begins: &str) -> Vec<i64> {
        let (unchanged, changed) = layer.beginning(begins);
        let mut found: Vec<&Arc<Placed>> = unchanged.chain(changed).collect();
        found.sort_unstable_by(|one, other| in_order(one, other));
        found.into_iter().map(|placed| placed.id).collect()
    }

    proptest! {
        #[test]
        fn what_begins_so_is_found_whatever_was_changed_since(
            codes in prop::collection::vec("[aAbBđ]{1,3}", 1..40),
            changed in prop::collection::btree_map(0..50_i64, prop::option::of("[aAbBđ]{1,3}"), 0..20),
            begins in "[aAbBđ]{0,2}",
        ) {
            let mut rows: BTreeMap<i64, String> = (0..).zip(codes).collect();
            let pole = |(id, code): (&i64, &String)| pole_called(*id, code);
            let layer = Layer::new(rows.iter().map(pole).collect(), 20.6);
            let changes = changed.iter().map(|(id, code)| (*id, code.as_ref().map(|code| pole_called(*id, code))));
            let layer = layer.with(changes.collect());
            for (id, code) in changed {
                match code {
                    Some(code) => rows.insert(id, code),
                    None => rows.remove(&id),
                };
            }
            let lower = |code: &str| code.to_ascii_lowercase();
            let mut wanted: Vec<(String, i64)> = rows.iter().map(|(id, code)| (lower(code), *id)).collect();
            wanted.retain(|(code, _)| code.starts_with(&lower(&begins)));
            wanted.sort();
            prop_assert_eq!(told(&layer, &begins), wanted.into_iter().map(|(_, id)| id).collect::<Vec<_>>());
        }
    }
}
