#!/usr/bin/env bash
# Makes a store with the Hai Phong demo: the generator's files, brought in by the same import that cities use.
# usage: geodata/demo.sh FOLDER_OF_BINARIES STORE.gpkg
set -euo pipefail
bin=$1
store=$2
case "$bin" in /*) ;; *) bin=$PWD/$bin ;; esac
[ ! -e "$store" ] || { echo "$store is there already: move it away first" >&2; exit 1; }
files=$(mktemp -d)
trap 'rm -rf "$files"' EXIT
mkdir -p "$(dirname "$store")"
"$bin/geodata" demo -o "$files"
draft=$store.demo.gpkg
rm -f "$draft" "$draft-wal" "$draft-shm" "$draft.lock"
"$bin/ngamhoa" init --store "$draft" --city "$files/city.toml" --base "$files/base.geojson"
for layer in zones conduits structures cables; do
  file=$files/$layer.geojsonl
  [ -e "$file" ] || file=$files/$layer.geojson
  "$bin/ngamhoa" import "$file" --as "$layer" --store "$draft" --actor demo
done
# Put in place at once: a half-made demo is never found under the name.
mv "$draft" "$store"
rm -f "$draft-wal" "$draft-shm" "$draft.lock"
