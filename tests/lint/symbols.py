#!/usr/bin/env python3
"""The library exports what the public headers declare, and nothing else; each declaration is documented.

    symbols.py libaift.so

Each function's comment says which threads may call it (Threads:) and since when it is there (Since:).
"""
import re
import subprocess
import sys

from common import Report, files, read, without_comments

report = Report("symbols")
declared = {}
for path in files("include/aift", endings=(".h",)):
    text = read(path)
    for found in re.finditer(r"^AIFT_API\b(.*?);", text, re.M | re.S):
        name = re.search(r"\b(aift_\w+)\s*\(", found.group(1))
        line = text.count("\n", 0, found.start()) + 1
        if not name:
            report.fault(f"{path}:{line}", "AIFT_API without a function aift_*")
            continue
        declared[name.group(1)] = f"{path}:{line}"
        before = text[:found.start()].rstrip()
        comment = before[before.rfind("/*"):] if before.endswith("*/") else ""
        if not comment.startswith("/**"):
            report.fault(f"{path}:{line}", f"{name.group(1)} has no /** comment */ before it")
        for word in ("Threads:", "Since:"):
            if comment and not re.search(rf"\b{word}", comment):
                report.fault(f"{path}:{line}", f"the comment of {name.group(1)} has no `{word}`")
    for found in re.finditer(r"^(?!typedef|static|#|AIFT_API)[\w \*]*\b(aift_\w+)\(", without_comments(text), re.M):
        report.fault(f"{path}: {found.group(1)}", "a function without AIFT_API")

listing = subprocess.run(["nm", "-D", "--defined-only", sys.argv[1]],
                         check=True, capture_output=True, text=True).stdout
exported = {line.split()[-1].split("@")[0] for line in listing.splitlines()}
exported = {name for name in exported if not re.match(r"__(a|ub)san_|__odr_asan", name)}
for name in sorted(exported - set(declared)):
    report.fault(sys.argv[1], f"exports {name}, which no public header declares")
for name in sorted(set(declared) - exported):
    report.fault(declared[name], f"{name} is declared, but not exported")
report.looked_at = len(declared)
report.end()
