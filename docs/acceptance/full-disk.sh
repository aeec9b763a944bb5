#!/usr/bin/env bash
# Fills two disks: the one with the state of the stream, and the one of the bundled broker. Each is a small file system in
# memory (tmpfs), so the script needs root.
#
#   docs/acceptance/full-disk.sh
#
# SKIPSTREAM names the launcher; the default is the one of this source tree.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
skipstream=${SKIPSTREAM:-$here/../../skipstream}
port=${PORT:-19592}
work=$(mktemp -d)
servers="--bootstrap-server localhost:$port"
export SKIPSTREAM_REGISTRY=$work/registry
running=
clean() {
  kill $running 2>/dev/null || true
  wait
  umount "$work/state" "$work/small" "$work/broker" 2>/dev/null || true
  rm -rf "$work"
}
trap clean EXIT
mkdir "$work/state" "$work/small" "$work/broker"

echo "== --state on a full disk: exit code 2, one line, before a broker is asked and a model is loaded"
mount -t tmpfs -o size=64k tmpfs "$work/state"
dd if=/dev/zero of="$work/state/full" bs=4k 2>/dev/null || true
"$skipstream" run --model models:/street@champion --state "$work/state" $servers 2>"$work/state.log" && status=0 || status=$?
echo "exit code $status"
cat "$work/state.log"
[ "$status" -eq 2 ] && [ "$(wc -l <"$work/state.log")" -eq 1 ]

echo "== --state on a disk that is full later: the journal has its space"
# Larger than the journal, which has 1310720 bytes.
mount -t tmpfs -o size=4m tmpfs "$work/small"
"$skipstream" broker --port "$port" --data "$work/ample" &
broker=$!
running="$broker"
until "$skipstream" topics create $servers 2>/dev/null; do sleep 1; done
"$skipstream" run --model models:/street@champion --device cpu --http-port none --state "$work/small" $servers 2>"$work/run.log" &
stream=$!
running="$stream $running"
until grep -q 'stream is RUNNING' "$work/run.log"; do kill -0 "$stream"; sleep 1; done
dd if=/dev/zero of="$work/small/full" bs=4k 2>/dev/null || true
"$skipstream" publish street:1 --fps 0 --frames 20 $servers
"$skipstream" watch --from-beginning --count 20 --json $servers | wc -l
kill "$stream"
wait "$stream" && status=0 || status=$?
echo "20 frames with a full disk; stopped with exit code $status"
[ "$status" -eq 143 ]
kill "$broker"
wait "$broker" || true

echo "== the broker's disk is full"
mount -t tmpfs -o size=48m tmpfs "$work/broker"
"$skipstream" broker --port "$port" --data "$work/broker" 2>"$work/broker.txt" &
broker=$!
running=$broker
until "$skipstream" topics create $servers 2>/dev/null; do kill -0 "$broker"; sleep 1; done
timeout 120 "$skipstream" publish street:1 --fps 0 --frames 3000 $servers >"$work/publish.txt" 2>&1 &
publisher=$!
running="$publisher $running"
wait "$broker" && status=0 || status=$?
echo "the broker: exit code $status"
grep '^skipstream: ' "$work/broker.txt"
[ "$status" -eq 3 ]
kill "$publisher" 2>/dev/null || true
wait "$publisher" || true
umount "$work/broker"

echo "== the disk of the demonstration's broker is full"
mount -t tmpfs -o size=256m tmpfs "$work/broker"
SKIPSTREAM_JAVA_OPTS="-Djava.io.tmpdir=$work/broker" "$skipstream" demo >"$work/demo.txt" 2>&1 &
demo=$!
running=$demo
until grep -q '^streaming' "$work/demo.txt"; do kill -0 "$demo"; sleep 1; done
dd if=/dev/zero of="$work/broker/full" bs=4k 2>/dev/null || true
wait "$demo" && status=0 || status=$?
echo "the demonstration: exit code $status"
grep '^skipstream: ' "$work/demo.txt"
[ "$status" -eq 3 ]
