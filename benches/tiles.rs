//! How fast tiles are made, on 200,000 cables of 20 vertices in a made-up city.
//!
//! Bars (two cores): uncached z13 to z16 410 tiles a second plain, 165 gzip, so 4.8 and 12 ms of one core each; z10 to z12
//! 20 ms and 500 kB. Printed beside the times: how many bytes.

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use geo_types::{Coord, LineString};
use ngamhoa::atlas::Atlas;
use ngamhoa::crs::world_of_lonlat;
use ngamhoa::model::cable::Status;
use ngamhoa::model::{Cable, City, Day, Feature, Geometry, Item, Placement, Revision};
use ngamhoa::tiles::{LayerSet, LowZoom, TileCache, TileCoord, tile};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

const CABLES: i64 = 200_000;
const VERTICES: usize = 20;
const TODAY: Day = Day(20_782);

/// Numbers that look random and are the same in every run (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, most: i32) -> i32 {
        (self.next() * f64::from(most)) as i32
    }
}

/// How the cables lie.
#[derive(Clone, Copy)]
enum Town {
    /// Along the streets of a grid 120 m apart, most of them in a core of 15 by 12 km.
    Streets,
    /// Wandering anywhere in the city's box.
    Wandering,
}

fn cable(id: i64, town: Town, dice: &mut Dice) -> Feature {
    let (west, south, east, north) = match town {
        Town::Streets if dice.next() < 0.6 => (106.62, 20.80, 106.77, 20.91),
        _ => (106.40, 20.12, 107.74, 21.03),
    };
    let mut at = Coord { x: west + dice.next() * (east - west), y: south + dice.next() * (north - south) };
    let mut heading = dice.next() * std::f64::consts::TAU;
    if matches!(town, Town::Streets) {
        let block = 0.00115;
        at = Coord { x: (at.x / block).round() * block, y: (at.y / block).round() * block };
        heading = std::f64::consts::FRAC_PI_2 * f64::from(dice.below(4)) + 0.3;
    }
    let step = 0.0004;
    let line: LineString<f64> = (0..VERTICES)
        .map(|_| {
            let here = at;
            let sway = if matches!(town, Town::Streets) { 0.02 } else { 0.8 };
            heading += (dice.next() - 0.5) * sway;
            at = Coord { x: at.x + heading.cos() * step, y: at.y + heading.sin() * step };
            here
        })
        .collect();
    let from = 14_600 + dice.below(5500);
    let item = Cable {
        code: format!("HP-{id:06}").into(),
        operator: ["VNPT", "Viettel", "FPT", "MobiFone", "CMC"][dice.below(5) as usize].into(),
        placement: [Placement::Aerial, Placement::Facade, Placement::Duct, Placement::Buried][dice.below(4) as usize],
        status: if dice.next() < 0.95 { Status::Functional } else { Status::Disused },
        valid_from: Day(from),
        valid_to: (dice.next() < 0.4).then(|| Day(from + 30 + dice.below(3000))),
        disused_from: (dice.next() < 0.05).then(|| Day(from + 20)),
        medium: None,
        fibre_count: None,
        conduit: None,
        replaces: None,
    };
    Feature { id, item: Item::Cable(item), geometry: Geometry::Line(line) }
}

fn atlas(town: Town) -> Atlas {
    let city = City {
        name: "Hải Phòng".into(),
        name_en: None,
        bounds: [106.40, 20.12, 107.74, 21.03],
        view: None,
        grid: "EPSG:9210".into(),
        grid_proj4: None,
        time_zone: "Asia/Ho_Chi_Minh".into(),
        languages: vec!["vi".into()],
        operators: BTreeMap::new(),
        illustrative: true,
        notes: BTreeMap::new(),
    };
    let mut dice = Dice(7);
    let features = (1..=CABLES).map(|id| (cable(id, town, &mut dice), Revision(1))).collect();
    Atlas::build(Arc::new(city), None, Revision(1), features, |_| ()).expect("a grid that PROJ knows")
}

/// Tiles around the middle of the core, where it is densest.
fn around(z: u32, reach: u32) -> Vec<TileCoord> {
    let [x, y] = world_of_lonlat(Coord { x: 106.69, y: 20.855 }).map(|at| at >> (32 - z));
    let near = |at: u32| at - reach..=at + reach;
    near(x).flat_map(|x| near(y).map(move |y| TileCoord::new(z, x, y).expect("a tile near the city"))).collect()
}

fn bench_town(criterion: &mut Criterion, name: &str, town: Town) {
    let atlas = atlas(town);
    let low_zoom = LowZoom::default();
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10).measurement_time(Duration::from_secs(2)).warm_up_time(Duration::from_millis(300));
    for z in [13, 14, 15, 16] {
        let coords = around(z, 1);
        let bytes: usize = coords
            .iter()
            .map(|coord| tile(&atlas, &low_zoom, *coord, LayerSet::ALL, TODAY).map_or(0, |bytes| bytes.len()))
            .sum();
        println!("{name} z{z}: {} kB a tile", bytes / coords.len() / 1000);
        let mut next = coords.iter().cycle();
        group.bench_function(format!("z{z} plain"), |bencher| {
            bencher.iter(|| next.next().map(|coord| tile(&atlas, &low_zoom, *coord, LayerSet::ALL, TODAY)));
        });
        group.bench_function(format!("z{z} gzip"), |bencher| {
            bencher.iter_batched(
                || TileCache::new(1 << 30),
                |cache| {
                    next.next()
                        .map(|coord| cache.tile(&atlas, *coord, LayerSet::ALL, TODAY).map(|answer| answer.gzip()))
                },
                BatchSize::PerIteration,
            );
        });
    }
    group
        .bench_function("all merged pictures from nothing", |bencher| bencher.iter(|| LowZoom::default().warm(&atlas)));
    low_zoom.warm(&atlas);
    for z in [6, 8, 10, 11, 12] {
        let coord = around(z, 0)[0];
        let bytes = tile(&atlas, &low_zoom, coord, LayerSet::ALL, TODAY).map_or(0, |bytes| bytes.len());
        println!("{name} z{z}: {} kB", bytes / 1000);
        group.bench_function(format!("z{z} plain"), |bencher| {
            bencher.iter(|| tile(&atlas, &low_zoom, coord, LayerSet::ALL, TODAY));
        });
    }
    let cache = TileCache::new(1 << 30);
    let coord = around(14, 0)[0];
    group.bench_function("z14 gzip from the cache", |bencher| {
        bencher.iter(|| cache.tile(&atlas, coord, LayerSet::ALL, TODAY).map(|answer| answer.gzip()));
    });
    group.finish();
}

fn towns(criterion: &mut Criterion) {
    bench_town(criterion, "streets", Town::Streets);
    bench_town(criterion, "wandering", Town::Wandering);
}

criterion_group!(benches, towns);
criterion_main!(benches);
