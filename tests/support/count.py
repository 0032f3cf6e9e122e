#!/usr/bin/env python3
"""Adds up what the tests of some Meson logs did, cmocka's cases one by one.

    count.py LABEL=meson-logs/testlog.json ...

Prints what failed or was skipped, and last a line `N passed, N failed, N skipped`. Exit 1 if anything failed.
"""
import json
import re
import sys

total = {"passed": 0, "failed": 0, "skipped": 0}
BAD = {"FAIL", "TIMEOUT", "ERROR", "INTERRUPT", "UNEXPECTEDPASS"}


def count(label, test):
    out, err = test.get("stdout", ""), test.get("stderr", "")
    passed = len(re.findall(r"^\[       OK \]", out, re.M))
    skipped = re.findall(r"^\[  SKIPPED \] (\w+)", out, re.M)
    failed = re.findall(r"^\[  FAILED  \] (\w+)", out, re.M)
    name = f"{label}: {test['name']}"
    if test["result"] in BAD:
        if not failed:  # it crashed, timed out, or is no cmocka program
            failed = [test["result"].lower()]
        for case in failed:
            print(f"FAILED  {name}: {case}")
        print("\n".join("    " + line for line in (out + err).strip().splitlines()[-40:]))
    elif test["result"] == "SKIP" or skipped:
        reasons = re.findall(r"^skipped: (.*)", out + "\n" + err, re.M)
        print(f"skipped {name}: {'; '.join(dict.fromkeys(reasons)) or ', '.join(skipped)}")
        skipped = skipped or [name]
    elif not passed:
        passed = 1
    total["passed"] += passed
    total["failed"] += len(failed) if test["result"] in BAD else 0
    total["skipped"] += len(skipped)


for argument in sys.argv[1:]:
    label, path = argument.split("=", 1)
    try:
        lines = open(path, encoding="utf-8").read().splitlines()
    except OSError:
        lines = []
    if not lines:
        print(f"FAILED  {label}: no test was run")
        total["failed"] += 1
    for line in lines:
        count(label, json.loads(line))

print(", ".join(f"{n} {what}" for what, n in total.items()))
sys.exit(1 if total["failed"] else 0)
