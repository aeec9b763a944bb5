#!/bin/sh
# Sends photographs through Kafka to boxes. Compares the boxes with those of `detect` on the same files, and each input
# offset with its outcome.
#
#   docs/acceptance/first-thread.sh CHECKPOINT IMAGES [COCO]
#
# CHECKPOINT  a ResNet-50 FPN Faster R-CNN state dict of three classes (RBC, WBC, Platelets), trained at 240 pixels
# IMAGES      a folder of .jpg files
# COCO        an annotation file that selects the images; without it, the first ten are used
set -eu

checkpoint=$1
images=$2
here=$(cd "$(dirname "$0")" && pwd)
skipstream=$here/../../skipstream
port=${PORT:-19292}
work=$(mktemp -d)
servers="--bootstrap-server localhost:$port"
registry="--registry $work/registry"
running=
trap 'kill $running 2>/dev/null || true; wait; rm -rf "$work"' EXIT

mkdir "$work/blood"
if [ $# -gt 2 ]; then
  python3 -c 'import json, sys; print(*(one["file_name"] for one in json.load(open(sys.argv[1]))["images"]), sep="\n")' "$3"
else
  ls "$images" | grep '\.jpg$' | head -n 10
fi | xargs -I {} cp "$images/{}" "$work/blood"
count=$(ls "$work/blood" | wc -l)

"$skipstream" models import --torchvision-checkpoint "$checkpoint" --name cells \
  --labels RBC,WBC,Platelets --min-size 240 --max-size 320 --eps 1e-5 $registry
"$skipstream" detect --model models:/cells/1 --device cpu --json $registry "$work"/blood/*.jpg >"$work/files.jsonl"

"$skipstream" broker --port "$port" --data "$work/broker" &
running=$!
until "$skipstream" topics create $servers 2>/dev/null; do sleep 1; done
"$skipstream" run --model models:/cells/1 --device cpu $registry $servers &
running="$! $running"
"$skipstream" publish "$work/blood" $servers
"$skipstream" watch --from-beginning --count "$count" --json $servers >"$work/stream.jsonl"

"$here/equal.py" "$work/files.jsonl" "$work/stream.jsonl"
"$skipstream" audit $servers | tee "$work/audit.txt"
grep -q ": $count image events; $count detection events, 0 dropped, 0 dead letters" "$work/audit.txt"
