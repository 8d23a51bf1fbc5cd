# What the scripts here share: starting, stopping, and who is alive. Sourced, never run.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=deploy/settings
. "$HERE/settings"

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# Runs as the user that owns the data.
as_owner() {
  if [ "$(id -un)" = "$RUN_AS" ]; then "$@"
  else setpriv --reuid="$RUN_AS" --regid="$(id -gn "$RUN_AS")" --init-groups "$@"; fi
}

# A process is known by its number and the moment it started: numbers are used again.
started_at() { sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
dead_or_zombie() { case $(sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null | cut -c1) in ''|Z|X) return 0 ;; *) return 1 ;; esac; }

pid_of() {   # NAME: prints its process number, fails when it is not alive
  local pid at
  [ -e "$FOLDER/run/$1" ] && read -r pid at <"$FOLDER/run/$1" || return 1
  [ "$(started_at "$pid")" = "$at" ] && ! dead_or_zombie "$pid" && echo "$pid"
}

start() {   # NAME command...: unless it is alive already
  local name=$1 group; shift
  pid_of "$name" >/dev/null && return 0
  # GROUP_patroni_a=60001 and the like: the fault tests tell processes apart by it on the network.
  group=GROUP_${name//-/_}
  group=${!group:-$(id -gn "$RUN_AS")}
  if [ "$(id -un)" = "$RUN_AS" ]; then
    setsid "$@" >>"$FOLDER/log/$name" 2>&1 </dev/null &
  else
    setsid setpriv --reuid="$RUN_AS" --regid="$group" --init-groups "$@" >>"$FOLDER/log/$name" 2>&1 </dev/null &
  fi
  echo "$! $(started_at $!)" >"$FOLDER/run/$name"
}

stop() {   # NAME [seconds]: in good order, then by force
  local pid left=$((${2:-20} * 10))
  if pid=$(pid_of "$1"); then
    kill -TERM "$pid" 2>/dev/null || true
    # A stopped process hears nothing.
    kill -CONT "$pid" 2>/dev/null || true
    while pid_of "$1" >/dev/null && [ $((left--)) -gt 0 ]; do sleep 0.1; done
    pid_of "$1" >/dev/null && { say "$1 did not end in time: killed"; kill -KILL "$pid"; }
  fi
  rm -f "$FOLDER/run/$1"
}

wait_for() {   # SECONDS WHAT command...: until it succeeds
  local left=$(($1 * 5)) what=$2; shift 2
  until "$@" >/dev/null 2>&1; do
    [ $((left--)) -gt 0 ] || fail "$what: not in time; see $FOLDER/log"
    sleep 0.2
  done
}

# Puts the settings into a template: ${NAME} only, nothing else is touched, and a name that is not set is a fault.
render() { python3 -c 'import os,string,sys; sys.stdout.write(string.Template(sys.stdin.read()).substitute(os.environ))' <"$1"; }

secret() {   # NAME: made once, readable for the owner only
  local file=$FOLDER/secrets/$1
  [ -s "$file" ] || (umask 077; od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$file")
  cat "$file"
}

start_instance() {   # N: follows the primary through HAProxy, wherever it is
  NGAMHOA_STORE="postgres://ngamhoa@$HOST:$PRIMARY_PORT/$CITY" PGPASSWORD=$(secret ngamhoa) NGAMHOA_TOKEN=$(secret token) \
    NGAMHOA_LISTEN="$HOST:$(instance_port "$1")" NGAMHOA_DRAIN_S=2 start "instance-$1" "${PROGRAM:-$FOLDER/bin/ngamhoa}" serve
}
instance_ready() { curl -fsS -m 2 "http://$HOST:$(instance_port "$1")/readyz"; }
primary_is_there() { curl -fsS -m 2 "http://$HOST:$(patroni_port "$1")/primary"; }
any_primary() { local node; for node in $NODES; do primary_is_there "$node" && return 0; done; return 1; }
standbys_stream() {
  [ "$(as_admin -At -c "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'")" = "$(($(wc -w <<<"$NODES") - 1))" ]
}
one_is_synchronous() { [ "$(as_admin -At -c "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")" = 1 ]; }
# The administrator of the database, at the primary.
as_admin() { PGPASSWORD=$(secret superuser) psql -X -q -v ON_ERROR_STOP=1 -h "$HOST" -p "$PRIMARY_PORT" -U postgres -d postgres "$@"; }
# One command to HAProxy's control socket.
balancer() { python3 -c 'import socket,sys
s = socket.socket(socket.AF_UNIX); s.settimeout(5); s.connect(sys.argv[1]); s.sendall((sys.argv[2] + "\n").encode())
while part := s.recv(65536): sys.stdout.write(part.decode())' "$FOLDER/run/haproxy.sock" "$1"; }
