#!/bin/sh
# Runs two instances of the stream under load, with a registry in Kafka whose alias moves twenty times: to other versions and back, once
# to a damaged archive, and once while the artifact store is unavailable. No frame may be lost, each detection names a version that was
# active, and the versions never go back.
#
#   docs/acceptance/swaps.sh [FRAMES_PER_SECOND]
#
# FRAMES_PER_SECOND  rate of each of two cameras; the default is 10. Frames beyond the rate of the detector are dropped as too old.
#                    Latencies are meaningful below the rate of the detector.
set -eu

rate=${1:-10}
here=$(cd "$(dirname "$0")" && pwd)
skipstream=$here/../../skipstream
port=${PORT:-19292}
work=$(mktemp -d)
servers="--bootstrap-server localhost:$port"
registry="--registry kafka:localhost:$port --artifacts $work/models"
running=
trap 'kill $running 2>/dev/null || true; wait; rm -rf "$work"' EXIT

weights=$here/../../streams-app/cli/src/main/resources/dev/skipstream/cli/street.safetensors
"$skipstream" broker --port "$port" --data "$work/broker" &
running=$!
until "$skipstream" topics create --partitions 2 $servers 2>/dev/null; do sleep 1; done

# Registers three versions of different bytes, and a fourth whose file is damaged afterwards.
import() {
  "$skipstream" models import --torchvision-checkpoint "$weights" --name street --labels person,bicycle,car,van,bus,dog \
    --min-size 144 --max-size 240 --proposals 50 "$@" $registry >>"$work/import.txt"
}
import --precision fp32
import --precision bf16
import --precision fp16
import --eps 2e-5
"$skipstream" models alias models:/street/1 champion $registry
damaged=$(sed -n 's/^ *digest *sha256://p' "$work/import.txt" | sed -n 4p)
printf x >>"$work/models/artifacts/sha256/$damaged"

for instance in 1 2; do
  "$skipstream" run --model models:/street@champion --device cpu --max-frame-age 2s --application-id swaps --http-port 1808$instance \
    --state "$work/state$instance" $registry $servers 2>"$work/run$instance.log" &
  running="$! $running"
done
for instance in 1 2; do
  until curl --silent --fail "http://localhost:1808$instance/health/ready" >/dev/null; do sleep 1; done
done
mkfifo "$work/watched"
"$skipstream" watch --json $servers >"$work/watched" &
running="$! $running"
"$here/swaps.py" record "$work/seen" <"$work/watched" &
running="$! $running"
# Each of the two cameras has its own partition, so that each instance has one.
for camera in north south; do
  "$skipstream" publish street:1 --key "$camera" --fps "$rate" $servers >/dev/null 2>&1 &
  running="$! $running"
done
cameras=$(echo "$running" | cut -d' ' -f1,2)
sleep 60 # steady

move() {
  "$skipstream" models alias "models:/street/$1" champion $registry
  sleep 8
}
for turn in 1 2 3 4; do
  move 2
  move 3
  "$skipstream" models rollback models:/street@champion $registry
  sleep 8
done
move 4 # damaged: refused
move 1
mv "$work/models/artifacts" "$work/models/away"
move 3 # not to be had: tried again
mv "$work/models/away" "$work/models/artifacts"
sleep 10
for version in 1 2 1 2 1; do move "$version"; done

for instance in 1 2; do
  echo "instance $instance:"
  grep -E 'is served by|cannot serve' "$work/run$instance.log" | sed 's/ [A-Z]* *d.s.s.i.t.SwapReporter//'
done
kill $cameras
sleep 10
for version in 1 2 3 4; do
  "$skipstream" models show "models:/street/$version" --json $registry >"$work/version$version.json"
done
"$here/swaps.py" report "$work/seen" "$work"/version?.json
"$skipstream" audit --application-id swaps $servers
