#!/bin/sh
# Publishes one simulated street as three cameras: whole, shrunk, and a shrunk region. Detects with the bundled model. A view must
# score as the whole camera, and its boxes must be where the whole camera has them.
#
#   docs/acceptance/view.sh [FRAMES]
#
# FRAMES  of each camera; the default is 60
#
# Needs the program: ./mvnw -DskipTests package
set -eu

frames=${1:-60}
here=$(cd "$(dirname "$0")" && pwd)
skipstream=${SKIPSTREAM:-$here/../../skipstream}
export SKIPSTREAM_BOOTSTRAP_SERVER=localhost:${PORT:-19392}
work=$(mktemp -d)
export SKIPSTREAM_REGISTRY=$work/registry
running=
trap 'kill $running 2>/dev/null || true; wait; rm -rf "$work"' EXIT

"$skipstream" broker --port "${PORT:-19392}" --data "$work/broker" >"$work/broker.log" 2>&1 &
running=$!
until "$skipstream" topics create --partitions 1 2>/dev/null; do sleep 1; done

# camera NAME [OPTION...]
camera() {
  name=$1
  shift
  "$skipstream" publish street:7 --size 1280x768 --daytime day --weather clear --fps 0 --frames "$frames" --key "$name" "$@" 2>/dev/null
}
camera whole
camera shrunk --max-size 640
camera region --region 320,192,800,480 --max-size 400

"$skipstream" run --model models:/street@champion --device cpu --http-port 18084 --state "$work/state" 2>"$work/run.log" &
running="$! $running"
"$skipstream" watch --from-beginning --count $((3 * frames)) --json >"$work/events.jsonl" 2>/dev/null
for name in whole shrunk region; do
  "$skipstream" evaluate --source "$name" --json >"$work/$name.json" 2>/dev/null
done
"$here/view.py" "$work/events.jsonl" "$work"
