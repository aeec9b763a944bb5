#!/bin/sh
# Measures what traces of 1 % of the frames cost: pairs of runs of the stream around a scripted model, without and with traces
# to a receiver of OTLP. The order in a pair changes. The median of the losses has to be below 1 %.
#
#   docs/acceptance/traces.sh [PAIRS] [SECONDS] [MS]
#
# PAIRS    the number of pairs; the default is 5
# SECONDS  the time of a measurement; the default is 15
# MS       the time of a frame in the model; the default is 5-50. With 0 the stream itself is the limit
set -eu

pairs=${1:-5}
seconds=${2:-15}
model=${3:-5-50}
here=$(cd "$(dirname "$0")" && pwd)
skipstream=${SKIPSTREAM:-$here/../../skipstream}
port=${PORT:-14318}
work=$(mktemp -d)
python3 "$here/otlp_receiver.py" "$port" &
receiver=$!
trap 'kill $receiver 2>/dev/null || true; rm -rf "$work"' EXIT

measure() {
  "$skipstream" bench pipeline --scripted-ms "$model" --seconds "$seconds" --json "$@" 2>/dev/null |
    python3 -c 'import json, sys
print(next(row["rate"]["perSecond"] for row in json.load(sys.stdin)["rows"] if row["route"] == "stream"))'
}
without() { measure; }
with() { measure --otlp-endpoint "http://127.0.0.1:$port" --trace-ratio 0.01 --trace-slow 1h; }

for pair in $(seq "$pairs"); do
  if [ $((pair % 2)) = 1 ]; then
    plain=$(without)
    traced=$(with)
  else
    traced=$(with)
    plain=$(without)
  fi
  echo "$plain $traced" | tee -a "$work/pairs"
done
python3 - "$work/pairs" <<'PYTHON'
import statistics, sys
losses = []
for line in open(sys.argv[1]):
    plain, traced = map(float, line.split())
    losses.append(1 - traced / plain)
    print(f"without {plain:.1f}, with {traced:.1f} frames a second: loss {losses[-1]:.2%}")
median = statistics.median(losses)
print(f"median loss {median:.2%}; load {open('/proc/loadavg').read().split()[0]}")
sys.exit(median >= 0.01)
PYTHON
python3 -c 'import sys, urllib.request
print("the receiver got", urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}").read().decode().strip())' "$port"
