#!/bin/sh
# Writes all TorchScript programs again, after a change of their sources: the archives of the importer, the check of the layers,
# and the program around users' own detectors. SkeletonTest and CheckProgramTest name a program whose sources have changed since.
#
#   PYTHON=python3 model-registry/python/all-programs.sh
#
# PYTHON is one with a PyTorch that is no newer than the libtorch of the build.
set -eu
cd "$(dirname "$0")"
python=${PYTHON:-python3}
detector=../../streams-app/detector/src
for source in program one_stage instances classifiers segmentation; do
  "$python" "$source.py" --out ../src/main/resources/dev/skipstream/registry/importer
done
"$python" check.py --out $detector/main/resources/dev/skipstream/compute
"$python" check.py --planted --out $detector/test/resources/dev/skipstream/compute
"$python" torchscript_detector.py --out $detector/main/resources/dev/skipstream/detect
"$python" torchscript_detector.py --planted --out $detector/test/resources/dev/skipstream/detect
