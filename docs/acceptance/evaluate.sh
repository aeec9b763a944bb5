#!/usr/bin/env bash
# Computes the mAP of a topic: publishes a labelled data set with its ground truth, runs the stream, and evaluates its
# detections.
#
#   docs/acceptance/evaluate.sh CHECKPOINT INSTANCES [OPTION...]
#
# CHECKPOINT  a ResNet-50 FPN Faster R-CNN state dict of three classes (RBC, WBC, Platelets)
# INSTANCES   the test set in COCO's format, its images in images/ beside it
# OPTION      for the import, such as --anchor-sizes for a checkpoint that was trained with other anchors
set -euo pipefail

checkpoint=$1
instances=$2
shift 2
skipstream=$(dirname "$0")/../../skipstream
work=$(mktemp -d)
export SKIPSTREAM_BOOTSTRAP_SERVER=localhost:${PORT:-19392} SKIPSTREAM_REGISTRY=$work/registry
trap 'kill $(jobs -p) 2>/dev/null || true; wait; rm -rf "$work"' EXIT

"$skipstream" models import --torchvision-checkpoint "$checkpoint" --name cells --labels RBC,WBC,Platelets \
  --min-size 240 --max-size 320 --eps 1e-5 "$@" >/dev/null
"$skipstream" broker --port "${PORT:-19392}" --data "$work/broker" 2>"$work/broker.log" &
until "$skipstream" topics create 2>/dev/null; do sleep 1; done
"$skipstream" run --model models:/cells/1 --device cpu --state "$work/state" 2>"$work/run.log" &
"$skipstream" publish --fps 0 "$instances"
images=$(python3 -c 'import json, sys; print(len(json.load(open(sys.argv[1]))["images"]))' "$instances")
"$skipstream" watch --from-beginning --count "$images" --json >/dev/null
"$skipstream" audit
"$skipstream" evaluate
