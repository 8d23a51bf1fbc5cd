//! What is asked of an atlas.

use crate::world::{Dice, FIRST_DAY, QUESTIONS, TODAY, World};
use criterion::{Criterion, SamplingMode};
use geo_types::Coord;
use ngamhoa::atlas::{ProbeLine, Question, Step, cover};
use ngamhoa::model::Collection;
use std::time::Duration;

pub fn bench(criterion: &mut Criterion, world: &World) {
    let atlas = &world.atlas;
    let mut dice = Dice::new(7);
    let mut group = criterion.benchmark_group(&world.size);
    group.sample_size(40);
    group.bench_function("progress of all zones", |bencher| {
        bencher.iter(|| atlas.progress(dice.day(), None));
    });
    let places: Vec<Coord<f64>> = (0..QUESTIONS).map(|_| world.any_place(&mut dice)).collect();
    let mut place = places.iter().cycle();
    group.bench_function("nearest 10 cables", |bencher| {
        let mut ask = || place.next().map(|at| atlas.nearest(Collection::Cables, *at, 10, f64::INFINITY, TODAY));
        bencher.iter(&mut ask);
    });
    let plans: Vec<Vec<Coord<f64>>> = (0..QUESTIONS).map(|_| plan(world, &mut dice)).collect();
    let mut next = plans.iter().cycle();
    let question = Question { within_m: 3.0, min_length_m: 1.0, layers: &Collection::ALL, at: TODAY, status: None };
    group.bench_function("overlaps of a plan", |bencher| {
        let mut ask = || next.next().map(|plan| atlas.overlaps(&ProbeLine::new(plan.clone(), atlas), &question));
        bencher.iter(&mut ask);
    });
    group.sample_size(10);
    group.bench_function("series by quarter", |bencher| {
        bencher.iter(|| atlas.series(Step::Quarter.days(FIRST_DAY, TODAY), None));
    });
    // The largest zone takes seconds on a large city: as few turns as the statistics allow.
    group.sampling_mode(SamplingMode::Flat).measurement_time(Duration::from_millis(100));
    for (name, rank) in [("coverage of the largest zone", 0), ("coverage of a middling zone", atlas.zones().len() / 2)]
    {
        let zone = zone_by_size(world, rank);
        group.bench_function(name, |bencher| bencher.iter(|| cover(atlas, &zone, 50.0, TODAY)));
    }
    group.finish();
}

/// A route along some street: the line of a cable, a metre and a half beside it.
fn plan(world: &World, dice: &mut Dice) -> Vec<Coord<f64>> {
    let cable = world.any_cable(dice);
    let line = cable.line().map(|line| line.measured.coords()).unwrap_or_default();
    line.iter().map(|at| Coord { x: at.x + 1e-5, y: at.y + 1e-5 }).collect()
}

/// The zone of a rank by the extent of its box, largest first.
fn zone_by_size(world: &World, rank: usize) -> geo_types::MultiPolygon<f64> {
    let mut zones: Vec<_> = world.atlas.zones().iter().collect();
    let extent = |min: Coord<f64>, max: Coord<f64>| (max.x - min.x) * (max.y - min.y);
    zones.sort_by(|a, b| extent(b.bounds.min, b.bounds.max).total_cmp(&extent(a.bounds.min, a.bounds.max)));
    zones[rank].area().expect("a zone is an area").0.clone()
}
