#!/bin/sh
# Publishes images of 6 MiB faster than the detector can process them, to a stream with a heap of 512 MiB. The consumer
# must slow down, and the memory must not grow.
#
#   docs/acceptance/back-pressure.sh CHECKPOINT [MINUTES]
#
# CHECKPOINT  a ResNet-50 FPN Faster R-CNN state dict of three classes (RBC, WBC, Platelets), trained at 240 pixels
# MINUTES     the default is 10; the script writes about 1 GiB a minute to the disk
#
# Needs the test classes: ./mvnw -DskipTests package
set -eu

checkpoint=$1
minutes=${2:-10}
home=$(cd "$(dirname "$0")/../.." && pwd)
app=$home/streams-app/cli/target
port=${PORT:-19292}
work=$(mktemp -d)
servers="--bootstrap-server localhost:$port"
registry="--registry $work/registry"
running=
trap 'kill $running 2>/dev/null || true; wait; rm -rf "$work"' EXIT

"$home/skipstream" models import --torchvision-checkpoint "$checkpoint" --name cells \
  --labels RBC,WBC,Platelets --min-size 240 --max-size 320 --eps 1e-5 $registry >"$work/import.txt"
"$home/skipstream" broker --port "$port" --data "$work/broker" &
running=$!
until "$home/skipstream" topics create --partitions 8 $servers 2>/dev/null; do sleep 1; done
java -cp "$home/streams-app/stream/target/test-classes:$app/classes:$app/modules/*:$app/lib/*" dev.skipstream.stream.LargeImages "localhost:$port" 8 3 &
running="$! $running"
SKIPSTREAM_JAVA_OPTS=-Xmx512m "$home/skipstream" run --model models:/cells/1 --device cpu --http-port 18080 --state "$work/state" \
  $registry $servers 2>"$work/run.log" &
stream=$!
running="$stream $running"

# Prints the sum of all metrics whose line begins with the argument.
metric() {
  curl --silent "http://localhost:18080/metrics" |
    awk -v begin="$1" 'index($0, begin) == 1 && $NF != "NaN" { sum += $NF } END { printf "%.0f", sum }'
}

minute=0
while [ "$minute" -lt "$minutes" ]; do
  sleep 60
  minute=$((minute + 1))
  if ! kill -0 "$stream" 2>/dev/null; then
    echo "the stream has ended after $minute minutes:" >&2
    tail -n 20 "$work/run.log" >&2
    exit 1
  fi
  awk -v minute="$minute" -v frames="$(metric 'skipstream_frames_total{')" -v lag="$(metric 'kafka_consumer_fetch_manager_records_lag_max{')" \
    -v heap="$(metric 'jvm_memory_used_bytes{area="heap"')" \
    '/^VmRSS/ { printf "minute %d: %d frames done, %d behind; heap %.0f MiB, resident size %.0f MiB\n", minute, frames, lag, heap / 1048576, $2 / 1024 }' \
    "/proc/$stream/status"
done
curl --silent --fail "http://localhost:18080/health/ready" >/dev/null
if grep -E 'OutOfMemory|WARN|ERROR' "$work/run.log"; then
  exit 1
fi
echo "the stream is ready, and has warned of nothing"
