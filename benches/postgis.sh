#!/usr/bin/env bash
# Asks the service and PostGIS's own SQL the same questions on the same data in one run, and prints one table: what was
# asked, the service over HTTP, PostGIS through psql, how many times as long, the goal. Medians, one question at a time.
# Starts a private PostgreSQL from Debian's packages and copies the city of stores.sh into it.
# usage: benches/postgis.sh FOLDER_OF_BINARIES FOLDER_OF_STORES [6k|200k]
set -euo pipefail
bin=$(cd "$1" && pwd) stores=$(cd "$2" && pwd) size=${3:-200k}
here=$(cd "$(dirname "$0")/.." && pwd)
"$here/.ci/packages" database
"$here/benches/stores.sh" "$bin" "$stores" "$size"
port=${BENCH_PORT:-18080}
url=http://127.0.0.1:$port
asked=${BENCH_QUESTIONS:-40}
server='' database=''
work=$(mktemp -d)
trap '[ -z "$server" ] || kill "$server"; [ -z "$database" ] || { kill -INT "$database"; wait "$database" || true; }; rm -rf "$work"' EXIT

# --- both sides -----------------------------------------------------------------------------------------------------

postgres=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
as_postgres() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi; }
[ "$(id -u)" != 0 ] || chown postgres "$work"
# As postgres serves in earnest: everything safe, a quarter of a gigabyte kept, queries in parallel as it likes.
(cd / && as_postgres "$postgres/initdb" -U postgres -A trust -E UTF8 --locale=C.UTF-8 -D "$work/data" >"$work/log")
(cd / && exec setpriv $([ "$(id -u)" != 0 ] || echo --reuid=postgres --regid=postgres --clear-groups) \
  "$postgres/postgres" -D "$work/data" -k "$work" -c listen_addresses= -c shared_buffers=512MB -c max_wal_size=4GB -c work_mem=64MB) >>"$work/log" 2>&1 &
database=$!
until "$postgres/pg_isready" -q -h "$work"; do sleep 0.1; done
sql() { psql -X -q -A -t -v ON_ERROR_STOP=1 -h "$work" -U postgres -d city "$@"; }

began=$(date +%s.%N)
"$bin/ngamhoa" copy --from "$stores/$size.gpkg" --to "postgres://postgres@localhost/city?host=$work" >&2
awk -v a="$began" -v b="$(date +%s.%N)" 'BEGIN { printf "copied in %.1f s\n", b - a }' >&2
# The city's grid by its numbers, which PostGIS keeps ready between calls; large zones are cut to what matters, as one would.
sql -c "INSERT INTO spatial_ref_sys (srid, auth_name, auth_srid, proj4text) VALUES (9210, 'EPSG', 9210, '+proj=tmerc +lat_0=0 +lon_0=105.75 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m') ON CONFLICT DO NOTHING"
sql -c 'VACUUM ANALYZE' -c 'ALTER DATABASE city SET search_path = ngamhoa, public'

NGAMHOA_LOG=warn "$bin/ngamhoa" serve --store "$stores/$size.gpkg" --listen "127.0.0.1:$port" >"$work/served" 2>&1 &
server=$!
until curl -fs -o /dev/null "$url/readyz"; do
  kill -0 "$server" 2>/dev/null || { cat "$work/served" >&2; exit 1; }
  sleep 0.1
done
# The pictures for low zooms are still in the making.
sleep 5

# --- the questions --------------------------------------------------------------------------------------------------

median() { sort -n | awk '{ t[NR] = $1 } END { printf "%.3f", t[int((NR + 1) / 2)] }'; }
# A URL a line, or a body a line to post: the median of milliseconds.
ours_ms() {
  if [ "${1:-}" = post ]; then
    while read -r body; do
      curl -fs -o /dev/null -w '%{time_total}\n' -H 'content-type: application/json' -d "$body" "$url$2"
    done
  else
    while read -r path; do curl -fs -o /dev/null -w '%{time_total}\n' "$url$path"; done
  fi | awk '{ print $1 * 1000 }' | median
}
# SQL, a statement a line: the median of milliseconds, the first answer of the session left out.
theirs_ms() { (echo 'SELECT 1;'; echo '\timing on'; cat) | sql -o /dev/null 2>&1 | sql_times | median; }
sql_times() { awk '/^Time:/ { print $2 }'; }
row() {
  awk -v what="$1" -v ours="$2" -v theirs="$3" -v goal="$4" \
    'BEGIN { printf "| %s | %.2f ms | %.2f ms | %.1f | %s |\n", what, ours, theirs, theirs / ours, goal }'
}

# Lines along streets, a metre beside a cable: as JSON and as WKT.
shuf -n "$asked" --random-source=<(yes) "$stores/$size.lines" |
  awk '{ gsub(/[][]/, " "); n = split($0, v, ","); line = ""; for (i = 1; i < n; i += 2) line = line sprintf("%s%.7f %.7f", line == "" ? "" : ",", v[i] + 1e-5, v[i + 1] + 1e-5); print line }' >"$work/lines"
as_json='{ gsub(/,/, "],["); gsub(/ /, ","); print "{\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[" $0 "]]},\"within_m\":3}" }'
today=$(sql -c 'SELECT today()')
there="valid_from <= '$today' AND (valid_to IS NULL OR valid_to > '$today')"

echo "| what | service | PostGIS | times as long | goal |"
echo "|---|---|---|---|---|"

ours=$(curl -fs "$url/metrics" | awk '/step="zones"/ { print $NF * 1000 }')
theirs=$(theirs_ms <<<"SELECT z.id, sum(ST_Length((CASE WHEN ST_Covers(z.geom, c.geom) THEN c.geom ELSE ST_CollectionExtract(ST_Intersection(c.geom, z.geom), 2) END)::geography)) FROM zones z JOIN cables c ON ST_Intersects(z.geom, c.geom) GROUP BY z.id;")
row "metres of every cable in every zone" "$ours" "$theirs" "≥ 16"

ours=$(awk "$as_json" "$work/lines" | ours_ms post /overlaps)
theirs=$(while read -r line; do
  layers=
  for layer in cables conduits structures zones; do
    layers+="${layers:+ UNION ALL }SELECT '$layer' AS layer, id, ST_ClipByBox2D(geom, ST_Expand(p.line, 0.0003)) AS geom FROM $layer, probe p WHERE geom && ST_Expand(p.line, 0.00004) AND $there"
  done
  echo "WITH probe AS (SELECT ST_GeomFromText('LINESTRING($line)', 4326) AS line), near AS ($layers), piece AS (SELECT layer, id, ST_Intersection(ST_Transform(p.line, 9210), ST_Buffer(ST_Transform(geom, 9210), 3)) AS geom, ST_Intersection(p.line, geom) AS meets FROM near, probe p) SELECT layer, id, ST_AsGeoJSON(ST_Transform(geom, 4326)), ST_Length(ST_Transform(geom, 4326)::geography), ST_AsGeoJSON(meets) FROM piece WHERE NOT ST_IsEmpty(geom);"
done <"$work/lines" | theirs_ms)
row "what a planned line runs along and crosses" "$ours" "$theirs" "≥ 5"

ours=$(awk '{ split($1, at, " "); split($2, north, ","); print "/nearest?layer=cables&lon=" $1 "&lat=" north[1] "&k=10" }' "$work/lines" | ours_ms)
theirs=$(awk -v there="$there" '{ split($2, north, ","); at = "ST_Point(" $1 "," north[1] ",4326)"; print "SELECT id, code, ST_AsGeoJSON(geom), ST_Distance(geom::geography, " at "::geography) AS distance_m FROM (SELECT * FROM cables WHERE " there " ORDER BY geom <-> " at " LIMIT 30) c ORDER BY distance_m LIMIT 10;" }' "$work/lines" | theirs_ms)
row "10 nearest cables" "$ours" "$theirs" ""

ours=$(awk '{ split($2, north, ","); printf "/collections/cables/items?limit=1000&bbox=%.5f,%.5f,%.5f,%.5f\n", $1 - 0.02, north[1] - 0.02, $1 + 0.02, north[1] + 0.02 }' "$work/lines" | ours_ms)
theirs=$(awk '{ split($2, north, ","); printf "SELECT json_build_object('"'type', 'FeatureCollection', 'features'"', json_agg(ST_AsGeoJSON(c.*)::json)) FROM (SELECT * FROM cables WHERE geom && ST_MakeEnvelope(%.5f,%.5f,%.5f,%.5f,4326) ORDER BY id LIMIT 1000) c;\n", $1 - 0.02, north[1] - 0.02, $1 + 0.02, north[1] + 0.02 }' "$work/lines" | theirs_ms)
row "page of 1,000 cables in a box" "$ours" "$theirs" ""

tile='function rad(deg) { return deg * atan2(0, -1) / 180 } { split($2, north, ","); x = int(($1 + 180) / 360 * 2 ^ 14); y = int((1 - log(sin(rad(north[1])) / cos(rad(north[1])) + 1 / cos(rad(north[1]))) / atan2(0, -1)) / 2 * 2 ^ 14)'
ours=$(awk "$tile; printf \"/tiles/14/%d/%d.mvt\\n\", x, y }" "$work/lines" | sort -u | ours_ms)
theirs=$(awk "$tile; print x, y }" "$work/lines" | sort -u | while read -r x y; do
  layers=
  for layer in cables conduits structures zones; do
    layers+="${layers:+ || }(SELECT ST_AsMVT(t, '$layer') FROM (SELECT id, code, ST_AsMVTGeom(ST_Transform(geom, 3857), ST_TileEnvelope(14, $x, $y), 4096, 64) AS geom FROM $layer WHERE geom && ST_Transform(ST_TileEnvelope(14, $x, $y, margin => 64.0 / 4096), 4326)) t)"
  done
  echo "SELECT $layers;"
done | theirs_ms)
row "tile z14, all layers, uncached" "$ours" "$theirs" ""
