#!/usr/bin/env bash
# Draws the model card's four frames of the street, with the detections of the bundled model.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

while read -r daytime weather seed; do
  ../../skipstream simulate --out "$work/$daytime" --frames 3 --every 3s --seed "$seed" --daytime "$daytime" --weather "$weather"
  cp "$work/$daytime/images/000003.jpg" "$work/street-$daytime-$weather.jpg"
  rm -r "${work:?}/$daytime"
done <<EOF
day clear 27
dusk clear 42
night rain 25
day fog 41
EOF
../../skipstream detect --score-threshold 0.7 --annotate "$work/boxes" "$work"/street-*.jpg >/dev/null
cp "$work"/boxes/*/street-*.jpg .
ls -l street-*.jpg
