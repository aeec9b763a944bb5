#!/usr/bin/env bash
# Runs the stream with few file descriptors. With 256 descriptors and 160 idle connections on the health port, it must go on.
# With no descriptor left during its work, it must recover or end with a named exit code. It must never report ready while
# its stream threads are dead.
#
#   docs/acceptance/descriptors.sh
#
# SKIPSTREAM names the launcher; the default is the one of this source tree. The script needs prlimit and python3.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
skipstream=${SKIPSTREAM:-$here/../../skipstream}
port=${PORT:-19492}
http=${HTTP_PORT:-18480}
work=$(mktemp -d)
servers="--bootstrap-server localhost:$port"
export SKIPSTREAM_REGISTRY=$work/registry
running=
trap 'kill $running 2>/dev/null || true; wait; rm -rf "$work"' EXIT

ready() { curl --silent --max-time 5 --output /dev/null --write-out '%{http_code}' "http://localhost:$http/health/ready" || true; }
frames() {
  curl --silent --max-time 5 "http://localhost:$http/metrics" |
    awk 'index($0, "skipstream_frames_total{") == 1 { sum += $NF } END { printf "%d", sum }'
}
start() { # LOG
  (ulimit -n 256; exec "$skipstream" run --model models:/street@champion --device cpu --http-port "$http" --stop-limit 10s \
    --state "$work/state" $servers 2>"$1") &
  stream=$!
  running="$stream $running"
  until [ "$(ready)" = 200 ]; do
    kill -0 "$stream" 2>/dev/null || { tail -n 5 "$1" >&2; exit 1; }
    sleep 1
  done
}
descriptors() { ls "/proc/$stream/fd" | wc -l; }

"$skipstream" broker --port "$port" --data "$work/broker" &
broker=$!
running="$broker $running"
until "$skipstream" topics create $servers 2>/dev/null; do sleep 1; done

echo "== 256 descriptors and 160 idle connections"
start "$work/first.log"
before=$(descriptors)
python3 -c '
import socket, sys, time
idle = [socket.create_connection(("127.0.0.1", int(sys.argv[1]))) for _ in range(160)]
time.sleep(600)' "$http" &
idle=$!
running="$idle $running"
sleep 2
"$skipstream" publish street:1 --fps 0 --frames 20 $servers
until [ "$(frames)" -ge 20 ]; do
  kill -0 "$stream" 2>/dev/null || { tail -n 5 "$work/first.log" >&2; exit 1; }
  sleep 1
done
echo "20 frames have their outcome; descriptors: $before before, $(descriptors) with the connections; /health/ready: $(ready)"
kill "$idle" 2>/dev/null || true

echo "== no descriptor left, and the broker restarts"
# Open descriptors stay open, and the process can open no other connection or file.
prlimit --pid "$stream" --nofile=3:256
"$skipstream" publish street:2 --fps 0 --frames 20 $servers
timeout 120 "$skipstream" watch --from-beginning --count 40 --json $servers | wc -l
kill "$broker"
wait "$broker" || true
"$skipstream" broker --port "$port" --data "$work/broker" &
broker=$!
running="$broker $running"
sleep 20
if kill -0 "$stream" 2>/dev/null; then
  prlimit --pid "$stream" --nofile=256:256
  "$skipstream" publish street:3 --fps 0 --frames 20 $servers
  timeout 120 "$skipstream" watch --from-beginning --count 60 --json $servers | wc -l
fi
if kill -0 "$stream" 2>/dev/null; then
  echo "it recovered: /health/ready: $(ready), $(frames) frames"
  [ "$(ready)" = 200 ]
  kill "$stream"
  wait "$stream" && status=0 || status=$?
  echo "stopped with exit code $status"
  [ "$status" -eq 143 ]
else
  wait "$stream" && status=0 || status=$?
  echo "ended with exit code $status: $(grep '^skipstream: ' "$work/first.log" | tail -n 1)"
  [ "$status" -ge 2 ] && [ "$status" -le 6 ]
fi
"$skipstream" audit $servers

echo "== too few descriptors for the libraries"
for limit in 40 60 80 100; do
  (ulimit -n $limit; exec "$skipstream" run --model models:/street@champion --device cpu --http-port "$http" --stop-limit 10s \
    --state "$work/state" $servers 2>"$work/few.log") && status=0 || status=$?
  echo "$limit descriptors: exit code $status: $(cat "$work/few.log")"
  [ "$status" -eq 6 ]
done
