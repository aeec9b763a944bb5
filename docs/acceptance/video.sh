#!/bin/sh
# Plays a video at its own rate on a machine that is too slow for it. Each frame must be accounted for, the detector must be busy,
# detections must be in time, and the memory must stay flat. Source, broker, stream and detector share the cores.
#
#   docs/acceptance/video.sh CHECKPOINT VIDEO [FRAMES]
#
# CHECKPOINT  a ResNet-50 FPN Faster R-CNN state dict of three classes (RBC, WBC, Platelets), trained at 240 pixels
# VIDEO       a video file
# FRAMES      frames that are played; the video starts again at its end. The default is 1800
set -eu

checkpoint=$1
video=$2
frames=${3:-1800}
here=$(cd "$(dirname "$0")" && pwd)
skipstream=$here/../../skipstream
work=$(mktemp -d)
registry="--registry $work/registry"
trap 'rm -rf "$work"' EXIT

"$skipstream" models import --torchvision-checkpoint "$checkpoint" --name cells \
  --labels RBC,WBC,Platelets --min-size 240 --max-size 320 --eps 1e-5 $registry >"$work/import.txt"

"$skipstream" demo --model models:/cells/1 --device cpu --source "$video" --max-frame-age 500ms --frames "$frames" --json $registry \
  >"$work/demo.json" 2>"$work/demo.log" &
demo=$!
while kill -0 "$demo" 2>/dev/null; do
  # Measures the process of the demonstration; the broker is another process.
  awk '/^VmRSS/ { print $2 }' "/proc/$demo/status" >>"$work/resident" 2>/dev/null || true
  sleep 1
done
wait "$demo"

# Measures the detector alone, in batches of equal size.
batch=$(sed -n 's/.*at most \([0-9]*\) frames a batch.*/\1/p' "$work/demo.log")
"$skipstream" bench pipeline --model models:/cells/1 --device cpu --images "$video" --batch-size "$batch" --frames 40 --json $registry \
  >"$work/bench.json" 2>"$work/bench.log"

python3 - "$work" <<'EOF'
import json, sys

def load(name):
    with open(f"{sys.argv[1]}/{name}") as file:
        return json.load(file)

bench, demo = load("bench.json"), load("demo.json")
bare = [run["perSecond"] for run in bench["bare"]]
rate = sum(bare) / len(bare)
bound = 500 + 2 * 1000 * bench["batch"] / rate + 500
with open(f"{sys.argv[1]}/resident") as file:
    resident = [int(line) / 1024 for line in file]
third = len(resident) // 3
print(f"{demo['framesPublished']} frames = {demo['detectionEvents']} detected + {demo['dropped']} dropped + {demo['deadLetters']} dead letters")
print(f"{demo['framesPerSecond']:.2f} detected a second, {demo['framesPerSecond'] / rate:.2f} of the bare detector's {rate:.2f} ({min(bare):.2f} to {max(bare):.2f}), in batches of {bench['batch']}")
print(f"99 % within {demo['latencyMs']['p99']} ms, half within {demo['latencyMs']['p50']} ms; 500 ms, two batches and the commit interval are {bound:.0f} ms")
print("resident size at most", ", ".join(f"{max(resident[i * third:(i + 1) * third]):.0f}" for i in range(3)), "MiB, by thirds of the time")
EOF
