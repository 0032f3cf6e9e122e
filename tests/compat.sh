#!/bin/sh
# Compares libaift with PyTorch, transformers and tokenizers.
#   sh tests/compat.sh [--full] [NAME...]     NAME: part of the name of the tests to run, e.g. tokens
# --full adds the accuracies after whole trainings (an hour and more). Ends in a line `N passed, N failed, N skipped`.
# Installs the Debian packages that are missing. Made when they are not there: build/compat-venv, build/model,
# build/release. Others can be named in AIFT_COMPAT_VENV, AIFT_COMPAT_MODEL, AIFT_COMPAT_BUILD and AIFT_COMPAT_DATA
# (default ../shared/data).
set -eu
cd "$(dirname "$0")/.."
root=$(pwd)
full=0 names=
for a in "$@"; do
  case $a in
    --full) full=1 ;;
    -*) echo "usage: sh tests/compat.sh [--full] [NAME...]" >&2; exit 2 ;;
    *) names="$names $a" ;;
  esac
done
venv=${AIFT_COMPAT_VENV:-$root/build/compat-venv}
model=${AIFT_COMPAT_MODEL:-$root/build/model}
build=${AIFT_COMPAT_BUILD:-$root/build/release}
mkdir -p "$root/build"
sh examples/packages.sh build example compat

# The virtual environment: brought up to date when requirements.txt has changed.
want=$(sha256sum tests/compat/requirements.txt | cut -d' ' -f1)
if [ "$(cat "$venv/requirements.sha256" 2>/dev/null)" != "$want" ]; then
  echo "compat: packages for $venv"
  "$venv/bin/pip" --version >/dev/null 2>&1 || { rm -rf "$venv" && python3 -m venv "$venv"; }
  "$venv/bin/pip" install -qq -r tests/compat/requirements.txt || {
    echo "compat: if pip found no CPU build of torch, name PyTorch's index of CPU builds in PIP_EXTRA_INDEX_URL" >&2
    exit 1
  }
  echo "$want" >"$venv/requirements.sha256"
fi
[ -f "$model/model.safetensors" ] || sh examples/get-model.sh "$model"
if [ -f "$build/build.ninja" ]; then
  : >"$root/build/compat.log"
else
  meson setup --buildtype=release "$build" >"$root/build/compat.log" 2>&1 || { cat "$root/build/compat.log" >&2; exit 1; }
fi
meson compile -C "$build" aift:shared_library aift:executable run_pipeline compat_decode compat_figures >>"$root/build/compat.log" 2>&1 || { cat "$root/build/compat.log" >&2; exit 1; }

export AIFT_COMPAT_MODEL="$model" AIFT_COMPAT_BUILD="$build" AIFT_COMPAT_FULL=$full
export AIFT_COMPAT_DATA="${AIFT_COMPAT_DATA:-$root/../shared/data}"
export PYTHONDONTWRITEBYTECODE=1 HF_HUB_OFFLINE=1 TOKENIZERS_PARALLELISM=true TRANSFORMERS_VERBOSITY=error TQDM_DISABLE=1
export OMP_WAIT_POLICY=passive # threads that spin while they wait cost most where the machine is busy

# Two at a time, as much of a script's time is one thread's that loads packages; the ends of the alphabet take longest.
out=$root/build/compat scripts=
rm -rf "$out" && mkdir -p "$out"
for script in tests/compat/test_*.py; do
  match=0
  for n in ${names:-test_}; do case $script in *"$n"*) match=1 ;; esac; done
  [ $match = 0 ] || scripts="$script $scripts"
done
echo "$scripts" | xargs -r -n 1 -P 2 sh tests/compat/run_one.sh "$venv/bin/python" "$out"

passed=0 failed=0 skipped=0
for script in $scripts; do
  if line=$(tail -1 "$out/${script##*/}.out" | grep -E '^checks [0-9]+ [0-9]+ [0-9]+$'); then
    set -- $line
    passed=$((passed + $2)) failed=$((failed + $3)) skipped=$((skipped + $4))
  else
    failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
