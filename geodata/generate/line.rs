//! What is done to a centre line: smoothing, cutting, setting aside by metres.

use crate::plane::Spot;

pub fn length_m(line: &[Spot]) -> f64 {
    line.windows(2).map(|pair| pair[0].distance(pair[1])).sum()
}

/// Rounds the corners of a hand-drawn line (Chaikin's cutting); the ends stay.
pub fn smooth(line: &[Spot], rounds: usize) -> Vec<Spot> {
    let mut line = line.to_vec();
    for _ in 0..rounds {
        if line.len() < 3 {
            break;
        }
        let last = line.len() - 2;
        let mut next = vec![line[0]];
        for (at, pair) in line.windows(2).enumerate() {
            if at > 0 {
                next.push(pair[0].toward(pair[1], 0.25));
            }
            if at < last {
                next.push(pair[0].toward(pair[1], 0.75));
            }
        }
        next.extend(line.last().copied());
        line = next;
    }
    line
}

/// The place that many metres along, and the direction there as a unit vector.
pub fn along(line: &[Spot], at_m: f64) -> Option<(Spot, Spot)> {
    let mut left = at_m.max(0.0);
    let mut best = None;
    for pair in line.windows(2) {
        let step = pair[0].distance(pair[1]);
        if step == 0.0 {
            continue;
        }
        let direction = Spot { x: (pair[1].x - pair[0].x) / step, y: (pair[1].y - pair[0].y) / step };
        if left <= step {
            return Some((pair[0].toward(pair[1], left / step), direction));
        }
        left -= step;
        best = Some((pair[1], direction));
    }
    best
}

/// The part between two places along, with the corners in it.
pub fn part(line: &[Spot], from_m: f64, to_m: f64) -> Vec<Spot> {
    let mut out = Vec::new();
    let mut passed = 0.0;
    for pair in line.windows(2) {
        let step = pair[0].distance(pair[1]);
        let (start, end) = (passed, passed + step);
        passed = end;
        if step == 0.0 || end <= from_m || start >= to_m {
            continue;
        }
        if out.is_empty() {
            out.push(pair[0].toward(pair[1], ((from_m - start) / step).max(0.0)));
        }
        out.push(pair[0].toward(pair[1], ((to_m - start) / step).min(1.0)));
    }
    out
}

/// The same line with no edge longer than `most_m`.
pub fn dense(line: &[Spot], most_m: f64) -> Vec<Spot> {
    let mut out: Vec<Spot> = line.first().copied().into_iter().collect();
    for pair in line.windows(2) {
        let count = (pair[0].distance(pair[1]) / most_m).ceil().max(1.0);
        for at in 1..=count as u32 {
            out.push(pair[0].toward(pair[1], f64::from(at) / count));
        }
    }
    out
}

/// The line set aside to the left (negative: to the right), with mitred corners.
pub fn aside(line: &[Spot], by_m: f64) -> Vec<Spot> {
    let normal = |from: Spot, to: Spot| {
        let step = from.distance(to).max(1e-9);
        Spot { x: -(to.y - from.y) / step, y: (to.x - from.x) / step }
    };
    (0..line.len())
        .map(|at| {
            let before = (at > 0).then(|| normal(line[at - 1], line[at]));
            let after = (at + 1 < line.len()).then(|| normal(line[at], line[at + 1]));
            let (a, b) = match (before, after) {
                (Some(a), Some(b)) => (a, b),
                (Some(a), None) | (None, Some(a)) => (a, a),
                (None, None) => (Spot { x: 0.0, y: 0.0 }, Spot { x: 0.0, y: 0.0 }),
            };
            let (x, y) = (a.x + b.x, a.y + b.y);
            // A sharp corner would throw the mitre far out, so it stops at twice the distance.
            let share = 2.0 / (x * x + y * y).max(1.0);
            Spot { x: line[at].x + x * share * by_m, y: line[at].y + y * share * by_m }
        })
        .collect()
}

pub fn distance_m(line: &[Spot], spot: Spot) -> f64 {
    line.windows(2).map(|pair| spot.distance_to_edge(pair[0], pair[1])).fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANGLE: [Spot; 3] = [Spot { x: 0.0, y: 0.0 }, Spot { x: 100.0, y: 0.0 }, Spot { x: 100.0, y: 50.0 }];

    #[test]
    fn a_part_keeps_the_corner_and_its_length() {
        let cut = part(&ANGLE, 80.0, 130.0);
        assert_eq!(cut, vec![Spot { x: 80.0, y: 0.0 }, Spot { x: 100.0, y: 0.0 }, Spot { x: 100.0, y: 30.0 }]);
        assert!((length_m(&cut) - 50.0).abs() < 1e-9);
    }

    #[test]
    fn aside_keeps_the_distance_at_a_right_angle() {
        let set = aside(&ANGLE, 3.0);
        assert!((set[1].x - 97.0).abs() < 1e-9 && (set[1].y - 3.0).abs() < 1e-9, "{:?}", set[1]);
        assert!((set[2].x - 97.0).abs() < 1e-9 && (set[2].y - 50.0).abs() < 1e-9, "{:?}", set[2]);
    }

    #[test]
    fn smoothing_keeps_the_ends() {
        let round = smooth(&ANGLE, 2);
        assert_eq!((round[0], round[round.len() - 1]), (ANGLE[0], ANGLE[2]));
        assert!(length_m(&round) < 150.0 && round.len() > 4);
    }
}
