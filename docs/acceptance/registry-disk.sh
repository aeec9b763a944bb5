#!/bin/sh
# A registry on a disk that fills up, and one whose log a full disk has cut: nothing is lost, and what was cut is set aside.
# A real file system of one megabyte (tmpfs), so it needs root.
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

# The versions of the bundled model, with the archives on another disk.
"$skipstream" models show models:/street@champion --registry "$disk/registry" --artifacts "$work/artifacts" >/dev/null
before=$(wc -l <"$disk/registry/log.jsonl")
echo "the disk fills up:"
dd if=/dev/zero of="$disk/filler" bs=1k count=4096 2>/dev/null || true
i=0
while "$skipstream" models tag models:/street/1 "note=$i $(head -c 2000 /dev/zero | tr '\0' x)" --registry "$disk/registry" >/dev/null; do
  i=$((i + 1))
done
echo "exit code $? after $i tags that had room"
[ "$(tail -c 1 "$disk/registry/log.jsonl" | od -An -tx1 | tr -d ' ')" = 0a ] && echo "the log ends at a whole line"
rm "$disk/filler"
"$skipstream" models tag models:/street/1 note=room --registry "$disk/registry" >/dev/null
echo "with room again: $(($(wc -l <"$disk/registry/log.jsonl") - before)) entries more"

if [ $# -gt 0 ]; then
  echo "a log that was cut:"
  mkdir "$work/torn"
  cp "$1" "$work/torn/log.jsonl"
  "$skipstream" models list --registry "$work/torn"
  name=$("$skipstream" models list --registry "$work/torn" --json | sed -n 's/.*"name":"\([^"]*\)".*/\1/p' | head -1)
  "$skipstream" models tag "models:/$name/1" checked=yes --registry "$work/torn" >/dev/null
  ls "$work/torn"
fi
