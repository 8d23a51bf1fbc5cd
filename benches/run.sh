#!/usr/bin/env bash
# Measures the service on made-up cities of 6 thousand and 200 thousand cables, and with BENCH_ALL=1 of a million, and
# prints one table: what was measured, the bar it is held to, the median.
# Stores are made once and kept in .cache/bench (see stores.sh); delete that folder to make them anew.
# usage: benches/run.sh FOLDER_OF_BINARIES
set -euo pipefail
bin=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
here=$PWD
stores=$here/.cache/bench
sizes=${BENCH_SIZES:-6k 200k ${BENCH_ALL:+1m}}
port=${BENCH_PORT:-18080}
url=http://127.0.0.1:$port
table=$stores/table.md
server=
trap '[ -z "$server" ] || kill "$server"' EXIT

need() {
  command -v "$1" >/dev/null && return
  if [ "$(id -u)" != 0 ]; then
    echo "please install the Debian package $1 first: sudo apt-get install $1" >&2
    exit 1
  fi
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "$1" >/dev/null
}

row() { printf '| %s | %s | %s |\n' "$1" "$2" "$3" | tee -a "$table"; }

# --- the server -----------------------------------------------------------------------------------------------------

# Starts the server and sets `ready_s`.
start() {
  local began
  began=$(date +%s.%N)
  NGAMHOA_LOG=warn "$bin/ngamhoa" serve --store "$stores/$1.gpkg" --listen "127.0.0.1:$port" >"$stores/server.log" 2>&1 &
  server=$!
  until curl -fs -o /dev/null "$url/readyz"; do
    kill -0 "$server" 2>/dev/null || { cat "$stores/server.log" >&2; exit 1; }
    sleep 0.02
  done
  ready_s=$(awk -v a="$began" -v b="$(date +%s.%N)" 'BEGIN { printf "%.2f", b - a }')
}

stop() {
  kill "$server"
  wait "$server" || true
  server=
}

memory_mb() { awk -v name="$1:" '$1 == name { printf "%.0f", $2 * 1024 / 1e6 }' "/proc/$server/status"; }

step_s() {
  curl -fs "$url/metrics" | awk -v step="step=\"$1\"" 'index($0, step) { printf "%.2f", $NF }'
}

# wrk CONNECTIONS SECONDS SCRIPT: sets `rate` (a second), `p50` (milliseconds) and `told` (all it said).
load() {
  told=$(NGAMHOA_BENCH_WRK=$here/benches/wrk wrk -t1 -c"$1" -d"$2"s --latency -s "benches/wrk/$3.lua" "$url")
  if grep -q 'Non-2xx\|Socket errors' <<<"$told"; then
    echo "$told" >&2
    exit 1
  fi
  rate=$(awk '/Requests\/sec/ { printf "%.0f", $2 }' <<<"$told")
  p50=$(awk '$1 == "50%" { t = $2; if (t ~ /us$/) t /= 1000; else if (t ~ /ms$/) t += 0; else t *= 1000; printf "%.3f", t }' <<<"$told")
}

# slices CONNECTIONS SCRIPT: ten slices of a second, since a machine that is shared is at times half as fast as at others.
# Sets `rate` and `p50` to their medians, and `rates` and `p50s` to the worst and the best of them.
slices() {
  local nth all_rates= all_p50s=
  for nth in 1 2 3 4 5 6 7 8 9 10; do
    load "$1" 1 "$2"
    all_rates+="$rate "
    all_p50s+="$p50 "
  done
  read -r rate rates <<<"$(sorted <<<"$all_rates" | awk '{ printf "%.0f %d to %d", ($5 + $6) / 2, $1, $10 }')"
  read -r p50 p50s <<<"$(sorted <<<"$all_p50s" | awk '{ printf "%.3f %s to %s", ($5 + $6) / 2, $10, $1 }')"
}

sorted() { tr ' ' '\n' | sed '/^$/d' | sort -n | tr '\n' ' '; }

# Seconds and bytes of each URL of standard input, each asked once.
ask_once() {
  xargs -n 40 curl -fs -w '%{time_total} %{size_download}\n' --remote-name-all --output-dir "$stores/answers" --create-dirs
}

# --- in the process -------------------------------------------------------------------------------------------------

# The median of one bench of criterion, in milliseconds.
median_ms() {
  local name
  name=$(tr ' /' '__' <<<"$2")
  sed -E 's/.*"median":\{"confidence_interval":\{[^}]*\},"point_estimate":([0-9.e+]+).*/\1/' \
    "$(dirname "$bin")/criterion/$1/$2/new/estimates.json" 2>/dev/null | awk '{ printf "%.3f", $1 / 1e6 }'
}

bench_in_process() {
  echo "measuring $1 in the process" >&2
  NGAMHOA_BENCH_STORES=$stores NGAMHOA_BENCH_SIZES=$1 cargo bench --locked --bench in_process >"$stores/$1.log" 2>&1 ||
    { tail -30 "$stores/$1.log" >&2; exit 1; }
}

told() { sed -nE "s/^$1 $2: (median )?(.*)/\2/p" "$stores/$1.log"; }

tell_in_process() {
  local size=$1
  row "metres of every cable in every zone, at load" "≤ 3.6 s" "$(told "$size" 'step zones')"
  row "the same: memory on top of the data" "≤ 300 MiB" "$(told "$size" 'memory for zones')"
  row "an atlas from features (project, index, zones)" "" "$(median_ms "$size" build) ms"
  row "reading the store" "" "$(median_ms "$size" read) ms"
  row "progress of all zones" "≤ 50 ms" "$(median_ms "$size" 'progress of all zones') ms"
  row "series of all zones by quarter" "" "$(median_ms "$size" 'series by quarter') ms"
  row "overlaps of a planned line" "≤ 0.35 ms" "$(median_ms "$size" 'overlaps of a plan') ms"
  row "10 nearest" "≤ 0.11 ms" "$(median_ms "$size" 'nearest 10 cables') ms"
  row "coverage of the largest zone" "≤ 3 s" "$(median_ms "$size" 'coverage of the largest zone') ms"
  row "coverage of a middling zone" "" "$(median_ms "$size" 'coverage of a middling zone') ms"
  row "one cable committed and visible" "≤ 5 ms" "$(median_ms "$size" 'commit one cable') ms"
  for z in 13 14 15 16; do
    row "tile z$z plain / gzip" "" "$(median_ms "$size" "tile z$z plain") / $(median_ms "$size" "tile z$z gzip") ms"
  done
  for z in 10 11 12; do
    row "tile z$z in the middle" "≤ 20 ms, ≤ 500 kB" "$(median_ms "$size" "tile z$z") ms, $(told "$size" "tile z$z")"
  done
  row "all merged pictures from nothing" "" "$(median_ms "$size" 'all merged pictures') ms"
  row "tile z10 after a commit" "≤ 20 ms" "$(median_ms "$size" 'tile z10 after a commit') ms"
  row "timeline / after a commit" "" "$(median_ms "$size" timeline) / $(median_ms "$size" 'timeline after a commit') ms"
}

# --- over HTTP ------------------------------------------------------------------------------------------------------

tell_start() {
  start "$1"
  row "start to ready" "≤ 10 s" "$ready_s s"
  row "read / project / index / zones" "" "$(step_s read) / $(step_s project) / $(step_s index) / $(step_s zones) s"
  row "resident memory" "≤ 1 GB" "$(memory_mb VmRSS) MB, at the most $(memory_mb VmHWM) MB"
}

tell_http() {
  local id times
  export NGAMHOA_BENCH_LINES=$stores/$1.lines
  # The pictures for low zooms may still be in the making.
  sleep 3
  slices 1 nearest; row "10 nearest, one connection, p50" "≤ 0.11 ms" "$p50 ms ($p50s)"
  slices 4 nearest; row "10 nearest, 4 connections" "≥ 30,000/s" "$rate/s ($rates)"
  slices 1 overlaps; row "overlaps of a planned line, one connection, p50" "≤ 0.35 ms" "$p50 ms ($p50s)"
  slices 4 overlaps; row "overlaps of a planned line, 4 connections" "" "$rate/s ($rates)"
  slices 4 page; row "page of 1,000 cables in a box, 4 connections" "≥ 800/s" "$rate/s ($rates)"
  slices 1 progress; row "progress of all zones on any date, p50" "≤ 50 ms" "$p50 ms ($p50s)"
  slices 4 cached; row "cached tile, gzip, 4 connections" "≥ 5,000/s" "$rate/s ($rates)"
  # Every tile of the zoom over the mainland: as the page asks, and of cables alone, which nobody asked for before.
  for z in 10 11 12; do
    row "tile z$z, median and slowest; largest" "≤ 20 ms, ≤ 500 kB" "$(tiles_over $z | ask_once | in_short)"
  done
  for z in 10 11 12; do
    row "tile z$z of cables alone, made when asked" "" "$(cables_over $z | ask_once | in_short)"
  done
  times=$(for id in 1 2 3 4 5; do
    curl -fs -o /dev/null -w '%{time_total}\n' -H 'content-type: application/json' \
      -d "{\"zone\":$id,\"within_m\":50}" "$url/coverage"
  done | sort -n | tail -1)
  row "coverage of the largest zone" "≤ 3 s" "$times s"
  stop
  for encoding in identity gzip; do
    start "$1"
    sleep 3
    NGAMHOA_BENCH_ENCODING=$encoding load 4 60 tiles
    # Where the tiles did not end in time, wrk's own rate stands.
    rate=$(awk -v rate="$rate" '/^tiles\/s/ { rate = $2 } END { print rate }' <<<"$told")
    row "uncached tile z13 to z16, $encoding, 4 connections" "$([ $encoding = gzip ] && echo '≥ 165/s' || echo '≥ 410/s')" "$rate/s"
    stop
  done
}

in_short() {
  sort -n | awk '{ t[NR] = $1; if ($2 > most) most = $2 }
    END { printf "%.1f and %.1f ms; %.0f kB", t[int((NR + 1) / 2)] * 1000, t[NR] * 1000, most / 1000 }'
}

# The URLs of a zoom's tiles over the mainland.
tiles_over() { over "$1" | while read -r x y; do echo "$url/tiles/$1/$x/$y.mvt"; done; }
cables_over() { over "$1" | while read -r x y; do echo "$url/collections/cables/tiles/WebMercatorQuad/$1/$y/$x"; done; }

over() {
  awk -v z="$1" 'function rad(deg) { return deg * atan2(0, -1) / 180 }
    function row(lat) { return int((1 - log(sin(rad(lat)) / cos(rad(lat)) + 1 / cos(rad(lat))) / atan2(0, -1)) / 2 * 2 ^ z) }
    function column(lon) { return int((lon + 180) / 360 * 2 ^ z) }
    BEGIN { for (x = column(106.50); x <= column(106.95); x++) for (y = row(20.95); y <= row(20.70); y++)
      printf "%d %d\n", x, y }'
}

need wrk
need curl
mkdir -p "$stores"
for size in $sizes; do benches/stores.sh "$bin" "$stores" "$size"; done
: >"$table"
for size in $sizes; do
  printf '\n%s cables\n\n| what | bar | measured |\n|---|---|---|\n' "$size" | tee -a "$table"
  # The in-process part is left out for a million, and with BENCH_HTTP_ONLY=1.
  [ "$size" = 1m ] || [ -n "${BENCH_HTTP_ONLY:-}" ] || { bench_in_process "$size"; tell_in_process "$size"; }
  tell_start "$size"
  if [ "$size" = 1m ]; then stop; else tell_http "$size"; fi
done
