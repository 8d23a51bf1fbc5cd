//! How fast a large zone is covered: 40,000 conduits along the streets of a made-up town of 20 by 20 km, all in one zone.
//!
//! Bars (two cores): 3 s for all of it, 0.3 s for a zone of the demo's size.

use criterion::{Criterion, criterion_group, criterion_main};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use ngamhoa::geometry::coverage::coverage;

/// Numbers that look random and are the same in every run (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Conduits of five edges along streets `block_m` apart, the first place of each at a corner of a street.
fn town(conduits: usize, side_m: f64, dice: &mut Dice) -> Vec<Vec<Coord<f64>>> {
    let block_m = 120.0;
    (0..conduits)
        .map(|_| {
            let corner = |at: f64| (at * side_m / block_m).round() * block_m;
            let mut at = Coord { x: corner(dice.next()), y: corner(dice.next()) };
            let heading = (dice.next() * 4.0).floor() * std::f64::consts::FRAC_PI_2;
            let mut line = vec![at];
            for _ in 0..5 {
                let turned = heading + (dice.next() - 0.5) * 0.15;
                let step_m = 20.0 + 20.0 * dice.next();
                at = Coord { x: at.x + turned.cos() * step_m, y: at.y + turned.sin() * step_m };
                line.push(at);
            }
            line
        })
        .collect()
}

/// A zone with a bent border.
fn zone(side_m: f64, dice: &mut Dice) -> MultiPolygon<f64> {
    let corners = 400;
    let ring: LineString<f64> = (0..corners)
        .map(|corner| {
            let angle = std::f64::consts::TAU * f64::from(corner) / f64::from(corners);
            let radius = side_m * (0.5 + 0.05 * dice.next());
            Coord { x: side_m / 2.0 + radius * angle.cos(), y: side_m / 2.0 + radius * angle.sin() }
        })
        .collect();
    MultiPolygon(vec![Polygon::new(ring, Vec::new())])
}

fn zones(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("coverage");
    group.sample_size(10);
    for (conduits, side_m) in [(400, 2_000.0), (2_500, 5_000.0), (40_000, 20_000.0)] {
        let mut dice = Dice(7);
        let lines = town(conduits, side_m, &mut dice);
        let lines: Vec<&[Coord<f64>]> = lines.iter().map(Vec::as_slice).collect();
        let zone = zone(side_m, &mut dice);
        for within_m in [3.0, 30.0, 100.0] {
            let found = coverage(&zone, &lines, within_m);
            let share = found.covered_m2 / found.area_m2;
            println!(
                "{conduits} conduits, {within_m} m: {:.1} % covered, {} parts",
                100.0 * share,
                found.uncovered.0.len()
            );
            group.bench_function(format!("{conduits} conduits within {within_m} m"), |bencher| {
                bencher.iter(|| coverage(&zone, &lines, within_m));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, zones);
criterion_main!(benches);
