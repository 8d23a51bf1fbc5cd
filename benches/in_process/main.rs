//! What the service does, measured without a network, on the stores that `benches/run.sh` makes.
//!
//! `NGAMHOA_BENCH_STORES` is their folder and `NGAMHOA_BENCH_SIZES` names those to measure, such as `6k,200k`.
//! Each bench has a name of its own, the same at every size, so that sizes can be compared.

#![expect(clippy::expect_used, clippy::cast_possible_wrap, reason = "a bench that cannot go on stops at the place")]

mod commit;
mod load;
mod questions;
mod tiles;
mod world;

use criterion::Criterion;
use std::time::Duration;

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .without_plots()
        .configure_from_args();
    for store in world::stores() {
        // First, while the process is fresh: what starting takes in memory is read from the system.
        let world = load::bench(&mut criterion, &store);
        questions::bench(&mut criterion, &world);
        tiles::bench(&mut criterion, &world);
        drop(world);
        commit::bench(&mut criterion, &store);
    }
    criterion.final_summary();
}
