#!/bin/sh
# Times the detector and torchvision in turns, at torchvision's defaults: sizes 800/1333 and 1000 proposals.
#
#   docs/acceptance/speed.sh CHECKPOINT [TURNS]
#
# CHECKPOINT  a ResNet-50 FPN Faster R-CNN state dict of three classes (RBC, WBC, Platelets)
# TURNS       starts of each of the two; the default is 3
#
# TORCHVISION_EAGER names a Python with torchvision; the default is /usr/bin/python3. It runs twice a turn: without settings, and
# with the two settings of OpenMP and glibc that ./skipstream makes, because they also make torchvision faster.
set -eu

checkpoint=$1
turns=${2:-3}
here=$(cd "$(dirname "$0")" && pwd)
skipstream=$here/../../skipstream
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset OMP_WAIT_POLICY GLIBC_TUNABLES
tunables=$(sed -n 's/^malloc=//p' "$skipstream")

"$skipstream" models import --torchvision-checkpoint "$checkpoint" --name cells --labels RBC,WBC,Platelets \
  --eps 1e-5 --registry "$work/registry" >"$work/import.txt"

# Prints the milliseconds of the median call in a line such as "a call takes 2101 ms (...".
median() {
  sed -n 's/.*a call takes \([0-9]*\) ms.*/\1/p'
}

# torchvision NAME [SETTING...]: times torchvision with the settings, and writes the median to the file NAME.
torchvision() {
  name=$1
  shift
  printf '%s: ' "$name"
  env "$@" "${TORCHVISION_EAGER:-/usr/bin/python3}" "$here/../../model-registry/python/eager.py" --checkpoint "$checkpoint" \
    --rounds 5 | tee "$work/line"
  median <"$work/line" >>"$work/$name"
}

turn=1
while [ "$turn" -le "$turns" ]; do
  torchvision as-installed
  torchvision our-settings OMP_WAIT_POLICY=PASSIVE GLIBC_TUNABLES="$tunables"
  "$skipstream" bench detector --model models:/cells/1 --device cpu --rounds 5 --registry "$work/registry" >"$work/page"
  grep 'a call takes' "$work/page" | tee "$work/line"
  median <"$work/line" >>"$work/ours"
  turn=$((turn + 1))
done

# Prints the median of the turns of each, and their ratio.
middle() {
  sort -n "$1" | sed -n "$(((turns + 1) / 2))p"
}
for name in as-installed our-settings; do
  awk -v name="$name" -v eager="$(middle "$work/$name")" -v ours="$(middle "$work/ours")" \
    'BEGIN { printf "torchvision %s %d ms, ours %d ms: %.2f times as fast\n", name, eager, ours, eager / ours }'
done
