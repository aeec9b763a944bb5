#!/bin/sh
# Runs the cases of data sets and results, and prints one line for each case: right, or the difference.
#
#   docs/acceptance/field/coco.sh FOLDER
#
# FOLDER  folder that contains coco/
#
# The expected figures are those of pycocotools 2.0.11 on the same files, except for two cases. pycocotools ignores an object whose area
# is -1, and an object whose category is null. Skipstream uses the area of the box in the first case, and rejects the file in the second.
set -u

cases=$1/coco
skipstream=${SKIPSTREAM:-$(cd "$(dirname "$0")" && pwd)/../../../skipstream}
port=${PORT:-19394}
work=$(mktemp -d)
broker=
wrong=0
trap '[ -z "$broker" ] || kill $broker 2>/dev/null; wait; rm -rf "$work"' EXIT

verdict() { # CASE DIFFERENCE
  if [ -z "$2" ]; then echo "coco/$1: right"; else echo "coco/$1: $2"; wrong=1; fi
}
scores() { # CASE AP OPTIONS...
  name=$1 ap=$2
  shift 2
  "$skipstream" evaluate --json "$@" >"$work/out" 2>"$work/err"
  code=$?
  if [ $code -ne 0 ]; then
    verdict "$name" "exit code $code: $(tail -1 "$work/err")"
  else
    verdict "$name" "$(python3 -c 'import json, sys
ap = json.load(open(sys.argv[1]))["metrics"]["AP"]
print("" if abs(ap - float(sys.argv[2])) <= 1e-9 else "AP is %.12f, expected %s" % (ap, sys.argv[2]))' "$work/out" "$ap")"
  fi
}
rejects() { # CASE WORDS COMMAND...
  name=$1 words=$2
  shift 2
  "$skipstream" "$@" >"$work/out" 2>"$work/err"
  code=$?
  if [ $code -eq 2 ] && grep -qF -- "$words" "$work/err"; then
    verdict "$name" ""
  else
    verdict "$name" "exit code $code, expected 2 and '$words': $(tail -1 "$work/err")"
  fi
}
pair() { echo "--coco-gt=$cases/$1/${2:-gt.json} --coco-dt=$cases/$1/dt.json"; }

scores string-ids 0.2806748218454683 $(pair string-ids)
scores string-id-merge 0 $(pair string-id-merge)
scores bool-iscrowd 0.2256020602060206 $(pair bool-iscrowd)
scores negative-area 1 $(pair negative-area)
scores negative-area/gt-nan.json 1 $(pair negative-area gt-nan.json)
scores box-outside 1 $(pair box-outside) --lenient
rejects box-outside "frame a.jpg is 100 x 100 pixels" evaluate $(pair box-outside)
rejects null-category "gt.json: annotations[0].category_id is null" evaluate $(pair null-category)
rejects null-image-id "gt.json: annotations[0].image_id is null" evaluate $(pair null-image-id)
rejects trailing-json "dt.json: extra data after the JSON value" evaluate $(pair trailing-json)
rejects dup-image-id "dupid.json: images[1].id is 1, and element 0 has that id too" publish "$cases/dup-image-id/dupid.json"
scores stem-collision 1 --coco-gt "$cases/stem-collision/gt.json" --events "$cases/stem-collision/ev.jsonl"

# A model numbers its categories from 1. One data set numbers them from 0, the other with gaps.
python3 - "$cases/zero-based-categories" "$work" <<'END'
import json, sys
for name in ("zero", "gap"):
    data = json.load(open("%s/%s.json" % (sys.argv[1], name)))
    numbers = {label: i + 1 for i, label in enumerate(sorted(c["name"] for c in data["categories"]))}
    labels = {c["id"]: c["name"] for c in data["categories"]}
    with open("%s/%s.jsonl" % (sys.argv[2], name), "w") as events:
        for image in data["images"]:
            found = [dict(label=labels[a["category_id"]], classId=numbers[labels[a["category_id"]]], score=0.9,
                          box=dict(zip(("x", "y", "width", "height"), a["bbox"])))
                     for a in data["annotations"] if a["image_id"] == image["id"]]
            frame = dict(id="cells/" + image["file_name"].rsplit(".", 1)[0], source="cells", width=image["width"], height=image["height"])
            events.write(json.dumps(dict(frame=frame, model=dict(name="cells", version=1, digest="sha256:00"), detections=found)) + "\n")
END
for name in zero gap; do
  scores "zero-based-categories/$name.json" 1 --coco-gt "$cases/zero-based-categories/$name.json" --events "$work/$name.jsonl"
done

# Two images with the same name in two folders are two frames, each with its own ground truth.
mkdir -p "$work/site/cam0" "$work/site/cam1"
cp "$cases/same-name-folders/stem.json" "$work/site/"
python3 - "$work/site" <<'END'
import struct, sys, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
grey = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 640, 480, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"\0" * 641 * 480)) + chunk(b"IEND", b"")
for camera in ("cam0", "cam1"):
    open("%s/%s/0001.jpg" % (sys.argv[1], camera), "wb").write(grey)
END
"$skipstream" broker --port "$port" --data "$work/broker" >"$work/broker.log" 2>&1 &
broker=$!
tries=0
until "$skipstream" topics create --bootstrap-server "localhost:$port" >/dev/null 2>&1 || [ $((tries += 1)) -gt 30 ]; do sleep 1; done
"$skipstream" publish --fps 0 "$work/site/stem.json" --bootstrap-server "localhost:$port" >"$work/out" 2>&1
code=$?
frames=$("$skipstream" evaluate --json --bootstrap-server "localhost:$port" --topic images 2>&1 | grep -o "[0-9]* frames have truth" | head -1)
if [ $code -eq 0 ] && [ "$frames" = "2 frames have truth" ]; then
  verdict same-name-folders ""
else
  verdict same-name-folders "exit code $code: $(tail -1 "$work/out"), $frames"
fi
exit $wrong
