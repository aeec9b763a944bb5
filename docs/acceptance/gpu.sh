#!/usr/bin/env bash
# Runs the checks that need a GPU, in ten minutes or less, and prints tables, and PASS or the differences.
#
#   docs/acceptance/gpu.sh pack FILE              writes FILE (.tar.gz), with which `archive` runs on a machine without a network
#   docs/acceptance/gpu.sh archive [OPTION...]    runs the TorchScript programs; needs Python with PyTorch only
#   docs/acceptance/gpu.sh product                runs the whole product; build it first: ./mvnw -Pcuda -DskipTests package
#   docs/acceptance/gpu.sh product --fake         runs the stream on fake devices; needs no GPU, and an idle machine
#
# PYTHON names the interpreter of `archive` (python3), whose options are those of gpu_archive.py. DEVICE names the device of
# `product` (gpu:0); with cpu, the checks that need a GPU are left out.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
# 64 MiB. With formula weights, which the script computes, the programs have no weights of their own.
largest=67108864

pack() {
  local file folder importer=dev/skipstream/registry/importer
  file=$(realpath -m "$1")
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  folder=$work/skipstream-gpu
  mkdir -p "$folder/programs" "$folder/golden"
  cp "$here/gpu.sh" "$here/gpu_archive.py" "$folder"
  cp "$root/model-registry/src/main/resources/$importer"/*.pt "$folder/programs"
  cp "$root/model-registry/src/test/resources/$importer/golden"/*.json "$folder/golden"
  tar -czf "$file" -C "$work" skipstream-gpu
  echo "$file: $(stat -c %s "$file") bytes"
  [ "$(stat -c %s "$file")" -lt $largest ]
}

# Ends with a table of all rows, and PASS or the differences.
rows=
differences=
row() { # CHECK MEASURED
  rows+="| $1 | $2 |"$'\n'
  echo "$1: $2" >&2
}
differs() { # TEXT
  differences+="$1"$'\n'
  echo "DIFFERS: $1" >&2
}
finish() {
  printf '\n| check | measured |\n|---|---|\n%s\n%s' "$rows" "$differences"
  if [ -n "$differences" ]; then
    echo FAIL
    exit 1
  fi
  echo PASS
}

# The classes of the product and of its tests.
java_of_tests() { # MAIN ARGUMENT...
  local app=$root/streams-app/cli/target
  OPENCV_LOG_LEVEL=SILENT OMP_WAIT_POLICY=PASSIVE java -Dskipstream.home="$app" -Dlogback.configurationFile=logback.xml \
    -cp "$app/test-classes:$root/streams-app/stream/target/test-classes:$root/streams-app/detector/target/test-classes:$root/model-registry/target/test-classes:$app/classes:$app/modules/*:$app/lib/*" "$@"
}

product() {
  device=${DEVICE:-gpu:0}
  work=$(mktemp -d)
  running=
  # The last process started is the first to end: the broker goes last.
  trap 'for one in $running; do kill "$one" 2>/dev/null && wait "$one" || true; done; rm -rf "$work"' EXIT
  skipstream=$root/skipstream
  port=${PORT:-19392}
  servers="--bootstrap-server localhost:$port"
  export SKIPSTREAM_REGISTRY=$work/registry
  model=models:/street@champion
  gpu=true
  frames=3000
  sizes="480x288 640x384 1333x800"
  batches="1 4 8 16"
  if [ "$device" = cpu ]; then
    gpu=false frames=40 sizes=320x192 batches="1 2"
  fi

  "$skipstream" doctor | tee "$work/doctor"
  row "choice of doctor" "$(sed -n 's/^choice *//p' "$work/doctor")"
  formats="fp32 bf16"
  for format in $formats; do
    grep -q "^format *$device $format: .* a frame" "$work/doctor" || formats=${formats/$format/}
  done

  parity
  speed
  pipeline
  served
  finish
}

parity() {
  local all="fp32 bf16"
  ! $gpu || all="fp32 fp16 bf16"
  # shellcheck disable=SC2086
  NVIDIA_TF32_OVERRIDE=0 java_of_tests dev.skipstream.detect.FormatParity "$device" $all | tee "$work/parity" ||
    differs "parity: $(tail -n 1 "$work/parity")"
  row "parity of $(grep -c '^| [a-z0-9_]* | [0-9]' "$work/parity") architectures with the CPU in fp32, without TF32" \
    "$(tail -n 1 "$work/parity")"
}

speed() {
  local size format batch line
  printf '\n| frame | format |'; printf ' %s a call |' $batches
  printf '\n|---|---|'; printf -- '---|%.0s' $batches; echo
  for size in $sizes; do
    for format in $formats; do
      line="| $size | $format |"
      for batch in $batches; do
        line+=" $("$skipstream" bench detector --model $model --device "$device" --compute "$format" --frame "$size" \
          --min-size "${size#*x}" --max-size "${size%x*}" --batch "$batch" --rounds 9 2>/dev/null |
          sed -n 's/^ *\([0-9.]*\) frames\/s.*/\1/p') |"
      done
      echo "$line"
    done
  done
}

pipeline() {
  local one two
  one=$(pipeline_on "$device")
  row "bench pipeline beside the bare loop, $device" "$one"
  if $gpu && [ "$(grep -c '^gpu:' "$work/doctor")" -gt 1 ]; then
    two=$(pipeline_on gpu:0,gpu:1)
    row "bench pipeline beside the bare loop, gpu:0,gpu:1" "$two"
  fi
}
pipeline_on() { # DEVICES: prints the share of the bare loop, and the frames/s of the stream
  "$skipstream" bench pipeline --model $model --device "$1" --batch-size 8 --frames $frames --turns 2 >"$work/pipeline"
  cat "$work/pipeline" >&2
  echo "$(sed -n 's/^The stream has \([0-9.]*\) of.*/\1/p' "$work/pipeline") of it," \
    "$(awk -F'|' '$2 == " stream " { sum += $5; n++ } END { printf "%.1f frames/s", sum / n }' "$work/pipeline")"
}

# `run` under 20 swaps, without memory, and with a fault of the device.
served() {
  "$skipstream" broker --port "$port" --data "$work/broker" >/dev/null &
  running=$!
  until "$skipstream" topics create --partitions 2 $servers 2>/dev/null; do sleep 1; done
  "$skipstream" models alias models:/street/1 served >/dev/null
  "$skipstream" publish street:1 --fps 20 $servers >/dev/null 2>&1 &
  running="$! $running"

  start swaps "$skipstream" --model models:/street@served --batch-size 8
  local before after
  before=$(used)
  for turn in $(seq 20); do
    "$skipstream" models alias "models:/street/$((turn % 2 + 1))" served >/dev/null
    until [ "$(swapped)" -ge "$turn" ]; do sleep 1; done
  done
  after=$(used)
  stop
  audited swaps "20 swaps"
  if ! $gpu; then
    row "out of memory, a device fault" "need a GPU: not run"
    return
  fi
  row "memory of the GPU before and after 20 swaps" "$((before >> 20)) and $((after >> 20)) MiB"
  [ $((after - before)) -lt 67108864 ] || differs "20 swaps: $before bytes before, $after after"

  # Maps of 2400 x 4000 pixels: 64 of them are beyond the memory of any GPU.
  start memory "$skipstream" --model $model --batch-size 64 --min-size 2400 --max-size 4000
  sleep 20
  stop
  audited memory "out of memory"
  row "out of memory" "$(sed -n 's/.* \(.* has no memory for a batch of .*\)/\1/p' "$work/memory.log" | head -n 1)"
  grep -q 'has no memory for a batch of' "$work/memory.log" || differs "out of memory: the log has no line of it"

  local status=0 began
  start fault java_of_tests --model $model --batch-size 8
  sleep 5
  began=$SECONDS
  touch "$work/fail"
  wait "$served" || status=$?
  running=${running#* }
  row "a device fault" "exit code $status after $((SECONDS - began)) s: $(tail -n 1 "$work/fault.log")"
  [ $status = 5 ] || differs "a device fault: exit code $status, expected 5"
  start fault "$skipstream" --model $model --batch-size 8
  sleep 20
  stop
  audited fault "a device fault"
}

# Starts the stream under an application id, and waits until it is ready.
start() { # ID LAUNCHER OPTION...
  local id=$1 launcher=$2
  shift 2
  if [ "$launcher" = java_of_tests ]; then
    # A kernel of this process fails when the file exists.
    java_of_tests dev.skipstream.cli.FaultyDevice "$work/fail" run "$@" --device "$device" --application-id "$id" --http-port 18093 \
      --state "$work/state" $servers 2>>"$work/$id.log" &
  else
    "$launcher" run "$@" --device "$device" --application-id "$id" --http-port 18093 --state "$work/state" $servers \
      2>>"$work/$id.log" &
  fi
  served=$!
  running="$served $running"
  until curl --silent --fail http://localhost:18093/health/ready >/dev/null; do
    kill -0 "$served" || { cat "$work/$id.log" >&2; exit 1; }
    sleep 1
  done
}
stop() {
  kill "$served"
  wait "$served" || true
  running=${running#* }
}
audited() { # ID CHECK
  "$skipstream" audit --application-id "$1" $servers >"$work/audit" || differs "$2: $(cat "$work/audit")"
  row "$2, audit" "$(head -n 1 "$work/audit")"
}
metric() { # NAME, with labels
  curl --silent http://localhost:18093/metrics | awk -v name="$1" 'index($0, name) == 1 { printf "%.0f\n", $2; found = 1 }
    END { if (!found) print 0 }'
}
used() {
  metric "skipstream_device_memory_bytes{device=\"$device\",state=\"used\"}"
}
swapped() {
  metric 'skipstream_model_swaps_total{outcome="swapped"}'
}

case ${1:-} in
  pack) pack "$2" ;;
  archive)
    shift
    exec "${PYTHON:-python3}" "$here/gpu_archive.py" "$@"
    ;;
  product)
    if [ "${2:-}" = --fake ]; then
      java_of_tests dev.skipstream.cli.FakeGpuBench
    else
      product
    fi
    ;;
  *)
    sed -n '2,/^set/{/^set/!s/^# \{0,1\}//p}' "$0"
    exit 2
    ;;
esac
