#!/bin/sh
# Runs every case of the field folder, and prints one line for each: right, or the difference. Exits with 1 unless all are right.
#
#   docs/acceptance/field.sh FOLDER
#
# FOLDER  the field folder, with videos/, images/, coco/, checkpoints/ and events/ in it
#
# Needs Debian's ffmpeg, python3-numpy and python3-confluent-kafka. SKIPSTREAM is the program, ./skipstream unless set.
set -u

here=$(cd "$(dirname "$0")" && pwd)
wrong=0
for part in videos images coco checkpoints events; do
  if [ ! -x "$here/field/$part.sh" ]; then
    echo "$part: no script runs its cases"
    wrong=1
  elif ! "$here/field/$part.sh" "$1"; then
    wrong=1
  fi
done
exit $wrong
