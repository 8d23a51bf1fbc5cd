//! How a row of vertices differs from another: what came, what went, what moved.

use super::Coord;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VertexDifference {
    pub added: usize,
    pub removed: usize,
    /// One that went where another came, between the same neighbours.
    pub moved: usize,
}

/// More pairs than this are not compared one by one: what is between the common beginning and the common end counts as one gap.
const MOST_PAIRS: usize = 4_000_000;

/// The fewest changes that make one row of vertices the other; of as many, those that leave more vertices where they are.
pub fn vertices(before: &[Coord], after: &[Coord]) -> VertexDifference {
    let start = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let (before, after) = (&before[start..], &after[start..]);
    let end = before.iter().rev().zip(after.iter().rev()).take_while(|(a, b)| a == b).count();
    let (before, after) = (&before[..before.len() - end], &after[..after.len() - end]);
    if before.len().saturating_mul(after.len()) > MOST_PAIRS {
        let moved = before.len().min(after.len());
        return VertexDifference { added: after.len() - moved, removed: before.len() - moved, moved };
    }
    // Row by row: what it takes to make the first vertices of the one the first vertices of the other.
    let mut row: Vec<VertexDifference> =
        (0..=after.len()).map(|added| VertexDifference { added, ..VertexDifference::default() }).collect();
    for (i, gone) in before.iter().enumerate() {
        let mut diagonal = row[0];
        row[0].removed = i + 1;
        for (j, come) in after.iter().enumerate() {
            let (left, above) = (row[j], row[j + 1]);
            row[j + 1] = if gone == come {
                diagonal
            } else {
                let removed = VertexDifference { removed: above.removed + 1, ..above };
                let added = VertexDifference { added: left.added + 1, ..left };
                let moved = VertexDifference { moved: diagonal.moved + 1, ..diagonal };
                [removed, added, moved].into_iter().min_by_key(|change| change.weight()).unwrap_or(moved)
            };
            diagonal = above;
        }
    }
    row[after.len()]
}

impl VertexDifference {
    fn weight(self) -> (usize, usize) {
        (self.added + self.removed + self.moved, self.moved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str) -> Vec<Coord> {
        text.bytes().map(|byte| Coord { x: f64::from(byte), y: 0.0 }).collect()
    }

    #[test]
    fn what_came_went_and_moved_is_told_apart() {
        for (before, after, added, removed, moved) in [
            ("abcd", "abcd", 0, 0, 0),
            ("abcd", "abxcd", 1, 0, 0),
            ("abcd", "acd", 0, 1, 0),
            ("abcd", "axcd", 0, 0, 1),
            ("abcd", "axyd", 0, 0, 2),
            ("abcd", "axyzd", 1, 0, 2),
            ("abcdef", "abxef", 0, 1, 1),
            // Two gaps: one vertex went in the first, one came in the second.
            ("abcdef", "acdxef", 1, 1, 0),
            ("abcdefg", "xbcdyfgz", 1, 0, 2),
            ("", "ab", 2, 0, 0),
            ("ab", "", 0, 2, 0),
            ("abc", "cba", 0, 0, 2),
            // As many changes either way: one vertex stays.
            ("ab", "ba", 1, 1, 0),
        ] {
            let expected = VertexDifference { added, removed, moved };
            assert_eq!(vertices(&row(before), &row(after)), expected, "{before} to {after}");
        }
    }
}
