#!/bin/sh
# Shows that live cameras survive outages, and measures their latency, their rates and the memory of their readers.
#
#   docs/acceptance/cameras.sh [SECONDS]
#
# SECONDS  duration of the two measurements, each; 1800 by default
#
# Needs the program and its tests, built by `./mvnw -DskipTests package`, and the RTSP server of GStreamer: Debian's
# gir1.2-gst-rtsp-server-1.0, python3-gi, gstreamer1.0-plugins-good and gstreamer1.0-plugins-ugly.
set -eu

seconds=${1:-1800}
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
pids=

stop() {
  for pid in $pids; do kill "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap stop EXIT

echo "--- outages: 20 kills, 10 freezes, 10 cuts"
./mvnw -o -B -q -pl streams-app/sources -am verify -Dtest=none -Dit.test=CameraOutagesIT \
  -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
  -Dskipstream.camera.kills=20 -Dskipstream.camera.freezes=10 -Dskipstream.camera.cuts=10

server=streams-app/sources/src/test/resources/camera/rtsp_server.py
camera() { # PORT [OPTIONS]
  mkfifo "$work/$1"
  # The server ends with its standard input, which stays open as long as this script.
  /usr/bin/python3 "$server" "$@" <"$work/$1" &
  pids="$pids $!"
  sleep $((seconds * 3 + 600)) >"$work/$1" &
  pids="$pids $!"
}

port=19092
./skipstream broker --data "$work/broker" --port $port &
pids="$pids $!"
camera 18601
camera 18602 --codec jpeg
camera 18603
camera 18604 --codec jpeg --rate 5
until ./skipstream topics create --bootstrap-server 127.0.0.1:$port >/dev/null 2>&1; do sleep 1; done

app=streams-app/cli/target
measure() { # SECONDS ADDRESS...
  java -cp "streams-app/sources/target/test-classes:$app/classes:$app/modules/*:$app/lib/*" \
    dev.skipstream.publish.CameraMeasurement 127.0.0.1:$port "$@"
}

echo "--- one camera of 10 frames a second, $seconds s"
measure "$seconds" rtsp://127.0.0.1:18601/camera

echo "--- eight cameras, $seconds s: camera-7 is dead, camera-8 is flapping"
(
  while sleep 10; do
    sleep 10 | /usr/bin/python3 "$server" 18608 || true
  done
) &
pids="$pids $!"
measure "$seconds" rtsp://127.0.0.1:18601/camera rtsp://127.0.0.1:18602/camera rtsp://127.0.0.1:18603/camera \
  rtsp://127.0.0.1:18604/camera lavfi:testsrc2=size=640x360:rate=10,realtime lavfi:mandelbrot=size=320x240:rate=5,realtime \
  rtsp://127.0.0.1:18609/camera rtsp://127.0.0.1:18608/camera
