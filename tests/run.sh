#!/bin/sh
# Builds and tests everything: sh tests/run.sh. Installs the Debian packages that are missing (examples/packages.sh),
# builds a release and a second time with AddressSanitizer and UndefinedBehaviorSanitizer, runs every test in both, in the
# second under a locale that writes decimals with a comma; then what uses threads with ThreadSanitizer. What was made is
# kept in build/. Ends in a line `N passed, N failed, N skipped`; exit 1 if anything failed.
set -eu
cd "$(dirname "$0")/.."
sh examples/packages.sh build test
mkdir -p build
failed=0
logs=

# make NAME MESON-OPTION...: sets up build/NAME and compiles it, or what $target names; what goes wrong counts as a failure.
target=
make() {
  name=$1
  shift
  echo "== building build/$name"
  # A set-up by another Meson cannot be used again.
  [ ! -d "build/$name" ] || meson setup --reconfigure "build/$name" >/dev/null 2>&1 || rm -rf "build/$name"
  [ -d "build/$name" ] || meson setup "build/$name" --fatal-meson-warnings --werror "$@" >"build/$name.log" 2>&1 ||
    { cat "build/$name.log"; return 1; }
  ninja -C "build/$name" $target >"build/$name.log" 2>&1 || { tail -60 "build/$name.log"; return 1; }
}

# try LABEL BUILD ARGUMENT...: runs the tests of build/BUILD.
try() {
  label=$1 build=$2
  shift 2
  echo "== testing: $label"
  rm -f "build/$build/meson-logs/$label.json"
  meson test -C "build/$build" --no-rebuild --logbase "$label" "$@" >"build/$label.log" 2>&1 || true
  logs="$logs $label=build/$build/meson-logs/$label.json"
}

if make release --buildtype=release; then
  try release release
else
  failed=1
fi
if make sanitize --buildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false; then
  # The locale is made here, so that the machine need not have it.
  [ -d build/locale/de_DE.UTF-8 ] || { mkdir -p build/locale && localedef -i de_DE -f UTF-8 build/locale/de_DE.UTF-8; }
  export LOCPATH="$PWD/build/locale" LC_ALL=de_DE.UTF-8 AIFT_TEST_DECIMAL_POINT=,
  try sanitize sanitize --no-suite lint --no-suite install
  # What a sanitizer's build leaves out.
  try locale release --suite bindings --suite examples --suite docs --no-suite lint --no-suite install
  unset LOCPATH LC_ALL AIFT_TEST_DECIMAL_POINT
else
  failed=1
fi
target=thread_tests
if make thread --buildtype=debugoptimized -Db_sanitize=thread -Db_lundef=false -Dthreads=pool -Dproducts=builtin; then
  try thread thread --suite threads
else
  failed=1
fi
[ "$failed" = 0 ] || { echo "a build failed: 0 passed, 1 failed, 0 skipped"; exit 1; }
exec python3 tests/support/count.py $logs
