#!/bin/sh
# Checks all libraries of the product against the known vulnerabilities of OSV (https://osv.dev). Needs a network.
#
#   ./check-dependencies.sh [SBOM]
#
# SBOM  a CycloneDX document, such as dist/sbom.json; without it, the script builds the product and makes one
#
# Exit codes: 0 each finding is accepted in accepted-findings.yaml, 1 one is not, 2 bad input, 3 no answer.
set -eu
sbom=${1:+$(realpath "$1")}
cd "$(dirname "$0")"
if [ -z "$sbom" ]; then
  ./mvnw -B -q -DskipTests package org.cyclonedx:cyclonedx-maven-plugin:makeAggregateBom
  sbom=target/sbom.json
fi
app=streams-app/cli/target
exec java -cp "$app/test-classes:$app/classes:$app/lib/*" dev.skipstream.cli.KnownVulnerabilities "$sbom" accepted-findings.yaml
