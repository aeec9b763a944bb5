#!/bin/sh
# Runs a detector that takes seconds a frame, exactly once. No producer may be fenced, no member may leave the group, and each
# frame must have its outcome.
#
#   docs/acceptance/slow-model.sh CHECKPOINT IMAGES [FRAMES]
#
# CHECKPOINT  a ResNet-50 FPN Faster R-CNN state dict of three classes (RBC, WBC, Platelets)
# IMAGES      a folder of .jpg files
# FRAMES      frames that each of four cameras publishes; the default is 15
set -eu

checkpoint=$1
images=$2
frames=${3:-15}
here=$(cd "$(dirname "$0")" && pwd)
skipstream=$here/../../skipstream
port=${PORT:-19292}
work=$(mktemp -d)
servers="--bootstrap-server localhost:$port"
registry="--registry $work/registry"
running=
trap 'kill $running 2>/dev/null || true; wait; rm -rf "$work"' EXIT

mkdir "$work/blood"
ls "$images" | grep '\.jpg$' | head -n "$frames" | xargs -I {} cp "$images/{}" "$work/blood"
count=$(ls "$work/blood" | wc -l)
# Larger than torchvision's default, on one core: 3 s or more a frame.
"$skipstream" models import --torchvision-checkpoint "$checkpoint" --name cells \
  --labels RBC,WBC,Platelets --min-size 900 --max-size 1500 --eps 1e-5 $registry >"$work/import.txt"

"$skipstream" broker --port "$port" --data "$work/broker" &
running=$!
until "$skipstream" topics create $servers 2>/dev/null; do sleep 1; done
for camera in 1 2 3 4; do
  "$skipstream" publish "$work/blood" --key "camera-$camera" $servers
done
OMP_NUM_THREADS=1 "$skipstream" run --model models:/cells/1 --device cpu --state "$work/state" $registry $servers \
  2>"$work/run.log" &
running="$! $running"
rebalances() {
  grep -c 'stream is REBALANCING' "$work/run.log" || true
}

# The threads of the instance join one after another. From the first detection on, no member may join or leave.
"$skipstream" watch --from-beginning --count 1 --json $servers >"$work/first.jsonl"
joined=$(rebalances)
"$skipstream" watch --from-beginning --count $((4 * count)) --json $servers >"$work/stream.jsonl"

grep 'warm:' "$work/run.log"
"$skipstream" audit $servers | tee "$work/audit.txt"
grep -q ": $((4 * count)) image events; $((4 * count)) detection events, 0 dropped, 0 dead letters" "$work/audit.txt"
if grep -E 'WARN|ERROR|Fenced' "$work/run.log"; then
  exit 1
fi
if [ "$(rebalances)" -ne "$joined" ]; then
  echo "the group rebalanced after the first detection:" >&2
  grep 'stream is' "$work/run.log" >&2
  exit 1
fi
echo "no producer was fenced, no member left the group after the $joined rebalances of the start, and nothing was warned of"
