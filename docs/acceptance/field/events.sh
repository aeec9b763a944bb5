#!/bin/sh
# Runs the event cases, and prints one line for each case: right, or the difference.
#
#   docs/acceptance/field/events.sh FOLDER
#
# FOLDER  folder that contains events/
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
# A read changes nothing. The next write moves the torn line to a file of its own.
"$skipstream" models tag models:/m/1 read=again --registry "$work/registry" >"$work/out" 2>>"$work/err"
written=$?
aside=$(find "$work/registry" -name 'log.jsonl.torn-*' | wc -l)
if [ $code -eq 0 ] && [ $written -eq 0 ] && [ "$aside" -eq 1 ]; then
  echo "events/$(basename "$log"): right"
else
  echo "events/$(basename "$log"): exit codes $code and $written, $aside files set aside; expected 0, 0 and 1: $(tail -1 "$work/err")"
  exit 1
fi
