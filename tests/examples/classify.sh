#!/bin/sh
# The program of the README on the tests' tiny model: classify.sh PROGRAM, in the project's folder.
set -eu
fail() { echo "$1"; exit 1; }

data=$(mktemp)
mv "$data" "$data.csv"
data=$data.csv
trap 'rm -f "$data"' EXIT
{
  echo text,label
  for i in 1 2 3 4 5 6; do printf 'rain and wind,Weather\n"pay, please",bills\nthe train is late,travel\n'; done
} >"$data"

out=$("$1" tests/golden/tiny-bert "$data" "will it rain")
echo "$out"
case $out in
  '{"label":"'*'","score":0.'*',"scores":{"Weather":0.'*',"bills":0.'*',"travel":0.'*'}}') ;;
  *) fail "this is not a prediction" ;;
esac
[ "$out" = "$("$1" tests/golden/tiny-bert "$data" "will it rain")" ] || fail "a second run gives something else"

status=0
out=$("$1" tests/golden/tiny-bert "no such file.csv" text 2>&1) || status=$?
[ "$status" = 1 ] || fail "a missing file: exit code $status"
case $out in *"no such file.csv"*) ;; *) fail "the message does not name the file: $out" ;; esac
status=0
"$1" >/dev/null 2>&1 || status=$?
[ "$status" = 2 ] || fail "no arguments: exit code $status"
