#!/bin/sh
# Starts docker-compose.yml twice. First unchanged, with the bundled model and two simulated streets: the console shows boxes on
# moving frames, one of the two instances is killed, and the other takes over within 15 s with a clean audit. Then with a
# checkpoint and images: it detects twenty images.
#
#   docs/acceptance/compose.sh CHECKPOINT IMAGES [IMPORT OPTIONS]
#
# CHECKPOINT      a Faster R-CNN state dict; of three classes (RBC, WBC, Platelets), trained at 240 pixels, unless
#                 IMPORT OPTIONS say otherwise
# IMAGES          a folder with at least twenty .jpg or .png files
# IMPORT OPTIONS  for `models import`, such as --labels
#
# SKIPSTREAM_IMAGE names the image; the default is skipstream/app. Compose builds the image when it does not exist.
# BROKER=apache runs the same with Apache Kafka's image; kafka-image.sh makes a stand-in for it. Needs curl and GNU date.
set -eu

checkpoint=$(realpath "$1")
images=$(realpath "$2")
shift 2
[ $# -gt 0 ] || set -- --labels RBC,WBC,Platelets --min-size 240 --max-size 320 --eps 1e-5
cd "$(dirname "$0")/../.."
work=$(mktemp -d)

if docker compose version >/dev/null 2>&1; then
  compose="docker compose --project-name skipstream-acceptance"
else
  compose="docker-compose --project-name skipstream-acceptance"
fi

down() {
  $compose down --volumes --remove-orphans --timeout 40
  rm -rf "$work"
}
trap down EXIT

# The user of the container is not the user of this script.
chmod 755 "$work"
mkdir -m 755 "$work/images"
ls "$images"/*.jpg "$images"/*.png 2>/dev/null | head -n 20 | xargs -I {} install -m 644 {} "$work/images"
export CONSOLE_PORT="${CONSOLE_PORT:-8080}"
page=http://127.0.0.1:$CONSOLE_PORT
streams="stream-1 stream-2"

fail() { # WHAT
  echo "compose: $1; the log of the instances:" >&2
  $compose logs --tail 50 $streams >&2
  exit 1
}

# Repeats a command once a second until it succeeds.
await() { # SECONDS WHAT COMMAND...
  seconds=$1
  what=$2
  shift 2
  for _ in $(seq "$seconds"); do
    if "$@"; then
      return 0
    fi
    sleep 1
  done
  fail "not within $seconds s: $what"
}

skipstream() {
  $compose run --rm --no-deps -T cli "$@"
}

# Every service, of all profiles and with both brokers, is understood.
for broker in skipstream apache; do
  BROKER=$broker COMPOSE_PROFILES=tools,cameras,gpu,observability $compose config >"$work/config"
  echo "compose: BROKER=$broker: $(grep -c '^    image: ' "$work/config") services"
done

# --- Unchanged

healthy() {
  for id in $($compose ps -q $streams registry console broker street-1 street-2); do
    [ "$(docker inspect --format '{{.State.Health.Status}}' "$id")" = healthy ] || return 1
  done
}

# Fails if a running container may do more than it needs.
hardened() {
  for id in $($compose ps -q); do
    found=$(docker inspect --format '{{.Name}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}}' "$id")
    case $found in
      *" true [ALL] [no-new-privileges:true]") ;;
      *) fail "expected a read-only root, no capability and no new privilege: $found" ;;
    esac
    # The owner of the file, who is stopped by the read-only root alone.
    ! docker exec --user 0 "$id" touch /etc/passwd 2>/dev/null || fail "the root of $id can be written"
  done
  echo "compose: $($compose ps -q | wc -l) containers have a read-only root, no capability and no new privilege"
}

shows_boxes() { # CAMERA: two frames at least, each with a box
  curl --silent --fail "$page/api/frames?camera=$1" >"$work/frames" || return 1
  [ "$(grep -o '"boxes":\[{' "$work/frames" | wc -l)" -ge 2 ]
}

# The number of frames for which an instance has made an outcome.
outcomes() { # SERVICE
  $compose exec -T "$1" bash -c 'exec 3<>/dev/tcp/127.0.0.1/8080; printf "GET /metrics HTTP/1.0\r\n\r\n" >&3; cat <&3' |
    awk '/^skipstream_frames_total/ { sum += $NF } END { printf "%d\n", sum }'
}

# The milliseconds from the kill to the first event of a camera whose frame was captured after the kill.
taken_over() { # CAMERA
  grep "\"source\":\"$1\"" "$work/watched" | while read -r at event; do
    captured=$(echo "$event" | sed 's/.*"capturedAt":"\([^"]*\)".*/\1/')
    if [ "$(date -u -d "$captured" +%s%3N)" -gt "$killed" ]; then
      echo $((at - killed))
      break
    fi
  done
}

seen() { # CAMERA NUMBER
  [ "$(grep -c "\"source\":\"$1\"" "$work/watched")" -ge "$2" ]
}

has_taken_over() { # CAMERA
  [ -n "$(taken_over "$1")" ]
}

begun=$(date +%s)
$compose up -d
echo "compose: all services are started after $(($(date +%s) - begun)) s"
timeout 300 $compose run --rm --no-deps -T cli watch --from-beginning --count 1 --json >"$work/first" || fail "no detection event"
echo "compose: from the command to the first detection event: $(($(date +%s) - begun)) s"
await 120 "all services are healthy" healthy
hardened

# An open page makes the console read the events.
curl --silent --no-buffer --max-time 100 "$page/events" >/dev/null &
await 90 "the console shows boxes of street-1" shows_boxes street-1
await 90 "the console shows boxes of street-2" shows_boxes street-2
echo "compose: the console at port $CONSOLE_PORT shows boxes on the frames of both streets"

touch "$work/watched"
skipstream watch --json | while read -r event; do echo "$(date +%s%3N) $event"; done >"$work/watched" &
await 60 "events of street-1" seen street-1 1
await 60 "events of street-2" seen street-2 1
before_1=$(outcomes stream-1)
before_2=$(outcomes stream-2)
await 60 "more events of street-1" seen street-1 5
await 60 "more events of street-2" seen street-2 5
more_1=$(($(outcomes stream-1) - before_1))
more_2=$(($(outcomes stream-2) - before_2))
echo "compose: outcomes meanwhile: $more_1 by stream-1, $more_2 by stream-2"
victim=stream-1
[ "$more_1" -ge "$more_2" ] || victim=stream-2

killed=$(date +%s%3N)
$compose kill -s SIGKILL "$victim"
await 60 "the other instance takes over street-1" has_taken_over street-1
await 60 "the other instance takes over street-2" has_taken_over street-2
for street in street-1 street-2; do
  milliseconds=$(taken_over "$street")
  echo "compose: $victim killed: the next frame of $street is detected after $milliseconds ms"
  [ "$milliseconds" -le 15000 ] || fail "expected the other instance to take over within 15 s"
done
$compose stop street-1 street-2
skipstream audit >"$work/audit" || fail "the audit found a fault: $(cat "$work/audit")"
sed 's/^/compose: audit: /' "$work/audit"
grep -q 'each has exactly one outcome, in order' "$work/audit" || fail "the audit is not clean"
$compose down --volumes --timeout 40

# --- Your model and images

# Waits for twenty detection events of twenty frames.
watch() {
  timeout 300 $compose run --rm --no-deps -T cli watch --from-beginning --count 20 --json >"$work/events.jsonl" || fail "no twenty events"
  events=$(grep -c '"detections":\[' "$work/events.jsonl" || true)
  frames=$(grep -o '"frame":{"id":"[^"]*"' "$work/events.jsonl" | sort -u | wc -l)
  echo "compose, your model: $events detection events of $frames images"
  if [ "$events" != 20 ] || [ "$frames" != 20 ]; then
    cat "$work/events.jsonl" >&2
    fail "expected 20 detection events, one of each image"
  fi
}

export IMAGES_DIR="$work/images" MODEL=models:/acceptance/1
$compose run --rm --no-deps -T -v "$checkpoint:/checkpoint.pth:ro" cli \
  models import --torchvision-checkpoint /checkpoint.pth --name acceptance "$@"
$compose up -d stream-1 console
$compose run --rm -T publish
watch
curl --silent --show-error --fail --max-time 10 "$page/" | grep -q '<title>' || fail "the console does not answer from the host"
echo "compose, your model: the console answers from the host"

# A user that is a number, without an entry in the image: Java does not know its home folder, and HOME does.
home=$(docker run --rm --user 12345 -e HOME=/tmp/somebody "${SKIPSTREAM_IMAGE:-skipstream/app}" broker --help |
  tr -d ' \n' | grep -o 'default:/tmp/somebody/.skipstream/broker' || true)
echo "user 12345 with HOME=/tmp/somebody: $home"
[ -n "$home" ]
