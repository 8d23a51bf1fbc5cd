//! From a store to an atlas: reading, and the steps of building.

use crate::world::{Store, World, wait};
use criterion::{BatchSize, Criterion};
use ngamhoa::atlas::{Atlas, BuildStep};
use ngamhoa::model::{Feature, Revision};
use ngamhoa::store::{Settings, Store as Kept};
use std::cell::RefCell;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often an atlas is built for the medians of its steps.
const TIMES: usize = 5;

pub fn bench(criterion: &mut Criterion, store: &Store) -> World {
    let url = store.path.to_str().expect("a path in UTF-8");
    let (settings, features) = read(url);
    let mut steps = Steps::default();
    let atlas = build(&settings, features.clone(), &mut steps);
    println!("{} memory for zones: {} MiB", store.size, steps.zones_mib);
    for _ in 1..TIMES {
        build(&settings, features.clone(), &mut steps);
    }
    let pairs: usize = atlas.cables().iter().map(|placed| placed.contributions.len()).sum();
    println!("{}: {} cables, {pairs} pairs of cable and zone", store.size, atlas.cables().len());
    for (name, times) in ["project", "index", "zones"].into_iter().zip(&mut steps.times) {
        times.sort_unstable();
        println!("{} step {name}: median {:.3} s", store.size, times[times.len() / 2].as_secs_f64());
    }
    let mut group = criterion.benchmark_group(&store.size);
    group.bench_function("read", |bencher| bencher.iter_with_large_drop(|| read(url)));
    let steps = RefCell::new(steps);
    group.bench_function("build", |bencher| {
        let build = |features| build(&settings, features, &mut steps.borrow_mut());
        bencher.iter_batched(|| features.clone(), build, BatchSize::PerIteration);
    });
    group.finish();
    World { size: store.size.clone(), atlas: Arc::new(atlas) }
}

#[derive(Default)]
struct Steps {
    times: [Vec<Duration>; 3],
    /// By how much the process grew at the most while metres were counted, first time.
    zones_mib: u64,
}

fn read(url: &str) -> (Settings, Vec<(Feature, Revision)>) {
    wait(async {
        let store = Kept::open(url).await.expect("a store");
        let settings = store.settings().await.expect("settings");
        let loaded = store.load_all().await.expect("features");
        (settings, loaded.features.into_iter().map(|stored| (stored.feature, stored.revision)).collect())
    })
}

fn build(settings: &Settings, features: Vec<(Feature, Revision)>, steps: &mut Steps) -> Atlas {
    let mut last = Instant::now();
    let mut before = 0;
    Atlas::build(Arc::new(settings.city.clone()), None, Revision(1), features, |step| {
        let took = last.elapsed();
        steps.times[step as usize].push(took);
        match step {
            BuildStep::Index => before = memory_mib("VmRSS:", true),
            BuildStep::Zones if steps.zones_mib == 0 => {
                steps.zones_mib = memory_mib("VmHWM:", false).saturating_sub(before);
            }
            BuildStep::Project | BuildStep::Zones => {}
        }
        last = Instant::now();
    })
    .expect("a grid that PROJ knows")
}

/// A figure of the process as Linux tells it, 0 elsewhere; `forget_peak`: the highest is counted from now on.
fn memory_mib(name: &str, forget_peak: bool) -> u64 {
    if forget_peak {
        let _ = std::fs::write("/proc/self/clear_refs", "5");
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().map_or(0, |kib| kib / 1024)
}
