#!/bin/sh
# Runs the video cases, and prints one line for each case: right, or the difference.
#
#   docs/acceptance/field/videos.sh FOLDER
#
# FOLDER  folder that contains videos/
set -u

cases=$1/videos
here=$(cd "$(dirname "$0")" && pwd)
skipstream=${SKIPSTREAM:-$here/../../../skipstream}
port=${PORT:-19395}
work=$(mktemp -d)
broker=
wrong=0
trap '[ -z "$broker" ] || kill $broker 2>/dev/null; wait; rm -rf "$work"' EXIT
export SKIPSTREAM_BOOTSTRAP_SERVER=localhost:$port SKIPSTREAM_REGISTRY=$work/registry

verdict() { # CASE DIFFERENCE
  if [ -z "$2" ]; then echo "videos/$1"; else echo "videos/$1: $2"; wrong=1; fi
}

compare() { # CASE KEY VIDEO EXIT-CODE MESSAGE: compares frames, exit code and stderr; MESSAGE is a pattern, or empty for no message
  case=$1 key=$2 video=$3 expected=$4 message=$5
  if frames=$(/usr/bin/python3 "$here/published.py" "$SKIPSTREAM_BOOTSTRAP_SERVER" images "$key" "$video" 2>&1); then difference=; else difference=$frames; fi
  [ "$code" -eq "$expected" ] || difference="exit code $code, expected $expected: $(tail -1 "$work/err"); $difference"
  if [ -n "$message" ]; then
    grep -q "$message" "$work/err" || difference="$difference; no message '$message'"
  else
    ! grep -E "WARN|ERROR|damaged|@ 0x" "$work/err" >"$work/said" || difference="$difference; stderr: $(head -1 "$work/said")"
  fi
  verdict "$case: ${frames}" "$difference"
}

publish() { # KEY ARGUMENTS...
  key=$1
  shift
  "$skipstream" publish --key "$key" "$@" >"$work/out" 2>"$work/err"
  code=$?
}

file() { # FILE EXIT-CODE MESSAGE
  publish "$1" "$cases/$1"
  compare "$1" "$1" "$cases/$1" "$2" "$3"
}

"$skipstream" broker --port "$port" --data "$work/broker" >"$work/broker.log" 2>&1 &
broker=$!
until "$skipstream" topics create >/dev/null 2>&1; do
  kill -0 $broker || { cat "$work/broker.log"; exit 1; }
  sleep 1
done

file editlist.mp4 0 ''
file cut.mkv 0 'damaged: 24 frames were decoded'
file cut_frag.mp4 0 'damaged: 24 frames were decoded'
file corrupt_mid.mp4 0 'damaged: 50 frames were decoded'
file cut_faststart.mp4 2 'ends after 24 frames, its header announces 50; the file is damaged or cut short'
file hflip.mp4 0 ''
file vflip.mp4 0 ''
file bt709.mp4 0 ''
file hevc10pc.mp4 0 ''
file raw.h264 0 ''
file jump30s.ts 0 'time jumps from'
file two.mp4 0 ''
file ts.ts 0 ''

cat "$cases/ts.ts" | "$skipstream" publish --key standard-input - >"$work/out" 2>"$work/err"
code=$?
compare 'ts.ts through -' standard-input "$cases/ts.ts" 0 ''

cat "$cases/ts.ts" | "$skipstream" publish --key dev-stdin /dev/stdin >"$work/out" 2>"$work/err"
code=$?
compare 'ts.ts through /dev/stdin' dev-stdin "$cases/ts.ts" 0 ''

mkfifo "$work/pipe.ts"
cat "$cases/ts.ts" >"$work/pipe.ts" &
publish fifo "$work/pipe.ts"
compare 'ts.ts through a FIFO' fifo "$cases/ts.ts" 0 ''

"$skipstream" demo --device cpu --source "$cases/cut_faststart.mp4" >"$work/out" 2>"$work/err"
code=$?
last=$(grep -c 'ends after 24 frames, its header announces 50' "$work/err")
if [ $code -eq 2 ] && [ "$last" -eq 1 ]; then
  verdict 'demo of cut_faststart.mp4: right (exit code 2 and one line)' ''
else
  verdict 'demo of cut_faststart.mp4' "exit code $code: $(tail -1 "$work/err")"
fi
exit $wrong
