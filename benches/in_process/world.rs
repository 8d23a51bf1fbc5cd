//! A store, and the atlas that is made from it.

use geo_types::Coord;
use ngamhoa::atlas::{Atlas, Placed};
use ngamhoa::model::Day;
use std::path::PathBuf;
use std::sync::Arc;

/// The day on which questions are asked: 2026-11-25.
pub const TODAY: Day = Day(20_782);
/// 2016-01-01: from here on questions about the past are asked.
pub const FIRST_DAY: Day = Day(16_801);
/// Questions a bench goes round: enough that no answer is warm from the one before.
pub const QUESTIONS: usize = 1000;

/// A store to measure.
pub struct Store {
    pub size: String,
    pub path: PathBuf,
}

pub struct World {
    pub size: String,
    pub atlas: Arc<Atlas>,
}

/// The stores that are asked for. Ends the program where one is missing: there is nothing to measure.
pub fn stores() -> Vec<Store> {
    let folder = std::env::var_os("NGAMHOA_BENCH_STORES").map_or_else(|| PathBuf::from(".cache/bench"), PathBuf::from);
    let sizes = std::env::var("NGAMHOA_BENCH_SIZES").unwrap_or_else(|_| "6k,200k".to_owned());
    let store = |size: &str| {
        let path = folder.join(format!("{size}.gpkg"));
        if !path.exists() {
            eprintln!("{} is not there: benches/run.sh makes it", path.display());
            std::process::exit(2);
        }
        Store { size: size.to_owned(), path }
    };
    sizes.split(',').map(store).collect()
}

/// Runs what waits.
pub fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime").block_on(work)
}

/// Numbers that look random and are the same in every run (Knuth's MMIX generator).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed)
    }

    /// In [0, 1).
    pub fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn below(&mut self, most: usize) -> usize {
        (self.unit() * most as f64) as usize
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    pub fn day(&mut self) -> Day {
        Day(FIRST_DAY.0 + self.below((TODAY.0 - FIRST_DAY.0) as usize) as i32)
    }
}

impl World {
    /// A cable, each as likely as every other: so questions come from where the city is thick.
    pub fn any_cable(&self, dice: &mut Dice) -> Arc<Placed> {
        let last = self.atlas.cables().len().saturating_sub(1);
        let id = dice.below(last) as i64;
        let mut after = self.atlas.cables().iter_after(id);
        after.next().expect("a bench store has cables").clone()
    }

    /// A place on the first vertex of some cable, a little beside it.
    pub fn any_place(&self, dice: &mut Dice) -> Coord<f64> {
        let cable = self.any_cable(dice);
        let start = cable.line().map_or(cable.bounds.min, |line| line.measured.coords()[0]);
        Coord { x: start.x + dice.between(-2e-4, 2e-4), y: start.y + dice.between(-2e-4, 2e-4) }
    }
}
