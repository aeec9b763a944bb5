#!/bin/sh
# Makes 12 videos with Debian's ffmpeg, publishes them, and compares the topic with ffmpeg's own frames: number, order, times to a
# millisecond, pixels to a mean error of 1.5. Prints a line for each, and exits with 1 unless all are right.
#
#   docs/acceptance/videos.sh
#
# Needs Debian's ffmpeg, python3-numpy and python3-confluent-kafka. SKIPSTREAM is the program, ./skipstream unless set.
set -u

here=$(cd "$(dirname "$0")" && pwd)
skipstream=${SKIPSTREAM:-$here/../../skipstream}
port=${PORT:-19396}
work=$(mktemp -d)
broker=
wrong=0
trap '[ -z "$broker" ] || kill $broker 2>/dev/null; wait; rm -rf "$work"' EXIT
export SKIPSTREAM_BOOTSTRAP_SERVER=localhost:$port

picture=testsrc2=size=320x240:duration=1.6:rate
make() { # FILE RATE OPTIONS...
  file=$1 rate=$2
  shift 2
  ffmpeg -y -v error -f lavfi -i "$picture=$rate" "$@" "$work/$file" </dev/null || exit 1
}

x264='-c:v libx264 -preset veryfast -crf 12'
make constant.mp4 25 $x264 -bf 2
make ntsc.mkv 30000/1001 $x264
make variable.mkv 25 $x264 -vf "select='not(mod(n,3))+eq(n,7)'" -vsync passthrough
make variable.mp4 25 $x264 -vf "setpts=N*N/25/TB/10" -vsync passthrough
make bt709.mp4 25 $x264 -vf scale=out_color_matrix=bt709 -colorspace bt709
make full.mp4 25 $x264 -vf scale=out_range=full -color_range pc
make ten-bit-full.mp4 25 -c:v libx265 -preset ultrafast -crf 8 -x265-params log-level=none -pix_fmt yuv420p10le -vf scale=out_range=full -color_range pc
make bt2020.mp4 25 -c:v libx265 -preset ultrafast -crf 8 -x265-params log-level=none -pix_fmt yuv420p10le \
  -vf scale=out_color_matrix=bt2020 -colorspace bt2020nc
make stream.ts 50 -c:v mpeg2video -q:v 2
make raw.h264 30 $x264
make web.webm 25 -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -crf 15 -b:v 0
make source.mp4 25 $x264
ffmpeg -y -v error -i "$work/source.mp4" -c copy -metadata:s:v:0 rotate=90 "$work/rotated.mp4" </dev/null || exit 1
rm "$work/source.mp4"

"$skipstream" broker --port "$port" --data "$work/broker" >"$work/broker.log" 2>&1 &
broker=$!
until "$skipstream" topics create >/dev/null 2>&1; do
  kill -0 $broker || { cat "$work/broker.log"; exit 1; }
  sleep 1
done

for video in "$work"/*.mp4 "$work"/*.mkv "$work"/*.ts "$work"/*.h264 "$work"/*.webm; do
  name=$(basename "$video")
  "$skipstream" publish --fps 0 --key "$name" "$video" >"$work/out" 2>"$work/err" || { cat "$work/err"; wrong=1; }
  if verdict=$(/usr/bin/python3 "$here/field/published.py" "$SKIPSTREAM_BOOTSTRAP_SERVER" images "$name" "$video" 2>&1); then :; else wrong=1; fi
  echo "$name: $verdict"
done
exit $wrong
