#!/bin/sh
# Runs the stream on brokers of other versions of Kafka. Each broker is Kafka's own, from Maven Central, in a process of its own,
# with an authorizer. Clients come in plain, by TLS, and by TLS with a login by SCRAM; the user of the login has the ACLs of
# docs/operations.md and no others. Each run checks that every frame has its outcome, and audits the topics.
#
#   docs/acceptance/brokers.sh
#
# BROKERS names the versions; the default is one of each line: 3.9, 4.0 and 4.3. Needs a JDK 17, and Maven Central on the first run.
set -eu

cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
versions=${BROKERS:-3.9.2 4.0.2 4.3.1}
for version in $versions; do
  ./mvnw -B -q -f docs/acceptance/brokers/pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
    -Dkafka.version="$version" -DoutputDirectory="$work/$version"
done

./mvnw -B -pl streams-app/stream -am verify -Dbrokers="$work" -Dclass-paths.skip -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
  -Dit.test=BrokerMatrix -Dfailsafe.failIfNoSpecifiedTests=false >"$work/log" || {
  tail -n 60 "$work/log" >&2
  exit 1
}
grep -h -o 'broker [0-9].*audit clean' streams-app/stream/target/failsafe-reports/*BrokerMatrix*.xml | sort -u
for version in $versions; do
  grep -q "broker $version SCRAM" streams-app/stream/target/failsafe-reports/*BrokerMatrix*.xml
done
