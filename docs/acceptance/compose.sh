#!/bin/sh
# Brings docker-compose.yml up, detects twenty images and brings it down.
#
#   docs/acceptance/compose.sh CHECKPOINT IMAGES [IMPORT OPTIONS]
#
# CHECKPOINT      a Faster R-CNN state dict; of three classes (RBC, WBC, Platelets), trained at 240 pixels, unless
#                 IMPORT OPTIONS say otherwise
# IMAGES          a folder with at least twenty .jpg or .png files
# IMPORT OPTIONS  for `models import`, such as --labels
#
# SKIPSTREAM_IMAGE names the image, skipstream/app unless set; it is built if it is not there.
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

# The container's user is not the one of this script.
chmod 755 "$work"
mkdir -m 755 "$work/images"
ls "$images"/*.jpg "$images"/*.png 2>/dev/null | head -n 20 | xargs -I {} install -m 644 {} "$work/images"
export IMAGES_DIR="$work/images" MODEL=models:/acceptance/1

$compose run --rm --no-deps -T -v "$checkpoint:/checkpoint.pth:ro" app \
  models import --torchvision-checkpoint /checkpoint.pth --name acceptance "$@"
$compose up -d app
$compose run --rm -T publish
if ! timeout 300 $compose run --rm --no-deps -T app watch --from-beginning --count 20 --json >"$work/events.jsonl"; then
  $compose logs app >&2
  exit 1
fi

events=$(grep -c '"detections":\[' "$work/events.jsonl" || true)
frames=$(grep -o '"frame":{"id":"[^"]*"' "$work/events.jsonl" | sort -u | wc -l)
echo "compose: $events detection events of $frames images"
if [ "$events" != 20 ] || [ "$frames" != 20 ]; then
  echo "expected 20 detection events, one of each image; came:" >&2
  cat "$work/events.jsonl" >&2
  $compose logs app >&2
  exit 1
fi
