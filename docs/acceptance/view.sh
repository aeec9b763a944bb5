#!/usr/bin/env bash
# Publishes one simulated street as three cameras: whole, shrunk, and a shrunk region. Detects with the bundled model. A view must
# score as the whole camera, and its boxes must be where the whole camera has them.
#
#   docs/acceptance/view.sh [FRAMES]
#
# FRAMES  of each camera; the default is 60
#
# Needs the program: ./mvnw -DskipTests package
set -euo pipefail

frames=${1:-60}
here=$(cd "$(dirname "$0")" && pwd)
skipstream=${SKIPSTREAM:-$here/../../skipstream}
export SKIPSTREAM_BOOTSTRAP_SERVER=localhost:${PORT:-19392}
work=$(mktemp -d)
export SKIPSTREAM_REGISTRY=$work/registry
broker=
stream=

stop() {
  # The stream first: it waits for the broker otherwise.
  for pid in $stream $broker; do
    kill "$pid" 2>/dev/null || continue
    wait "$pid" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap stop EXIT

# run LOG COMMAND...: runs a command; shows its log if it fails.
run() {
  local log=$work/$1
  shift
  "$@" 2>"$log" || { status=$?; cat "$log" >&2; exit "$status"; }
}

"$skipstream" broker --port "${SKIPSTREAM_BOOTSTRAP_SERVER#*:}" --data "$work/broker" >"$work/broker.log" 2>&1 &
broker=$!
until "$skipstream" topics create --partitions 1 >"$work/topics.log" 2>&1; do
  kill -0 "$broker" 2>/dev/null || { cat "$work/broker.log" >&2; exit 1; }
  sleep 1
done

# camera NAME [OPTION...]
camera() {
  local name=$1
  shift
  run "publish-$name.log" "$skipstream" publish street:7 --size 1280x768 --daytime day --weather clear --fps 0 --frames "$frames" \
    --key "$name" "$@"
}
camera whole
camera shrunk --max-size 640
camera region --region 320,192,800,480 --max-size 400

"$skipstream" run --model models:/street@champion --device cpu --http-port none --state "$work/state" 2>"$work/run.log" &
stream=$!
"$skipstream" watch --from-beginning --count $((3 * frames)) --json >"$work/events.jsonl" 2>"$work/watch.log" &
watch=$!
while kill -0 "$watch" 2>/dev/null; do
  kill -0 "$stream" 2>/dev/null || { cat "$work/run.log" >&2; kill "$watch"; exit 1; }
  sleep 1
done
for name in whole shrunk region; do
  run "evaluate-$name.log" "$skipstream" evaluate --source "$name" --json >"$work/$name.json"
done
"$here/view.py" "$work/events.jsonl" "$work"
