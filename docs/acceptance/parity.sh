#!/bin/sh
# Compares the detector with torchvision on real photographs.
#
#   docs/acceptance/parity.sh CHECKPOINT IMAGES
#
# CHECKPOINT  a ResNet-50 FPN Faster R-CNN state dict of three classes (RBC, WBC, Platelets), trained at 240 pixels
# IMAGES      a folder with at least twenty .jpg files
#
# TORCHVISION names a Python with torchvision 0.14.1; the default is /usr/bin/python3.
set -eu

checkpoint=$1
images=$2
here=$(cd "$(dirname "$0")" && pwd)
skipstream=$here/../../skipstream
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"${TORCHVISION:-/usr/bin/python3}" "$here/../../model-registry/python/golden.py" folder --checkpoint "$checkpoint" \
  --images "$images" --out "$work/golden.json" --count 20 --min-size 240 --max-size 320
"$skipstream" models import --torchvision-checkpoint "$checkpoint" --name cells --labels RBC,WBC,Platelets \
  --min-size 240 --max-size 320 --eps 1e-5 --registry "$work/registry"
"$skipstream" detect --model models:/cells/1 --device cpu --json --registry "$work/registry" \
  $(ls "$images"/*.jpg | head -n 20) >"$work/files.jsonl"
"$here/equal.py" "$work/golden.json" "$work/files.jsonl"
