#!/bin/sh
# Builds an image that stands in for Apache Kafka's image, where that cannot be pulled. It has the jars of Maven Central, the
# folders and the user of that image, and Kafka's own class that turns KAFKA_ variables into settings. Then:
#
#   docs/acceptance/kafka-image.sh BASE_IMAGE
#   BROKER=apache KAFKA_IMAGE=skipstream/kafka-stand-in docs/acceptance/compose.sh CHECKPOINT IMAGES
#
# BASE_IMAGE  a Linux image with bash and Java 17
# KAFKA       the version of Kafka; the default is 4.3.1
set -eu

base=$1
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
./mvnw -B -q -f docs/acceptance/brokers/pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
  -Dkafka.version="${KAFKA:-4.3.1}" -DoutputDirectory="$work/libs"
cp docs/acceptance/kafka-image/* "$work"
docker build --quiet --build-arg BASE_IMAGE="$base" --tag skipstream/kafka-stand-in "$work"
