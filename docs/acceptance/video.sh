#!/bin/sh
# A video at its own rate, on a machine too slow for it: every frame accounted for, the device kept busy, detections in time,
# memory flat. The detector gets one core, so that the source, the broker and the stream are not what it is short of.
#
#   docs/acceptance/video.sh CHECKPOINT VIDEO [FRAMES]
#
# CHECKPOINT  a ResNet-50 FPN Faster R-CNN state dict of three classes (RBC, WBC, Platelets), trained at 240 pixels
# VIDEO       a video file
# FRAMES      how many are played; the video begins again at its end. 1800 unless given
set -eu

checkpoint=$1
video=$2
frames=${3:-1800}
here=$(cd "$(dirname "$0")" && pwd)
skipstream=$here/../../skipstream
work=$(mktemp -d)
registry="--registry $work/registry"
trap 'rm -rf "$work"' EXIT
export OMP_NUM_THREADS=1

"$skipstream" models import --torchvision-checkpoint "$checkpoint" --name cells \
  --labels RBC,WBC,Platelets --min-size 240 --max-size 320 --eps 1e-5 $registry >"$work/import.txt"
"$skipstream" bench pipeline --model models:/cells/1 --device cpu --images "$video" --frames 100 --json $registry >"$work/bench.json"

"$skipstream" demo --model models:/cells/1 --device cpu --source "$video" --max-frame-age 500ms --frames "$frames" --json $registry \
  >"$work/demo.json" &
demo=$!
while kill -0 "$demo" 2>/dev/null; do
  # Of the demonstration itself: the broker is a process of its own.
  awk '/^VmRSS/ { print $2 }' "/proc/$demo/status" >>"$work/resident" 2>/dev/null || true
  sleep 1
done
wait "$demo"

python3 - "$work" <<'EOF'
import json, sys

def load(name):
    with open(f"{sys.argv[1]}/{name}") as file:
        return json.load(file)

bench, demo = load("bench.json"), load("demo.json")
bare = [bench[run]["perSecond"] for run in ("bareBefore", "bareAfter")]
rate = sum(bare) / 2
bound = 500 + 2 * 1000 * bench["batch"] / rate + 500
with open(f"{sys.argv[1]}/resident") as file:
    resident = [int(line) / 1024 for line in file]
half = len(resident) // 2
print(f"{demo['framesPublished']} frames = {demo['detectionEvents']} detected + {demo['dropped']} dropped + {demo['deadLetters']} dead letters")
print(f"{demo['framesPerSecond']:.2f} detected a second, {demo['framesPerSecond'] / rate:.2f} of the bare detector's {rate:.2f} ({bare[0]:.2f} before, {bare[1]:.2f} after)")
print(f"99 % within {demo['latencyMs']['p99']} ms; 500 ms, two batches and the commit interval are {bound:.0f} ms")
print(f"resident size at most {max(resident[:half]):.0f} MiB in the first half, {max(resident[half:]):.0f} MiB in the second")
EOF
