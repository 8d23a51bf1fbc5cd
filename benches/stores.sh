#!/usr/bin/env bash
# Makes the store of a made-up city for measuring speed, through the same import that cities use, unless it is there.
# Beside it: SIZE.lines, lines of cables that questions are made of, and SIZE.seconds, how long each import took.
# usage: benches/stores.sh FOLDER_OF_BINARIES FOLDER_OF_STORES 6k|200k|1m
set -euo pipefail
bin=$1 stores=$2 size=$3
case $size in
  6k) cables=6000 zones=60 conduits=1200 ;;
  200k) cables=200000 zones=2000 conduits=40000 ;;
  1m) cables=1000000 zones=2000 conduits=200000 ;;
  *) echo "no such city: $size" >&2; exit 2 ;;
esac
store=$stores/$size.gpkg
[ ! -e "$store" ] || exit 0
echo "making the city of $size cables" >&2
files=$(mktemp -d "$stores/files.XXXX")
trap 'rm -rf "$files"' EXIT
draft=$files/$size.gpkg

"$bin/geodata" bench --cables $cables --zones $zones --conduits $conduits -o "$files"
every=$((cables / 3000))
awk -v every=$every 'NR % every == 0' "$files/cables.geojsonl" |
  sed -E 's/.*"coordinates":(\[\[.*\]\])\}\}.*/\1/' >"$stores/$size.lines"
# At most 200,000 rows a file.
split -l 200000 --additional-suffix=.geojsonl "$files/cables.geojsonl" "$files/cables-"
split -l 200000 --additional-suffix=.geojsonl "$files/conduits.geojsonl" "$files/conduits-"
mv "$files/zones.geojson" "$files/zones-aa.geojson"

"$bin/ngamhoa" init --store "$draft" >"$files/log"
: >"$stores/$size.seconds"
for layer in zones conduits cables; do
  for part in "$files/$layer"-*; do
    began=$(date +%s.%N)
    "$bin/ngamhoa" import "$part" --as $layer --store "$draft" --actor bench >>"$files/log"
    awk -v what="$(basename "$part")" -v a="$began" -v b="$(date +%s.%N)" \
      'BEGIN { printf "%s %.1f\n", what, b - a }' >>"$stores/$size.seconds"
  done
done
mv "$draft" "$store"
