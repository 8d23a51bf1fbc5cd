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

/// Compares two rows of vertices. The longest row common to both stays; in each gap between, as many as went and came are
/// moved ones.
pub fn vertices(before: &[Coord], after: &[Coord]) -> VertexDifference {
    let start = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let (before, after) = (&before[start..], &after[start..]);
    let end = before.iter().rev().zip(after.iter().rev()).take_while(|(a, b)| a == b).count();
    let (before, after) = (&before[..before.len() - end], &after[..after.len() - end]);
    if before.len().saturating_mul(after.len()) > MOST_PAIRS {
        return gap(before.len(), after.len());
    }
    let mut difference = VertexDifference::default();
    let (mut gone, mut come) = (0, 0);
    let mut close = |gone: &mut usize, come: &mut usize| {
        let gap = gap(*gone, *come);
        difference.added += gap.added;
        difference.removed += gap.removed;
        difference.moved += gap.moved;
        (*gone, *come) = (0, 0);
    };
    let common = common_lengths(before, after);
    let width = after.len() + 1;
    let (mut i, mut j) = (0, 0);
    while i < before.len() || j < after.len() {
        if i < before.len() && j < after.len() && before[i] == after[j] {
            close(&mut gone, &mut come);
            (i, j) = (i + 1, j + 1);
        } else if j == after.len() || (i < before.len() && common[(i + 1) * width + j] >= common[i * width + j + 1]) {
            gone += 1;
            i += 1;
        } else {
            come += 1;
            j += 1;
        }
    }
    close(&mut gone, &mut come);
    difference
}

fn gap(gone: usize, come: usize) -> VertexDifference {
    let moved = gone.min(come);
    VertexDifference { added: come - moved, removed: gone - moved, moved }
}

/// For each pair of places in the two rows: how long the longest row is that is common to what follows.
fn common_lengths(before: &[Coord], after: &[Coord]) -> Vec<u32> {
    let width = after.len() + 1;
    let mut lengths = vec![0_u32; (before.len() + 1) * width];
    for i in (0..before.len()).rev() {
        for j in (0..after.len()).rev() {
            lengths[i * width + j] = if before[i] == after[j] {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    lengths
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
        ] {
            let expected = VertexDifference { added, removed, moved };
            assert_eq!(vertices(&row(before), &row(after)), expected, "{before} to {after}");
        }
    }
}
