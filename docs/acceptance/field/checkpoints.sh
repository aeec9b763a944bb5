#!/bin/sh
# Runs the checkpoint cases, and prints one line for each case: right, or the difference.
#
#   docs/acceptance/field/checkpoints.sh FOLDER
#
# FOLDER  folder that contains checkpoints/
set -u

cases=$1/checkpoints
skipstream=${SKIPSTREAM:-$(cd "$(dirname "$0")" && pwd)/../../../skipstream}
work=$(mktemp -d)
wrong=0
trap 'rm -rf "$work"' EXIT

for file in "$cases"/*; do
  SKIPSTREAM_JAVA_OPTS=-Xmx256m timeout 60 "$skipstream" models import --registry "$work/registry" \
    --torchvision-checkpoint "$file" --name hostile --labels a,b >"$work/out" 2>"$work/err"
  code=$?
  if [ $code -eq 2 ] && [ "$(grep -c '^skipstream: ' "$work/err")" = 1 ]; then
    echo "checkpoints/$(basename "$file"): right"
  else
    echo "checkpoints/$(basename "$file"): exit code $code, expected 2 and one line: $(tail -1 "$work/err")"
    wrong=1
  fi
done
exit $wrong
