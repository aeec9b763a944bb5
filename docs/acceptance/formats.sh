#!/usr/bin/env bash
# Measures what the number formats cost in accuracy: AP in fp32, bf16, and int8 with activations of 8 and of 7 bits, on images
# that are not those of the calibration.
#
#   docs/acceptance/formats.sh BCCD CHECKPOINT
#
# BCCD        folder with instances_train.json, instances_test.json and images/, in COCO's format
# CHECKPOINT  a ResNet-50 FPN Faster R-CNN state dict of its three classes (RBC, WBC, Platelets)
set -euo pipefail
bccd=$1
checkpoint=$2
skipstream=$(dirname "$0")/../../skipstream
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export SKIPSTREAM_REGISTRY=$work/registry

# Prints the AP of each format. MODEL INSTANCES IMAGE...
evaluate() {
  local model=$1 instances=$2
  shift 2
  for format in "fp32 8" "bf16 8" "int8 8" "int8 7"; do
    read -r compute bits <<<"$format"
    SKIPSTREAM_JAVA_OPTS=-Dskipstream.int8.bits=$bits "$skipstream" detect --model "$model" --compute "$compute" --json "$@" \
      >"$work/found.jsonl"
    echo "== $model $compute, activations of int8 with $bits bits"
    "$skipstream" evaluate --coco-gt "$instances" --events "$work/found.jsonl" | sed -n 1,4p
  done
}

"$skipstream" models import --torchvision-checkpoint "$checkpoint" --name cells --labels RBC,WBC,Platelets \
  --min-size 240 --max-size 320 --eps 1e-5 --precision fp32,bf16,int8 --calibrate "$bccd/instances_train.json" >/dev/null
mapfile -t images < <(python3 -c 'import json, sys
for image in json.load(open(sys.argv[1]))["images"]: print(image["file_name"])' "$bccd/instances_test.json")
evaluate models:/cells/1 "$bccd/instances_test.json" "${images[@]/#/$bccd/images/}"

# Seeds 1 to 250; the calibration of the bundled model has those from 50000 on.
"$skipstream" simulate --out "$work/street" --frames 500 --streets 250 --every 3s --seed 1
for model in models:/street@champion models:/street@challenger; do
  evaluate "$model" "$work/street/instances.json" "$work"/street/images/*.jpg
done
