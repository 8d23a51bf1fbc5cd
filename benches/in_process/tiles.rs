//! Tiles: single cables, merged pictures, the timeline; what a commit makes of them.

use crate::world::{Dice, QUESTIONS, TODAY, World};
use criterion::{BatchSize, Criterion};
use geo_types::{Coord, LineString};
use ngamhoa::atlas::{Atlas, Replacement};
use ngamhoa::crs::world_of_lonlat;
use ngamhoa::model::{Feature, Geometry, Revision};
use ngamhoa::tiles::{LayerSet, LowZoom, TileCache, TileCoord, tile};

const CACHE_BYTES: u64 = 1 << 30;

pub fn bench(criterion: &mut Criterion, world: &World) {
    let atlas = &*world.atlas;
    let mut dice = Dice::new(11);
    let mut group = criterion.benchmark_group(&world.size);
    let low_zoom = LowZoom::default();
    for z in 13..=16 {
        let coords: Vec<TileCoord> = (0..QUESTIONS).map(|_| tile_at(z, world.any_place(&mut dice))).collect();
        let mut next = coords.iter().cycle();
        group.bench_function(format!("tile z{z} plain"), |bencher| {
            bencher.iter(|| next.next().map(|coord| tile(atlas, &low_zoom, *coord, LayerSet::ALL, TODAY)));
        });
        group.bench_function(format!("tile z{z} gzip"), |bencher| {
            let made = |cache: TileCache| {
                next.next().map(|coord| cache.tile(atlas, *coord, LayerSet::ALL, TODAY).map(|answer| answer.gzip()))
            };
            bencher.iter_batched(|| TileCache::new(CACHE_BYTES), made, BatchSize::PerIteration);
        });
    }
    group.bench_function("all merged pictures", |bencher| bencher.iter(|| LowZoom::default().warm(atlas)));
    low_zoom.warm(atlas);
    // Where the city is thickest, and so a tile is largest.
    let middle = Coord { x: 106.684, y: 20.852 };
    for z in [6, 8, 10, 11, 12] {
        let coord = tile_at(z, middle);
        let bytes = tile(atlas, &low_zoom, coord, LayerSet::ALL, TODAY).map_or(0, |bytes| bytes.len());
        println!("{} tile z{z}: {} kB", world.size, bytes / 1000);
        group.bench_function(format!("tile z{z}"), |bencher| {
            bencher.iter(|| tile(atlas, &low_zoom, coord, LayerSet::ALL, TODAY));
        });
    }
    let cache = TileCache::new(CACHE_BYTES);
    let coord = tile_at(14, middle);
    group.bench_function("tile z14 gzip from the cache", |bencher| {
        bencher.iter(|| cache.tile(atlas, coord, LayerSet::ALL, TODAY).map(|answer| answer.gzip()));
    });
    group.bench_function("timeline", |bencher| {
        let made = |cache: TileCache| cache.timeline(atlas);
        let warm = || {
            let cache = TileCache::new(CACHE_BYTES);
            cache.warm(atlas, TODAY);
            cache
        };
        bencher.iter_batched(warm, made, BatchSize::PerIteration);
    });
    // Each turn moves one cable in the thickest part, and then asks for what lies over it.
    cache.warm(atlas, TODAY);
    cache.timeline(atlas);
    let mut at = atlas.clone();
    for (name, z) in [("tile z10 after a commit", Some(10)), ("timeline after a commit", None)] {
        group.bench_function(name, |bencher| {
            let moved = || {
                at = moved(&at, world, &mut dice);
                at.clone()
            };
            let asked = |next: Atlas| {
                z.map(|z| cache.tile(&next, tile_at(z, middle), LayerSet::ALL, TODAY));
                z.is_none().then(|| cache.timeline(&next));
                next
            };
            bencher.iter_batched(moved, asked, BatchSize::PerIteration);
        });
    }
    group.finish();
}

fn tile_at(z: u8, place: Coord<f64>) -> TileCoord {
    let [x, y] = world_of_lonlat(place).map(|at| at >> (32 - u32::from(z)));
    TileCoord::new(u32::from(z), x, y).expect("a tile of the world")
}

/// The next atlas, in which some cable lies a metre farther north.
fn moved(atlas: &Atlas, world: &World, dice: &mut Dice) -> Atlas {
    let cable = world.any_cable(dice);
    let revision = Revision(atlas.revision.0 + 1);
    atlas.applied(revision, vec![Replacement::Put { feature: shifted(&cable.feature()), revision }])
}

pub fn shifted(feature: &Feature) -> Feature {
    let Geometry::Line(line) = &feature.geometry else { return feature.clone() };
    let north: LineString<f64> = line.0.iter().map(|at| Coord { x: at.x, y: at.y + 1e-5 }).collect();
    Feature { geometry: Geometry::Line(north), ..feature.clone() }
}
