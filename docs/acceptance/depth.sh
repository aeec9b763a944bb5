#!/bin/sh
# Times a detector of each depth, with generated weights, at torchvision's defaults: 800/1333 and 1000 proposals.
#
#   docs/acceptance/depth.sh [ROUNDS]
#
# ROUNDS  timed calls of each; the default is 5
#
# Needs the test classes: ./mvnw -DskipTests package
set -eu

rounds=${1:-5}
home=$(cd "$(dirname "$0")/../.." && pwd)
app=$home/streams-app/cli/target
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for architecture in $("$home/skipstream" bench depth | grep -oE '^(fasterrcnn|retinanet|fcos)[^ ]*'); do
  java -cp "$home/model-registry/target/test-classes:$app/classes:$app/modules/*:$app/lib/*" \
    dev.skipstream.registry.importer.GeneratedCheckpoint "$work/checkpoint.pth" "$architecture"
  "$home/skipstream" models import --torchvision-checkpoint "$work/checkpoint.pth" --name depth --labels a,b,c,d,e \
    --registry "$work/registry" >/dev/null
  "$home/skipstream" bench detector --model models:/depth --device cpu --rounds "$rounds" --registry "$work/registry" |
    grep 'a call takes' | sed "s/^ */$architecture: /"
  rm -rf "$work/registry"
done
