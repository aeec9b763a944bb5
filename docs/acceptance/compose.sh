#!/bin/sh
# Starts docker-compose.yml twice: first unchanged, with the bundled model and the simulated street, then with a checkpoint
# and images. Each time it detects twenty images, requests port 8080 from the host, and stops the containers.
#
#   docs/acceptance/compose.sh CHECKPOINT IMAGES [IMPORT OPTIONS]
#
# CHECKPOINT      a Faster R-CNN state dict; of three classes (RBC, WBC, Platelets), trained at 240 pixels, unless
#                 IMPORT OPTIONS say otherwise
# IMAGES          a folder with at least twenty .jpg or .png files
# IMPORT OPTIONS  for `models import`, such as --labels
#
# SKIPSTREAM_IMAGE names the image; the default is skipstream/app. The script builds the image when it does not exist.
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
export HTTP_PORT="${HTTP_PORT:-8080}"

# Waits for twenty detection events of twenty frames. Without them it prints the log of the stream, and the script ends.
watch() { # NAME
  if ! timeout 300 $compose run --rm --no-deps -T app watch --from-beginning --count 20 --json >"$work/events.jsonl"; then
    $compose logs app >&2
    exit 1
  fi
  events=$(grep -c '"detections":\[' "$work/events.jsonl" || true)
  frames=$(grep -o '"frame":{"id":"[^"]*"' "$work/events.jsonl" | sort -u | wc -l)
  echo "compose, $1: $events detection events of $frames images"
  if [ "$events" != 20 ] || [ "$frames" != 20 ]; then
    echo "expected 20 detection events, one of each image; received:" >&2
    cat "$work/events.jsonl" >&2
    $compose logs app >&2
    exit 1
  fi
}

# Requests the port from the host, not from a container.
ask() { # NAME
  if ! answer=$(curl --silent --show-error --fail --max-time 10 "http://127.0.0.1:$HTTP_PORT/health/ready"); then
    $compose logs app >&2
    exit 1
  fi
  echo "compose, $1: port $HTTP_PORT answers from the host: $answer"
}

$compose up -d app
$compose run --rm --no-deps -T app publish street:7 --frames 20
watch "as it is"
ask "as it is"
$compose down --volumes --timeout 40

export IMAGES_DIR="$work/images" MODEL=models:/acceptance/1
$compose run --rm --no-deps -T -v "$checkpoint:/checkpoint.pth:ro" app \
  models import --torchvision-checkpoint /checkpoint.pth --name acceptance "$@"
$compose up -d app
$compose run --rm -T publish
watch "your model"
ask "your model"

# A user that is a number, without an entry in the image: Java does not know its home folder, and HOME does.
home=$(docker run --rm --user 12345 -e HOME=/tmp/somebody "${SKIPSTREAM_IMAGE:-skipstream/app}" broker --help |
  tr -d ' \n' | grep -o 'default:/tmp/somebody/.skipstream/broker' || true)
echo "user 12345 with HOME=/tmp/somebody: $home"
[ -n "$home" ]
