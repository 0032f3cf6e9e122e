#!/bin/sh
# Measures libaift beside PyTorch, transformers, tokenizers and ONNX Runtime, in one run on this machine.
#   sh bench/run.sh [--data DIR] [--quick] [--keep] [ROW...]
# Installs the Debian packages that are missing (examples/packages.sh) and makes, in build/: a release with the
# benchmarks and one of our own products only, virtual environments with the other side, the model, samples of the data.
# Writes build/bench.json, and with --keep bench/results.json and docs/benchmarks.md.
set -eu
from=$(pwd)
cd "$(dirname "$0")/.."
root=$(pwd)
sh examples/packages.sh build example compat bench
mkdir -p build

# make NAME MESON-OPTION...: sets up build/NAME and compiles it.
make() {
  name=$1
  shift
  echo "== building build/$name"
  [ ! -d "build/$name" ] || meson setup --reconfigure "build/$name" >/dev/null 2>&1 || rm -rf "build/$name"
  { [ -d "build/$name" ] || meson setup "build/$name" --buildtype=release -Dbench=enabled -Dtests=disabled "$@"; } \
    >"build/$name.log" 2>&1 && ninja -C "build/$name" >>"build/$name.log" 2>&1 || { tail -60 "build/$name.log" >&2; exit 1; }
}

# environment NAME REQUIREMENTS: a virtual environment, made anew when the requirements have changed.
environment() {
  venv=build/$1
  want=$(sha256sum "$2" | cut -d' ' -f1)
  [ "$(cat "$venv/requirements.sha256" 2>/dev/null)" != "$want" ] || return 0
  echo "== making $venv"
  rm -rf "$venv"
  python3 -m venv "$venv" && "$venv/bin/pip" install -qq -r "$2" >"$venv.log" 2>&1 && echo "$want" >"$venv/requirements.sha256"
}

make bench
make bench-builtin -Dproducts=builtin
environment bench-venv bench/requirements.txt || {
  cat build/bench-venv.log >&2
  echo "bench: if pip found no CPU build of torch, name PyTorch's index of CPU builds in PIP_EXTRA_INDEX_URL" >&2
  exit 1
}
# Its rows say so where this cannot be had.
environment bench-ort-training-venv bench/requirements-ort-training.txt || rm -rf build/bench-ort-training-venv
sh examples/get-model.sh build/model
PYTHONDONTWRITEBYTECODE=1 exec build/bench-venv/bin/python bench/run.py --from "$from" --build "$root/build/bench" --model "$root/build/model" \
  --venv "$root/build/bench-venv" --ort-venv "$root/build/bench-ort-training-venv" "$@"
