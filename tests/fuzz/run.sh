#!/bin/sh
# Fuzzes the parsers: sh tests/fuzz/run.sh [NAME...] [--minutes N] [--least N] [--idle N]
#
# Builds the library and the harnesses with clang (libFuzzer, AddressSanitizer, UndefinedBehaviorSanitizer) in build/fuzz.
# Each harness named, or each there is, is run one after the other until its coverage has not grown for 10 CPU-minutes
# (--idle), at least for 20 (--least) and at most for 60 (--minutes), counted with what earlier runs did. Then its corpus
# is merged and packed, the figures go to tests/fuzz/statistics.json, and docs/security.md is written anew. What crashes
# ends it: the input is named; mend the library and keep the input in tests/fuzz/crashes/NAME/.
# SIGTERM stops it; the figures so far are kept, the inputs stay in build/fuzz/work, and the same command goes on from there
# (--minutes 0 only merges). Two may run at once if they name different harnesses.
set -eu
cd "$(dirname "$0")/../.."
sh examples/packages.sh build fuzz
if [ ! -d build/fuzz ]; then
  mkdir -p build
  CC="${CCACHE:-} clang-14" meson setup build/fuzz --buildtype=debugoptimized -Dfuzz=enabled -Dcli=disabled \
    -Db_sanitize=address,undefined -Db_lundef=false >build/fuzz.log 2>&1 || { cat build/fuzz.log; exit 1; }
fi
ninja -C build/fuzz fuzz_programs >build/fuzz.log 2>&1 || { tail -60 build/fuzz.log; exit 1; }
exec python3 tests/fuzz/drive.py "$@"
