//! Stretches of a line, by their metres from its start.

/// From `from_m` to `to_m` along a line, geodesic metres from its start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    pub from_m: f64,
    pub to_m: f64,
}

impl Stretch {
    pub fn length_m(&self) -> f64 {
        self.to_m - self.from_m
    }
}

/// The union of stretches in any order: sorted, apart from each other, none empty.
pub fn union(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.retain(|stretch| stretch.to_m > stretch.from_m);
    stretches.sort_by(|a, b| a.from_m.total_cmp(&b.from_m));
    stretches.dedup_by(|next, last| {
        let joined = next.from_m <= last.to_m;
        if joined {
            last.to_m = last.to_m.max(next.to_m);
        }
        joined
    });
    stretches
}

/// Metres of all stretches together; those of a union are counted once.
pub fn total_m(stretches: &[Stretch]) -> f64 {
    stretches.iter().map(Stretch::length_m).sum()
}

/// What a line of `length_m` has outside the stretches (in any order, overlapping or not).
pub fn complement(stretches: &[Stretch], length_m: f64) -> Vec<Stretch> {
    let mut outside = Vec::new();
    let mut free_from_m = 0.0;
    for stretch in union(stretches.to_vec()) {
        outside.push(Stretch { from_m: free_from_m, to_m: stretch.from_m.min(length_m) });
        free_from_m = stretch.to_m.max(0.0);
    }
    outside.push(Stretch { from_m: free_from_m, to_m: length_m });
    outside.retain(|stretch| stretch.to_m > stretch.from_m);
    outside
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stretches(pairs: &[(f64, f64)]) -> Vec<Stretch> {
        pairs.iter().map(|&(from_m, to_m)| Stretch { from_m, to_m }).collect()
    }

    #[test]
    fn touching_and_overlapping_stretches_become_one() {
        let joined = union(stretches(&[(5.0, 7.0), (0.0, 2.0), (2.0, 3.0), (6.0, 6.5), (9.0, 9.0)]));
        assert_eq!(joined, stretches(&[(0.0, 3.0), (5.0, 7.0)]));
    }

    #[test]
    fn the_complement_is_the_rest() {
        assert_eq!(complement(&stretches(&[(0.0, 2.0), (5.0, 10.0)]), 10.0), stretches(&[(2.0, 5.0)]));
        assert_eq!(complement(&[], 3.0), stretches(&[(0.0, 3.0)]));
        assert_eq!(complement(&stretches(&[(1.0, 2.0)]), 3.0), stretches(&[(0.0, 1.0), (2.0, 3.0)]));
        assert!(complement(&[], 0.0).is_empty());
    }

    proptest! {
        #[test]
        fn union_counts_every_metre_once(pairs in prop::collection::vec((0_u8..100, 0_u8..20), 0..20)) {
            let all: Vec<Stretch> = pairs.iter().map(|&(from, length)| Stretch { from_m: f64::from(from), to_m: f64::from(from) + f64::from(length) }).collect();
            let cells = (0..120).filter(|cell| {
                let middle = f64::from(*cell) + 0.5;
                all.iter().any(|stretch| stretch.from_m < middle && middle < stretch.to_m)
            }).count();
            let joined = union(all);
            prop_assert_eq!(total_m(&joined), cells as f64);
            prop_assert!(joined.windows(2).all(|pair| pair[0].to_m < pair[1].from_m));
            prop_assert_eq!(total_m(&complement(&joined, 120.0)), 120.0 - cells as f64);
        }
    }
}
