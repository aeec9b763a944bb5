#!/bin/sh
# Publishes a video with the motion gate. Each appearance must have a frame within 300 ms of entering, and the gate must
# withhold at least half of the frames.
#
#   docs/acceptance/motion.sh VIDEO [LABELS]
#
# VIDEO   one-by-one-person-detection.mp4, with 10 frames a second
# LABELS  the frames in which a person enters; the default is motion.csv, which was labelled by looking at the frames
#
# Needs the program: ./mvnw -DskipTests package
set -eu

video=$1
home=$(cd "$(dirname "$0")/../.." && pwd)
labels=${2:-$home/docs/acceptance/motion.csv}
skipstream=${SKIPSTREAM:-$home/skipstream}
port=${PORT:-19292}
work=$(mktemp -d)
servers="--bootstrap-server localhost:$port"
running=
trap 'kill $running 2>/dev/null || true; wait; rm -rf "$work"' EXIT

"$skipstream" broker --port "$port" --data "$work/broker" >"$work/broker.log" 2>&1 &
running=$!
until "$skipstream" topics create --partitions 1 $servers 2>/dev/null; do sleep 1; done
# The names of the stored images have the numbers of their frames.
"$skipstream" publish --fps 0 --key gate --motion --keyframe 10s --store "file:$work/images" $servers "$video" \
  2>"$work/publish.txt"
tail -n 1 "$work/publish.txt"
ls "$work/images/gate" | sed 's/-.*//' | sort -n >"$work/sent"
sent=$(wc -l <"$work/sent")
withheld=$(sed -n 's/.*withheld \([0-9]*\) without motion.*/\1/p' "$work/publish.txt")
echo "sent $sent of $((sent + withheld)) frames"

awk -F, -v sent="$work/sent" '
  BEGIN { while ((getline frame < sent) > 0) has[frame + 0] = 1 }
  NR == 1 { next }
  {
    late = -1
    for (i = 0; i <= 3 && late < 0; i++) if (($1 + i) in has) late = 100 * i
    print "enters at frame " $1 ": " (late < 0 ? "no frame within 300 ms" : "a frame " late " ms later")
    if (late < 0) missed++
  }
  END { exit missed > 0 }' "$labels"

# The longest time between two frames is the keyframe interval: 100 frames.
awk 'NR > 1 && $1 - last > most { most = $1 - last } { last = $1 }
  END { print "longest gap: " most " frames"; exit most > 100 }' "$work/sent"

[ "$withheld" -ge "$sent" ] || { echo "the gate withheld less than half of the frames"; exit 1; }
echo passed
