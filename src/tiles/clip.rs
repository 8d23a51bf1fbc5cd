//! Cutting lines and rings at a tile's buffered border, in whole units.

use super::coord::{BUFFER, EXTENT};

const LEAST: i64 = -BUFFER;
const MOST: i64 = EXTENT + BUFFER;

const WEST: u8 = 1;
const EAST: u8 = 2;
const NORTH: u8 = 4;
const SOUTH: u8 = 8;
const SIDES: [u8; 4] = [WEST, EAST, NORTH, SOUTH];

/// Lines of vertices one behind the other, each ending at an index; kept between features so that nothing is allocated.
#[derive(Debug, Default)]
pub(super) struct Parts {
    vertices: Vec<[i64; 2]>,
    ends: Vec<usize>,
}

impl Parts {
    pub fn clear(&mut self) {
        self.vertices.clear();
        self.ends.clear();
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &[[i64; 2]]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.vertices[start..*end])
    }

    /// Adds a line as it is.
    pub fn add_whole(&mut self, line: &[[i64; 2]]) {
        self.vertices.extend_from_slice(line);
        self.end(2);
    }

    /// Adds a part by writing its vertices.
    pub fn write(&mut self, write: impl FnOnce(&mut Vec<[i64; 2]>)) {
        write(&mut self.vertices);
        self.end(2);
    }

    /// Adds a vertex to the part under way, unless it repeats the last one.
    fn add(&mut self, vertex: [i64; 2]) {
        let start = self.ends.last().copied().unwrap_or(0);
        if self.vertices.len() == start || self.vertices.last() != Some(&vertex) {
            self.vertices.push(vertex);
        }
    }

    /// Ends the part under way; what has fewer vertices than asked is dropped.
    fn end(&mut self, least: usize) {
        let start = self.ends.last().copied().unwrap_or(0);
        if self.vertices.len() - start < least {
            self.vertices.truncate(start);
        } else {
            self.ends.push(self.vertices.len());
        }
    }
}

fn beyond([x, y]: [i64; 2]) -> u8 {
    let mut sides = 0;
    if x < LEAST {
        sides |= WEST;
    } else if x > MOST {
        sides |= EAST;
    }
    if y < LEAST {
        sides |= NORTH;
    } else if y > MOST {
        sides |= SOUTH;
    }
    sides
}

/// Where a segment meets the line through one side of the box, rounded to the nearest unit.
fn meet(a: [i64; 2], b: [i64; 2], side: u8) -> [i64; 2] {
    let (axis, border) = match side {
        WEST => (0, LEAST),
        EAST => (0, MOST),
        NORTH => (1, LEAST),
        _ => (1, MOST),
    };
    let other = 1 - axis;
    // Units of a far vertex reach 2^34 at the highest zoom, and their products do not fit 64 bits.
    let run = i128::from(b[axis] - a[axis]);
    let rise = i128::from(b[other] - a[other]) * i128::from(border - a[axis]) * run.signum();
    let rounded = (2 * rise + run.abs()).div_euclid(2 * run.abs());
    let mut met = [border; 2];
    met[other] = a[other] + rounded as i64;
    met
}

/// The parts of a line inside the box (Cohen and Sutherland): one line may give several, or none.
pub(super) fn clip_line(line: &[[i64; 2]], parts: &mut Parts) {
    for pair in line.windows(2) {
        let (mut a, mut b) = (pair[0], pair[1]);
        let (mut beyond_a, mut beyond_b) = (beyond(a), beyond(b));
        let leaves = beyond_b != 0;
        while (beyond_a | beyond_b) != 0 && (beyond_a & beyond_b) == 0 {
            if beyond_a == 0 {
                b = meet(b, a, lowest(beyond_b));
                beyond_b = beyond(b);
            } else {
                parts.end(2);
                a = meet(a, b, lowest(beyond_a));
                beyond_a = beyond(a);
            }
        }
        if beyond_a | beyond_b != 0 {
            parts.end(2);
            continue;
        }
        parts.add(a);
        parts.add(b);
        if leaves {
            parts.end(2);
        }
    }
    parts.end(2);
}

fn lowest(sides: u8) -> u8 {
    SIDES.into_iter().find(|side| sides & side != 0).unwrap_or(SOUTH)
}

/// The part of a ring inside the box (Sutherland and Hodgman). The ring is given without its closing vertex; the part
/// keeps its sense of turning and may run along the box's border, which lies out of sight.
pub(super) fn clip_ring(ring: &mut Vec<[i64; 2]>, spare: &mut Vec<[i64; 2]>) {
    for side in SIDES {
        if ring.iter().all(|vertex| beyond(*vertex) & side == 0) {
            continue;
        }
        spare.clear();
        let Some(mut last) = ring.last().copied() else { return };
        for vertex in ring.iter().copied() {
            let (was_out, is_out) = (beyond(last) & side != 0, beyond(vertex) & side != 0);
            if was_out != is_out {
                spare.push(meet(last, vertex, side));
            }
            if !is_out {
                spare.push(vertex);
            }
            last = vertex;
        }
        std::mem::swap(ring, spare);
    }
    ring.dedup();
    while ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
}

/// Twice the area of a ring in square units, positive where it turns clockwise on the screen (y down).
pub(super) fn doubled_area(ring: &[[i64; 2]]) -> i128 {
    let Some(mut last) = ring.last().copied() else { return 0 };
    let mut sum = 0;
    for vertex in ring.iter().copied() {
        sum += i128::from(last[0]) * i128::from(vertex[1]) - i128::from(vertex[0]) * i128::from(last[1]);
        last = vertex;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn clipped(line: &[[i64; 2]]) -> Vec<Vec<[i64; 2]>> {
        let mut parts = Parts::default();
        clip_line(line, &mut parts);
        parts.iter().map(<[_]>::to_vec).collect()
    }

    #[test]
    fn a_line_inside_stays_as_it_is() {
        assert_eq!(clipped(&[[0, 0], [4096, 4096], [-64, 4160]]), [vec![[0, 0], [4096, 4096], [-64, 4160]]]);
    }

    #[test]
    fn a_line_that_leaves_and_comes_back_gives_two_parts() {
        let line = [[4000, 100], [4260, 100], [4260, 300], [4000, 300]];
        assert_eq!(clipped(&line), [vec![[4000, 100], [4160, 100]], vec![[4160, 300], [4000, 300]]]);
    }

    #[test]
    fn a_segment_through_the_whole_tile_is_cut_on_both_sides() {
        // By hand: y = 1000 + (x + 1000) / 6.
        assert_eq!(clipped(&[[-1000, 1000], [5000, 2000]]), [vec![[-64, 1156], [4160, 1860]]]);
        // Past a corner: touches no unit of the box.
        assert_eq!(clipped(&[[-200, -10], [-10, -200]]), Vec::<Vec<[i64; 2]>>::new());
    }

    #[test]
    fn vertices_as_far_as_the_highest_zoom_has_them_do_not_overflow() {
        let far = 1 << 34;
        assert_eq!(clipped(&[[-far, -far], [far, far]]), [vec![[-64, -64], [4160, 4160]]]);
    }

    #[test]
    fn a_ring_around_the_tile_becomes_the_box_and_keeps_its_sense() {
        let mut ring = vec![[-500, -500], [9000, -500], [9000, 9000], [-500, 9000]];
        let sense = doubled_area(&ring).signum();
        clip_ring(&mut ring, &mut Vec::new());
        assert_eq!(doubled_area(&ring), sense * 2 * (4096 + 128) * (4096 + 128));
    }

    #[test]
    fn a_triangle_is_cut_as_by_hand() {
        // The corner right of x = 4160 goes: y is 0 and 160 there.
        let mut ring = vec![[4000, 0], [4320, 0], [4000, 320]];
        clip_ring(&mut ring, &mut Vec::new());
        ring.sort_unstable();
        assert_eq!(ring, [[4000, 0], [4000, 320], [4160, 0], [4160, 160]]);
    }

    fn inside(vertex: [i64; 2]) -> bool {
        vertex.iter().all(|at| (-64..=4160).contains(at))
    }

    proptest! {
        #[test]
        fn every_vertex_of_a_clipped_line_lies_in_the_buffered_extent_and_on_the_line(
            line in prop::collection::vec((-9000_i64..13_000, -9000_i64..13_000), 2..30)
        ) {
            let line: Vec<[i64; 2]> = line.into_iter().map(|(x, y)| [x, y]).collect();
            for part in clipped(&line) {
                prop_assert!(part.len() >= 2);
                for vertex in part {
                    prop_assert!(inside(vertex), "{vertex:?}");
                    let near = line.windows(2).any(|pair| {
                        let (px, py) = ((vertex[0] - pair[0][0]) as f64, (vertex[1] - pair[0][1]) as f64);
                        let (dx, dy) = ((pair[1][0] - pair[0][0]) as f64, (pair[1][1] - pair[0][1]) as f64);
                        let t = ((px * dx + py * dy) / (dx * dx + dy * dy).max(1.0)).clamp(0.0, 1.0);
                        (px - t * dx).hypot(py - t * dy) <= 1.5
                    });
                    prop_assert!(near, "{vertex:?} is not on the line");
                }
            }
            // What lies inside is not lost.
            let kept: usize = clipped(&line).iter().map(Vec::len).sum();
            let mut whole = line.clone();
            whole.dedup();
            let within = whole.iter().filter(|vertex| inside(**vertex)).count();
            prop_assert!(kept >= within || whole.len() < 2);
        }

        #[test]
        fn every_vertex_of_a_clipped_ring_lies_in_the_buffered_extent(
            ring in prop::collection::vec((-9000_i64..13_000, -9000_i64..13_000), 3..30)
        ) {
            let mut ring: Vec<[i64; 2]> = ring.into_iter().map(|(x, y)| [x, y]).collect();
            clip_ring(&mut ring, &mut Vec::new());
            prop_assert!(ring.iter().all(|vertex| inside(*vertex)), "{ring:?}");
        }
    }
}
