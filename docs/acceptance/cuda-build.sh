#!/usr/bin/env bash
# Runs the CUDA build of libtorch on a machine without a driver: detects on the CPU and compares with the CPU build of the same
# version, and requests gpu:0. A stub takes the place of the driver's library, without which the build does not load.
#
#   docs/acceptance/cuda-build.sh IMAGE...
#
# IMAGE    images with objects of the bundled model, such as frames of a simulated street
#
# Build the program first: ./mvnw -Pcuda -DskipTests package. The script needs a C compiler, nm and unzip.
set -euo pipefail

images=()
for image in "$@"; do images+=("$(realpath "$image")"); done
cd "$(dirname "$0")/../.."
natives=$(echo streams-app/cli/target/lib/pytorch-native-cu124-*.jar)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

unzip -q -j "$natives" 'pytorch/*' -d "$work/libtorch"
# DJL compresses each library by itself.
find "$work/libtorch" -name '*.gz' -exec gunzip {} +

# Each function returns CUDA_ERROR_STUB_LIBRARY, as in the stub of the CUDA toolkit. JNA calls some that libtorch does not.
{
  find "$work/libtorch" -name '*.so*' -exec nm -D --undefined-only {} + | awk '$1 == "U" && $2 ~ /^cu[A-Z][a-z]+[A-Z]?/ { print $2 }'
  printf '%s\n' cuInit cuDriverGetVersion cuDeviceGetCount cuDeviceGet cuDeviceGetName cuDeviceTotalMem_v2 \
    cuDeviceGetAttribute cuDeviceGetPCIBusId
} | sed 's/@.*//' | sort -u >"$work/undefined"
# Functions of cuBLAS, cuDNN and the like begin with cu as well, and the libraries beside them define those.
find "$work/libtorch" -name '*.so*' -exec nm -D --defined-only {} + | awk '{ print $NF }' | sed 's/@.*//' | sort -u >"$work/defined"
comm -23 "$work/undefined" "$work/defined" | sed 's/.*/int &(void) { return 34; }/' >"$work/stub.c"
mkdir "$work/driver"
cc -shared -fPIC -Wl,-soname,libcuda.so.1 -o "$work/driver/libcuda.so.1" "$work/stub.c"
echo "stub of libcuda.so.1: $(wc -l <"$work/stub.c") functions"

run() { # NAME ARGUMENTS: the program with the CUDA build
  LD_LIBRARY_PATH=$work/driver PYTORCH_LIBRARY_PATH=$work/libtorch PYTORCH_VERSION=2.5.1 PYTORCH_FLAVOR=cu124 ./skipstream "$@"
}

run doctor | sed -n '/^gpu/p; /^libtorch/p; /^choice/p; /^missing/p'
./skipstream detect --device cpu --compute fp32 --json "${images[@]}" >"$work/cpu.jsonl"
run detect --device cpu --compute fp32 --json "${images[@]}" >"$work/cuda.jsonl"
python3 docs/acceptance/equal.py "$work/cpu.jsonl" "$work/cuda.jsonl"

status=0
run detect --device gpu:0 "${images[0]}" 2>"$work/err" || status=$?
cat "$work/err"
[ "$status" = 5 ] && [ "$(wc -l <"$work/err")" = 1 ] && grep -q 'no NVIDIA driver' "$work/err"
echo "gpu:0 without a driver: exit code $status, one line"
