#!/usr/bin/env python3
"""The shape of the source: lengths of files and functions, a first line that says what a file is for, parallel
loops in one place only, and nothing that names a machine.
"""
import re

from common import Report, files, generated, read, without_comments

FILE_LIMIT = {"lib": 300, "bindings": 300}  # lines; generated tables are free
FILE_LIMIT_ELSEWHERE = 1000
FUNCTION_LIMIT = 100
FUNCTION_LIMIT_KERNELS = 150
# Folders of a machine, and addresses of package registries other than the public ones' names.
WORKPLACE = re.compile(r"(?<![\w.$}])/(?:work|root|home|Users|mnt|srv|opt)/\w|/tmp/\w*venv|\.pyenv")

report = Report("source")


def check_functions(path, text):
    limit = FUNCTION_LIMIT_KERNELS if path.startswith("lib/kernels/") else FUNCTION_LIMIT
    lines = without_comments(text).splitlines()
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{" and number > 1 and lines[number - 2].rstrip().endswith(")"):
            start = number
        elif line.startswith("}") and start:
            if number - start > limit:
                report.fault(f"{path}:{start}", f"a function of {number - start} lines; the limit is {limit}")
            start = None


for path in files("lib", "include", "bindings", "tests", "examples", "bench"):
    text = read(path)
    report.looked_at += 1
    if not text.startswith("/*"):
        report.fault(f"{path}:1", "the first line must be a comment that says what the file is for")
    if generated(text):
        continue
    length = text.count("\n")
    limit = FILE_LIMIT.get(path.split("/")[0], FILE_LIMIT_ELSEWHERE)
    if length > limit:
        report.fault(path, f"{length} lines; the limit is {limit}")
    check_functions(path, text)
    if path != "lib/base/parallel.c":
        for number, line in enumerate(text.splitlines(), 1):
            if re.match(r"\s*#\s*pragma\s+omp\b", line) or re.search(r'_Pragma\("\s*omp\b', line):
                report.fault(f"{path}:{number}", "parallel loops go through aift__parallel_for (lib/base/parallel.h)")

for path in files("bindings", endings=(".py", ".rs")):
    text = read(path)
    report.looked_at += 1
    if not generated(text) and text.count("\n") > FILE_LIMIT["bindings"]:
        report.fault(path, f"{text.count(chr(10))} lines; the limit is {FILE_LIMIT['bindings']}")

ENDINGS = (".c", ".h", ".py", ".sh", ".md", ".txt", ".build", ".def", ".in", ".1", ".json", "run")
for path in files("", endings=ENDINGS):
    try:
        text = read(path)
    except UnicodeDecodeError:
        report.fault(path, "is not UTF-8")
        continue
    report.looked_at += 1
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) < 2000 and WORKPLACE.search(line) and not path.endswith("lint/source.py"):
            report.fault(f"{path}:{number}", f"names a folder of one machine: {line.strip()[:100]}")
report.end()
