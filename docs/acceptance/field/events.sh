#!/bin/sh
# Runs the cases of events, and prints one line for each: right, or the difference.
#
#   docs/acceptance/field/events.sh FOLDER
#
# FOLDER  the field folder, with events/ in it
set -u

log=$1/events/registry-log-torn-by-full-disk.jsonl
skipstream=${SKIPSTREAM:-$(cd "$(dirname "$0")" && pwd)/../../../skipstream}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir "$work/registry"
cp "$log" "$work/registry/log.jsonl"
chmod u+w "$work/registry/log.jsonl"
"$skipstream" models list --registry "$work/registry" >"$work/out" 2>"$work/err"
code=$?
if [ $code -eq 0 ] && [ -n "$(ls "$work/registry"/log.jsonl.torn-*)" ]; then
  echo "events/$(basename "$log"): right"
else
  echo "events/$(basename "$log"): exit code $code, expected 0 and the torn line set aside: $(tail -1 "$work/err")"
  exit 1
fi
