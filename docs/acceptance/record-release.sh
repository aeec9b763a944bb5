#!/bin/sh
# Records the topics and the registry of this release as a fixture that later releases must read: see RELEASING.md.
#
#   docs/acceptance/record-release.sh VERSION
#
# Needs a build: ./mvnw -DskipTests package. It starts a broker, records events of each topic, and writes the broker's stopped data, the
# registry's log, and what this version reads from both.
set -eu

version=$1
cd "$(dirname "$0")/../.."
folder=streams-app/cli/src/test/resources/dev/skipstream/cli/releases/$version
[ ! -e "$folder" ] || {
  echo "$folder exists: a release has one fixture, which does not change" >&2
  exit 2
}
tests=
for module in model-registry streams-app/async-stage streams-app/kafka streams-app/stream; do
  tests=$tests:$module/target/test-classes
done
app=streams-app/cli/target
java -cp "$app/test-classes$tests:$app/classes:$app/modules/*:$app/lib/*:$app/broker-lib/*" dev.skipstream.cli.ReleaseFixture "$folder"
du -ab "$folder"
