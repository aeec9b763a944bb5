#!/bin/sh
# Runs the image cases, and prints one line for each case: right, or the difference.
#
#   docs/acceptance/field/images.sh FOLDER
#
# FOLDER  folder that contains images/
#
# `detect` uses the decoder of the stream. It loads the bundled model for each case.
set -u

cases=$1/images
skipstream=${SKIPSTREAM:-$(cd "$(dirname "$0")" && pwd)/../../../skipstream}
work=$(mktemp -d)
wrong=0
trap 'rm -rf "$work"' EXIT

verdict() { # CASE DIFFERENCE
  if [ -z "$2" ]; then echo "images/$1: right"; else echo "images/$1: $2"; wrong=1; fi
}
rejects() { # CASE WORDS
  "$skipstream" detect --json --registry "$work/registry" "$cases/$1" >"$work/out" 2>"$work/err"
  code=$?
  if [ $code -eq 2 ] && grep -qF -- "$2" "$work/err"; then
    # Messages of the decoder library do not name the frame, so they must not appear.
    if grep -qE '^(Corrupt JPEG|libpng|Warning)' "$work/err"; then
      verdict "$1" "a library wrote to stderr: $(head -1 "$work/err")"
    else
      verdict "$1" ""
    fi
  else
    verdict "$1" "exit code $code, expected 2 and '$2': $(tail -1 "$work/err")"
  fi
}
detects() { # CASE
  "$skipstream" detect --json --registry "$work/registry" "$cases/$1" >"$work/out" 2>"$work/err"
  code=$?
  if [ $code -eq 0 ] && grep -q '"width":320,"height":240' "$work/out"; then
    verdict "$1" ""
  else
    verdict "$1" "exit code $code, expected 0 and a frame of 320 x 240: $(tail -1 "$work/err")"
  fi
}

rejects lostchunk.jpg "the JPEG is damaged"
rejects trunc_2b_eoi.jpg "the JPEG is damaged"
rejects taller_header.jpg "the JPEG is damaged"
detects trunc_noeoi.jpg
rejects rgb565.bmp "a BMP with bit fields, which is not supported"
rejects p.avif "of format AVIF"
detects t.tif
exit $wrong
