#!/usr/bin/env bash
# Looks for input that makes the program panic, or that breaks what a target says must hold. Needs no nightly compiler: the
# code is made to tell which of its branches were taken by flags that the stable one has. What it found interesting stays in
# .cache/fuzz and is where the next run begins; what breaks something is written to .cache/fuzz/TARGET-broken.
# usage: fuzz/run.sh [TARGET...]     FUZZ_SECONDS=60 for each of them
set -euo pipefail
cd "$(dirname "$0")/.."
targets=("$@")
[ $# -gt 0 ] || targets=(read_file read_shapefile repair_area lines)
platform=$(rustc -vV | sed -n 's/^host: //p')
out=${CARGO_TARGET_DIR:-$PWD/target}/fuzz
coverage=(-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4
  -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table
  -Cllvm-args=-sanitizer-coverage-trace-compares)
# With a platform named, the flags are not for what runs while compiling.
RUSTFLAGS="${coverage[*]} -Cdebug-assertions --cfg fuzzing" CARGO_TARGET_DIR=$out \
  cargo build --release --manifest-path fuzz/Cargo.toml --target "$platform"
for target in "${targets[@]}"; do
  found=.cache/fuzz/$target
  mkdir -p "$found" "$found-broken"
  "$out/$platform/release/$target" "$found" fuzz/seeds -artifact_prefix="$found-broken/" -timeout=20 -rss_limit_mb=2048 \
    -max_len=8192 -print_final_stats=1 -print_funcs=0 -verbosity=0 -max_total_time="${FUZZ_SECONDS:-60}"
done
