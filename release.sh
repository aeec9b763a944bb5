#!/usr/bin/env bash
# Makes the files of a release from the commit that is checked out: jars with sources and Javadoc, the program as an archive, the
# image, the SBOM, the licences, and checksums. RELEASING.md describes the release around it.
#
#   ./release.sh [--trial] [--sign KEY] [--out DIR]
#
# --trial     without a tag: the version is the POM's, and uncommitted changes are left out
# --sign KEY  signs each jar and the checksums with this GPG key
# --out DIR   the folder to make; the default is dist
#
# The version is the tag's: v0.1.0 makes 0.1.0. The build runs in a copy of the commit, so no file beside it has an influence.
# The image needs a Docker engine, and BASE_IMAGE if the default base image cannot be pulled.
set -euo pipefail
cd "$(dirname "$0")"

fail() {
  echo "release.sh: $*" >&2
  exit 2
}

trial=
key=
out=dist
while [ $# -gt 0 ]; do
  case $1 in
    --trial) trial=1 ;;
    --sign) key=${2:?--sign needs a key}; shift ;;
    --out) out=${2:?--out needs a folder}; shift ;;
    *) fail "'$1' is no option: expected --trial, --sign KEY or --out DIR" ;;
  esac
  shift
done
[ ! -e "$out" ] || fail "$out exists: remove it, or name another folder with --out"

if [ -n "$trial" ]; then
  version=$(sed -n 's/^  <version>\(.*\)<\/version>$/\1/p' pom.xml)
else
  [ -z "$(git status --porcelain)" ] || fail "there are uncommitted changes: commit them, or make a trial with --trial"
  tag=$(git describe --tags --exact-match --match 'v[0-9]*' 2>/dev/null) ||
    fail "this commit has no tag such as v0.1.0: tag it, or make a trial with --trial"
  version=${tag#v}
fi
revision=$(git rev-parse HEAD)
# The time of the commit is the time of everything that the build writes.
created=$(TZ=UTC git log -1 --format=%cd --date=format-local:%Y-%m-%dT%H:%M:%SZ)
echo "release.sh: version $version of commit $revision, $created"

mkdir -p "$out"
out=$(cd "$out" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
source=$work/source
mkdir "$source"
git archive HEAD | tar -x -C "$source"
cd "$source"

if [ -z "$trial" ]; then
  ./mvnw -B -q org.codehaus.mojo:versions-maven-plugin:set -DnewVersion="$version" -DprocessAllModules -DgenerateBackupPoms=false
fi

signing=-Dgpg.skip
[ -z "$key" ] || signing=-Dgpg.keyname=$key
./mvnw -B -q -Prelease -DskipTests "$signing" -Dproject.build.outputTimestamp="$created" \
  verify org.cyclonedx:cyclonedx-maven-plugin:makeAggregateBom org.codehaus.mojo:license-maven-plugin:aggregate-add-third-party

# --- The files

mkdir "$out/jars"
for target in {.,streams-app,examples}/*/target; do
  find "$target" -maxdepth 1 \( -name "*-$version*.jar" -o -name "*-$version*.jar.asc" \) -exec cp {} "$out/jars" \;
done
cp target/sbom.json target/sbom.xml target/THIRD-PARTY.txt LICENSE NOTICE "$out"

# Fails unless both lists have every jar of the program and of the broker, and NOTICE every jar with natives.
complete() {
  local app=streams-app/cli/target missing=0 jar name
  # A component of the SBOM as the name of its file: ARTIFACT-VERSION[-CLASSIFIER].jar
  sed -n 's/.*"purl" *: *"pkg:maven\/[^/]*\/\([^"]*\)".*/\1/p' "$out/sbom.json" | awk '{
    split($0, parts, "?"); split(parts[1], name, "@"); file = name[1] "-" name[2]
    if (match(parts[2], /classifier=[^&]*/)) file = file "-" substr(parts[2], RSTART + 11, RLENGTH - 11)
    print file ".jar"
  }' | sort -u >"$work/in-sbom"
  for jar in "$app"/{lib,broker-lib,modules}/*.jar; do
    name=$(basename "$jar")
    if ! grep -qxF "$name" "$work/in-sbom"; then
      echo "release.sh: the SBOM lacks $name" >&2
      missing=1
    fi
    case $jar in */modules/*) continue ;; esac
    # THIRD-PARTY.txt names GROUP:ARTIFACT:VERSION; a jar of natives has the line of its artifact.
    if ! awk -v file="$name" '{
        while (match($0, /\([^():]+:[^():]+:[^() ]+/)) {
          split(substr($0, RSTART + 1, RLENGTH - 1), part, ":")
          if (index(file, part[2] "-" part[3]) == 1) found = 1
          $0 = substr($0, RSTART + RLENGTH)
        }
      } END { exit !found }' "$out/THIRD-PARTY.txt"; then
      echo "release.sh: THIRD-PARTY.txt lacks $name" >&2
      missing=1
    fi
    if unzip -l "$jar" | grep -qE '\.(so|dll|dylib|jnilib)(\.[0-9.]+)?$'; then
      if ! grep -qE "^  ${name%%-[0-9]*} " NOTICE; then
        echo "release.sh: NOTICE lacks ${name%%-[0-9]*}, which has natives" >&2
        missing=1
      fi
    fi
  done
  [ "$missing" = 0 ] || fail "the lists of libraries are not complete"
  echo "release.sh: the SBOM has $(wc -l <"$work/in-sbom") jars; both lists have all of the program and of the broker"
}
complete

# The program as an archive: with a Java 17, ./skipstream runs. Its natives are those of the platform of this machine.
program=skipstream-$version
mkdir "$work/$program"
cp -r streams-app/cli/target/{lib,broker-lib,modules,classes} skipstream "$out"/{LICENSE,NOTICE,THIRD-PARTY.txt,sbom.json} "$work/$program"
tar --create --directory "$work" --sort=name --mtime="$created" --owner=0 --group=0 --numeric-owner --mode='u=rwX,go=rX' "$program" |
  gzip --no-name >"$out/$program-$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m).tar.gz"

if docker info >/dev/null 2>&1; then
  docker build --quiet --target prebuilt ${BASE_IMAGE:+--build-arg "BASE_IMAGE=$BASE_IMAGE"} \
    --build-arg "VERSION=$version" --build-arg "REVISION=$revision" --build-arg "CREATED=$created" --tag "skipstream/app:$version" .
  docker save "skipstream/app:$version" | gzip --no-name >"$out/$program-image.tar.gz"
  echo "release.sh: the image is skipstream/app:$version"
else
  echo "release.sh: no Docker engine answers, so there is no image" >&2
fi

cd "$out"
find . -type f ! -name SHA256SUMS -printf '%P\n' | LC_ALL=C sort | xargs sha256sum >SHA256SUMS
[ -z "$key" ] || gpg --batch --local-user "$key" --armor --detach-sign SHA256SUMS
echo "release.sh: $(wc -l <SHA256SUMS) files in $out"
