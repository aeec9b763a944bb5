#!/usr/bin/env bash
# Draws the README's four frames of the street, with what the model that comes with Skipstream finds in them.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

while read -r daytime weather seed; do
  ../../skipstream simulate --out "$work/$daytime" --frames 60 --seed "$seed" --daytime "$daytime" --weather "$weather"
  cp "$work/$daytime/images/000060.jpg" "$work/street-$daytime-$weather.jpg"
  rm -r "${work:?}/$daytime"
done <<EOF
day clear 21
dusk clear 22
night rain 23
day fog 24
EOF
../../skipstream detect --score-threshold 0.7 --annotate "$work/boxes" "$work"/street-*.jpg >/dev/null
cp "$work"/boxes/*/street-*.jpg .
ls -l street-*.jpg
