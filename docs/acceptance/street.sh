#!/usr/bin/env bash
# Evaluates the bundled model on streets on which it was not trained, by class, light and weather, and runs the demo with it.
# With the fp32 checkpoint of which the bundled model was made, it also measures what int8 costs.
#
#     docs/acceptance/street.sh [model.pth]
set -euo pipefail
skipstream=$(dirname "$0")/../../skipstream
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export SKIPSTREAM_REGISTRY=$work/registry

# Seeds 1 to 250; training has those from 100000 on.
"$skipstream" simulate --out "$work/held-out" --frames 500 --streets 250 --every 3s --seed 1

evaluate() {
  "$skipstream" detect --model "$1" --json "$work"/held-out/images/*.jpg >"$work/found.jsonl"
  "$skipstream" evaluate --coco-gt "$work/held-out/instances.json" --events "$work/found.jsonl" --by daytime,weather
}

for model in models:/street@champion models:/street@challenger; do
  echo "== $model"
  evaluate "$model"
done

echo "== demo"
"$skipstream" demo --frames 120 --json

if [ $# -gt 0 ]; then
  echo "== the champion's weights in fp32"
  "$skipstream" models import --torchvision-checkpoint "$1" --name street-fp32 --labels person,bicycle,car,van,bus,dog \
    --min-size 224 --max-size 384 --proposals 100 --anchor-sizes 16,32,64,128,256 >/dev/null
  evaluate models:/street-fp32/1
fi
