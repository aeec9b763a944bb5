#!/bin/sh
# Measures what 100 viewers of the console cost a stream: 20 of them read 1 kB a second. The detector of the stream waits, and
# the viewers have another processor than the stream and its broker.
#
#   docs/acceptance/viewers.sh [PAIRS] [SECONDS]
#
# PAIRS    pairs of turns, without and with viewers; the default is 5
# SECONDS  duration of a turn; the default is 30
#
# Needs the program and its tests, built by `./mvnw -DskipTests package`, and two processors.
set -eu

cd "$(dirname "$0")/../.."
app=streams-app/cli/target
tests=
for module in model-registry streams-app/kafka streams-app/stream streams-app/console; do
  tests=$tests$module/target/test-classes:
done
exec taskset -c 0 java -Xmx1g -Dskipstream.home="$app" -cp "${CLASSES:-$tests$app/classes:$app/modules/*:$app/lib/*}" \
  dev.skipstream.console.ViewersMeasurement "${1:-5}" "${2:-30}" 1
