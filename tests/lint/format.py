#!/usr/bin/env python3
"""Every C file is as clang-format 14 writes it: format.py [--fix]. Another version is skipped: it writes otherwise."""
import re
import shutil
import subprocess
import sys

from common import ROOT, Report, files

program = shutil.which("clang-format-14") or shutil.which("clang-format")
version = program and subprocess.run([program, "--version"], capture_output=True, text=True).stdout
if not program or not re.search(r"version 14\.", version):
    print(f"skipped: clang-format 14 is needed, found {version.strip() if version else 'none'}")
    sys.exit(77)
report = Report("format")
paths = [path for path in files("lib", "include", "bindings", "tests", "examples", "bench", endings=(".c", ".h", ".cpp"))
         if not re.match(r"tests/abi/\d", path)]  # what was released stays as it was
report.looked_at = len(paths)
if "--fix" in sys.argv[1:]:
    subprocess.run([program, "-i", *paths], cwd=ROOT, check=True)
    sys.exit(0)
done = subprocess.run([program, "--dry-run", *paths], cwd=ROOT, capture_output=True, text=True)
for place in sorted(set(re.findall(r"^(\S+?:\d+):\d+: (?:warning|error)", done.stderr, re.M))):
    report.fault(place, "is not as clang-format writes it (python3 tests/lint/format.py --fix)")
if done.returncode and not report.faults:
    report.fault("clang-format", done.stderr.strip()[:500])
report.end()
