//! One cable committed, through to readers.

use crate::tiles::shifted;
use crate::world::{Dice, Store, World};
use criterion::Criterion;
use ngamhoa::app::{App, Clock};
use ngamhoa::model::{Act, Change, Edit};
use std::time::{Duration, Instant};

pub fn bench(criterion: &mut Criterion, store: &Store) {
    // On the same disk as the stores: a commit waits for it.
    let folder = store.path.parent().unwrap_or(std::path::Path::new("."));
    let copy = tempfile::Builder::new().suffix(".gpkg").tempfile_in(folder).expect("a file beside the store");
    std::fs::copy(&store.path, copy.path()).expect("a copy of the store");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let app = runtime.block_on(App::open(copy.path().to_str().expect("UTF-8"), Clock::System)).expect("an app");
    let world = World { size: store.size.clone(), atlas: app.atlas() };
    let mut dice = Dice::new(13);
    let mut group = criterion.benchmark_group(&store.size);
    group.sample_size(50);
    group.bench_function("commit one cable", |bencher| {
        bencher.iter_custom(|times| {
            let mut took = Duration::ZERO;
            for _ in 0..times {
                let cable = shifted(&world.any_cable(&mut dice).feature());
                let id = cable.id;
                let change = Change::new(Act::Edit, "bench", vec![Edit::Put(cable)]);
                let made_on = app.atlas().revision;
                let began = Instant::now();
                let revision = runtime.block_on(app.commit(change, made_on)).expect("committed");
                let seen = app.atlas().cables().get(id).map(|placed| placed.revision);
                took += began.elapsed();
                assert_eq!(seen, Some(revision), "the commit is visible when it is done");
            }
            took
        });
    });
    group.finish();
    runtime.block_on(app.store.close()).expect("closed");
    for end in ["-wal", "-shm", ".lock"] {
        let mut beside = copy.path().as_os_str().to_owned();
        beside.push(end);
        let _ = std::fs::remove_file(beside);
    }
}
