#!/usr/bin/env python3
"""The interfaces of releases (tests/abi/MAJOR.MINOR) are as they were frozen: by the digests in tests/abi/frozen.sha256.

The check itself is tried on a copy of the folder that something is done to.
"""
import hashlib
import os
import re
import shutil
import tempfile

from common import ROOT, Report

ABI = os.path.join(ROOT, "tests", "abi")
PATH = re.compile(r"(?<![\w.])/(?:\w[\w.+-]*/)+\w")  # of one machine


def faults(abi):
    """What is not as it was frozen."""
    found, listed = [], {}
    with open(os.path.join(abi, "frozen.sha256"), encoding="utf-8") as file:
        for line in file:
            digest, path = line.split()
            listed[path] = digest
    there = set()
    for version in filter(re.compile(r"\d+\.\d+$").match, sorted(os.listdir(abi))):
        for at, _, names in os.walk(os.path.join(abi, version)):
            there |= {os.path.relpath(os.path.join(at, name), abi) for name in names}
    found += [f"{path} was not there when its release was frozen" for path in sorted(there - set(listed))]
    found += [f"{path} is gone" for path in sorted(set(listed) - there)]
    for path in sorted(there & set(listed)):
        with open(os.path.join(abi, path), "rb") as file:
            data = file.read()
        if hashlib.sha256(data).hexdigest() != listed[path]:
            found.append(f"{path} has changed: a release stays as it was (docs/abi.md)")
        if path.endswith(".abi") and PATH.search(data.decode()):
            found.append(f"{path} names {PATH.search(data.decode()).group(0)}")
    if not listed:
        found.append("frozen.sha256 lists nothing")
    return found


def change(abi, path):
    with open(os.path.join(abi, path), "a", encoding="utf-8") as file:
        file.write("\n")


def unlist(abi, path):
    with open(os.path.join(abi, "frozen.sha256"), "r+", encoding="utf-8") as file:
        kept = [line for line in file if path not in line]
        file.seek(0)
        file.truncate()
        file.writelines(kept)


report = Report("frozen")
for text in faults(ABI):
    report.fault("tests/abi", text)
HEADER = "0.1/include/aift/model.h"
CASES = [
    ("a header is changed", lambda abi: change(abi, HEADER), f"{HEADER} has changed"),
    ("a dump is changed", lambda abi: change(abi, "0.1/libaift.abi"), "0.1/libaift.abi has changed"),
    ("a header is removed", lambda abi: os.remove(os.path.join(abi, HEADER)), f"{HEADER} is gone"),
    ("a header is added", lambda abi: change(abi, "0.1/include/aift/new.h"), "0.1/include/aift/new.h was not there"),
    ("a digest is removed", lambda abi: unlist(abi, HEADER), f"{HEADER} was not there"),
]
for what, act, says in CASES:
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "abi")
        shutil.copytree(ABI, copy)
        act(copy)
        report.looked_at += 1
        if not any(says in text for text in faults(copy)):
            report.fault("tests/lint/frozen.py", f"{what}, and it does not say: {says}")
report.end()
