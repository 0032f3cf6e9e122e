#!/usr/bin/env python3
"""Runs a binding's tests with a library that counts, and fails if there is a public function that never returned success.

    counted.py PROXY LIBRARY API.JSON COMMAND...

The command finds the counting library in AIFT_LIBRARY, and as libaift.so.N in LD_LIBRARY_PATH.
"""
import collections
import json
import os
import subprocess
import sys
import tempfile

proxy, library, api = sys.argv[1:4]
with open(api, encoding="utf-8") as file:
    description = json.load(file)
abi = next(entry["value"] for entry in description["constants"] if entry["name"] == "AIFT_ABI_VERSION")
with tempfile.TemporaryDirectory() as folder:
    told = os.path.join(folder, "counts")
    os.symlink(os.path.abspath(proxy), os.path.join(folder, f"libaift.so.{abi}"))
    done = subprocess.run(sys.argv[4:], check=False, env={
        **os.environ, "AIFT_COUNTED": os.path.abspath(library), "AIFT_COUNT_FILE": told,
        "AIFT_LIBRARY": os.path.abspath(proxy), "LD_LIBRARY_PATH": folder})
    counts = collections.Counter()
    if os.path.exists(told):
        with open(told, encoding="utf-8") as file:
            for line in file:
                name, count = line.split()
                counts[name] += int(count)
missing = [entry["name"] for entry in description["functions"] if not counts[entry["name"]]]
print(f"{len(counts)} of {len(description['functions'])} public functions returned success, in {sum(counts.values())} calls")
for name in missing:
    print(f"{name} never returned success")
sys.exit(done.returncode or bool(missing))
