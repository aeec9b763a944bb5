#!/usr/bin/env bash
# Measures live cameras: the latency of one RTSP camera, and then eight cameras at a time, of which one is dead and one connects and
# disconnects. The publisher is the program itself.
#
#   docs/acceptance/cameras.sh [SECONDS [PART...]]
#
# SECONDS  duration of each part; 1800 by default
# PART     outages, latency, eight; all by default
#
# Needs the program and its tests, built by `./mvnw -DskipTests package`, FFmpeg, curl, and the RTSP server of GStreamer: Debian's
# gir1.2-gst-rtsp-server-1.0, python3-gi, gstreamer1.0-plugins-good and gstreamer1.0-plugins-ugly.
set -euo pipefail

seconds=${1:-1800}
shift $(($# > 0))
parts=" ${*:-outages latency eight} "
cd "$(dirname "$0")/../.."
app=streams-app/cli/target
skipstream=${SKIPSTREAM:-./skipstream}
classes=${CLASSES:-"streams-app/sources/target/test-classes:$app/classes:$app/modules/*:$app/lib/*"}
server=streams-app/sources/src/test/resources/camera/rtsp_server.py
export SKIPSTREAM_BOOTSTRAP_SERVER=localhost:${PORT:-19592}
http=${HTTP_PORT:-18600}
work=$(mktemp -d)
broker=
publisher=
servers=()

stop() {
  # The publisher first: it waits for the broker otherwise.
  for pid in $publisher "${servers[@]}" $broker; do
    kill "$pid" 2>/dev/null || continue
    wait "$pid" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap stop EXIT

if [[ $parts == *" outages "* ]]; then
  echo "--- outages: 20 kills, 10 freezes, 10 cuts"
  ./mvnw -o -B -q -pl streams-app/sources -am verify -Dtest=none -Dit.test=CameraOutagesIT \
    -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
    -Dskipstream.camera.kills=20 -Dskipstream.camera.freezes=10 -Dskipstream.camera.cuts=10
fi

# serve COMMAND...: a server, until the script ends. Its standard input ends with the script too, even if the script is killed.
serve() {
  "$@" < <(exec tail --pid=$$ -f /dev/null) >>"$work/servers.log" 2>&1 &
  servers+=($!)
}

start_broker() {
  "$skipstream" broker --data "$work/broker" --port "${SKIPSTREAM_BOOTSTRAP_SERVER#*:}" >"$work/broker.log" 2>&1 &
  broker=$!
  until "$skipstream" topics create --partitions 4 >"$work/topics.log" 2>&1; do
    kill -0 "$broker" 2>/dev/null || { cat "$work/broker.log" >&2; exit 1; }
    sleep 1
  done
}

# publish NAME=URL...: publishes cameras.
publish() {
  echo "cameras:" >"$work/cameras.yaml"
  for one in "$@"; do
    printf '  - name: %s\n    url: "%s"\n' "${one%%=*}" "${one#*=}" >>"$work/cameras.yaml"
  done
  "$skipstream" publish --cameras "$work/cameras.yaml" --http-port "$http" >"$work/publish.log" 2>&1 &
  publisher=$!
  until curl --silent --fail "http://127.0.0.1:$http/health/ready" >/dev/null; do
    kill -0 "$publisher" 2>/dev/null || { cat "$work/publish.log" >&2; exit 1; }
    sleep 1
  done
}

end_publisher() {
  kill "$publisher"
  wait "$publisher" || true
  publisher=
}

# measure: reads the topic, and prints for each camera its rate and latencies.
measure() {
  java -Xmx256m -XX:+UseSerialGC -cp "$classes" dev.skipstream.publish.CameraMeasurement "$SKIPSTREAM_BOOTSTRAP_SERVER" images \
    "$seconds" | tee "$work/measured.txt"
}

# memory: prints the resident memory of the publisher, of its readers, and their number, once a minute, until it is killed.
memory() {
  while sleep 60; do
    printf '%(%H:%M)T ' -1
    ps --no-headers -o rss= -p "$publisher" | awk '{ printf "publisher %d KiB, ", $1 }'
    ps --no-headers -o rss= --ppid "$publisher" | awk '{ all += $1; if ($1 > most) most = $1 }
      END { printf "%d readers %d KiB, largest %d KiB\n", NR, all, most }'
  done
}

[[ $parts == *" latency "* || $parts == *" eight "* ]] || exit 0
start_broker
serve /usr/bin/python3 "$server" 18601

if [[ $parts == *" latency "* ]]; then
  echo "--- one RTSP camera of 10 frames/s, $seconds s"
  publish rtsp-h264=rtsp://127.0.0.1:18601/camera
  measure
  end_publisher
fi

if [[ $parts == *" eight "* ]]; then
  echo "--- eight cameras, $seconds s"
  serve /usr/bin/python3 "$server" 18602 --codec jpeg
  serve /usr/bin/python3 "$server" 18603 --rate 15
  serve /usr/bin/python3 "$server" 18604 --codec jpeg --rate 5
  mkdir "$work/file"
  ffmpeg -nostdin -loglevel error -f lavfi -i testsrc2=size=640x360:rate=10 -t 20 -q:v 4 "$work/file/%04d.jpg"
  serve /usr/bin/python3 docs/acceptance/mjpeg.py 18605 "$work/file"
  "$skipstream" simulate --out "$work/street" --frames 100 --streets 1 --every 100ms --seed 7 >/dev/null 2>&1
  serve ffmpeg -loglevel error -re -stream_loop -1 -framerate 10 -pattern_type glob -i "$work/street/images/*.jpg" \
    -c:v libx264 -preset ultrafast -tune zerolatency -g 10 -threads 1 -f mpegts "udp://127.0.0.1:18606?pkt_size=1316"
  # Ten seconds there, ten seconds away.
  serve bash -c "while sleep 10; do sleep 10 | /usr/bin/python3 '$server' 18608; done"
  publish rtsp-h264=rtsp://127.0.0.1:18601/camera rtsp-jpeg=rtsp://127.0.0.1:18602/camera rtsp-15=rtsp://127.0.0.1:18603/camera \
    rtsp-jpeg-5=rtsp://127.0.0.1:18604/camera file=http://127.0.0.1:18605/ street=udp://127.0.0.1:18606 \
    dead=rtsp://127.0.0.1:18609/camera flapping=rtsp://127.0.0.1:18608/camera
  memory &
  servers+=($!)
  measure
  curl --silent "http://127.0.0.1:$http/metrics" | grep -E '^skipstream_source_(reconnects|frames)_total' | grep -v ' 0.0$'
  # A sender's rate is the most that the camera has alone.
  awk '
    BEGIN { rate["rtsp-h264"] = rate["rtsp-jpeg"] = rate["file"] = rate["street"] = 10; rate["rtsp-15"] = 15; rate["rtsp-jpeg-5"] = 5 }
    { name = $1; sub(":", "", name) }
    name in rate { seen++; if ($2 < 0.98 * rate[name]) { print name " has less than 98 % of " rate[name] " frames/s"; bad = 1 } }
    END { if (seen < 6) { print "a camera is absent"; bad = 1 } exit bad }' "$work/measured.txt"
  echo "each rate is within 2 %"
fi
