#!/bin/sh
# Line coverage of lib/ by the suite: sh tests/coverage.sh [--missing]. Builds build/coverage with gcc's counters, runs every
# test but the lints, and prints for each file how many of its lines ran, and in all; with --missing also which lines did
# not. Generated files are left out. The table goes to tests/coverage.txt. Exit 1 if a test failed, or if it is less than 90 %
# in all. Takes about as long as the sanitizers' part of tests/run.sh.
set -eu
cd "$(dirname "$0")/.."
sh examples/packages.sh build test
mkdir -p build
# Meson warns that gcovr is not there, which is not needed.
[ -d build/coverage ] || CC="${CC:-gcc}" meson setup build/coverage --werror \
  --buildtype=debugoptimized -Db_coverage=true
ninja -C build/coverage
find build/coverage -name '*.gcda' -delete
# Some tests run the command as somebody else, who counts too.
build/coverage/bindings/cli/aift version >/dev/null
find build/coverage -name '*.gcda' -exec chmod a+w {} +
tests=0
meson test -C build/coverage --no-rebuild --no-suite lint --no-suite install --timeout-multiplier 5 || tests=$?
python3 tests/support/coverage.py build/coverage "$@"
[ "$tests" = 0 ] || { echo "some tests failed" >&2; exit 1; }
