#!/usr/bin/env python3
"""What the documentation says of the project can be checked: links lead somewhere, the README's program is
examples/classify.c, docs/dependencies.md lists the packages of debian-packages.txt, docs/benchmarks.md is made of
bench/results.json, docs/security.md of the limits in the code and the figures of fuzzing, docs/README.md leads to every
page and names one for each header, docs/errors.md tells of every status, and the version is the same everywhere.
"""
import os
import re
import subprocess
import sys

from common import ROOT, Report, files, read

report = Report("docs")
for path in files("", endings=(".md",)):
    text = read(path)
    report.looked_at += 1
    for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", re.sub(r"```.*?```", "", text, flags=re.S)):
        if "://" not in link and not os.path.exists(os.path.join(ROOT, os.path.dirname(path), link)):
            report.fault(path, f"the link {link} leads nowhere")
    for name in re.findall(r"`((?:lib|include|tests|examples|docs|bindings)/[\w./-]*\w)`", text):
        if not os.path.exists(os.path.join(ROOT, name)):
            report.fault(path, f"{name} does not exist")

program = read("examples/classify.c")
if program[program.index("#include"):] not in read("README.md"):
    report.fault("README.md", "its program is not examples/classify.c")

version = re.search(r"version: '([\d.]+)'", read("meson.build")).group(1)
header = dict(re.findall(r"^#define AIFT_VERSION_(\w+) (\S+)$", read("include/aift/version.h"), re.M))
if f'"{version}"' != header["STRING"] or version != ".".join(header[part] for part in ("MAJOR", "MINOR", "PATCH")):
    report.fault("include/aift/version.h", f"its version is not that of meson.build, {version}")
if not re.search(rf"^## {re.escape(version)}\b", read("CHANGELOG.md"), re.M):
    report.fault("CHANGELOG.md", f"has no section for {version}")

listed = {line.split()[1] for line in read("debian-packages.txt").splitlines() if line and not line.startswith("#")}
explained = read("docs/dependencies.md")
for package in sorted(listed):
    if f"`{package}`" not in explained:
        report.fault("docs/dependencies.md", f"does not say what {package} is for")

statuses = ["AIFT_" + name for name in re.findall(r"^    X\((\w+), \d+, ", read("include/aift/status.h"), re.M)]
told = re.findall(r"^\| `(AIFT_\w+)` \| [^|]+ \| [^|]+ \|$", read("docs/errors.md"), re.M)
if not statuses or told != statuses:
    report.fault("docs/errors.md", f"its table of statuses has {', '.join(told)}; include/aift/status.h has {', '.join(statuses)}")
index = read("docs/README.md")
for path in files("include/aift", endings=(".h",)):
    if path != "include/aift/aift.h" and f"`{path[len('include/'):]}`" not in index:
        report.fault("docs/README.md", f"names no page for {path}")
for path in files("docs", endings=(".md",)):
    if path != "docs/README.md" and not re.match(r"docs/adding-", path) and f"({path[len('docs/'):]})" not in index:
        report.fault("docs/README.md", f"does not lead to {path}")

results = os.path.join(ROOT, "bench", "results.json")
if os.path.exists(results):
    made = subprocess.run([sys.executable, "-B", os.path.join(ROOT, "bench", "report.py"), results], check=True, capture_output=True, text=True).stdout
    if made != read("docs/benchmarks.md"):
        report.fault("docs/benchmarks.md", "is not what bench/report.py makes of bench/results.json and bench/notes.json")
made = subprocess.run([sys.executable, "-B", os.path.join(ROOT, "tests", "fuzz", "security.py")], capture_output=True, text=True)
if made.returncode:
    report.fault("tests/fuzz/security.py", made.stderr.strip())
elif made.stdout != read("docs/security.md"):
    report.fault("docs/security.md", "is not what tests/fuzz/security.py makes of the limits and tests/fuzz/statistics.json")
report.end()
