#!/bin/sh
# Measures the tracks of the bundled model's boxes on simulated streets, by weather and class: the table of docs/tracking.md.
#
#   docs/acceptance/street-tracks.sh [MINUTES] [STREETS]
#
# MINUTES  time of each street; the default is 1
# STREETS  streets of each weather, with the seeds from 1; the default is 2
#
# Needs the program and its tests, built by `./mvnw -DskipTests package`. The number format is the fastest one of this machine.
set -eu

minutes=${1:-1}
streets=${2:-2}
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
./skipstream models show models:/street@champion --registry "$work/registry" >/dev/null
app=streams-app/cli/target
tests=streams-app/tracking-stream/target/test-classes
java -Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener -cp "${CLASSES:-$tests:$app/classes:$app/modules/*:$app/lib/*}" \
  dev.skipstream.tracking.StreetTracksMeasurement "$work/registry" models:/street@champion "$minutes" "$streets"
