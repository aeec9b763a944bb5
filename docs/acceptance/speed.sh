#!/usr/bin/env bash
# Times the detector in each number format, and torchvision, in turns, at torchvision's defaults: sizes 800/1333 and 1000
# proposals.
#
#   docs/acceptance/speed.sh CHECKPOINT IMAGES [TURNS]
#
# CHECKPOINT  a ResNet-50 FPN Faster R-CNN state dict of three classes (RBC, WBC, Platelets)
# IMAGES      folder with images for the calibration of int8; a few are sufficient, since only times are measured
# TURNS       starts of each candidate; the default is 3
#
# TORCHVISION_EAGER names a Python with torchvision and ONNX Runtime; the default is /usr/bin/python3. torchvision runs as
# installed, and with the settings of OpenMP and glibc that ./skipstream makes, because they also make it faster. PEERS lists its
# settings; the default is "eager bf16 onnx". FORMATS lists ours; the default is "fp32 bf16 int8". ROUNDS is the number of calls a
# start; the default is 5.
#
# ONEDNN_MAX_CPU_ISA, ATEN_CPU_CAPABILITY and FBGEMM_ENABLE_INSTRUCTIONS together limit all candidates to the instructions of a
# lesser CPU: AVX2 avx2 AVX2, for example.
set -euo pipefail

checkpoint=$1
images=$2
turns=${3:-3}
rounds=${ROUNDS:-5}
here=$(cd "$(dirname "$0")" && pwd)
skipstream=${SKIPSTREAM:-$here/../../skipstream}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset OMP_WAIT_POLICY GLIBC_TUNABLES
. "$here/timing.sh"
tunables=$(sed -n 's/^malloc=//p' "$here/../../skipstream")

"$skipstream" models import --torchvision-checkpoint "$checkpoint" --name cells --labels RBC,WBC,Platelets \
  --eps 1e-5 --precision fp32,bf16,int8 --calibrate "$images" --registry "$work/registry" >"$work/import.txt"

# Times torchvision. NAME SETTING [VARIABLE=VALUE...]
torchvision() {
  local name=$1 setting=$2
  shift 2
  printf '%s: ' "$name"
  env "$@" "${TORCHVISION_EAGER:-/usr/bin/python3}" "$here/../../model-registry/python/eager.py" --checkpoint "$checkpoint" \
    --setting "$setting" --rounds "$rounds" | tee "$work/line"
  keep "$name"
}

candidates=()
for ((turn = 1; turn <= turns; turn++)); do
  candidates=()
  for setting in ${PEERS-eager bf16 onnx}; do
    [ "$setting" != eager ] || { torchvision eager-as-installed eager; candidates+=(eager-as-installed); }
    torchvision "$setting-our-settings" "$setting" OMP_WAIT_POLICY=PASSIVE GLIBC_TUNABLES="$tunables"
    candidates+=("$setting-our-settings")
  done
  for format in ${FORMATS:-fp32 bf16 int8}; do
    "$skipstream" bench detector --model models:/cells/1 --device cpu --compute "$format" --rounds "$rounds" \
      --registry "$work/registry" >"$work/page"
    grep 'a call takes' "$work/page" | sed "s/^ */ours $format: /" | tee "$work/line"
    keep "ours-$format"
    candidates+=("ours-$format")
  done
done

for name in "${candidates[@]}"; do
  printf '%s: a call takes %s ms of CPU time, and %s ms' "$name" "$(least "$name")" "$(middle "$name")"
  for format in ${FORMATS:-fp32 bf16 int8}; do
    [[ $name == ours-* ]] || awk -v format="$format" -v peer="$(least "$name") $(middle "$name")" \
      -v ours="$(least "ours-$format") $(middle "ours-$format")" 'BEGIN {
        split(peer, p); split(ours, o); printf "; %s is %.2f times as fast by CPU time, %.2f by time", format, p[1] / o[1], p[2] / o[2] }'
  done
  echo
done
