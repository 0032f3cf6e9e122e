#!/bin/sh
# Installs the Debian packages of some sections of debian-packages.txt, as root or with sudo; says what it installs
# and skips what is there.
#   sh examples/packages.sh build example
set -eu
cd "$(dirname "$0")/.."
missing=
while read -r section package rest; do
  case $section in '' | '#'*) continue ;; esac
  for wanted in "$@"; do
    if [ "$section" = "$wanted" ] &&
      [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
      missing="$missing $package"
    fi
  done
done <debian-packages.txt
[ -n "$missing" ] || exit 0

echo "installing Debian packages:$missing"
if [ "$(id -u)" = 0 ]; then
  root=
elif command -v sudo >/dev/null; then
  root=sudo
else
  echo "neither root nor sudo: install these packages by hand, then run this again" >&2
  exit 1
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# An index that is too old names files that are gone; so it is fetched anew before anything is installed.
if ! { $root apt-get update && $root env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
  tail -20 "$log" >&2
  echo "the packages could not be installed" >&2
  exit 1
fi
