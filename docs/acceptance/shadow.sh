#!/bin/sh
# Measures what a shadow model costs the serving model: the latency from capture to reading, with the same cameras, without and
# with a shadow model.
#
#   docs/acceptance/shadow.sh [FRAMES_PER_SECOND]
#
# FRAMES_PER_SECOND  rate of the camera; the default is 1. Latencies are meaningful below the rate of both models together.
set -eu

rate=${1:-1}
here=$(cd "$(dirname "$0")" && pwd)
skipstream=$here/../../skipstream
export SKIPSTREAM_BOOTSTRAP_SERVER=localhost:${PORT:-19492}
work=$(mktemp -d)
export SKIPSTREAM_REGISTRY=$work/registry
running=
trap 'kill $running 2>/dev/null || true; wait; rm -rf "$work"' EXIT

"$skipstream" broker --port "${PORT:-19492}" --data "$work/broker" 2>/dev/null &
running=$!
until "$skipstream" topics create --partitions 2 2>/dev/null; do sleep 1; done
mkfifo "$work/watched"

# turn NAME [OPTION...]: 100 frames; the latencies go to NAME.
turn() {
  name=$1
  shift
  "$skipstream" run --model models:/street@champion --device cpu --max-frame-age 10s --application-id shadows --http-port 18083 \
    --state "$work/state" "$@" 2>"$work/$name.log" &
  app=$!
  "$skipstream" watch --json >"$work/watched" &
  watch=$!
  "$here/swaps.py" record "$work/$name" <"$work/watched" &
  running="$running $app $watch $!"
  until curl --silent --fail http://localhost:18083/health/ready >/dev/null; do sleep 1; done
  "$skipstream" publish street:1 --frames 100 --fps "$rate" >/dev/null 2>&1
  sleep 15
  curl --silent http://localhost:18083/metrics | grep '^skipstream_shadow_frames' || true
  kill "$app" "$watch"
  wait "$app" "$watch" || true
  # The first frames include the cost of the start.
  tail -n +11 "$work/$name" | cut -d' ' -f4 | sort -n | awk -v turn="$name" '
    { seen[NR] = $1 }
    END { printf "%s: %d detections, p50 %.2f s, p90 %.2f s, p99 %.2f s\n", turn, NR, seen[int(NR * 0.5) + 1], seen[int(NR * 0.9) + 1], seen[int(NR * 0.99) + 1] }'
}

turn alone
turn beside --shadow models:/street@challenger
turn alone-again
