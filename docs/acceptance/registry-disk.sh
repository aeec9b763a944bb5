#!/bin/sh
# Fills the disk of a registry, and opens a registry whose log was truncated by a full disk. No entry may be lost, and the truncated
# line must be set aside. The disk is a file system of one megabyte in memory (tmpfs), so the script needs root.
#
#   docs/acceptance/registry-disk.sh [TORN-LOG]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
skipstream=$here/../../skipstream
work=$(mktemp -d)
disk=$work/disk
mkdir "$disk"
mount -t tmpfs -o size=1m none "$disk"
trap 'umount "$disk"; rm -rf "$work"' EXIT

# Registers the bundled model, with the archives on another disk.
"$skipstream" models show models:/street@champion --registry "$disk/registry" --artifacts "$work/artifacts" >/dev/null
before=$(wc -l <"$disk/registry/log.jsonl")
echo "the disk fills up:"
# All but a few kilobytes.
dd if=/dev/zero of="$disk/filler" bs=1k count=4096 2>/dev/null || true
truncate -s -20k "$disk/filler"
i=0
status=0
while [ "$status" = 0 ]; do
  "$skipstream" models tag models:/street/1 "note=$i $(head -c 2000 /dev/zero | tr '\0' x)" --registry "$disk/registry" >/dev/null || status=$?
  i=$((i + 1))
done
echo "exit code $status at tag $i"
[ "$(tail -c 1 "$disk/registry/log.jsonl" | od -An -tx1 | tr -d ' ')" = 0a ] && echo "the log ends at a whole line"
rm "$disk/filler"
"$skipstream" models tag models:/street/1 note=room --registry "$disk/registry" >/dev/null
echo "with room again: $(($(wc -l <"$disk/registry/log.jsonl") - before)) entries more"

if [ $# -gt 0 ]; then
  echo "a log that was cut:"
  mkdir "$work/torn"
  cp "$1" "$work/torn/log.jsonl"
  "$skipstream" models list --registry "$work/torn"
  name=$("$skipstream" models list --registry "$work/torn" --json | sed -n 's/.*"name" *: *"\([^"]*\)".*/\1/p' | head -1)
  "$skipstream" models tag "models:/$name/1" checked=yes --registry "$work/torn" >/dev/null
  ls "$work/torn"
fi
