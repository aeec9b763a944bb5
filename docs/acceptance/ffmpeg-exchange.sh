#!/bin/sh
# Exchanges a library of FFmpeg as docs/licences.md describes, in a copy of the program, and lets the program load it. The changed
# library is a copy of libavutil that reports another version of the same length.
#
#   docs/acceptance/ffmpeg-exchange.sh
#
# Needs a build: ./mvnw -DskipTests package
set -eu

cd "$(dirname "$0")/../.."
lib=$PWD/streams-app/cli/target/lib
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
natives=$(basename "$(ls "$lib"/ffmpeg-*-linux-*.jar)")
member=$(jar --list --file "$lib/$natives" | grep '/libavutil\.so\.')

cat >"$work/Version.java" <<'JAVA'
public class Version {
  public static void main(String[] args) {
    System.out.println(org.bytedeco.ffmpeg.global.avutil.av_version_info().getString());
  }
}
JAVA

# Prints the version that the program's class path loads, with an empty folder of unpacked libraries.
version() { # NATIVES
  rm -rf "$work/cache"
  java -Dorg.bytedeco.javacpp.cachedir="$work/cache" -cp "$1:$lib/*" "$work/Version.java"
}

before=$(version "$lib/$natives")
cp "$lib/$natives" "$work/$natives"
(cd "$work" && jar --extract --file "$natives" "$member")
after=$(echo "$before" | sed 's/./x/g')
LC_ALL=C sed -i "s/$(echo "$before" | sed 's/\./\\./g')/$after/g" "$work/$member"
(cd "$work" && jar --update --file "$natives" "$member")
found=$(version "$work/$natives")
echo "FFmpeg as delivered: $before; after the exchange: $found"
[ "$found" = "$after" ]
