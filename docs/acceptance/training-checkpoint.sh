#!/bin/sh
# Imports a checkpoint as torchvision's detection training script writes it, with the labels as its only option. Compares the
# detector with torchvision, and with the import of the state dict alone.
#
#   docs/acceptance/training-checkpoint.sh IMAGES LABELS [CHECKPOINT]
#
# IMAGES      a folder with at least three .jpg files
# LABELS      a file with one label a line
# CHECKPOINT  a ResNet-50 FPN Faster R-CNN state dict of as many classes; generated weights unless given
#
# TORCHVISION names a Python with torchvision; the default is /usr/bin/python3 (Debian's python3-torchvision). SKIPSTREAM names the
# launcher; the default is ./skipstream. The images are resized to 800 pixels, torchvision's default.
set -eu

images=$1
labels=$2
here=$(cd "$(dirname "$0")" && pwd)
skipstream=${SKIPSTREAM:-$here/../../skipstream}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
case $labels in */*) ;; *) labels=./$labels ;; esac
classes=$(($(grep -c '' "$labels") + 1))

for norms in trained frozen; do
  "${TORCHVISION:-/usr/bin/python3}" "$here/training_checkpoint.py" --images "$images" --classes "$classes" --out "$work" \
    --norms $norms --count 3 ${3:+--checkpoint "$3"} >/dev/null
  for file in model_0 usual; do
    "$skipstream" models import --torchvision-checkpoint "$work/$file.pth" --name $file-$norms --labels "$labels" \
      --registry "$work/registry" >"$work/$file.page" 2>"$work/$file.remarks"
    "$skipstream" detect --model models:/$file-$norms/1 --device cpu --json --registry "$work/registry" \
      $(ls "$images"/*.jpg | head -n 3) >"$work/$file.jsonl"
    echo "$norms norms, $file.pth and torchvision: $("$here/equal.py" "$work/golden.json" "$work/$file.jsonl")"
    sed 's/^/  /' "$work/$file.remarks"
  done
  digests=$(grep -h '^  digest' "$work/model_0.page" "$work/usual.page" | sort -u | wc -l)
  [ "$digests" -eq 1 ] || { echo "$norms norms: the two imports give different archives"; exit 1; }
  echo "$norms norms: both imports give one archive, $(grep -h '^  digest' "$work/usual.page" | cut -c17-)"
done
