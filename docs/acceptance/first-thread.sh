#!/bin/sh
# Ten photographs through Kafka to boxes, held against `detect` on the same files.
#
#   docs/acceptance/first-thread.sh CHECKPOINT IMAGES
#
# CHECKPOINT  a ResNet-50 FPN Faster R-CNN state dict of three classes (RBC, WBC, Platelets), trained at 240 pixels
# IMAGES      a folder with at least ten .jpg files
set -eu

checkpoint=$1
images=$2
here=$(cd "$(dirname "$0")" && pwd)
skipstream=$here/../../skipstream
port=${PORT:-19292}
work=$(mktemp -d)
servers="--bootstrap-servers localhost:$port"
registry="--registry $work/registry"
running=
trap 'kill $running 2>/dev/null || true; wait; rm -rf "$work"' EXIT

mkdir "$work/blood"
ls "$images"/*.jpg | head -n 10 | xargs -I {} cp {} "$work/blood"

"$skipstream" models import --torchvision-checkpoint "$checkpoint" --name cells \
  --labels RBC,WBC,Platelets --min-size 240 --max-size 320 --eps 1e-5 $registry
"$skipstream" detect --model models:/cells/1 --device cpu --json $registry "$work"/blood/*.jpg >"$work/files.jsonl"

"$skipstream" broker --port "$port" --data "$work/broker" &
running=$!
until "$skipstream" topics create $servers 2>/dev/null; do sleep 1; done
"$skipstream" run --model models:/cells/1 --device cpu $registry $servers &
running="$! $running"
"$skipstream" publish "$work/blood" $servers
"$skipstream" watch --from-beginning --count 10 --json $servers >"$work/stream.jsonl"

"$here/equal.py" "$work/files.jsonl" "$work/stream.jsonl"
