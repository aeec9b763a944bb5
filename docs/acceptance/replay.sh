#!/bin/sh
# Records a labelled data set on a topic, and replays it twice and once more with three kills. The detections must be equal each
# time, and the figures must equal those of files. Then compares two models, with a report.
#
#   docs/acceptance/replay.sh CHECKPOINT INSTANCES [REPORT.html]
#
# CHECKPOINT  a state dict in torchvision's layout of a ResNet-50 Faster R-CNN for the data set's categories
# INSTANCES   the data set in COCO's format, beside its images or their folder images/
set -eu

checkpoint=$1
instances=$2
report=${3:-}
here=$(cd "$(dirname "$0")" && pwd)
skipstream=$here/../../skipstream
port=${PORT:-19392}
work=$(mktemp -d)
servers="--bootstrap-server localhost:$port"
registry="--registry $work/registry"
running=
trap 'kill $running 2>/dev/null || true; wait; rm -rf "$work"' EXIT

labels=$(python3 -c 'import json,sys; print(",".join(c["name"] for c in sorted(json.load(open(sys.argv[1]))["categories"], key=lambda c: c["id"])))' "$instances")
sizing="--min-size 240 --max-size 320 --proposals 300"
"$skipstream" models import --torchvision-checkpoint "$checkpoint" --name cells --labels "$labels" $sizing $registry >/dev/null
"$skipstream" models import --torchvision-checkpoint "$checkpoint" --name cells --labels "$labels" --min-size 160 --max-size 213 --proposals 60 $registry >/dev/null
"$skipstream" models alias models:/cells/1 champion $registry
"$skipstream" broker --port "$port" --data "$work/broker" &
running=$!
until "$skipstream" topics create --partitions 3 $servers 2>/dev/null; do sleep 1; done
"$skipstream" publish --fps 0 "$instances" $servers

replay() {
  "$skipstream" replay --model models:/cells/1 --device cpu $registry $servers "$@"
}
detections() { # TOPIC COUNT FILE
  "$skipstream" watch --json --topic "$1" --from-beginning --count "$2" $servers | sort >"$3"
}
echo "a replay:"
replay --output once --json | tee "$work/once.json"
frames=$(sed -n 's/.*"detected" : \([0-9]*\).*/\1/p' "$work/once.json")
detections once "$frames" "$work/once.txt"

echo "the same, killed three times:"
for kill in 1 2 3; do
  # The launcher becomes the Java process, so $! is that process. With the function above it would be a shell.
  "$skipstream" replay --model models:/cells/1 --device cpu $registry $servers --output killed 2>"$work/killed$kill.log" &
  victim=$!
  sleep 14
  kill -KILL "$victim" 2>/dev/null || true
  wait "$victim" || true
done
replay --output killed
detections killed "$frames" "$work/killed.txt"
cmp "$work/once.txt" "$work/killed.txt" && echo "$frames detection events, the same byte for byte"

echo "its figures, and those of files:"
"$skipstream" evaluate --output once --json $servers >"$work/topic.json"
image() { python3 -c 'import json,os,sys; p=sys.argv[1]; d=os.path.dirname(p); d=os.path.join(d,"images") if os.path.isdir(os.path.join(d,"images")) else d; [print(os.path.join(d,i["file_name"])) for i in json.load(open(p))["images"]]' "$instances"; }
image | xargs "$skipstream" detect --json --device cpu --model models:/cells/1 $registry >"$work/found.jsonl"
"$skipstream" evaluate --coco-gt "$instances" --events "$work/found.jsonl" --json >"$work/files.json"
python3 - "$work/topic.json" "$work/files.json" <<'END'
import json, sys
topic, files = (json.load(open(path)) for path in sys.argv[1:])
names = "AP AP50 AP75 APsmall APmedium APlarge AR1 AR10 AR100 ARsmall ARmedium ARlarge".split()
topic, files = ({name: one.get("metrics", one)[name] for name in names} for one in (topic, files))
print(topic)
assert topic == files, files
print("twelve figures, the same from the topic and from files")
END

echo "two models compared:"
"$skipstream" compare models:/cells@champion models:/cells/2 --device cpu ${report:+--report "$report"} --promote-if 'AP>=-0.002' $registry $servers ||
  echo "exit code $?: not promoted"
"$skipstream" models show models:/cells/2 $registry | grep evaluated
"$skipstream" replay list $servers
