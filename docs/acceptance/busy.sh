#!/usr/bin/env bash
# Runs the stream beside eight busy processes on two processors, at half of its rate alone. The stream becomes slow, and it
# must not end.
#
#   docs/acceptance/busy.sh [MINUTES]
#
# MINUTES  the default is 10
#
# SKIPSTREAM names the launcher; the default is the one of this source tree.
set -euo pipefail

minutes=${1:-10}
here=$(cd "$(dirname "$0")" && pwd)
skipstream=${SKIPSTREAM:-$here/../../skipstream}
port=${PORT:-19392}
http=${HTTP_PORT:-18380}
processors=${PROCESSORS:-0,1}
work=$(mktemp -d)
servers="--bootstrap-server localhost:$port"
export SKIPSTREAM_REGISTRY=$work/registry
running=
trap 'kill $running 2>/dev/null || true; wait; rm -rf "$work"' EXIT

# Prints the sum of all metrics whose line begins with the argument.
metric() {
  curl --silent "http://localhost:$http/metrics" |
    awk -v begin="$1" 'index($0, begin) == 1 && $NF != "NaN" { sum += $NF } END { printf "%.0f", sum }'
}
frames() { metric 'skipstream_frames_total{'; }

taskset -c "$processors" "$skipstream" broker --port "$port" --data "$work/broker" &
running="$! $running"
until "$skipstream" topics create $servers 2>/dev/null; do sleep 1; done
taskset -c "$processors" "$skipstream" run --model models:/street@champion --device cpu --http-port "$http" \
  --state "$work/state" $servers 2>"$work/run.log" &
stream=$!
running="$stream $running"
until curl --silent --fail "http://localhost:$http/health/ready" >/dev/null; do
  kill -0 "$stream" || { tail -n 20 "$work/run.log" >&2; exit 1; }
  sleep 1
done

# Measures the rate alone, over 100 queued frames.
"$skipstream" publish street:1 --fps 0 --frames 150 $servers
before=$(date +%s%N)
first=$(frames)
until [ "$(frames)" -ge $((first + 100)) ] || [ "$(frames)" -ge 150 ]; do sleep 0.5; done
rate=$(awk -v frames="$(($(frames) - first))" -v nanos="$(($(date +%s%N) - before))" 'BEGIN { printf "%.2f", frames / nanos * 1e9 }')
until [ "$(frames)" -ge 150 ]; do sleep 1; done
half=$(awk -v rate="$rate" 'BEGIN { printf "%.2f", rate / 2 }')
count=$(awk -v half="$half" -v minutes="$minutes" 'BEGIN { printf "%d", half * minutes * 60 }')
echo "alone: $rate frames a second; published beside the busy processes: $count frames at $half a second"

for _ in 1 2 3 4 5 6 7 8; do
  taskset -c "$processors" sh -c 'exec yes >/dev/null' &
  running="$! $running"
  busy="$! ${busy:-}"
done
"$skipstream" publish street:2 --fps "$half" --frames "$count" $servers &
publisher=$!
running="$publisher $running"
end=$((SECONDS + minutes * 60))
least=1000000
while [ "$SECONDS" -lt "$end" ] || kill -0 "$publisher" 2>/dev/null; do
  sleep 10
  if ! kill -0 "$stream" 2>/dev/null; then
    echo "the stream has ended:" >&2
    tail -n 20 "$work/run.log" >&2
    exit 1
  fi
  limit=$(metric skipstream_inflight_limit_frames)
  [ "$limit" -lt "$least" ] && least=$limit
  echo "$SECONDS s: $(($(frames) - 150)) of $count frames done, at most $limit in flight, load $(cut -d' ' -f1 /proc/loadavg)"
done
kill $busy
until [ "$(frames)" -ge $((count + 150)) ]; do
  kill -0 "$stream" || { tail -n 20 "$work/run.log" >&2; exit 1; }
  sleep 2
done
# The last outcome counts when its commit is in the topic.
until "$skipstream" audit $servers 2>/dev/null | grep -q "^images: $((count + 150)) image events"; do
  kill -0 "$stream"
  sleep 1
done
echo "start-overs: $(grep -c 'the workers are slow' "$work/run.log" || true); least limit in flight: $least; at the end: $(metric skipstream_inflight_limit_frames)"
kill "$stream"
wait "$stream" && status=0 || status=$?
echo "the stream was stopped, exit code $status"
[ "$status" -eq 143 ]
"$skipstream" audit $servers
