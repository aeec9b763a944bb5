#!/usr/bin/env bash
# Times each network that can be imported, and torchvision's, in turns, in fp32 with generated weights. Fails if a network is
# slower than torchvision's.
#
#   docs/acceptance/architectures.sh [NETWORK...]
#
# The networks are those of docs/architectures.md, unless some are named. A frame has 640 x 480 pixels. Detectors resize it to
# MIN_SIZE (400) and MAX_SIZE (667) pixels; classifiers see 224 x 224 pixels of it.
#
# TORCHVISION_EAGER names a Python with torchvision; the default is /usr/bin/python3. torchvision runs with the settings of OpenMP
# and glibc that ./skipstream makes, because they also make it faster. TURNS is the number of starts of each candidate (default:
# 2), ROUNDS the number of calls a start (default: 5).
set -euo pipefail

turns=${TURNS:-2}
rounds=${ROUNDS:-5}
sizes=(--min-size "${MIN_SIZE:-400}" --max-size "${MAX_SIZE:-667}")
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
skipstream=${SKIPSTREAM:-$root/skipstream}
app=$root/streams-app/cli/target
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$here/timing.sh"
unset OMP_WAIT_POLICY GLIBC_TUNABLES
tunables=$(sed -n 's/^malloc=//p' "$root/skipstream")

networks=("$@")
[ $# -gt 0 ] || mapfile -t networks < <(sed -nE 's/^\| `(\w+)` \| [^|]+ \| `\.\/skipstream models import --torchvision.*/\1/p' \
  "$root/docs/architectures.md")
slower=()
echo "| network | torchvision, ms | Skipstream, ms | times as fast | by CPU time |"
echo "|---|---|---|---|---|"
for network in "${networks[@]}"; do
  rm -rf "$work"/*
  java -Xmx4g -cp "$app/test-classes:$root/model-registry/target/test-classes:$app/classes:$app/modules/*:$app/lib/*" \
    dev.skipstream.registry.importer.GeneratedCheckpoint "$work/network.pth" "$network"
  resized=()
  labels=a,b,c,d,e
  case $network in
    *_fpn*) resized=("${sizes[@]}") ;;
    *) labels=$labels,f ;;
  esac
  "$skipstream" models import --torchvision-checkpoint "$work/network.pth" --name network --labels "$labels" "${resized[@]}" \
    --registry "$work/registry" >"$work/import.txt"
  rm "$work/network.pth"
  for ((turn = 1; turn <= turns; turn++)); do
    env OMP_WAIT_POLICY=PASSIVE GLIBC_TUNABLES="$tunables" "${TORCHVISION_EAGER:-/usr/bin/python3}" \
      "$root/model-registry/python/eager.py" --architecture "$network" --rounds "$rounds" "${sizes[@]}" >"$work/line"
    keep peer
    "$skipstream" bench detector --model models:/network/1 --device cpu --compute fp32 --rounds "$rounds" \
      --registry "$work/registry" >"$work/page"
    grep 'a call takes' "$work/page" >"$work/line"
    keep ours
  done
  awk -v network="$network" -v peer="$(least peer) $(middle peer)" -v ours="$(least ours) $(middle ours)" 'BEGIN {
    split(peer, p); split(ours, o)
    printf "| `%s` | %d | %d | %.2f | %.2f |\n", network, p[2], o[2], p[2] / o[2], p[1] / o[1]
    exit (p[2] < o[2]) }' || slower+=("$network")
done
[ ${#slower[@]} = 0 ] || { echo "slower than torchvision: ${slower[*]}" >&2; exit 1; }
