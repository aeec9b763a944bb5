#!/usr/bin/env bash
# Builds the commit that is checked out twice and compares the jars byte by byte. The two builds have different folders, time
# zones and locales, and start at different times. Jars keep the modes of files, so both builds have the same umask, 022.
#
#   docs/acceptance/reproducible.sh [--against DIR]
#
# --against DIR  takes the jars of DIR, where ./mvnw package or verify has run for this commit, for the first build
#
# Needs git, a JDK 17 and network access to Maven Central on the first run.
set -euo pipefail
cd "$(dirname "$0")/../.."

first=
if [ "${1:-}" = --against ]; then
  first=$(cd "${2:?--against needs a folder}" && pwd)
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build() { # FOLDER TIME-ZONE LOCALE
  mkdir -p "$1"
  git archive HEAD | (umask 022; tar -x --no-same-permissions -C "$1")
  (umask 022; cd "$1"; TZ=$2 LC_ALL=$3 ./mvnw -B -q -DskipTests -Dspotless.apply.skip -Dspotless.check.skip package)
}

jars() { # FOLDER: the jars of all modules, as SHA-256 and name
  (cd "$1" && sha256sum {.,streams-app,examples}/*/target/*.jar)
}

if [ -z "$first" ]; then
  first=$work/first
  build "$first" UTC C.UTF-8
fi
build "$work/a/longer/folder/second" Pacific/Auckland C
jars "$first" >"$work/first.txt"
jars "$work/a/longer/folder/second" >"$work/second.txt"

if ! diff "$work/first.txt" "$work/second.txt" >"$work/difference"; then
  echo "reproducible.sh: the two builds differ in these jars:" >&2
  sed -n 's/^> [0-9a-f]* *//p' "$work/difference" >&2
  jar=$(sed -n 's/^> [0-9a-f]* *//p' "$work/difference" | head -n 1)
  echo "the entries of $jar that differ:" >&2
  diff <(unzip -lv "$first/$jar") <(unzip -lv "$work/a/longer/folder/second/$jar") >&2 || true
  exit 1
fi
echo "reproducible.sh: two builds have equal bytes in all $(wc -l <"$work/first.txt") jars"
