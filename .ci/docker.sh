# Provides Docker on a machine that has none and reaches no image registry. .ci/run sources this file.

# The folder of the engine for images and log; empty while this script runs no engine.
engine=

# Starts an engine unless one answers, and stops it when the script ends.
start_engine() {
  if ! command -v dockerd >/dev/null || ! command -v docker-compose >/dev/null || ! command -v debootstrap >/dev/null; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends docker.io docker-compose debootstrap cgroupfs-mount >/dev/null
  fi
  if docker info >/dev/null 2>&1; then
    echo "docker: the engine of this machine"
    return
  fi
  engine=$(mktemp -d)
  export DOCKER_HOST=unix://$engine/docker.sock
  dockerd --host "$DOCKER_HOST" --data-root "$engine/data" --exec-root "$engine/exec" --pidfile "$engine/pid" \
    >"$engine/log" 2>&1 &
  trap stop_engine EXIT
  for _ in $(seq 60); do
    if docker info >/dev/null 2>&1; then
      echo "docker: an engine of our own, $(docker info --format '{{.ServerVersion}}, {{.Driver}}')"
      return
    fi
    kill -0 $! 2>/dev/null || break
    sleep 1
  done
  tail -n 20 "$engine/log" >&2
  echo "docker: NO ENGINE STARTS HERE (its log is above); CI needs one: run it as root with the right to mount and to" \
    "make networks" >&2
  exit 1
}

stop_engine() {
  if [ -e "$engine/pid" ]; then
    kill "$(cat "$engine/pid")"
    while [ -e "$engine/pid" ]; do sleep 1; done
  fi
  rm -rf --one-file-system "$engine"
}

# Builds an image of a minimal Debian with Debian's Java.
build_base_image() { # NAME
  local root
  root=$(mktemp -d)
  debootstrap --variant=minbase --include=openjdk-17-jre-headless bookworm "$root" >"$root.log" || {
    tail -n 20 "$root.log" >&2
    echo "debootstrap: a Debian root cannot be made here (its log is above)" >&2
    return 1
  }
  tar --create --directory "$root" --exclude='./proc/*' --exclude='./sys/*' --exclude='./dev/*' \
    --exclude='./var/cache/apt/*' --exclude='./var/lib/apt/lists/*' . | docker import --change 'CMD ["bash"]' - "$1"
  rm -rf --one-file-system "$root" "$root.log"
}
