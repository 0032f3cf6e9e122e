#!/bin/sh
# Installs a built tree into a temporary folder and builds a consumer against it: with pkg-config or with CMake,
# shared or static. run.sh BUILD-FOLDER pkg-config|cmake shared|static
set -eu
build=$1 tool=$2 kind=$3
here=$(cd "$(dirname "$0")" && pwd)
command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

DESTDIR=$work/root meson install -C "$build" --no-rebuild --quiet >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
pc=$(find "$work/root" -name aift.pc)
[ -n "$pc" ] || { echo "aift.pc was not installed"; exit 1; }
lib=$(dirname "$(dirname "$pc")")
prefix=$(sed -n 's/^prefix=//p' "$pc")
# As if it were installed where it lies now.
sed -i "s|^prefix=.*|prefix=$work/root$prefix|" "$pc"
export PKG_CONFIG_PATH="$lib/pkgconfig"

soname=$(readlink "$lib/libaift.so")
want=$(sed -n 's/^#define AIFT_ABI_VERSION //p' "$work/root$prefix/include/aift/version.h")
[ "$soname" = "libaift.so.$want" ] || { echo "libaift.so leads to $soname, not to libaift.so.$want"; exit 1; }
for header in "$here"/../../include/aift/*.h; do
  [ -f "$work/root$prefix/include/aift/${header##*/}" ] || { echo "${header##*/} was not installed"; exit 1; }
done

case $kind in
  shared) export LD_LIBRARY_PATH="$lib" static= ;;
  static) rm "$lib"/libaift.so* && static=--static ;; # so that -laift can only be the static one
esac
cd "$work"
case $tool in
  pkg-config) ${CC:-cc} -Wall -Wextra -Werror "$here/consumer.c" -o consumer $(pkg-config $static --cflags --libs aift) ;;
  cmake)
    cmake -G Ninja -S "$here" -B "$work/cmake" ${static:+-DAIFT_STATIC=ON} >log 2>&1 && cmake --build cmake >>log 2>&1 ||
      { cat log; exit 1; }
    mv cmake/consumer consumer
    ;;
esac
./consumer
if ldd consumer | grep -q libaift; then linked=shared; else linked=static; fi
[ "$linked" = "$kind" ] || { echo "the consumer is linked $linked"; exit 1; }
