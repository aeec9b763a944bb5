#!/bin/sh
# Measures an instance of tracking on one processor: 5,000 detections/s of 64 cameras, with a line and a zone each. Prints the latency
# that tracking adds, the largest state of a camera and the CPU time, and fails if a figure is not reached.
#
#   docs/acceptance/tracking-load.sh [SECONDS] [DETECTIONS/S]
#
# SECONDS  duration after a warm-up of 30 s; the default is 60
#
# The instance gets processor 1. The broker, the publisher and the reader share processor 0, or those of OTHERS (such as 2-7).
# Needs the program and its tests, built by `./mvnw -DskipTests package`, taskset, and two processors without other work.
set -eu

seconds=${1:-60}
rate=${2:-5000}
cd "$(dirname "$0")/../.."
app=streams-app/cli/target
tests=
for module in streams-app/kafka streams-app/stream streams-app/tracking-stream; do
  tests=$tests$module/target/test-classes:
done
exec taskset -c "${OTHERS:-0}" java -Xmx1g -Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener -cp "${CLASSES:-$tests$app/classes:$app/modules/*:$app/lib/*:$app/broker-lib/*}" \
  dev.skipstream.tracking.TrackingLoad "$rate" "$seconds" 1
