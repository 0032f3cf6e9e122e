#!/bin/sh
# Runs one script of tests/compat.sh, and shows what it said when it has ended: run_one.sh PYTHON FOLDER SCRIPT. What it
# says lies in FOLDER/SCRIPT.out meanwhile.
name=${3##*/}
said=$2/$name.out
began=$(date +%s)
"$1" "$3" >"$said" 2>&1
seconds=$(($(date +%s) - began))
exec 9>"$2/lock" # one shows at a time
flock 9
echo "== $name"
grep -v '^checks ' "$said"
if tail -1 "$said" | grep -qE '^checks [0-9]+ [0-9]+ [0-9]+$'; then
  echo "   $seconds s"
else
  echo "FAILED $name: it ended before its last line"
fi
