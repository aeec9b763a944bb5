#!/bin/sh
# Shows what docs/tracking.md states of tracks and counts. Each part prints its figures, and fails if they are not reached.
#
#   docs/acceptance/tracks.sh [MINUTES] [KILLS] [SECONDS]
#
# MINUTES  time of each simulated street; the default is 10
# KILLS    instances that are killed; the default is 20
# SECONDS  duration of the load; the default is 60
#
# Needs the program and its tests, built by `./mvnw -DskipTests package`, and two processors.
set -eu

minutes=${1:-10}
kills=${2:-20}
seconds=${3:-60}
cd "$(dirname "$0")/../.."
mvn="./mvnw -q -pl streams-app/tracking-stream -am verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false"

echo "1. The tracks of true boxes on $minutes minutes of a street: IDF1 of 0.95 at least, and the true counts."
$mvn -Dit.test=StreetTracksIT "-Dtracking.minutes=$minutes"

echo "2. and 3. The bytes after $kills kill -9, a rebalance and a broker restart are those of an undisturbed run, and of a replay."
$mvn -Dit.test="KilledTrackingIT,TrackingStreamIT#twoReplaysHaveTheSameBytes" "-Dtracking.kills=$kills"

echo "4. One processor handles 5,000 detections/s of 64 cameras."
exec docs/acceptance/tracking-load.sh "$seconds"
